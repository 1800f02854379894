"""Text of any length, wrapped as it is reached: JSON in colour, or a string as it is. No further than needed."""

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType

from smooth_console.output.cells import width as cells_of
from smooth_console.output.render import Piece, copy_text, pretty_pieces
from smooth_console.output.sanitise import sanitise
from smooth_console.tui.widgets.json_tree import JsonTree
from smooth_console.tui.widgets.line_view import LineView, Run
from smooth_console.tui.widgets.slices import Slices

SLICE_S = 0.005
"""How long lines are laid out before keys and frames have their turn, seconds."""
READ_AHEAD = 50_000
"""Lines that are laid out without being scrolled to. Further ones come as one nears them."""
SCROLL_STEP = 5_000
"""Lines between two times that the scroll bar learns of them."""
STRING_SLICE = 20_000
"""Letters of a string that are made harmless at a time."""

_LOOKS = {"key": "json--key", "string": "json--string", "number": "json--number", "word": "json--keyword"}


class TextLines(LineView):
    """The view: scrolled, not pointed at."""

    DEFAULT_CSS = """
    TextLines { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy", id="text.copy", show=False)]

    def __init__(self, value: Any = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._value = value
        self._laid_out: list[list[Piece]] = []
        self._coming: Iterator[list[Piece]] = iter(())
        self._more = False
        self._slices = Slices(self)
        self._width = 0

    def show(self, value: Any) -> None:
        """Show another value, from its beginning."""
        self._value = value
        self._begin()
        self.scroll_to(y=0, animate=False, force=True)

    @property
    def complete(self) -> bool:
        """Whether every line is laid out."""
        return not self._more

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew at another width."""
        if self.cells != self._width:
            self._width = self.cells
            self._begin()

    def _begin(self) -> None:
        self._laid_out = []
        self._coming = wrapped_lines(self._value, max(self._width - 2, 8))
        self._more = self._width > 0
        self._lay_out(self.scroll_offset.y + self.size.height + 1)

    def _lay_out(self, at_least: int = 0) -> None:
        """Lay out so many lines, then more for as long as a slice of time lasts."""
        self._slices.stop()
        until = time.perf_counter() + SLICE_S
        while self._more and (len(self._laid_out) < at_least or time.perf_counter() < until):
            lines = list(islice(self._coming, 50))
            self._laid_out += lines
            self._more = len(lines) == 50
        goes_on = self._more and len(self._laid_out) < max(READ_AHEAD, self._needed())
        # The scroll bar moves in steps: each step draws the whole view.
        if at_least or not goes_on or len(self._laid_out) - self.virtual_size.height > SCROLL_STEP:
            self.lines_changed()
        if goes_on:
            self._slices.go_on(self._lay_out)

    def _needed(self) -> int:
        return self.scroll_offset.y + 20 * max(self.size.height, 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Nearing the end of what is laid out lays out more."""
        super().watch_scroll_y(old_value, new_value)
        if self._more and not self._slices.waiting and len(self._laid_out) < self._needed():
            self._lay_out()

    # Keys

    @property
    def has_cursor(self) -> bool:
        """No line is selected."""
        return False

    def action_move(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + by, animate=False, force=True)

    def action_move_page(self, by: int) -> None:
        """Scroll by pages."""
        self.action_move(by * max(self.page_height - 1, 1))

    def action_first(self) -> None:
        """To the beginning."""
        self.scroll_to(y=0, animate=False, force=True)

    def action_last(self) -> None:
        """To the end of what is laid out."""
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def action_copy(self) -> None:
        """Ask for all of it to be copied."""
        value = self._value
        if isinstance(value, str) or (not self._more and len(self._laid_out) < 2_000):
            self.post_message(JsonTree.CopyRequested(copy_text(value), "value"))
        else:
            self.run_worker(lambda: self._copy_large(value), thread=True)

    def _copy_large(self, value: Any) -> None:
        self.post_message(JsonTree.CopyRequested(copy_text(value), "value"))

    # Drawing

    def line_count(self) -> int:
        """Lines laid out so far."""
        return len(self._laid_out)

    def runs(self, line: int, width: int) -> Iterable[Run]:
        """A line."""
        yield " ", Style.null()
        for kind, text in self._laid_out[line]:
            yield text, self._look(kind)

    def _look(self, kind: str) -> Style:
        return Style.null() if kind == "text" else self.style_of(_LOOKS.get(kind, "line--muted"))


def wrapped_lines(value: Any, width: int) -> Iterator[list[Piece]]:
    """The lines of a value, none wider than `width`: a string as it is, anything else as indented JSON. Harmless."""
    if isinstance(value, str):
        for line in _string_lines(value):
            yield from _wrap([Piece("text", line)], width)
    else:
        for pieces in pretty_pieces(value):
            yield from _wrap(pieces, width)


def _string_lines(text: str) -> Iterator[str]:
    """The lines of a string, a slice at a time; a line longer than a slice is broken there."""
    at = 0
    while at < len(text):
        end = text.rfind("\n", at, at + STRING_SLICE) + 1
        if not end or len(text) - at <= STRING_SLICE:
            end = min(at + STRING_SLICE, len(text))
        yield from sanitise(text[at:end]).expandtabs(4).removesuffix("\n").split("\n")
        at = end


def _wrap(pieces: list[Piece], width: int) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    room = width
    for kind, text in pieces:
        clean = sanitise(text)
        at = 0
        while at < len(clean):
            taken = _letters_in(clean, at, room)
            if taken == 0:
                if not line:
                    taken = 1
                else:
                    yield line
                    line, room = [], width
                    continue
            part = clean[at : at + taken]
            line.append(Piece(kind, part))
            room -= cells_of(part)
            at += taken
    yield line


def _letters_in(text: str, at: int, room: int) -> int:
    """How many letters from a place on take no more than `room` cells."""
    part = text[at : at + room]
    while part and cells_of(part) > room:
        part = part[: len(part) - max(1, (cells_of(part) - room) // 2)]
    return len(part)
