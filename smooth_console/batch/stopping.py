"""Signals that end a headless run: the first gives up what runs, and leaving goes on; the next gives up leaving."""

import asyncio
import signal
from types import TracebackType

from smooth_console.batch import exits

_CODES = {
    signal.SIGINT: exits.INTERRUPTED,
    signal.SIGTERM: exits.TERMINATED,
    signal.SIGHUP: exits.HANGUP,
}


class Stopping:
    """Cancels the task that enters it when a signal arrives.

    Attributes:
        code: The exit code of the first signal; None when there was none.
    """

    def __init__(self) -> None:
        self.code: int | None = None
        self._leaving = False
        self._task: asyncio.Task[object] | None = None

    def __enter__(self) -> "Stopping":
        self._task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number, code in _CODES.items():
            loop.add_signal_handler(number, self._stop, code)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        loop = asyncio.get_running_loop()
        for number in _CODES:
            loop.remove_signal_handler(number)

    def heeded(self) -> None:
        """What ran was given up: the task may wait for other things again."""
        if self._task is not None:
            self._task.uncancel()

    def leave_running(self) -> None:
        """From here on the session is being closed, which the first signal does not cut short."""
        self._leaving = True

    def _stop(self, code: int) -> None:
        again = self.code is not None
        self.code = self.code or code
        if self._task is not None and (again or not self._leaving):
            self._task.cancel()
