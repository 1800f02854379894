"""An application that is nothing but an editor panel, and what is asked of it in tests."""

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from smooth_console.tui.widgets.editor import EditorPanel
from smooth_console.tui.widgets.editor_problem import ProblemLine


class Host(App[None]):
    def __init__(self, panel: EditorPanel | None = None) -> None:
        super().__init__()
        self.panel = panel or EditorPanel()
        self.runs: list[str] = []
        self.args: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.panel

    def on_editor_panel_run(self, message: EditorPanel.Run) -> None:
        self.runs.append(message.text)
        self.args.append(message.args)


async def checked(host: Host, pilot: Pilot[None]) -> None:
    """Until what is said is about what stands there."""
    for _ in range(200):
        await pilot.pause(0.02)
        if host.panel.sheet.is_checked:
            await pilot.pause()
            return
    raise AssertionError("it was never checked")


def said(host: Host) -> str:
    return str(host.panel.query_one(ProblemLine).render())
