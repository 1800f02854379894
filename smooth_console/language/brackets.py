"""Where brackets close, near enough for a line that is being typed. Parses no language."""

import re
from collections.abc import Iterator

_BRACKETS = re.compile(r"""[{}\[\]]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|/\*[\s\S]*?\*/""")
_ALL = re.compile(r"""[{}\[\]()]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|/\*[\s\S]*?\*/""")
_OPENER_OF = {"}": "{", "]": "[", ")": "("}


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


def bracket_pairs(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Offsets of `{}`, `[]` and `()` that belong together, inner ones first. One that nothing closes is passed over."""
    opened: list[tuple[str, int]] = []
    for match in _ALL.finditer(text, start, len(text) if end is None else end):
        token = match.group()
        if token in "{[(":
            opened.append((token, match.start()))
        elif token in _OPENER_OF:
            place = next((at for at in range(len(opened) - 1, -1, -1) if opened[at][0] == _OPENER_OF[token]), None)
            if place is not None:
                yield opened[place][1], match.start()
                del opened[place:]


def opens_at(line: str) -> int | None:
    """The column of the first bracket that a line leaves open; None when it leaves none."""
    if not any(opener in line for opener in "{[("):
        return None
    opened: list[int] = []
    for match in _ALL.finditer(line):
        token = match.group()
        if token in "{[(":
            opened.append(match.start())
        elif token in _OPENER_OF and opened:
            opened.pop()
    return opened[0] if opened else None
