"""The widgets with sample data, each to be looked at alone: `python -m tests.tui.gallery timeline --theme paper`.

With `--picture FILE.svg` and `--size 80x24` it draws one picture and ends.
"""

import argparse
import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from smooth_console.console.failures import failure_from
from smooth_console.console.glyphs import ASCII, UNICODE, Glyphs
from smooth_console.output.themes import load_theme, theme_names
from smooth_console.session.event_state import EventState
from smooth_console.tui.rows import Check, ResultData, Row
from smooth_console.tui.theme import textual_theme
from smooth_console.tui.widgets.result import Result
from smooth_console.tui.widgets.timeline import Timeline, TimelineTail

NOW = 1000.0
"""What the clock says in every picture."""

RECORDS: list[dict[str, Any]] = [
    {"title": "Walnut desk", "price": 149, "in_stock": True, "tags": ["oak", "office"], "url": "/products/walnut-desk"},
    {"title": "Reading lamp", "price": 39.5, "in_stock": True, "tags": ["light"], "url": "/products/reading-lamp"},
    {"title": "Wool throw", "price": 64, "in_stock": False, "tags": [], "url": "/products/wool-throw"},
    {
        "title": "Copper kettle “Ember”",
        "price": 88.25,
        "in_stock": True,
        "tags": ["kitchen"],
        "url": "/products/kettle",
    },
    {"title": "Lounge chair", "price": 1249, "in_stock": None, "tags": ["seat", "oak"], "url": "/products/lounge"},
    {"title": "木のスツール", "price": 72, "in_stock": True, "tags": ["seat"], "url": "/products/stool"},
]
ROWS = [
    Row(1, "open", "shop.demo", EventState.OK, "evt_2kq1…", "evt_2kq1x", wire_ms=1.4, total_ms=612, credits=0),
    Row(2, "goto", "/products?page=2", EventState.OK, "evt_8sd0…", "evt_8sd0x", wire_ms=0.9, total_ms=41, credits=0),
    Row(3, "js", "document.title", EventState.OK, "evt_p1xz…", "evt_p1xzx", wire_ms=0.7, total_ms=2, credits=0),
    Row(4, "run", 'search for "lamp", then open the first result', EventState.PENDING, "evt_77ab…", since=NOW - 1.23),
    Row(5, "tool", 'get_weather {city: "Oslo"}', "call", "call_03"),
    Row(6, "extract", "@product", EventState.ERROR, "evt_c0de…", code=400, wire_ms=1.1, total_ms=12, credits=0,
        reason="schema: unknown keyword itms; did you mean items?"),
    Row(7, "extract", "@product -- only in stock", EventState.OK, "evt_9fe2…", wire_ms=0.8, total_ms=48, credits=0.25),
    Row(8, "js", "while (true) {}", EventState.OVERDUE, "evt_slow…", since=NOW - 31),
    Row(9, "goto", "file:///etc/passwd", EventState.REJECTED, "evt_file…", code=400, reason="scheme file: is refused"),
    Row(10, "js", "fetch('/late').then(r => r.json())", EventState.OK, "evt_late…", wire_ms=1, total_ms=184_000,
        credits=1, late=True),
    Row(11, "goto", "example.com\x1b]52;c;ZXZpbA==\x07[/red]", EventState.LOST, "evt_gone…", reason="it ended"),
    Row(12, "js", "document.cookie", EventState.UNCONFIRMED, "evt_half…", since=NOW - 0.4),
    Row(13, "js", "history.length", EventState.SENDING, "evt_send…", since=NOW),
]  # fmt: skip
FACTS = [("id", "evt_9fe2kqx81m"), ("state", "ok"), ("on the wire", "0.8 ms"), ("in all", "48 ms"), ("credits", "0.25")]
REQUEST = {
    "id": "evt_9fe2kqx81m",
    "name": "browser_action",
    "payload": {
        "name": "extract",
        "input": {"schema": {"type": "array", "items": {"$ref": "#/$defs/product"}}, "prompt": "only in stock"},
    },
}
CHECKS = [
    Check("error", "/4/in_stock", "null is not a boolean"),
    Check("warning", "/3/title", "“Ember” is not on the page"),
    Check("ok", "", "the other 28 fields are as the schema says"),
]
SCRIPT = (
    'const rows = document.querySelectorAll("tr");\nconst first = rows[0];\nreturn first.cells.map(c => c.innerText);'
)
RESULT = ResultData(
    "7 extract @product", EventState.OK, "ok · 6 records · 48 ms", RECORDS, True, request=REQUEST, facts=FACTS
)
FAILED = ResultData(
    "8 js const rows = …",
    EventState.ERROR,
    "error · 3 ms",
    failure=failure_from(
        "TypeError: first.cells.map is not a function at 3:20",
        400,
        SCRIPT,
        "An HTMLCollection is not an array: Array.from(first.cells).map(…)",
    ),
    request={"name": "evaluate_js", "input": {"js": SCRIPT}},
    facts=FACTS,
)
MIXED = {
    "page": "https://shop.demo/products?page=2",
    "items": RECORDS,
    "total": 12,
    "next": None,
    "html": "<main>\n" + "<p>Solid walnut, oiled by hand.</p>\n" * 4000,
    "odd key": {"deep": [[[1, 2], [3]], {"ok": False}]},
    "escape": "\x1b[31mred\x1b[0m [b]bold[/b] \u202egnp.exe",
}


