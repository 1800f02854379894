"""The result pane: tree, text, table, request and checks of an entry, its errors with their place, and empty states."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Static

from smooth_console.console.failures import failure_from
from smooth_console.session.event_state import EventState
from smooth_console.tui.rows import Check, ResultData
from smooth_console.tui.widgets.check_list import CheckList
from smooth_console.tui.widgets.failure_view import FailureView
from smooth_console.tui.widgets.json_tree import JsonTree
from smooth_console.tui.widgets.json_view import JsonView
from smooth_console.tui.widgets.line_view import LineView
from smooth_console.tui.widgets.result import Result, ResultTitle
from smooth_console.tui.widgets.tab_bar import TabBar
from smooth_console.tui.widgets.table_view import TableView
from smooth_console.tui.widgets.text_lines import TextLines, wrapped_lines
from tests.tui.gallery import CHECKS, FAILED, RECORDS, RESULT, Gallery

pytestmark = pytest.mark.anyio


def text_of(view: LineView) -> list[str]:
    """What a view shows."""
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def words_of(widget: Static) -> str:
    """What a static widget says."""
    return str(widget.render())


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for something to be so."""
    for _ in range(1000):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came to hold")


async def test_keys_and_clicks_change_tabs_and_the_focus_goes_along() -> None:
    app = Gallery("result")
    async with app.run_test(size=(100, 30)) as pilot:
        result = app.query_one(Result)
        for key, name in zip("12345", ("Tree", "Text", "Table", "Request", "Checks"), strict=True):
            await pilot.press(key)
            assert result.tab == name
            assert result.has_focus_within
        await pilot.press("right_square_bracket")
        assert result.tab == "Tree"
        await pilot.press("left_square_bracket")
        assert result.tab == "Checks"
        await pilot.click(TabBar, offset=(8, 0))
        assert result.tab == "Text"


async def test_a_list_of_objects_is_a_table_and_enter_looks_into_a_row() -> None:
    app = Gallery("result-Table")
    async with app.run_test(size=(100, 30)) as pilot:
        table = app.query_one(TableView)
        text = text_of(table)
        assert text[0].split() == ["title", "price", "in_stock", "tags", "url"]
        assert "Walnut desk" in text[2]
        await pilot.press("down", "enter")
        assert app.query_one(Result).tab == "Tree"
        assert app.query_one("#Tree", JsonView).tree_lines.path == "[1]"


async def test_a_wide_table_scrolls_sideways_under_its_head() -> None:
    app = Gallery("result-Table")
    async with app.run_test(size=(50, 20)) as pilot:
        table = app.query_one(TableView)
        before = text_of(table)[0]
        await pilot.press("right", "right")
        assert text_of(table)[0] != before
        await pilot.press("left", "left", "y")
        assert text_of(table)[0] == before


async def test_the_request_tab_shows_what_was_sent_and_the_facts() -> None:
    app = Gallery("result-Request")
    async with app.run_test(size=(100, 30)):
        assert "on the wire  0.8 ms" in words_of(app.query_one(".result--facts", Static))
        assert any('"browser_action"' in line for line in text_of(app.query_one("#Request JsonTree", JsonTree)))


async def test_nothing_hides_under_the_scroll_bar() -> None:
    app = Gallery("result")
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        line = next(line for line in text_of(app.query_one("#Tree JsonTree", JsonTree)) if "Walnut" in line)
        assert len(line) <= 60 - 3
        app.query_one(Result).set_checks([Check("error", "/0/title", "a note that is too long for the line " * 3)])
        line = next(line for line in text_of(app.query_one("#Tree JsonTree", JsonTree)) if "a note" in line)
        assert line.endswith("…")


async def test_checks_mark_the_tree_and_enter_leads_to_the_value() -> None:
    app = Gallery("result-Checks")
    async with app.run_test(size=(100, 40)) as pilot:
        result = app.query_one(Result)
        assert "null is not a boolean" in text_of(app.query_one(CheckList))[0]
        await pilot.press("enter")
        assert result.tab == "Tree"
        assert app.query_one("#Tree", JsonView).tree_lines.path == "[4].in_stock"
        result.set_checks([Check("error", "/2/nothing/here", "is missing")])
        await pilot.press("5", "enter")
        assert app.query_one("#Tree", JsonView).tree_lines.path == "[2]"


async def test_an_error_shows_code_message_and_the_place_in_the_source() -> None:
    app = Gallery("failed")
    async with app.run_test(size=(100, 30)) as pilot:
        lines = words_of(app.query_one(FailureView)).split("\n")
        assert lines[0].startswith("✗ 400  TypeError")
        at = next(i for i, line in enumerate(lines) if line.endswith("^"))
        assert lines[at - 1][lines[at].index("^") :].startswith("map(")
        await pilot.press("4")
        assert not app.query_one(FailureView).has_class("-shown")


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("SyntaxError at 2:3", (2, 3)),
        ("line 1, column 4: no", (1, 4)),
        ("on line 2", (2, 1)),
        ("refused at 10:11:12", (None, None)),
        ("127.0.0.1:8080 is down", (None, None)),
        ("at 9:1", (None, None)),
    ],
)
def test_a_place_is_one_only_if_the_source_has_it(message: str, place: tuple[int | None, int | None]) -> None:
    failure = failure_from(message, 400, "let a = 1;\nlet b = ;")
    assert (failure.line, failure.column) == place


