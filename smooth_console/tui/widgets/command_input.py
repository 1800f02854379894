"""The line that commands are typed in: its colours, marks and keys. What a key means to the pane goes by message."""

from collections.abc import Mapping
from typing import ClassVar

from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from smooth_console.language.lexer import SmoothLexer
from smooth_console.output.sanitise import sanitise

LARGE = 20_000
"""Characters above which nothing is coloured or suggested."""
_COLOURS = (
    (Comment, "code-comment"),
    (Name.Attribute, "code-tag"),
    (Name.Tag, "code-key"),
    (Name.Property, "code-key"),
    (Name.Function, "code-function"),
    (Name.Builtin, "code-keyword"),
    (Keyword, "code-keyword"),
    (String, "code-string"),
    (Number, "code-number"),
    (Operator, "code-punctuation"),
    (Token.Error, "error"),
)
Span = tuple[int, int, Style]


class CommandInput(TextArea):
    """One to about eight lines of the command language."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask('enter')", "Run", id="command.run", show=False, priority=True),
        Binding(
            "alt+enter,shift+enter,ctrl+j",
            "ask('newline')",
            "New line",
            id="command.newline",
            priority=True,
            show=False,
        ),
        Binding("tab", "ask('complete')", "Complete", id="command.complete", show=False, priority=True),
        Binding("up", "ask('up')", "Earlier", id="command.up", show=False),
        Binding("down", "ask('down')", "Later", id="command.down", show=False),
        Binding("right,ctrl+f", "ask('accept')", "Accept", id="command.accept", show=False),
        Binding("ctrl+r", "ask('search')", "Search history", id="command.search", show=False),
        Binding("ctrl+c", "ask('cancel')", "Clear", id="command.cancel", show=False, priority=True),
        Binding("ctrl+g", "ask('editor')", "$EDITOR", id="command.editor", show=False),
        Binding("escape", "ask('back')", "Back", id="command.back", show=False),
    ]

    class Asked(Message):
        """A key of the pane: enter, newline, complete, up, down, accept, search, cancel, editor or back."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, verbs: Mapping[str, str], *, id: str | None = None) -> None:
        super().__init__("", id=id, compact=True, soft_wrap=True, highlight_cursor_line=False)
        self._lexer = SmoothLexer(verbs)
        self._lexed: tuple[str, str] | None = None
        self._spans: dict[int, list[Span]] = {}
        self._mark: tuple[int, int] | None = None
        self.times_lexed = 0

    def action_ask(self, what: str) -> None:
        """Hand a key to the pane."""
        self.post_message(self.Asked(what))

    def offset_of(self, location: tuple[int, int]) -> int:
        """The offset in the text of a row and column."""
        row, column = location
        return sum(len(line) + 1 for line in self.text.split("\n")[:row]) + column

    def location_of(self, offset: int) -> tuple[int, int]:
        """Row and column of an offset in the text."""
        before = self.text[:offset]
        return before.count("\n"), offset - (before.rfind("\n") + 1)

    def set_mark(self, mark: tuple[int, int] | None) -> None:
        """Underline what stands between two offsets."""
        if mark != self._mark:
            self._mark = mark
            self._line_cache.clear()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        if len(self.text) <= LARGE:
            self._lex()
            for start, end, style in self._spans.get(line_index, ()):
                line.stylize(style, start, end)
        if self._mark is not None:
            first, last = self.location_of(self._mark[0]), self.location_of(self._mark[1])
            if first[0] <= line_index <= last[0]:
                start = first[1] if line_index == first[0] else 0
                end = last[1] if line_index == last[0] else len(line)
                line.stylize(Style(underline=True, bold=True), start, max(end, start + 1))
        return line

    def _lex(self) -> None:
        """Colours of the whole text, once for each text and theme."""
        if self._lexed == (self.text, self.app.theme):
            return
        self._lexed = (self.text, self.app.theme)
        self.times_lexed += 1
        variables = self.app.theme_variables
        styles = {token: Style(color=variables[name]) for token, name in _COLOURS if name in variables}
        self._spans = {}
        row = column = 0
        for _, token, value in self._lexer.get_tokens_unprocessed(self.text):
            style = next((style for kind, style in styles.items() if token[: len(kind)] == kind), None)
            for number, part in enumerate(value.split("\n")):
                if number:
                    row, column = row + 1, 0
                if style is not None and part:
                    self._spans.setdefault(row, []).append((column, column + len(part), style))
                column += len(part)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._replace_via_keyboard(sanitise(event.text.replace("\r\n", "\n").replace("\r", "\n")), *self.selection)
