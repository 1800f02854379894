"""The line that commands are typed in: its colours, marks and keys. What a key means to the pane goes by message."""

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import Binding, BindingType
from textual.color import Color, ColorParseError
from textual.geometry import Offset
from textual.keys import Keys
from textual.widgets import TextArea

from smooth_console.output.sanitise import sanitise
from smooth_console.tui.typing_order import OwnKeysFirst

if TYPE_CHECKING:
    from pygments.token import _TokenType as TokenType

    from smooth_console.language.lexer import SmoothLexer

LARGE = 8_000
"""Characters above which nothing is coloured or suggested: each key would read the whole text."""
LONG = 20_000
"""Characters above which lines are not wrapped, for the same reason."""
# Alt-Enter as most terminals send it, Esc and CR, would come in as Enter: it is Ctrl-J, which breaks the line too.
if isinstance(ANSI_SEQUENCES_KEYS, dict):
    ANSI_SEQUENCES_KEYS.setdefault("\x1b\r", (Keys.ControlJ,))
Span = tuple[int, int, Style]


class CommandInput(OwnKeysFirst, TextArea):
    """One to about eight lines of the command language."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask('enter')", "Run", id="command.run", show=False),
        Binding(
            "alt+enter,shift+enter,ctrl+j",
            "ask('newline')",
            "New line",
            id="command.newline",
            show=False,
        ),
        Binding("tab", "ask('complete')", "Complete", id="command.complete", show=False),
        Binding("up", "ask('up')", "Earlier", id="command.up", show=False),
        Binding("down", "ask('down')", "Later", id="command.down", show=False),
        Binding("right,ctrl+f", "ask('accept')", "Accept", id="command.accept", show=False),
        Binding("ctrl+r", "ask('search')", "Search history", id="command.search", show=False),
        Binding("ctrl+c", "ask('cancel')", "Clear", id="command.cancel", show=False),
        Binding("ctrl+g", "ask('editor')", "$EDITOR", id="command.editor", show=False),
        Binding("escape", "ask('back')", "Back", id="command.back", show=False),
    ]

    def __init__(self, ask: Callable[[str], None], *, id: str | None = None) -> None:
        """Take who is asked what a key means.

        Args:
            ask: Called with enter, newline, complete, up, down, accept, search, cancel, editor or back. A call, not a
                message: the next key must find it done.
            id: The widget's id.
        """
        super().__init__("", id=id, compact=True, soft_wrap=True, highlight_cursor_line=False)
        self._ask = ask
        self._lexer: SmoothLexer | None = None
        self._lexed: tuple[str, str] | None = None
        self._spans: dict[int, list[Span]] = {}
        self._mark: tuple[int, int] | None = None
        self._whole: str | None = None
        self.times_lexed = 0
        self.times_joined = 0

    def colour(self, verbs: Mapping[str, str]) -> None:
        """Colour what is typed from here on, and what is there.

        Args:
            verbs: Each with what its rest is, as the lexer takes it.
        """
        from smooth_console.language.lexer import SmoothLexer

        self._lexer = SmoothLexer(verbs)
        self._line_cache.clear()
        self.refresh()

    def action_ask(self, what: str) -> None:
        """Hand a key to the pane."""
        self._ask(what)

    def _build_highlight_map(self) -> None:
        """Called after every edit."""
        super()._build_highlight_map()
        self._whole = None

    @property
    def whole(self) -> str:
        """All that is typed, put together once after each edit."""
        if self._whole is None:
            self._whole = self.document.text
            self.times_joined += 1
        return self._whole

    @property
    def rows(self) -> int:
        """Rows on the screen that it would like to have, counted no further than sixteen."""
        if self.document.line_count > 16:
            return 16
        return self.wrapped_document.height

    def starts_line(self, row: int) -> bool:
        """Whether a row of the screen, counted from the top of the text, begins a line rather than goes on with one."""
        starts = self.wrapped_document.offset_to_location(Offset(0, row))
        return starts[1] == 0

    def fit_wrapping(self) -> None:
        """Wrap lines unless there is very much of them."""
        wanted = len(self.whole) <= LONG
        if self.soft_wrap != wanted:
            self.soft_wrap = wanted

    def offset_of(self, location: tuple[int, int]) -> int:
        """The offset in the text of a row and column."""
        row, column = location
        return sum(len(line) + 1 for line in self.document.lines[:row]) + column

    def location_of(self, offset: int) -> tuple[int, int]:
        """Row and column of an offset in the text."""
        before = self.whole[:offset]
        return before.count("\n"), offset - (before.rfind("\n") + 1)

    def set_mark(self, mark: tuple[int, int] | None) -> None:
        """Underline what stands between two offsets."""
        if mark != self._mark:
            self._mark = mark
            self._line_cache.clear()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        if self._lexer is not None and self.whole and len(self.whole) <= LARGE:
            self._lex(self._lexer)
            for start, end, style in self._spans.get(line_index, ()):
                line.stylize(style, start, end)
        if self._mark is not None:
            first, last = self.location_of(self._mark[0]), self.location_of(self._mark[1])
            if first[0] <= line_index <= last[0]:
                start = first[1] if line_index == first[0] else 0
                end = last[1] if line_index == last[0] else len(line)
                line.stylize(Style(underline=True, bold=True), start, max(end, start + 1))
        return line

    def _lex(self, lexer: "SmoothLexer") -> None:
        """Colours of the whole text, once for each text and theme."""
        if self._lexed == (self.whole, self.app.theme):
            return
        self._lexed = (self.whole, self.app.theme)
        self.times_lexed += 1
        styles = self._styles()
        self._spans = {}
        row = column = 0
        for _, token, value in lexer.get_tokens_unprocessed(self.whole):
            style = next((style for kind, style in styles.items() if token[: len(kind)] == kind), None)
            for number, part in enumerate(value.split("\n")):
                if number:
                    row, column = row + 1, 0
                if style is not None and part:
                    self._spans.setdefault(row, []).append((column, column + len(part), style))
                column += len(part)

    def _styles(self) -> "dict[TokenType, Style]":
        """The theme's colours by kind of token; one that the theme lacks is the plain text's."""
        from smooth_console.output.code_colours import TOKEN_COLOURS

        styles: dict[TokenType, Style] = {}
        for token, name in TOKEN_COLOURS:
            variable = name if name == "error" else f"code-{name}"
            with contextlib.suppress(KeyError, ColorParseError):
                styles[token] = Style(color=Color.parse(self.app.theme_variables[variable]).rich_color)
        return styles

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = sanitise(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        if len(text) + len(self.whole) > LONG:
            self.soft_wrap = False
        self._replace_via_keyboard(text, *self.selection)
