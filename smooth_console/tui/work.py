"""Work beside the keys, begun from a widget."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.widget import Widget
from textual.worker import Worker

GIVE_WAY_S = 0.0005
"""After so long a thread that computes lets another run. A key passes through the event loop a dozen times, and would
wait as often for Python's usual 5 ms while a large text is checked."""


def newest(widget: Widget, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
    """Begin something, and give up what the group began before.

    It takes a call and not the coroutine: of work that is given up before it began nothing is left that nobody awaits.
    """
    _: Worker[None] = widget.run_worker(work, group=group, exclusive=True, exit_on_error=False)


def beside(widget: Widget, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
    """Begin something, whatever else of its group still runs."""
    _: Worker[None] = widget.run_worker(work, group=group, exit_on_error=False)
