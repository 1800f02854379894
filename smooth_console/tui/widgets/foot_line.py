"""The last line of a pane: what there is to say about it, or the field where one types a filter or a search."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from smooth_console.output.sanitise import sanitise_line
from smooth_console.tui.typing_order import Field

Span = tuple[str, str]
"""Text, and the name of its look: muted, accent, warning, error or nothing."""

_LOOKS = {
    "": "",
    "muted": "$text-muted",
    "accent": "bold $accent",
    "warning": "bold $warning",
    "error": "bold $error",
}


def content_of(spans: Sequence[Span]) -> Content:
    """Spans as content: data is made harmless, and never read as markup."""
    return Content.assemble(*((sanitise_line(text), _LOOKS[look]) for text, look in spans))


class FootNote(Static):
    """A note that can be clicked."""

    class Clicked(Message):
        """Somebody clicked it."""

    def on_click(self, event: events.Click) -> None:
        """Say so, once."""
        event.stop()
        self.post_message(self.Clicked())


class FootInput(Field):
    """The field; Esc leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]

    class Left(Message):
        """Esc was pressed."""

    def action_leave(self) -> None:
        """Leave without keeping what was typed."""
        self.post_message(self.Left())


class FootLine(Horizontal):
    """One line: a note on the left, one on the right; or a label and a field, with the note on the right."""

    DEFAULT_CSS = """
    FootLine {
        height: 1;
        padding: 0 1;
        & > Static { height: 1; width: auto; text-wrap: nowrap; text-overflow: ellipsis; }
        & > .foot--left { width: 1fr; }
        & > .foot--label { color: $text-muted; display: none; }
        & > FootInput { display: none; width: 1fr; background: transparent; }
        & > FootInput:focus { background-tint: transparent 0%; }
        & > .foot--right:hover { text-style: underline; }
        &.-typing > .foot--left { display: none; }
        &.-typing > .foot--label, &.-typing > FootInput { display: block; }
    }
    """

    class Changed(Message):
        """What is typed changed.

        Attributes:
            text: All of it.
        """

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Closed(Message):
        """The field closed.

        Attributes:
            kept: Whether with Enter, so that the text counts on; else with Esc.
        """

        def __init__(self, kept: bool) -> None:
            super().__init__()
            self.kept = kept

    def __init__(self, label: str, placeholder: str) -> None:
        super().__init__()
        self._label = label
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """Notes, label and field."""
        yield FootNote("", markup=False, classes="foot--left")
        yield Static(self._label, markup=False, classes="foot--label")
        yield FootInput(placeholder=self._placeholder, compact=True)
        yield FootNote("", markup=False, classes="foot--right")

    @property
    def typing(self) -> bool:
        """Whether the field is open."""
        return self.has_class("-typing")

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(FootInput).value

    def note(self, left: Sequence[Span] = (), right: Sequence[Span] = ()) -> None:
        """Say something on either side."""
        self.query_one(".foot--left", FootNote).update(content_of(left))
        self.query_one(".foot--right", FootNote).update(content_of(right))

    def open(self) -> None:
        """Open the field and give it the focus; what was typed before is selected."""
        self.add_class("-typing")
        field = self.query_one(FootInput)
        field.focus()
        field.action_select_all()

    def put(self, text: str) -> None:
        """Have this in the field, without saying so."""
        field = self.query_one(FootInput)
        if field.value != text:
            with field.prevent(Input.Changed):
                field.value = text

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps it."""
        event.stop()
        self._close(kept=True)

    def on_foot_input_left(self, event: FootInput.Left) -> None:
        """Esc forgets it."""
        event.stop()
        self.put("")
        self._close(kept=False)

    def _close(self, *, kept: bool) -> None:
        self.remove_class("-typing")
        self.post_message(self.Closed(kept))
