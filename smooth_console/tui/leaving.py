"""How the application ends: by a wish, a signal, a closed terminal or a mistake of ours. Its session is closed."""

import asyncio
import contextlib
import signal

from rich.console import RenderableType
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from smooth_console.console.crash import keep_quiet, tell_crash
from smooth_console.session.redaction import Secrets

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LEAVE_WITHIN_S = 15.0
"""How long leaving takes after a mistake, at most: the orphan guard goes on where this gives up."""


async def run(app: "LeavingApp") -> int:
    """Run an application, and leave its session however it ends; returns the exit code."""
    keep_quiet(app.secrets)
    try:
        await app.run_async()
    except Exception as problem:
        app.crash = app.crash or problem
    if app.crash is not None:
        tell_crash(app.crash, app.secrets)
    with contextlib.suppress(Exception):
        async with asyncio.timeout(LEAVE_WITHIN_S):
            await app.close_console()
    return 1 if app.crash is not None else app.return_code or 0


class LeavingApp(App[None]):
    """The part of the application that is about its end.

    Attributes:
        secrets: What must not be seen when it fails.
        crash: The mistake that ended it.
    """

    secrets: Secrets

    def __init__(self) -> None:
        super().__init__()
        self._quitting = False
        self._signalled = 0
        self.crash: Exception | None = None

    def get_driver_class(self) -> type[Driver]:
        """A terminal that may be closed."""
        from smooth_console.tui.terminal import TerminalDriver

        usual = super().get_driver_class()
        return TerminalDriver if usual is LinuxDriver else usual

    def heed_signals(self) -> None:
        """Leave in order when the system says so. Nothing to heed when there is no terminal, as in tests."""
        if not self.is_headless:
            for number in SIGNALS:
                asyncio.get_running_loop().add_signal_handler(number, self.leave_for, number)

    def look_at_terminal(self) -> None:
        """Leave when the terminal has been closed: not everybody is sent a signal then."""
        from smooth_console.tui.terminal import TerminalDriver

        if isinstance(self._driver, TerminalDriver) and self._driver.gone:
            self.terminal_closed()

    def terminal_closed(self) -> None:
        """Nobody is at the terminal any more."""
        if not self._signalled:
            self.leave_for(signal.SIGHUP)

    def leave_for(self, number: int) -> None:
        """Leave because of a signal, without asking; a second one does not wait until the session is closed."""
        if self._signalled:
            self.exit(return_code=128 + self._signalled)
        else:
            self._signalled = number
            self.run_worker(self.close_and_exit(), exit_on_error=False)

    async def close_and_exit(self) -> None:
        """Close the session, then leave."""
        if self._quitting:
            return
        self._quitting = True
        self.closing()
        try:
            await self.close_console()
        finally:
            self.exit(return_code=128 + self._signalled if self._signalled else 0)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text. Half of a surrogate pair is no text that a clipboard can hold: its escape is copied."""
        super().copy_to_clipboard(text.encode("utf-8", "backslashreplace").decode())

    async def close_console(self) -> None:
        """Close what is behind the application."""
        raise NotImplementedError

    def closing(self) -> None:
        """The session is being closed, which may take a moment."""

    # Mistakes of ours

    def _handle_exception(self, error: Exception) -> None:
        self.crash = self.crash or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Textual would print the traceback, with the values of variables; `run` says it in its own way."""
        self._close_messages_no_wait()

    def panic(self, *_renderables: RenderableType) -> None:
        """The same for other mistakes."""
        self.crash = self.crash or RuntimeError("the interface gave up")
        self._close_messages_no_wait()
