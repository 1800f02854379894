"""The terminal as Textual drives it. It may go away at any moment: the application is told, and nothing hangs."""

import contextlib
import select
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from smooth_console.tui.app import SmoothApp


class _Forgiving:
    """A terminal's file. What is written once it has gone goes nowhere: the thread that writes must not die of it."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            return int(self._file.write(text))
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()


class TerminalDriver(LinuxDriver):
    """Textual's own driver, for a terminal that may be closed."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._file = _Forgiving(self._file)  # type: ignore[assignment]

    def run_input_thread(self) -> None:
        """Read keys until told to stop, or until there are no more to come."""
        app: SmoothApp = self._app  # type: ignore[assignment]
        try:
            super().run_input_thread()
        except OSError:
            app.call_later(app.terminal_closed)

    @property
    def gone(self) -> bool:
        """Whether nobody is at the other end any more."""
        return terminal_gone(self.fileno)


def terminal_gone(number: int) -> bool:
    """Whether a terminal's other end is closed. Some systems tell by a signal, which may be ignored."""
    poll = select.poll()
    poll.register(number, 0)
    return any(events & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, events in poll.poll(0))
