"""The editor panel and its drafts."""

import pytest
from textual.widgets import Input, Static

from smooth_console.tui.widgets.completion_menu import CompletionMenu
from smooth_console.tui.widgets.editor_check import Note, count_words
from smooth_console.tui.widgets.editor_find import FindLine
from tests.tui.editor_host import Host, checked, said

pytestmark = pytest.mark.anyio


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


TYPOS = '{\n  "type": "array",\n  "itms": {"type": "objct", "properties": {"a": {"type": "string"}}}\n}'


async def test_one_key_mends_what_the_line_below_says_and_undo_brings_it_back() -> None:
    host = Host()
    async with host.run_test(size=(120, 20)) as pilot:
        host.panel.open("schema", "", TYPOS)
        await checked(host, pilot)
        assert "Alt-Enter fixes it" in said(host)
        await pilot.press("f6", "alt+enter")
        await checked(host, pilot)
        assert host.panel.text == TYPOS.replace("itms", "items")
        await pilot.press("f6", "ctrl+j")
        await checked(host, pilot)
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
        await checked(host, pilot)
        found = host.panel.sheet.mistakes
        assert len(found) == 3
        assert count_words(found) in said(host)
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
        await checked(host, pilot)
        await pilot.press("alt+enter")
        await pilot.pause()
        assert "no fix" in said(host)
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
        await checked(host, pilot)
        assert "• 5 in the result: /b: nothing was found" in said(host)
        await pilot.press("f6")
        assert host.panel.area().cursor_location[0] == 4
        host.panel.area().insert("\n\n", (0, 1))
        await checked(host, pilot)
        assert "• 7 in the result" in said(host)
        host.panel.note("", "product", [])
        await checked(host, pilot)
        assert "no mistakes" in said(host)


async def test_a_result_of_another_schema_says_nothing_here() -> None:
    host = Host()
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.open("schema", "product", NAMED)
        host.panel.note('{"type": "object"}', "listing", [NOTE])
        await checked(host, pilot)
        assert "no mistakes" in said(host)
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
