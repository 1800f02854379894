"""The palette finds commands, keys and themes, whatever letters their names hold."""

from pathlib import Path

import pytest
from textual.command import CommandPalette

from tests.screens.still import StillApp

pytestmark = pytest.mark.anyio


async def test_everything_in_it_can_be_drawn_and_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path))
    app = StillApp()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, CommandPalette)
        await pilot.press(*"theme", "space", *"paper")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert app.theme == "paper"
