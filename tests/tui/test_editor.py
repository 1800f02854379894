"""The editor panel and its drafts."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, Static

from smooth_console.tui.drafts import STARTERS, Draft, DraftFile, Drafts
from smooth_console.tui.widgets.completion_menu import CompletionMenu
from smooth_console.tui.widgets.editor import EditorPanel
from smooth_console.tui.widgets.editor_check import Note, count_words
from smooth_console.tui.widgets.editor_find import FindLine
from smooth_console.tui.widgets.editor_problem import ProblemLine
from smooth_console.tui.widgets.editor_sheets import Sheets
from smooth_console.tui.widgets.editor_tabs import SheetTabs

pytestmark = pytest.mark.anyio


class Host(App[None]):
    def __init__(self, panel: EditorPanel | None = None) -> None:
        super().__init__()
        self.panel = panel or EditorPanel()
        self.runs: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.panel

    def on_editor_panel_run(self, message: EditorPanel.Run) -> None:
        self.runs.append(message.text)


async def test_f5_refuses_a_mistake_once_and_then_sends() -> None:
    host = Host()
    async with host.run_test() as pilot:
        host.panel.open("schema", "", '{\n  "type": }')
        await pilot.press("f5")
        await host.workers.wait_for_complete()
        assert host.runs == []
        assert host.panel.area().cursor_location[0] == 1
        await pilot.press("f5")
        await host.workers.wait_for_complete()
        await pilot.pause()
        assert host.runs == ['{\n  "type": }']


DRAFTS = Drafts(
    (Draft("schema", "{}", "all"), Draft("javascript", "1", item="one", saved="0"), Draft("schema", "", saved="")),
    1,
    (Draft("javascript", "gone()"),),
    {"one": {"n": "3"}},
)


def test_drafts_are_there_again(tmp_path: Path) -> None:
    file = DraftFile(tmp_path / "drafts.json")
    file.save(DRAFTS, file.ticket())
    assert file.load() == DRAFTS
    assert (tmp_path / "drafts.json").stat().st_mode & 0o777 == 0o600


def test_drafts_of_one_text_of_each_kind_become_tabs(tmp_path: Path) -> None:
    (tmp_path / "drafts.json").write_text(json.dumps({"schema": "{a}", "prompt": "all"}))
    tabs = DraftFile(tmp_path / "drafts.json").load().tabs
    assert tabs == (Draft("schema", "{a}", "all", saved=""), STARTERS[1])


@given(st.recursive(st.none() | st.integers() | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3)))
def test_whatever_stands_in_the_file_there_is_a_text_to_begin_with(found: object) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "drafts.json"
        tab = {"kind": found, "text": "1"}
        path.write_text(json.dumps({"tabs": [found, tab, {"kind": "schema", "text": found}], "shown": found}))
        drafts = DraftFile(path).load()
    assert drafts.tabs[drafts.shown].kind in ("schema", "javascript")


def test_a_damaged_file_of_drafts_never_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "drafts.json").write_bytes(b"\xff{")
    assert DraftFile(tmp_path / "drafts.json").load() == Drafts()


TYPOS = '{\n  "type": "array",\n  "itms": {"type": "objct", "properties": {"a": {"type": "string"}}}\n}'


async def _checked(host: Host, pilot: Pilot[None]) -> None:
    """Until what is said is about what stands there."""
    for _ in range(200):
        await pilot.pause(0.02)
        if host.panel.sheet.is_checked:
            await pilot.pause()
            return
    raise AssertionError("it was never checked")


def _said(host: Host) -> str:
    return str(host.panel.query_one(ProblemLine).render())


async def test_one_key_mends_what_the_line_below_says_and_undo_brings_it_back() -> None:
    host = Host()
    async with host.run_test(size=(120, 20)) as pilot:
        host.panel.open("schema", "", TYPOS)
        await _checked(host, pilot)
        assert "Alt-Enter fixes it" in _said(host)
        await pilot.press("f6", "alt+enter")
        await _checked(host, pilot)
        assert host.panel.text == TYPOS.replace("itms", "items")
        await pilot.press("f6", "ctrl+j")
        await _checked(host, pilot)
        assert host.panel.text == TYPOS.replace("itms", "items").replace("objct", "object")
        await pilot.press("ctrl+z")
        await pilot.press("ctrl+z")
        assert host.panel.text == TYPOS


async def test_all_mistakes_are_counted_and_f6_goes_from_one_to_the_next_and_round() -> None:
    host = Host()
    fields = '"a": {"type": "strin"},\n    "b": {"type": "nmber"}'
    text = '{\n  "type": "object",\n  "properties": {\n    ' + fields + '\n  },\n  "titel": "x"\n}'
    async with host.run_test(size=(120, 20)) as pilot:
        host.panel.open("schema", "", text)
        await _checked(host, pilot)
        found = host.panel.sheet.mistakes
        assert len(found) == 3
        assert count_words(found) in _said(host)
        rows = []
        for _ in range(4):
            await pilot.press("f6")
            rows.append(host.panel.area().cursor_location[0])
        assert rows == [3, 4, 6, 3]
        await pilot.press("shift+f6")
        assert host.panel.area().cursor_location[0] == 6


async def test_a_mistake_that_nothing_mends_says_so() -> None:
    host = Host()
    async with host.run_test(size=(120, 20)) as pilot:
        host.panel.open("javascript", "", "let a = ;")
        await _checked(host, pilot)
        await pilot.press("alt+enter")
        await pilot.pause()
        assert "no fix" in _said(host)
        assert host.panel.text == "let a = ;"


async def test_tab_takes_what_is_offered_and_esc_sends_it_away() -> None:
    host = Host()
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.open("schema", "", "{}")
        host.panel.area().move_cursor((0, 1))
        await pilot.press(*'"ty', "tab")
        assert host.panel.text == '{"type": }'
        assert host.panel.area().choosing
        await pilot.press("down", "tab")
        assert host.panel.text == '{"type": "number"}'
        await pilot.press(*', "it')
        assert host.panel.area().choosing
        await pilot.press("escape")
        assert not host.panel.area().choosing
        assert host.panel.area().has_focus
        await pilot.press("tab", "e")
        assert host.panel.text.startswith('{"type": "number", "it ')


async def test_what_is_offered_stands_beside_the_cursor_on_the_screen() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        host.panel.open("schema", "", "{\n\n}")
        host.panel.area().move_cursor((1, 0))
        await pilot.press(*'"typ')
        await pilot.pause()
        menu = host.panel.query_one("#editor-menu", CompletionMenu)
        assert menu.is_open
        cursor = host.panel.area().cursor_screen_offset
        assert menu.region.y == cursor.y + 1
        assert abs(menu.region.x - cursor.x) < 12


NAMED = '{\n  "type": "object",\n  "properties": {\n    "a": {"type": "number"},\n    "b": {"type": "string"}\n  }\n}'
NOTE = Note("/properties/b", "warning", "/b: nothing was found")


async def test_what_a_result_says_of_a_field_stands_at_its_line_and_moves_with_it() -> None:
    host = Host()
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.open("schema", "product", NAMED)
        host.panel.note(NAMED, "product", [NOTE])
        await _checked(host, pilot)
        assert "• 5 in the result: /b: nothing was found" in _said(host)
        await pilot.press("f6")
        assert host.panel.area().cursor_location[0] == 4
        host.panel.area().insert("\n\n", (0, 1))
        await _checked(host, pilot)
        assert "• 7 in the result" in _said(host)
        host.panel.note("", "product", [])
        await _checked(host, pilot)
        assert "no mistakes" in _said(host)


async def test_a_result_of_another_schema_says_nothing_here() -> None:
    host = Host()
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.open("schema", "product", NAMED)
        host.panel.note('{"type": "object"}', "listing", [NOTE])
        await _checked(host, pilot)
        assert "no mistakes" in _said(host)
        assert not host.panel.go_to_part('{"type": "object"}', "listing", "/properties/b")


async def test_words_are_found_counted_and_replaced_one_or_all() -> None:
    host = Host()
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.open("javascript", "", "let cost = 1;\nCost + cost;\nlet total = cost")
        await pilot.press("ctrl+f", *"cost")
        await pilot.pause()
        line = host.panel.query_one(FindLine)
        assert "1 of 4" in str(line.query_one(Static).render())
        await pilot.press("enter")
        await pilot.pause()
        assert "2 of 4" in str(line.query_one(Static).render())
        line.query_one("#find-instead", Input).focus()
        await pilot.press(*"price", "enter")
        await pilot.pause()
        assert host.panel.text == "let cost = 1;\nprice + cost;\nlet total = cost"
        await pilot.press("alt+enter")
        assert host.panel.text == "let price = 1;\nprice + price;\nlet total = price"
        await pilot.press("escape")
        await pilot.pause()
        assert host.panel.area().has_focus
        await pilot.press("ctrl+z")
        assert host.panel.text == "let cost = 1;\nprice + cost;\nlet total = cost"


async def test_a_schema_is_shown_in_its_other_form_and_undo_brings_it_back() -> None:
    host = Host()
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.open("schema", "", "{title, price: number}")
        await pilot.press("ctrl+l")
        assert '"properties"' in host.panel.text
        await pilot.press("ctrl+z")
        assert host.panel.text == "{title, price: number}"


def _tabs(host: Host) -> list[str]:
    return [f"{sheet.kind} {sheet.called}" + " *" * sheet.is_changed for sheet in host.panel.query_one(Sheets).sheets]


async def test_several_texts_of_a_kind_are_open_and_one_that_is_open_is_gone_to() -> None:
    host = Host()
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.open("schema", "product", NAMED)
        host.panel.open("javascript", "@links", "1")
        host.panel.open("schema", "listing", "[]")
        await pilot.pause()
        assert _tabs(host) == [
            "schema draft",
            "schema @product",
            "javascript @links",
            "schema @listing",
            "javascript draft",
        ]
        host.panel.area().insert("// own\n", (0, 0))
        host.panel.open("schema", "product", NAMED)
        assert host.panel.text == NAMED
        host.panel.open("schema", "listing", "[]")
        assert host.panel.text.startswith("// own")
        await pilot.pause()
        assert host.panel.area().has_focus
        assert "schema @listing *" in _tabs(host)


async def test_a_closed_draft_comes_back_with_its_undo_and_a_saved_text_is_just_closed() -> None:
    host = Host()
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.open("javascript", "", "one()")
        host.panel.open("schema", "product", NAMED)
        await pilot.pause()
        await host.panel.tab("close")
        host.panel.open("javascript", "", "one()")
        await pilot.press("2")
        await host.panel.tab("close")
        assert _tabs(host) == ["schema draft"]
        await host.panel.tab("close")
        assert _tabs(host) == ["schema draft"]
        assert host.panel.text == ""
        await host.panel.tab("reopen")
        await host.panel.tab("reopen")
        await pilot.pause()
        assert host.panel.text == "2one()"
        await pilot.press("ctrl+z")
        assert host.panel.text == "one()"
        await host.panel.tab("reopen")
        await pilot.pause()
        assert "no tab was closed" in _said(host)


async def test_a_new_tab_is_of_the_kind_that_shows_and_turns_into_the_other_while_it_is_blank() -> None:
    host = Host()
    async with host.run_test(size=(100, 24)) as pilot:
        await host.panel.tab("new")
        await pilot.press(*"{a")
        assert _tabs(host) == ["schema draft", "schema draft 2 *", "javascript draft"]
        await host.panel.tab("new")
        await host.panel.tab("new")
        await pilot.press("1")
        assert _tabs(host)[2] == "javascript draft 2 *"
        assert host.panel.text == "1"


async def test_tabs_are_gone_through_and_clicked_and_closed_with_the_mouse() -> None:
    host = Host()
    async with host.run_test(size=(60, 24)) as pilot:
        await host.panel.tab("before")
        assert host.panel.sheet.kind == "javascript"
        await host.panel.tab("next")
        await pilot.pause()
        bar = host.panel.query_one(SheetTabs)
        assert _line(bar) == " Schema draft ×   JavaScript draft    +"
        await pilot.click(bar, offset=(22, 0))
        assert host.panel.sheet.kind == "javascript"
        await pilot.click(bar, offset=(_line(bar).index("+"), 0))
        await pilot.pause()
        assert len(_tabs(host)) == 3
        await pilot.click(bar, offset=(_line(bar).index("×"), 0))
        assert len(_tabs(host)) == 2


async def test_where_not_all_tabs_have_room_those_around_the_one_that_shows_do() -> None:
    host = Host()
    async with host.run_test(size=(40, 24)) as pilot:
        for number in range(8):
            host.panel.open("schema", f"item-{number}", "{}")
        await pilot.pause()
        bar = host.panel.query_one(SheetTabs)
        assert _line(bar) == "‹ {} @item-7 ×  JS draft   +"
        await pilot.click(bar, offset=(0, 0))
        assert host.panel.sheet.item == "item-6"
        assert _line(bar) == "‹ {} @item-6 ×  {} @item-7  › +"


def _line(bar: SheetTabs) -> str:
    return "".join(part.text for part in bar.parts()).rstrip()


async def test_what_was_open_is_open_at_the_next_start(tmp_path: Path) -> None:
    file = DraftFile(tmp_path / "drafts.json")
    file.save(DRAFTS, file.ticket())
    host = Host(EditorPanel(file))
    async with host.run_test(size=(100, 24)) as pilot:
        assert _tabs(host) == ["schema draft", "javascript @one *", "schema draft 2"]
        assert host.panel.sheet.item == "one"
        await host.panel.tab("reopen")
        await pilot.press("x")
    tabs = file.load().tabs
    assert [tab.text for tab in tabs] == ["{}", "1", "xgone()", ""]
    assert tabs[1] == DRAFTS.tabs[1]
