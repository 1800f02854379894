"""What people see, at three sizes and in several themes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from smooth_console.tui.asking import open_item
from tests.screens.still import BAD, SIZES, StillApp, press

pytestmark = pytest.mark.screen
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def pressing(*keys: str) -> Callable[[Pilot[None]], Any]:
    """What to press before the picture is taken."""

    async def before(pilot: Pilot[None]) -> None:
        await press(pilot, *keys)

    return before


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_console_folds_and_unfolds_with_its_size(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(StillApp(), terminal_size=size, run_before=pressing())


@pytest.mark.parametrize("theme", ["paper", "contrast", "stage", "slate"])
def test_every_theme_colours_the_whole_screen(snap_compare: Compare, theme: str) -> None:
    assert snap_compare(StillApp(theme), terminal_size=(120, 36), run_before=pressing())


def test_a_first_screen_offers_lines_to_try(snap_compare: Compare) -> None:
    assert snap_compare(StillApp(result=None), terminal_size=(120, 36), run_before=pressing())


def test_an_error_shows_its_place(snap_compare: Compare) -> None:
    assert snap_compare(StillApp(result=BAD), terminal_size=(120, 36), run_before=pressing())


def test_a_list_of_records_is_a_table(snap_compare: Compare) -> None:
    assert snap_compare(StillApp(), terminal_size=(120, 36), run_before=pressing("f3", "3"))


def test_a_typo_is_explained_under_the_line(snap_compare: Compare) -> None:
    assert snap_compare(StillApp(), terminal_size=(120, 36), run_before=pressing(*"extrct", "space", "enter"))


def test_a_narrow_screen_shows_the_pane_that_was_asked_for(snap_compare: Compare) -> None:
    assert snap_compare(StillApp(), terminal_size=(80, 24), run_before=pressing("f2"))


def test_colours_are_left_out_where_nobody_wants_them(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(StillApp(), terminal_size=(120, 36), run_before=pressing())


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_editor_has_a_tab_for_each_text(snap_compare: Compare, size: tuple[int, int]) -> None:
    app = StillApp()

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        for name in ("product", "links", "highlight"):
            open_item(app, name)
        await press(pilot, "f4", "alt+p", "{", "alt+n")

    assert snap_compare(app, terminal_size=size, run_before=before)


def test_folded_blocks_say_how_much_they_hide(snap_compare: Compare) -> None:
    app = StillApp()

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        open_item(app, "listing")
        await press(pilot, "f4", "f9", "alt+a", "down", "down")

    assert snap_compare(app, terminal_size=(120, 36), run_before=before)


def test_a_terminal_without_signs_shows_letters_beside_the_lines(
    snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    app = StillApp()

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        app.editor.open(
            "schema", "product", '{\n  "type": "object",\n  "properties": {\n    "a": {}\n  },\n  "itms": 1\n}'
        )
        await press(pilot, "f4", "down", "down", "alt+t", "x")

    assert snap_compare(app, terminal_size=(80, 24), run_before=before)


def test_a_snippet_with_parameters_is_asked_for_them_in_a_form(snap_compare: Compare) -> None:
    app = StillApp()

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        open_item(app, "highlight")
        await press(pilot, "f4", "f5")
        await press(pilot, *"a[href]", "enter", *"soon", "f5")

    assert snap_compare(app, terminal_size=(80, 24), run_before=before)
