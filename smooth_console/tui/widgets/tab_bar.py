"""Tabs on one line: names to click, the one that shows set off. Holds no panes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from smooth_console.output.cells import width as cells_of

GAP = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the line.

    Attributes:
        text: What it says.
        look: One of the component classes; empty for what is no tab's.
        place: Which tab it is of, from 0; -1 is none.
        means: What a click on it does.
    """

    text: str
    look: str = ""
    place: int = -1
    means: str = "choose"


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
            means: What was meant: to choose it, or what a sign beside it stands for.
        """

        def __init__(self, place: int, means: str = "choose") -> None:
            super().__init__()
            self.place, self.means = place, means

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names = tuple(names)
        self._badges = [""] * len(self._names)
        self._hover: Part | None = None

    def badge(self, place: int, text: str) -> None:
        """Put a few letters behind a tab's name; nothing takes them away."""
        self._badges[place] = text
        self.refresh()

    def look_of(self, place: int) -> str:
        """How a tab's name looks."""
        return "tab--active" if place == self.active else "tab--idle"

    def parts(self) -> Iterable[Part]:
        """The line from left to right: the tabs, a gap between each."""
        yield Part(" ")
        for place, name in enumerate(self._names):
            yield Part(name, self.look_of(place), place)
            if self._badges[place]:
                yield Part(f" {self._badges[place]}", "tab--badge", place)
            yield Part(" " * GAP)

    def render_line(self, y: int) -> Strip:
        """The parts, in their looks."""
        base = self.rich_style
        segments = []
        for part in self.parts():
            hovered = part == self._hover and part.look == "tab--idle"
            look = self._look("tab--hover" if hovered else part.look) if part.look else Style()
            segments.append(Segment(part.text, base + look))
        return Strip(segments).crop_extend(0, self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Say what was clicked."""
        part = self._part_at(event.x)
        if part is not None:
            event.stop()
            self.post_message(self.Chosen(part.place, part.means))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """What can be clicked looks so."""
        self._hover_at(self._part_at(event.x))

    def on_leave(self) -> None:
        """The mouse went."""
        self._hover_at(None)

    def _hover_at(self, part: Part | None) -> None:
        if part != self._hover:
            self._hover = part
            self.refresh()

    def _part_at(self, x: int) -> Part | None:
        end = 0
        for part in self.parts():
            end += cells_of(part.text)
            if x < end:
                return part if part.look else None
        return None

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)