async def test_data_in_titles_and_errors_is_harmless_and_no_markup() -> None:
    evil = "\x1b[31m[/red][@click=app.quit]x[/]\u202e"
    app = Gallery("nothing")
    async with app.run_test(size=(100, 30)):
        failure = failure_from(evil + " at 1:1", 500, evil, evil)
        data = ResultData(evil, EventState.ERROR, evil, failure=failure, facts=[(evil, evil)], request=evil)
        result = app.query_one(Result)
        result.show(data)
        result.set_checks([Check("error", evil, evil)])
        for tab in ("Tree", "Text", "Table", "Request", "Checks"):
            result.show_tab(tab)
        said = "".join(words_of(static) for static in app.query(Static))
        assert "\x1b" not in said
        assert "[/red]" in said


async def test_an_empty_pane_and_a_pending_entry_say_what_they_are() -> None:
    app = Gallery("nothing")
    async with app.run_test(size=(100, 30)) as pilot:
        empty = app.query_one(".result--empty", Static)
        assert "Nothing to show yet" in words_of(empty)
        result = app.query_one(Result)
        result.show(ResultData("4 run x", EventState.PENDING))
        assert "No answer yet" in words_of(empty)
        result.show(ResultData("4 run x", EventState.OK, value=None, has_value=True))
        await pilot.pause()
        assert text_of(app.query_one("#Tree JsonTree", JsonTree))[0].strip("▌ ") == "null"
        result.show_tab("Table")
        await pilot.pause()
        assert any("Not a table" in line for line in text_of(app.query_one(TableView)))


async def test_the_steps_of_a_run_show_while_it_runs_and_beside_what_was_sent_afterwards() -> None:
    app = Gallery("nothing")
    async with app.run_test(size=(100, 40)) as pilot:
        result = app.query_one(Result)
        steps = ["1/2 reload", "2/2 click [b]'Join'\x1b[2J"]
        result.show(ResultData("4 run x", EventState.PENDING, request={"task": "x"}, steps=steps))
        await pilot.pause()
        waiting = words_of(app.query_one(".result--empty", Static))
        assert waiting.splitlines()[-2:] == ["1/2 reload", "2/2 click [b]'Join'␛[2J"]
        result.show_tab("Request")
        result.show(
            ResultData("4 run x", EventState.OK, value="in", has_value=True, request={"task": "x"}, steps=steps)
        )
        await pilot.pause()
        assert any("steps" in line for line in text_of(app.query_one("#Request JsonTree", JsonTree)))


async def test_the_same_value_shown_again_keeps_what_was_opened() -> None:
    app = Gallery("result")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "left")
        tree = app.query_one("#Tree", JsonView).tree_lines
        before = tree.line_count()
        app.query_one(Result).show(replace(RESULT, summary="ok · late"))
        assert tree.line_count() == before
        app.query_one(Result).show(replace(RESULT, title="8 js x", value=[1]))
        assert tree.line_count() == 2


async def test_enter_on_a_string_shows_it_whole_as_text() -> None:
    app = Gallery("mixed")
    async with app.run_test(size=(100, 30)) as pilot:
        result = app.query_one(Result)
        assert result.reveal(("html",))
        await pilot.press("enter")
        assert result.tab == "Text"
        assert text_of(app.query_one(TextLines))[0].strip() == "<main>"
        await pilot.press("1", "2")
        assert text_of(app.query_one(TextLines))[0].strip() == "{"


async def test_text_is_laid_out_to_the_end_and_again_at_another_width() -> None:
    app = Gallery("mixed-Text")
    async with app.run_test(size=(80, 24)) as pilot:
        view = app.query_one(TextLines)
        await until(pilot, lambda: view.complete)
        await pilot.press("end")
        assert any(line.strip() == "}" for line in text_of(view))
        count = view.line_count()
        await pilot.resize_terminal(40, 24)
        await until(pilot, lambda: view.complete and view.line_count() > count)


@pytest.mark.parametrize("value", [RECORDS, "日本語" * 200, "a\tb\n\nc\r\n", "", {}, "x" * 50_000, ["\x1b" * 99]])
def test_wrapped_text_loses_nothing_and_fits(value: Any) -> None:
    lines = ["".join(piece.text for piece in line) for line in wrapped_lines(value, 20)]
    assert all(len(line) <= 20 for line in lines)
    if not isinstance(value, str):
        joined = "".join(line if len(line) == 20 else line + "\n" for line in lines)
        assert json.loads(joined.replace("\n", "")) == value or value is RECORDS


async def test_a_failure_after_a_result_replaces_it() -> None:
    app = Gallery("result")
    async with app.run_test(size=(100, 30)):
        result = app.query_one(Result)
        result.set_checks(CHECKS)
        result.show(FAILED)
        assert app.query_one(FailureView).has_class("-shown")
        assert result.has_class("-empty")
        assert app.query_one(CheckList).line_count() == 0
        result.show(RESULT)
        assert not app.query_one(FailureView).has_class("-shown")
        assert not result.has_class("-empty")


async def test_every_tab_of_a_large_value_opens_at_once() -> None:
    value = [{"id": n, "title": f"Walnut desk {n}", "price": n / 4} for n in range(20_000)]
    app = Gallery("nothing")
    async with app.run_test(size=(120, 40)) as pilot:
        result = app.query_one(Result)
        result.show(ResultData("1 js x", EventState.OK, value=value, has_value=True))
        for tab in ("Tree", "Text", "Table"):
            start = time.process_time()
            result.show_tab(tab)
            assert time.process_time() - start < 0.5
            await pilot.pause()


async def test_a_long_line_gives_way_to_what_came_of_it() -> None:
    app = Gallery("result")
    async with app.run_test(size=(60, 30)) as pilot:
        result = app.query_one(Result)
        result.show(replace(RESULT, title="7 extract " + '{"type": "array"} ' * 20, summary="ok · 12 records · 48 ms"))
        await pilot.pause()
        title = words_of(result.query_one(ResultTitle))
        assert title.startswith("7 extract {")
        assert title.endswith("…  ✓ ok · 12 records · 48 ms")
