"""Long work on the interface's own thread, a slice at a time, with keys and frames in between.

Not `set_timer`: a Textual timer that is due before a busy loop first looks at it is skipped, and one that fires once
then never does.
"""

import asyncio
from collections.abc import Callable

from textual.widget import Widget

PAUSE_S = 0.002
"""Between two slices, seconds."""


class Slices:
    """The next slice of a widget's work; at most one is waiting."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._next: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> bool:
        """Whether another slice is to come."""
        return self._next is not None

    def go_on(self, work: Callable[[], None]) -> None:
        """Do another slice soon, in place of one that is waiting."""
        self.stop()
        self._next = asyncio.get_running_loop().call_later(PAUSE_S, self._turn, work)

    def stop(self) -> None:
        """No slice is waiting any more."""
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _turn(self, work: Callable[[], None]) -> None:
        self._next = None
        if self._widget.is_running:
            self._widget.call_next(work)
