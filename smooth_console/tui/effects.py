"""What a line that has run asks of the interface: an entry or a text shown, a copy, a screen, the way out."""

from typing import TYPE_CHECKING

from smooth_console.console.console import Console
from smooth_console.console.outcome import (
    CopyText,
    Effect,
    FilterTimeline,
    OpenEditor,
    Outcome,
    Present,
    Quit,
    ShowEntry,
    ShowReplay,
    ShowText,
    ShowView,
    TakeLine,
    UseTheme,
)
from smooth_console.console.server import Choice

if TYPE_CHECKING:
    from smooth_console.tui.app import SmoothApp


def carry_out(app: "SmoothApp", effect: Effect, outcome: Outcome) -> None:
    """Do what an outcome asks for. A screen is imported when it is first shown."""
    match effect:
        case ShowEntry(n=n, has_value=False):
            app.timeline.selected = n
            app.show_entry(n)
        case ShowEntry(n=n, value=value, title=title):
            app.following.show_value(title, value)
        case ShowText(title=title, text=text):
            app.show_text(title, text)
        case CopyText(text=text, what=what):
            app.copy(text, what)
        case OpenEditor(kind=kind, name=name, text=text):
            if name or text:
                app.editor.open(kind, name, text)
            app.main.action_pane("editor")
        case TakeLine(text=text):
            app.prepare_line(text)
        case UseTheme(name=name):
            if name:
                app.use_theme(name)
            else:
                app.show_text("Themes", outcome.text)
        case ShowView(view="help"):
            app.show_text("Help", f"{outcome.text}\n\n{app.keys_text()}")
        case ShowView(view="keys"):
            app.show_text("Keys", app.keys_text())
        case ShowView(view="inbox"):
            app.show_text("Tool calls", outcome.text)
        case ShowView(view="live", topic=url):
            from smooth_console.tui.screens.live import qr_text
            from smooth_console.tui.screens.text import TextScreen

            app.push_screen(TextScreen("Live view", qr_text(url)))
        case ShowReplay(recording=recording, name=name, speed=speed, step=step):
            from smooth_console.tui.screens.replay import ReplayScreen

            offline = Console(app.settings, Choice("", None))
            app.push_screen(
                ReplayScreen(recording, name, offline, glyphs=app.glyphs, stage=app.stage, speed=speed, step=step)
            )
        case Present(name=name, slides=slides, notes=notes):
            from smooth_console.tui.screens.present import PresentScreen

            app.push_screen(PresentScreen(app, name, slides, notes))
        case FilterTimeline(text=text):
            app.timeline.set_filter(text)
            app.main.action_pane("timeline")
        case Quit():
            app.leave()
