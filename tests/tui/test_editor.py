"""The editor panel and its drafts."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from smooth_console.tui.drafts import DraftFile, Drafts
from smooth_console.tui.widgets.editor import EditorPanel

pytestmark = pytest.mark.anyio


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.panel = EditorPanel()
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


def test_drafts_are_there_again(tmp_path: Path) -> None:
    file = DraftFile(tmp_path / "drafts.json")
    file.save(Drafts("{}", "1", "all"), file.ticket())
    assert file.load() == Drafts("{}", "1", "all")
    assert (tmp_path / "drafts.json").stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_of_drafts_never_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "drafts.json").write_bytes(b"\xff{")
    assert DraftFile(tmp_path / "drafts.json").load() == Drafts()
