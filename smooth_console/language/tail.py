"""What may stand behind the rest of a line that sends: where its output goes, and the `&` that does not wait."""

import re
from dataclasses import dataclass
from typing import Literal

How = Literal["write", "append", "pipe"]

_HOW: dict[str, How] = {">": "write", ">>": "append", "|": "pipe"}
_AT_END = re.compile(r"\$(?:>>?|\|)[^\n]*\s*\Z|&\s*\Z")
_TOKEN = re.compile(r"""\\.|["'`]|\$(?P<sign>>>|>|\|)[^\S\n]*""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tail:
    """The tail of a line.

    Attributes:
        start: Where it begins; where the text ends when there is none.
        background: It ends in `&`.
        how: What is done with the output; None when nothing is.
        target: The place of the file or shell command behind that, empty when there is none.
    """

    start: int
    background: bool = False
    how: How | None = None
    target: tuple[int, int] = (0, 0)


def tail_begins(text: str, at: int, end: int) -> bool:
    """Whether the word at a place is the first of a tail, with nothing before it."""
    return text[at] in "$&" and _AT_END.match(text, at, end) is not None


def find_tail(text: str, start: int, end: int) -> Tail:
    """The tail of a text from `start` to `end`. Signs inside a string or a template that is closed are no signs."""
    kept = start + len(text[start:end].rstrip())
    background = text[start:kept].endswith("&") and (kept - start == 1 or text[kept - 2].isspace())
    if background:
        kept -= 1
        kept = start + len(text[start:kept].rstrip())
    row = max(start, text.rfind("\n", start, kept) + 1)
    last = {quote: text.rfind(quote, start, kept) for quote in "\"'`"}
    quote = ""
    for token in _TOKEN.finditer(text, start, kept):
        at, sign = token.start(), token.group()
        begins_word = at == start or text[at - 1].isspace()
        if token["sign"]:
            if at >= row and begins_word and not (quote and last[quote] >= token.end()):
                if text[token.end() : kept] == "&":
                    background, kept = True, token.end()
                return Tail(at, background, _HOW[token["sign"]], (token.end(), kept))
        elif quote:
            quote = "" if sign == quote else quote
        elif len(sign) == 1 and not (sign == "'" and at > start and text[at - 1].isalnum()):
            quote = sign  # an apostrophe in a word opens none
    return Tail(kept if background else end, background)
