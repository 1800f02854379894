"""Where brackets close and quotes are open, near enough for a line that is being typed. Parses no language."""

import re

_BRACKETS = re.compile(r"""[{}\[\]]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|/\*[\s\S]*?\*/""")
_QUOTES = re.compile(r"""["'`]""")


def bracket_end(text: str, start: int, end: int | None = None) -> int | None:
    """The offset behind the bracket that closes the one at `start`, or None if it is open. Strings are passed over."""
    end = len(text) if end is None else end
    depth = 0
    for match in _BRACKETS.finditer(text, start, end):
        token = match.group()
        if token in "{[":
            depth += 1
        elif token in "}]":
            depth -= 1
            if depth == 0:
                return match.end()
    return None


def inside_quotes(before: str, behind: str) -> bool:
    """Whether a place is inside a string or a template that is closed behind it. A word's apostrophe opens none."""
    quote = ""
    at = 0
    while at < len(before):
        character = before[at]
        if character == "\\":
            at += 1
        elif quote:
            quote = "" if character == quote else quote
        elif _QUOTES.match(character) and not (character == "'" and before[at - 1 : at].isalnum()):
            quote = character
        at += 1
    return bool(quote) and quote in behind
