"""A pane: a quiet border with a title, which is the accent's colour while the focus is inside."""

from textual.containers import Vertical


class Pane(Vertical):
    """A box around one of the main widgets."""

    DEFAULT_CSS = """
    Pane {
        border: round $border-blurred; border-title-color: $text-muted;
        border-subtitle-color: $text-muted; background: $background; height: 100%;
        padding: 0;
    }
    Pane:focus-within { border: round $accent; border-title-color: $accent; border-title-style: bold; }
    """

    def __init__(self, title: str, key: str, *, id: str) -> None:
        """A box with a title, and the key that leads to it."""
        super().__init__(id=id)
        self.border_title = title
        self.border_subtitle = key
