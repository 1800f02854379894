"""The app for a recording alone: no server, no session, nothing that could be sent."""

import os
import sys
from pathlib import Path

from textual.app import App

from smooth_console.console.console import Console
from smooth_console.console.glyphs import ASCII, glyphs_for
from smooth_console.console.server import Choice
from smooth_console.exports.records import SessionRecord
from smooth_console.output import themes
from smooth_console.settings import Settings
from smooth_console.tui.screens.replay import ReplayScreen
from smooth_console.tui.theme import textual_theme


def run_replay(settings: Settings, recording: SessionRecord, name: str, *, speed: float, step: bool) -> int:
    """Play a recording until the user leaves; returns the exit code."""
    app = ReplayApp(settings, recording, name, speed=speed, step=step)
    app.run()
    return app.return_code or 0


class ReplayApp(App[None]):
    """Plays one recording.

    Args:
        settings: Theme, signs and stage mode are taken from it.
        recording: What to play.
        name: The file's name.
        speed: So many times as fast as it was.
        step: Go on at a key only.
    """

    TITLE = "Smooth console"
    CSS_PATH = Path(__file__).parent / "screens" / "main.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, settings: Settings, recording: SessionRecord, name: str, *, speed: float = 1.0, step: bool = False
    ) -> None:
        super().__init__()
        self._settings = settings
        glyphs = ASCII if settings.ascii else glyphs_for(sys.stdout.encoding or "ascii", os.environ.get("TERM", ""))
        # A console that never connects: what is shown goes through the same code as in a live session.
        console = Console(settings, Choice("", None))
        self.replay = ReplayScreen(
            recording, name, console, glyphs=glyphs, stage=settings.stage, speed=speed, step=step
        )

    def on_mount(self) -> None:
        """Colours first, then the recording; leaving it is leaving."""
        try:
            theme = themes.load_theme(self._settings.theme or themes.DEFAULT)
        except themes.ThemeError:
            theme = themes.load_theme(themes.DEFAULT)
        self.register_theme(textual_theme(theme))
        self.theme = theme.name
        self.push_screen(self.replay, lambda _: self.exit())
