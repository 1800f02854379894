"""The real application with a session that stands still: fixed rows, results and times, and no server."""

from collections.abc import Sequence

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from smooth_console.console.failures import failure_from
from smooth_console.console.server import Choice
from smooth_console.session import EventState
from smooth_console.settings import Settings
from smooth_console.tui.app import SmoothApp
from smooth_console.tui.rows import Check, ResultData, Row
from smooth_console.tui.widgets.editor import FIRST_CHECK_AFTER

ROWS = (
    Row(1, "open", "shop.example", EventState.OK, "evt_2kq1…", "evt_2kq1abcd", wire_ms=12, total_ms=612, credits=0),
    Row(2, "goto", "/products?page=2", EventState.OK, "evt_8sd0…", "evt_8sd0abcd", wire_ms=3, total_ms=41, credits=0),
    Row(3, "js", "document.title", EventState.OK, "evt_p1xz…", "evt_p1xzabcd", wire_ms=2, total_ms=2, credits=0),
    Row(4, "tool", "get_weather {city}", "call", "call_03", "call_03"),
    Row(5, "extract", "@product", EventState.ERROR, "evt_c0de…", "evt_c0deabcd", code=400, wire_ms=2, total_ms=9),
    Row(
        6, "run", "search \x1b[31mlamp [/foo]", EventState.LOST, "evt_77ab…", "evt_77ababcd", reason="the session ended"
    ),
    Row(7, "extract", "@listing -- only in stock", EventState.OK, "evt_9fe2…", "evt_9fe2abcd", wire_ms=2, total_ms=48),
)
RECORDS = [
    {"title": "Walnut desk", "price": 149, "in_stock": True},
    {"title": "Arc desk lamp", "price": 64.5, "in_stock": True},
    {"title": "[@click=quit]\u202eesrever", "price": None, "in_stock": False},
]
GOOD = ResultData("7 extract @listing", EventState.OK, "ok · 3 records · 48 ms", RECORDS, True)
BAD = ResultData(
    "5 js foo.bar()",
    EventState.ERROR,
    "error · 9 ms",
    failure=failure_from("ReferenceError: foo is not defined (line 1, column 1)", 400, "foo.bar()"),
)
CHECKS = (Check("warning", "/2/price", "nothing was found"),)


class StillApp(SmoothApp):
    """Shows what it is given and talks to nobody.

    Args:
        theme: A theme's name.
        result: What the result pane shows; None leaves the lines to try.
    """

    def __init__(self, theme: str = "harbour", result: ResultData | None = GOOD) -> None:
        super().__init__(Settings(local=True, theme=theme), Choice("", None))
        self._still = result

    def _begin(self) -> None:
        if self._still is None:
            return
        self.timeline.set_rows(ROWS)
        self.main.show_result()
        self.result.show(self._still)
        self.result.set_checks(CHECKS)

    def show_entry(self, n: int) -> None:
        """Nothing stands behind the rows."""


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys once everything is drawn. No cursor blinks in a picture, and what is looked up later is there."""
    await pilot.pause(FIRST_CHECK_AFTER)
    await pilot.app.workers.wait_for_complete()
    for area in pilot.app.query(TextArea):
        area.cursor_blink = False
    for field in pilot.app.query(Input):
        field.cursor_blink = False
    for key in keys:
        await pilot.press(key)
    await pilot.app.workers.wait_for_complete()
    for area in pilot.app.query(TextArea):
        area._line_cache.clear()  # a line that was drawn before it had the focus is kept without its cursor
        area.refresh()
    await pilot.pause()


SIZES: Sequence[tuple[int, int]] = ((80, 24), (120, 36), (200, 60))
