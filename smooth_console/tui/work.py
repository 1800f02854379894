"""Work beside the keys, of which the newest counts."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.widget import Widget
from textual.worker import Worker


def newest(widget: Widget, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
    """Begin something, and give up what the group began before.

    It takes a call and not the coroutine: of work that is given up before it began nothing is left that nobody awaits.
    """
    _: Worker[None] = widget.run_worker(work, group=group, exclusive=True, exit_on_error=False)
