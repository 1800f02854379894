"""What narrows the timeline: words that a row must hold, `state:error`, `verb:js`, and `-word` for none of it."""

from collections.abc import Callable

from msgspec import Struct

from smooth_console.tui.rows import Row

_FIELDS: dict[str, Callable[[Row], str]] = {
    "state": lambda row: row.state_word,
    "verb": lambda row: row.verb,
    "id": lambda row: row.full_id or row.short_id,
    "n": lambda row: str(row.n),
    "code": lambda row: "" if row.code is None else str(row.code),
}


class Term(Struct, frozen=True):
    """One word of a filter.

    Attributes:
        field: Which part of the row begins with it; empty is anywhere.
        text: In lower case.
        wanted: False for a word that must not be there.
    """

    field: str
    text: str
    wanted: bool

    def holds(self, row: Row) -> bool:
        """Whether the row is as the word wants it."""
        if self.field:
            found = _FIELDS[self.field](row).lower().startswith(self.text)
        else:
            found = self.text in _words_of(row)
        return found is self.wanted


class RowFilter(Struct, frozen=True):
    """Words that all have to hold."""

    terms: tuple[Term, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def holds(self, row: Row) -> bool:
        """Whether the row is to be shown."""
        return all(term.holds(row) for term in self.terms)


def read_filter(text: str) -> RowFilter:
    """The filter that a text is. Any text is one; a word still being typed (`state:`, `-`) does not narrow yet."""
    return RowFilter(tuple(term for word in text.split() if (term := _read_term(word)) is not None))


def _read_term(word: str) -> Term | None:
    wanted = not (word.startswith("-") and len(word) > 1)
    body = word if wanted else word[1:]
    if body == "-":
        return None
    field, colon, text = body.partition(":")
    if colon and field in _FIELDS:
        return Term(field, text.lower(), wanted) if text else None
    return Term("", body.lower(), wanted)


def _words_of(row: Row) -> str:
    late = "late" if row.late else ""
    return f"{row.n} {row.verb} {row.summary} {row.state_word} {late} {row.full_id} {row.reason}".lower()