class Gallery(App[None]):
    """One widget, or two side by side as in the console."""

    CSS = """
    Screen { layout: vertical; }
    .pane { border: round $border-blurred; border-title-color: $foreground; }
    .pane:focus-within { border: round $border; }
    Input { height: 1; border: none; padding: 0 1; }
    """
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, what: str, theme: str = "slate", glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        for found in map(load_theme, theme_names()):
            self.register_theme(textual_theme(found))
        self.theme = theme
        self._what = what
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """The widget by its name."""
        timeline = Timeline(ROWS, glyphs=self._glyphs, clock=lambda: NOW, classes="pane")
        timeline.border_title = "Timeline"
        result = Result(glyphs=self._glyphs, classes="pane")
        result.border_title = "Result"
        name = self._what.partition("-")[0]
        if name == "both":
            with Horizontal():
                yield timeline
                yield result
        elif name == "tail":
            yield from self._tail(timeline, result)
        else:
            yield {"timeline": timeline, "empty": Timeline(classes="pane")}.get(name, result)
        yield Input(placeholder="› type here", compact=True)

    def _tail(self, timeline: Timeline, result: Result) -> Iterable[Widget]:
        timeline.display = False
        yield timeline
        yield Vertical(result)
        yield TimelineTail(timeline)

    def on_mount(self) -> None:
        """Put the sample in."""
        for result in self.query(Result):
            data = {"failed": FAILED, "mixed": ResultData("3 js state", EventState.OK, "ok · 2 ms", MIXED, True)}
            if self._what != "nothing":
                result.show(data.get(self._what.partition("-")[0], RESULT))
            if not self._what.startswith(("failed", "mixed", "nothing")):
                result.set_checks(CHECKS)
            tab = self._what.partition("-")[2]
            if tab:
                result.show_tab(tab)
            result.focus()
        for timeline in self.query(Timeline):
            timeline.focus()


async def draw(what: str, theme: str, size: tuple[int, int], file: Path, keys: list[str], glyphs: Glyphs) -> None:
    """Draw one picture."""
    app = Gallery(what, theme, glyphs)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        app.save_screenshot(file.name, path=str(file.parent))


def main() -> None:
    """Show or draw what the arguments name."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument(
        "what", help="timeline, empty, both, tail, result, failed, mixed, nothing; result-Table shows a tab"
    )
    reader.add_argument("--theme", default="slate")
    reader.add_argument("--size", default="120x36")
    reader.add_argument("--picture", type=Path)
    reader.add_argument("--keys", default="")
    reader.add_argument("--ascii", action="store_true")
    given = reader.parse_args()
    glyphs = ASCII if given.ascii else UNICODE
    columns, _, rows = given.size.partition("x")
    if given.picture is None:
        Gallery(given.what, given.theme, glyphs).run()
    else:
        size = (int(columns), int(rows))
        asyncio.run(draw(given.what, given.theme, size, given.picture, given.keys.split(), glyphs))


if __name__ == "__main__":
    main()
