"""Tabs on one line: names to click, the one that shows set off. Holds no panes."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from smooth_console.output.cells import width as cells_of


class TabBar(Widget):
    """The line. Each tab has a name, and perhaps a badge behind it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab--active", "tab--idle", "tab--hover", "tab--badge"}

    DEFAULT_CSS = """
    TabBar {
        height: 1;
        & > .tab--active { color: $accent; text-style: bold underline; }
        & > .tab--idle { color: $text-muted; }
        & > .tab--hover { color: $foreground; text-style: underline; }
        & > .tab--badge { color: $warning; }
    }
    """

    active: reactive[int] = reactive(0)

    class Chosen(Message):
        """A tab was clicked.

        Attributes:
            place: Which, from 0.
        """

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names = tuple(names)
        self._badges = [""] * len(self._names)
        self._hover = -1

    def badge(self, place: int, text: str) -> None:
        """Put a few letters behind a tab's name; nothing takes them away."""
        self._badges[place] = text
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The tabs, a gap between each."""
        base = self.rich_style
        segments = [Segment(" ", base)]
        for place, name in enumerate(self._names):
            look = "tab--active" if place == self.active else "tab--hover" if place == self._hover else "tab--idle"
            segments.append(Segment(name, base + self._look(look)))
            if self._badges[place]:
                segments.append(Segment(f" {self._badges[place]}", base + self._look("tab--badge")))
            segments.append(Segment("   ", base))
        return Strip(segments).crop_extend(0, self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Say which tab was clicked."""
        place = self._place_at(event.x)
        if place >= 0:
            event.stop()
            self.post_message(self.Chosen(place))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """What can be clicked looks so."""
        self._hover_at(self._place_at(event.x))

    def on_leave(self) -> None:
        """The mouse went."""
        self._hover_at(-1)

    def _hover_at(self, place: int) -> None:
        if place != self._hover:
            self._hover = place
            self.refresh()

    def _place_at(self, x: int) -> int:
        start = 1
        for place, name in enumerate(self._names):
            end = start + cells_of(name) + (cells_of(self._badges[place]) + 1 if self._badges[place] else 0)
            if start <= x < end:
                return place
            start = end + 3
        return -1

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)
