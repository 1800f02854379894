"""The console's completion, history and lexer as prompt_toolkit takes them. Thin: what they know is elsewhere."""

from collections.abc import AsyncGenerator, Callable, Iterable
from typing import TYPE_CHECKING

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import History
from prompt_toolkit.lexers import Lexer

from smooth_console.console.recall import Lines, Recall
from smooth_console.language.complete import complete
from smooth_console.language.declare import Registry
from smooth_console.language.offer import Context
from smooth_console.output.cells import cut
from smooth_console.output.sanitise import sanitise_line
from smooth_console.repl.lines import Fragment, Line

if TYPE_CHECKING:
    from prompt_toolkit.buffer import Buffer

LARGE = 8_000
"""Characters above which nothing is coloured, suggested or completed: each key would read the whole text."""
RECALLED = 2_000
"""Lines that the up key and Ctrl-R go back."""
WIDEST_NAME = 60
WIDEST_NOTE = 60


class LanguageCompleter(Completer):
    """`language.complete` for a buffer.

    Args:
        registry: The commands.
        moment: What there is to complete to.
        unasked: Whether to offer something that Tab did not ask for.
    """

    def __init__(self, registry: Registry, moment: Context, unasked: Callable[[], bool]) -> None:
        self._registry = registry
        self._moment = moment
        self._unasked = unasked

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What can stand at the cursor; what stands there already is nothing to offer."""
        text, cursor = document.text, document.cursor_position
        if len(text) > LARGE:
            return
        if not complete_event.completion_requested and not (text[:cursor].strip() and self._unasked()):
            return
        found = complete(text, cursor, self._registry, self._moment)
        if len(found) == 1 and text[found[0].start : cursor] == found[0].text:
            return
        for each in found:
            yield Completion(
                each.text,
                start_position=each.start - cursor,
                display=cut(sanitise_line(each.shown or each.text), WIDEST_NAME),
                display_meta=cut(sanitise_line(each.note), WIDEST_NOTE),
            )

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """The same; where there is nothing, because the page has been asked for its names, its answer is waited for."""
        found = list(self.get_completions(document, complete_event))
        if not found:
            await self._moment.answered()
            found = list(self.get_completions(document, complete_event))
        for each in found:
            yield each


class SharedHistory(History):
    """The console's history, which it adds to by itself: prompt_toolkit only reads it."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    async def load(self) -> AsyncGenerator[str, None]:
        """The newest line first."""
        for line in self.load_history_strings():
            yield line

    def load_history_strings(self) -> Iterable[str]:
        """The newest line first."""
        count = len(self._lines)
        return (self._lines[index] for index in range(count - 1, max(-1, count - 1 - RECALLED), -1))

    def get_strings(self) -> list[str]:
        """The oldest line first."""
        return list(self.load_history_strings())[::-1]

    def append_string(self, string: str) -> None:
        """Nothing: the console keeps the line, with secrets hidden."""

    def store_string(self, string: str) -> None:
        """Nothing, for the same reason."""


class HistorySuggestion(AutoSuggest):
    """The rest of the newest line that begins as the one that is typed."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall

    def get_suggestion(self, buffer: "Buffer", document: Document) -> Suggestion | None:
        """See there; only at the end of a single line does it make sense."""
        text = document.text
        if not text.strip() or "\n" in text or len(text) > LARGE:
            return None
        rest = self._recall.rest_of(text)
        return Suggestion(sanitise_line(rest)) if rest else None


class LanguageLexer(Lexer):
    """The project's Pygments lexer for a buffer. It is imported with the first line that is typed."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._tokens: Callable[[str], Iterable[tuple[int, object, str]]] | None = None

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """Each line's fragments by its number."""
        lines = self.lines(document.text)

        def line(number: int) -> StyleAndTextTuples:
            return list(lines[number]) if number < len(lines) else []

        return line

    def lines(self, text: str) -> list[Line]:
        """A text in fragments, line by line; the text itself is not changed."""
        if not text or len(text) > LARGE:
            return [[("", row)] for row in text.split("\n")]
        from smooth_console.language.lexer import SmoothLexer
        from smooth_console.output.code_colours import colour_of

        if self._tokens is None:
            self._tokens = SmoothLexer(self._registry.rest_kinds).get_tokens_unprocessed
        lines: list[list[Fragment]] = [[]]
        for _, token, value in self._tokens(text):
            colour = colour_of(token)  # type: ignore[arg-type]
            for number, part in enumerate(value.split("\n")):
                if number:
                    lines.append([])
                lines[-1].append((f"class:{colour}" if colour else "", part))
        return lines
