"""Changes to a source, and the map from the changed code back to what was typed."""

import re
from dataclasses import dataclass
from typing import Literal

from smooth_console.language.javascript.tree import Parsed, encode

Form = Literal["function", "expression", "statements"]

_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A source in the form in which it is sent.

    Attributes:
        code: What is sent.
        form: What was typed: a function, which is called with the arguments; an expression; or statements. A source
            with a mistake is sent as typed, so that the server names it.
        source: What was typed.
        segments: Stretches that were copied: (offset in code, offset in source, length), in bytes of UTF-8, in order.
    """

    code: str
    form: Form
    source: str
    segments: tuple[tuple[int, int, int], ...]

    def to_source(self, line: int, column: int) -> tuple[int, int]:
        """The place in what was typed of a place in the code.

        Lines and columns count from 1. The column of the code counts UTF-16 units, as browsers do; the answer counts
        characters, as editors do. A place in what was added is that of the nearest typed text behind it; one outside
        the code is the nearest inside.
        """
        offset = self._code_offset(line, column)
        place = len(encode(self.source))
        for start, origin, length in self.segments:
            if offset < start + length:
                place = origin + max(0, offset - start)
                break
        before = encode(self.source)[:place].decode("utf-8", "replace")
        ends = list(_LINE_END.finditer(before))
        return len(ends) + 1, len(before) - (ends[-1].end() if ends else 0) + 1

    def _code_offset(self, line: int, column: int) -> int:
        starts = [0, *(end.end() for end in _LINE_END.finditer(self.code))]
        if line < 1:
            return 0
        if line > len(starts):
            return len(encode(self.code))
        start = starts[line - 1]
        stop = starts[line] if line < len(starts) else len(self.code)
        units = self.code[start:stop].encode("utf-16-le", "surrogatepass")[: 2 * max(0, column - 1)]
        return len(encode(self.code[:start])) + len(encode(units.decode("utf-16-le", "replace")))


def as_typed(source: str, form: Form) -> Rewritten:
    """A source that is sent untouched."""
    return Rewritten(source, form, source, ((0, 0, len(encode(source))),))


class Edits:
    """Changes to be made to a source. Those at one place are made in the order in which they were asked for.

    Offsets are those of the parsed text, in bytes.
    """

    def __init__(self, source: str, parsed: Parsed) -> None:
        self._source = source
        self._parsed = parsed
        self._edits: list[tuple[int, int, str]] = [(o - i, o - i, ";") for i, o in enumerate(parsed.inserted)]

    def insert(self, offset: int, text: str) -> None:
        """Put text in front of what is at an offset."""
        self.replace(offset, offset, text)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put text in place of what is between two offsets."""
        self._edits.append((self._parsed.original(start), self._parsed.original(end), text))

    def take_out(self, start: int, end: int, text: str = "") -> None:
        """Put text in place of words; the line ends among them stay, and with them the lines of what follows."""
        words = encode(self._source)[self._parsed.original(start) : self._parsed.original(end)]
        self.replace(start, end, text + "".join(_LINE_END.findall(words.decode("utf-8", "surrogatepass"))))

    def apply(self, form: Form, prefix: str, suffix: str) -> Rewritten:
        """The changed code between a prefix and a suffix."""
        data = encode(self._source)
        pieces = [encode(prefix)]
        segments: list[tuple[int, int, int]] = []
        written, position = len(pieces[0]), 0
        for start, end, text in [*sorted(self._edits, key=lambda edit: edit[0]), (len(data), len(data), suffix)]:
            if start > position:
                segments.append((written, position, start - position))
            kept, added = data[position:start], encode(text)
            pieces += kept, added
            written += len(kept) + len(added)
            position = max(position, end)
        return Rewritten(b"".join(pieces).decode("utf-8", "surrogatepass"), form, self._source, tuple(segments))
