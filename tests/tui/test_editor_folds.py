"""Folds: what shows, what opens them, and that no text is touched by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.document._document import Document
from textual.geometry import Offset

from smooth_console.tui.widgets.editor_area import CodeArea
from smooth_console.tui.widgets.editor_folds import FoldedDocument
from tests.tui.editor_host import Host, checked, said

pytestmark = pytest.mark.anyio

ROW = st.integers(0, 30)
EDITS = st.tuples(ROW, ROW, st.integers(0, 3))
FOLDS = st.tuples(ROW, ROW)


@given(st.lists(EDITS | FOLDS | ROW, max_size=40))
def test_every_line_shows_or_is_behind_the_head_of_a_fold_whatever_is_done(steps: list[tuple[int, ...] | int]) -> None:
    document = Document("\n".join(f"line {number}" for number in range(20)))
    folded = FoldedDocument(document, 2)
    for step in steps:
        match step:
            case int():
                folded.reveal(step, step)
            case (first, second):
                folded.fold(*sorted((first, second)))
            case (first, second, added):
                last = document.line_count - 1
                top, bottom = sorted((min(first, last), min(second, last)))
                folded.reveal(top, bottom)
                end = document.replace_range((top, 0), (bottom, 0), "x\n" * added)
                folded.wrap_range((top, 0), (bottom, 0), end.end_location)
        shown = [folded.row_at(y) for y in range(folded.height)]
        hidden = {row for head, last in folded.folds.items() for row in range(head + 1, last + 1)}
        assert shown == [row for row in range(document.line_count) if row not in hidden]
        assert [folded.y_of(row) for row in shown] == list(range(folded.height))
        assert folded.widest == max(len(line) for line in document.lines)


def test_a_place_on_the_screen_leads_to_its_letter_and_back() -> None:
    document = Document("{\n  hidden\n}\n\tтab 木x")
    folded = FoldedDocument(document, 4)
    folded.fold(0, 1)
    for column in range(len(document.lines[3]) + 1):
        place = folded.location_to_offset((3, column))
        assert place.y == 2
        assert folded.offset_to_location(place) == (3, column)
    assert folded.offset_to_location(Offset(99, 99)) == (3, 7)


SCHEMA = """{
  "type": "object",
  "properties": {
    "a": {
      "type": "number",
      "minimum": 1
    },
    "b": {
      "type": "strin",
      "pattern": "{"
    }
  }
}"""


def _shown(area: CodeArea) -> list[str]:
    """The lines that show, without their numbers."""
    return [
        "".join(part.text for part in area.render_line(y))[area.gutter_width :].rstrip()
        for y in range(area.folded.height)
    ]


async def test_a_key_folds_the_block_that_the_cursor_is_in_and_opens_it_again() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        host.panel.open("schema", "", SCHEMA)
        area = host.panel.area()
        area.move_cursor((4, 8))
        await pilot.press("alt+t")
        assert _shown(area)[2:5] == ['  "properties": {', '    "a": { … 2 lines', "    },"]
        assert area.cursor_location[0] == 3
        await pilot.press("down", "up", "up", "down")
        assert area.cursor_location[0] == 3
        await pilot.press("alt+t")
        assert _shown(area) == SCHEMA.split("\n")
        assert host.panel.text == SCHEMA


async def test_a_click_beside_a_line_folds_its_block() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        host.panel.open("javascript", "", "const f = () => {\n  // {\n  return `\n  {\n  `;\n};\nf(\n  1,\n  2,\n)")
        await pilot.pause()
        area = host.panel.area()
        await pilot.click(area, offset=(3, 6))
        await pilot.click(area, offset=(3, 3))
        await pilot.click(area, offset=(3, 0))
        assert _shown(area) == ["const f = () => { … 4 lines", "};", "f( … 2 lines", ")"]
        await pilot.click(area, offset=(3, 2))
        await pilot.press("alt+a")
        assert len(_shown(area)) == 10


async def test_the_cursor_a_mistake_and_what_is_sought_open_the_fold_that_they_are_in() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        host.panel.open("schema", "", SCHEMA)
        await checked(host, pilot)
        area = host.panel.area()
        await pilot.press("alt+a")
        assert _shown(area)[3:7] == ['    "a": { … 2 lines', "    },", '    "b": { … 2 lines', "    }"]
        assert area.mark_beside(7) is not None
        await pilot.press("f6")
        assert "did you mean" in said(host) or "strin" in said(host)
        assert area.folded.folds == {3: 5}
        await pilot.press("ctrl+f", *"minimum")
        await pilot.pause()
        assert area.folded.folds == {}


async def test_an_edit_beside_a_fold_moves_it_and_one_inside_opens_it() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        host.panel.open("schema", "", SCHEMA)
        area = host.panel.area()
        area.move_cursor((4, 0))
        await pilot.press("alt+t")
        area.insert("\n", (1, 0))
        assert area.folded.folds == {4: 6}
        area.move_cursor((7, 0))
        await pilot.press("backspace")
        assert area.folded.folds == {}
        assert host.panel.text == SCHEMA.replace('{\n  "type"', '{\n\n  "type"', 1).replace("1\n    }", "1    }")
        await pilot.press("ctrl+z")
        assert host.panel.text == SCHEMA.replace('{\n  "type"', '{\n\n  "type"', 1)


def test_only_lines_that_can_be_folded_have_a_sign() -> None:
    text = "f({\n  a: [1,\n    2],\n  b: {},\n  c: [\n  ],\n  d: {\n    e: 1,\n  },\n})"
    area = CodeArea(text, "javascript", id="area")
    heads = [row for row in range(10) if area._opens_block(row)]
    assert heads == [0, 6]
    for row in range(10):
        area.folded.unfold_all()
        end = area._block_end(row, area._starts())
        assert (row in heads) == (end is not None and end - row > 1)


@pytest.mark.parametrize(
    ("kind", "text", "at", "other"),
    [
        ("json", '{"a": "}", "b": [1]}', (0, 0), (0, 19)),
        ("json", '{"a": "}", "b": [1]}', (0, 7), None),
        ("json", "{ // }\n  a: 'x]' }", (1, 10), (0, 0)),
        ("javascript", "f('(', `)${g({a: 1})}`)", (0, 1), (0, 22)),
        ("javascript", "f('(', `)${g({a: 1})}`)", (0, 8), None),
        ("javascript", "f('(', `)${g({a: 1})}`)", (0, 10), (0, 20)),
        ("javascript", "f('(', `)${g({a: 1})}`)", (0, 3), None),
        ("javascript", "x = /[(]/; // (", (0, 6), None),
        ("javascript", "x = 'ä木'; f({\n}, 'ö')", (1, 0), (0, 12)),
        ("javascript", "f([1, 2)", (0, 7), (0, 1)),
    ],
)
def test_the_other_bracket_is_the_one_that_belongs_to_it_and_none_in_a_text(
    kind: str, text: str, at: tuple[int, int], other: tuple[int, int] | None
) -> None:
    area = CodeArea(text, kind, id="area")
    letter = text.split("\n")[at[0]][at[1]]
    assert area.find_matching_bracket(letter, at) == other
