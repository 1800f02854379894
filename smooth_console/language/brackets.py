"""Where brackets close, near enough for a line that is being typed. Parses no language."""

import re

_BRACKETS = re.compile(r"""[{}\[\]]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|/\*[\s\S]*?\*/""")


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
