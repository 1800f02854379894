"""Hands a text to the user's own editor while the application is suspended."""

from textual.app import App, SuspendNotSupported

from smooth_console.console.elsewhere import edit_text


def edit_elsewhere(app: "App[object]", text: str, suffix: str) -> tuple[str, str]:
    """The text as it was left, and what went wrong (empty when nothing did)."""
    try:
        with app.suspend():
            return edit_text(text, suffix)
    except SuspendNotSupported as problem:
        return text, f"the editor cannot be opened: {problem}"
