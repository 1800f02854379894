"""The line between two panes, to be dragged with the mouse."""

from typing import Literal

from textual import events
from textual.app import RenderResult
from textual.message import Message
from textual.widget import Widget


class Splitter(Widget):
    """One cell wide or high; shows itself under the mouse."""

    DEFAULT_CSS = """
    Splitter { background: $background; color: $text-muted; }
    Splitter:hover { background: $accent; }
    Splitter.vertical { width: 1; height: 100%; }
    Splitter.horizontal { width: 100%; height: 1; display: none; }
    """

    class Moved(Message):
        """It is being dragged.

        Attributes:
            splitter: Which one.
            x: Where the mouse is on the screen, cells.
            y: The same downwards.
        """

        def __init__(self, splitter: "Splitter", x: int, y: int) -> None:
            super().__init__()
            self.splitter, self.x, self.y = splitter, x, y

    def __init__(self, way: Literal["vertical", "horizontal"], *, id: str) -> None:
        super().__init__(id=id, classes=way)
        self._dragging = False

    def render(self) -> RenderResult:
        """Nothing but ground."""
        return ""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin."""
        event.stop()
        self._dragging = True
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Go along."""
        if self._dragging:
            event.stop()
            self.post_message(self.Moved(self, event.screen_x, event.screen_y))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End."""
        event.stop()
        self._dragging = False
        self.release_mouse()
