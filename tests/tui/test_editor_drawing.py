"""What the editor draws: only lines in which something changed, and those as if they were drawn anew."""

import random

import pytest
from textual.strip import Strip

from smooth_console.tui.widgets.editor_area import CodeArea, Mark
from tests.tui.editor_host import Host

pytestmark = pytest.mark.anyio

SNIPPET = "const a = (b) => {\n  // one\n  f({\n    c: [1,\n      2],\n    d: `${b}\n  `,\n  });\n};\n" * 3
ACTIONS = (
    *("cursor_down", "cursor_up", "cursor_left", "cursor_right", "cursor_down(True)", "cursor_left(True)"),
    *("cursor_line_start", "cursor_line_end", "cursor_page_up", "cursor_page_down", "delete_left", "delete_right"),
    *("fold", "fold_all", "undo", "redo"),
)
LETTERS = ("x", "{", "}", "`", " ", "\n", "木")


def _drawn(area: CodeArea) -> list[Strip]:
    return [area.render_line(y) for y in range(area.size.height)]


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_kept_of_lines_looks_as_they_do_whatever_one_does(seed: int) -> None:
    chance, host = random.Random(seed), Host()
    async with host.run_test(size=(60, 24)) as pilot:
        host.panel.open("javascript", "", SNIPPET)
        await pilot.pause()
        area = host.panel.area()
        area.move_cursor((9, 4))
        for step in range(200):
            if chance.random() < 0.3:
                area.insert(chance.choice(LETTERS))
            else:
                await area.run_action(chance.choice(ACTIONS))
            if step % 10 == 5:
                area.set_marks([Mark(chance.randrange(20), 0, 3, chance.choice(("error", "warning")))])
            kept = _drawn(area)
            area._line_cache.clear()
            assert kept == _drawn(area), step
            assert area.cursor_location[0] in {area.folded.row_at(y) for y in range(area.folded.height)}


async def test_a_letter_draws_its_own_line_anew_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    draw = CodeArea._render_line

    def counted(area: CodeArea, y: int) -> Strip:
        drawn.append(y)
        return draw(area, y)

    host = Host()
    async with host.run_test(size=(60, 24)) as pilot:
        host.panel.open("javascript", "", "let a = 1;\n" * 30)
        await pilot.pause()
        host.panel.area().move_cursor((3, 10))
        await pilot.press("x")
        monkeypatch.setattr(CodeArea, "_render_line", counted)
        await pilot.press("y")
        await pilot.pause()
        assert set(drawn) == {3}
