"""The line that finds and replaces in the text above it: which of how many. Hidden while nothing is sought."""

import re
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.widgets.text_area import Selection

from smooth_console.tui.typing_order import Field
from smooth_console.tui.widgets.editor_area import CodeArea

Span = tuple[int, int]


def found_in(text: str, words: str) -> list[Span]:
    """Where words stand in a text; capitals count only if there are some in the words."""
    if not words:
        return []
    flags = re.NOFLAG if words != words.lower() else re.IGNORECASE
    return [found.span() for found in re.finditer(re.escape(words), text, flags)]


class FindLine(Horizontal):
    """The line: what is sought, what takes its place, and the count."""

    DEFAULT_CSS = """
    FindLine { height: 1; display: none; }
    FindLine Input { width: 1fr; }
    FindLine Static { width: auto; padding: 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+enter,ctrl+j", "replace_all", "Replace all", id="editor.replace_all", show=False),
    ]

    class Left(Message):
        """Esc: the text has the keys again."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._area: CodeArea | None = None

    def compose(self) -> ComposeResult:
        """Two fields and the count."""
        yield Field(placeholder="find", compact=True, id="find-words")
        yield Field(placeholder="replace with · Alt-Enter all", compact=True, id="find-instead")
        yield Static("", markup=False)

    def seek(self, area: CodeArea) -> None:
        """Begin in a text, with what is selected there."""
        self._area, self.display = area, True
        words = self.query_one("#find-words", Input)
        if area.selected_text and "\n" not in area.selected_text:
            words.value = area.selected_text
        words.focus()
        words.action_select_all()
        self._count()

    def end(self) -> None:
        """Hide it."""
        self.display = False

    def _spans(self) -> list[Span]:
        return found_in(self._area.text, self.query_one("#find-words", Input).value) if self._area else []

    def _here(self) -> Span:
        """What is selected in the text, as offsets."""
        assert self._area is not None
        lines = self._area.document.lines
        places = sorted((self._area.selection.start, self._area.selection.end))
        start, end = (sum(len(line) + 1 for line in lines[:row]) + column for row, column in places)
        return start, end

    def _go(self, by: int, *, stay: bool = False) -> None:
        """To the next (1) or the one before (-1), round the end; `stay` takes the one that begins here too."""
        spans = self._spans()
        if self._area is not None and spans:
            start, end = self._here()
            if by > 0:
                span = next((s for s in spans if s[0] >= (start if stay else max(end, start + 1))), spans[0])
            else:
                span = next((s for s in reversed(spans) if s[0] < start), spans[-1])
            text = self._area.text
            self._area.selection = Selection(
                self._area.location_of(span[0], text), self._area.location_of(span[1], text)
            )
            self._area.scroll_cursor_visible(center=True, animate=False)
        self._count()

    def _count(self) -> None:
        spans = self._spans()
        place = spans.index(self._here()) + 1 if spans and self._here() in spans else 0
        sought = self.query_one("#find-words", Input).value
        words = f"{place} of {len(spans)}" if place else f"{len(spans)} found" if sought else ""
        self.query_one(Static).update(Content(words))

    @on(Input.Changed, "#find-words")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.display:
            self._go(1, stay=True)

    @on(Input.Changed, "#find-instead")
    def _other(self, event: Input.Changed) -> None:
        event.stop()

    @on(Input.Submitted, "#find-words")
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self._go(1)

    @on(Input.Submitted, "#find-instead")
    def _replace(self, event: Input.Submitted) -> None:
        """Replace the one that is selected, and go to the next."""
        event.stop()
        if self._area is not None and self._here() in self._spans():
            places = sorted((self._area.selection.start, self._area.selection.end))
            self._area.replace(event.value, *places, maintain_selection_offset=False)
        self._go(1, stay=True)

    def action_replace_all(self) -> None:
        """Replace all of them, as one step of undo."""
        spans, instead = self._spans(), self.query_one("#find-instead", Input).value
        if self._area is None or not spans:
            return
        text, pieces, at = self._area.text, [], 0
        for start, end in spans:
            pieces += [text[at:start], instead]
            at = end
        self._area.become("".join([*pieces, text[at:]]))
        self.query_one(Static).update(Content(f"{len(spans)} replaced"))

    def on_key(self, event: events.Key) -> None:
        """Esc leaves; up and down go from one to the next."""
        if event.key == "escape":
            event.stop()
            self.post_message(self.Left())
        elif event.key in ("up", "down"):
            event.stop()
            self._go(1 if event.key == "down" else -1)
