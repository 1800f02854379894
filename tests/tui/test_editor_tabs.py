"""The editor's tabs, and the drafts that bring them back."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.tui.drafts import STARTERS, Draft, DraftFile, Drafts
from smooth_console.tui.widgets.editor import EditorPanel
from smooth_console.tui.widgets.editor_sheets import Sheets
from smooth_console.tui.widgets.editor_tabs import SheetTabs
from tests.tui.editor_host import Host, said

pytestmark = pytest.mark.anyio

NAMED = '{"type": "object", "properties": {"a": {"type": "number"}}}'
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
        assert "no tab was closed" in said(host)


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


async def test_a_check_leads_to_its_schema_in_a_tab_that_was_not_shown_yet(tmp_path: Path) -> None:
    file = DraftFile(tmp_path / "drafts.json")
    lines = "\n" * 60
    file.save(
        Drafts((Draft("javascript", "1"), Draft("schema", NAMED.replace('"a"', lines + '"a"'), item="p"))),
        file.ticket(),
    )
    host = Host(EditorPanel(file))
    async with host.run_test(size=(80, 24)) as pilot:
        assert host.panel.go_to_part("", "p", "/properties/a")
        await host.workers.wait_for_complete()
        await pilot.pause()
        area = host.panel.area()
        assert (host.panel.sheet.item, area.cursor_location[0], area.has_focus) == ("p", 60, True)
        assert area.scroll_offset.y > 30
