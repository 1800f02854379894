"""JSON values as text: previews, whole texts, and what one copies. Lazy: what is not looked at is never serialised.

Nothing here colours. Everything but `copy_text` of a string is harmless to a terminal and, where it is JSON, still
exact: what is active in it is written as a `\\u` escape.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from smooth_console.output import cells
from smooth_console.output.sanitise import escape_active, sanitise_line

INDENT = 2
DEEPEST_INDENT = 60
"""What is nested deeper is indented no further: thousands of levels would be more spaces than data."""
PREVIEW_DEPTH = 4

_PLAIN_NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)


class Piece(NamedTuple):
    """A run of JSON text of one kind: key, string, number, word (true, false, null) or mark (the rest)."""

    kind: str
    text: str


def kind_of(value: Any) -> str:
    """What a value is, in a word that people use: object, array, string, number, boolean or null."""
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list | tuple):
        return "array"
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "boolean"
    return "null" if value is None else "number"


def string_text(text: str) -> str:
    """A string as JSON writes it, in quotes; letters stay readable, what is active is escaped."""
    return escape_active(json.dumps(text, ensure_ascii=False))


def has_members(value: Any) -> bool:
    """Whether a value has anything inside."""
    return isinstance(value, dict | list | tuple) and len(value) > 0


def scalar_text(value: Any) -> str:
    """A string, number, boolean or null as JSON writes it."""
    return string_text(value) if isinstance(value, str) else escape_active(json.dumps(value, default=str))


def preview(value: Any, width: int) -> str:
    """A value on one line of at most `width` cells, cut with `…`: `{title: "Walnut desk", price: 149}`.

    Reads no more of the value than it shows, however large it is.
    """
    pieces: list[str] = []
    letters = 0
    for text in _preview_pieces(value, width, PREVIEW_DEPTH):
        pieces.append(text)
        letters += len(text)
        if letters > width:
            break
    return cells.cut(sanitise_line("".join(pieces)), width)


def preview_string(text: str, width: int) -> str:
    """The beginning of a string as JSON writes it, at most `width` cells; a cut one ends in `…"`."""
    if len(text) <= width:
        whole = sanitise_line(string_text(text))
        if cells.width(whole) <= width:
            return whole
    return cells.cut(sanitise_line(string_text(text[:width])[:-1]) + " " * width, max(width - 1, 1)).rstrip() + '"'


def pretty_lines(value: Any) -> Iterator[str]:
    """The lines of a value as indented JSON, each made as it is asked for."""
    return ("".join(piece.text for piece in line) for line in pretty_pieces(value))


def pretty_pieces(value: Any) -> Iterator[list[Piece]]:
    """The lines of a value as indented JSON, in pieces by kind. Nesting has no limit."""
    if not has_members(value):
        yield [_scalar_piece(value)]
        return
    stack = [_Members(value)]
    yield [Piece("mark", stack[-1].brackets[0])]
    while stack:
        members = stack[-1]
        if not members.left:
            stack.pop()
            comma = "," if stack and stack[-1].left else ""
            yield [Piece("mark", _indent(len(stack)) + members.brackets[1] + comma)]
            continue
        name, item = members.take()
        line = [Piece("mark", _indent(len(stack)))]
        if name is not None:
            line += [Piece("key", string_text(name)), Piece("mark", ": ")]
        if has_members(item):
            stack.append(_Members(item))
            line.append(Piece("mark", stack[-1].brackets[0]))
        else:
            line.append(_scalar_piece(item))
            if members.left:
                line.append(Piece("mark", ","))
        yield line


def _indent(depth: int) -> str:
    return " " * (INDENT * min(depth, DEEPEST_INDENT))


def copy_text(value: Any) -> str:
    """A value as people copy it: a string raw, exactly as it is; anything else as JSON with an indent of 2."""
    return value if isinstance(value, str) else "\n".join(pretty_lines(value))


class _Members:
    """The members of a container, taken one by one."""

    def __init__(self, value: Any) -> None:
        self._members = _named_members(value)
        self.left = len(value)
        self.brackets: str = _brackets(value)

    def take(self) -> tuple[str | None, Any]:
        """The next member; an array's have no name."""
        self.left -= 1
        return next(self._members)


def _named_members(value: Any) -> Iterator[tuple[str | None, Any]]:
    return iter(value.items()) if isinstance(value, dict) else ((None, item) for item in value)


def _brackets(value: Any) -> str:
    return "{}" if isinstance(value, dict) else "[]"


def _scalar_piece(value: Any) -> Piece:
    if isinstance(value, dict | list | tuple):
        return Piece("mark", _brackets(value))
    if isinstance(value, str):
        return Piece("string", string_text(value))
    return Piece("word" if value is None or isinstance(value, bool) else "number", scalar_text(value))


def _preview_pieces(value: Any, width: int, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield preview_string(value, width)
    elif not isinstance(value, dict | list | tuple):
        yield scalar_text(value)
    elif not value:
        yield _brackets(value)
    elif depth == 0:
        yield "{…}" if isinstance(value, dict) else "[…]"
    else:
        # Each member takes three cells at the least, so no more of them can show.
        members = islice(_named_members(value), width)
        opening, closing = tuple(_brackets(value))
        yield opening
        for place, (name, item) in enumerate(members):
            yield ", " if place else ""
            if name is not None:
                yield f"{_name_text(name, width)}: "
            yield from _preview_pieces(item, width, depth - 1)
        yield closing


def _name_text(name: Any, width: int) -> str:
    text = str(name)[: width + 1]
    return text if _PLAIN_NAME.fullmatch(text) else string_text(text)
