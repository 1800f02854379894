"""The line in which an editor asks for a name: to save under, or to open from the library. It decides nothing."""

from collections.abc import Callable, Iterable
from typing import Literal

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.tui.typing_order import Field
from smooth_console.tui.widgets.completion_menu import CompletionMenu

What = Literal["save", "open"]
_PLACEHOLDERS: dict[What, str] = {"save": "name to save it under", "open": "open: type to filter"}


class AskLine(Vertical):
    """The line, with the library's names above it when something is opened. Hidden while nothing is asked."""

    DEFAULT_CSS = """
    AskLine { height: auto; display: none; }
    """

    class Answered(Message):
        """Enter.

        Attributes:
            what: What was asked.
            name: The answer.
        """

        def __init__(self, what: What, name: str) -> None:
            super().__init__()
            self.what, self.name = what, name

    class Left(Message):
        """Esc: nothing was answered."""

    def __init__(
        self, library: Callable[[], Iterable[tuple[str, str]]], glyphs: Glyphs = UNICODE, *, id: str | None = None
    ) -> None:
        """`library` gives names, each with a note."""
        super().__init__(id=id)
        self._library, self._glyphs = library, glyphs
        self._what: What = "save"
        self._found: list[str] = []

    def compose(self) -> ComposeResult:
        """The menu floats above the line."""
        yield CompletionMenu(self._glyphs)
        yield Field(id="editor-ask", compact=True)

    def ask(self, what: What) -> None:
        """Ask for a name."""
        field = self.query_one(Input)
        self._what, field.value, field.placeholder, self.display = what, "", _PLACEHOLDERS[what], True
        field.focus()
        if what == "open":
            self._filter("")

    def end(self) -> None:
        """Hide it."""
        self.query_one(CompletionMenu).hide()
        self.display = False

    def _filter(self, text: str) -> None:
        rows = [(name, note) for name, note in self._library() if text.lower() in name.lower()]
        self._found = [name for name, _ in rows]
        self.query_one(CompletionMenu).open(rows)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.display and self._what == "open":
            self._filter(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._what == "save":
            self.post_message(self.Answered("save", event.value.strip()))
        elif self._found:
            self.post_message(self.Answered("open", self._found[self.query_one(CompletionMenu).chosen]))

    def on_key(self, event: events.Key) -> None:
        """Esc leaves; up and down choose."""
        if event.key == "escape":
            event.stop()
            self.post_message(self.Left())
        elif event.key in ("up", "down"):
            event.stop()
            self.query_one(CompletionMenu).move(1 if event.key == "down" else -1)
