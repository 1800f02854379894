"""Syntax errors of JavaScript with their places: V8's places and, but for what is left open, V8's words."""

import re
from dataclasses import dataclass

from smooth_console.language.javascript.scanner import scan
from smooth_console.language.javascript.syntax import first_error
from smooth_console.language.javascript.tree import encode, parse

_LINE_END = re.compile("\r\n|[\n\r]")
_OPENING = {"(": ")", "[": "]", "{": "}", "${": "}"}
_END = "Unexpected end of input"


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """A syntax error. Lines and columns count from 1, in characters; the end is behind the last wrong character."""

    line: int
    column: int
    end_line: int
    end_column: int
    message: str


def check(source: str) -> list[SyntaxProblem]:
    """The first syntax error of a source; empty for one that parses."""
    try:
        wrong = first_error(source)
    except RecursionError:
        return _too_deep(source)
    if wrong is None:
        return []
    message = wrong.message
    if message == _END:
        message += _left_open(source)
    elif source.startswith("/*", wrong.start):
        message += ": */ is missing"
    return [_problem(source, wrong.start, wrong.end, message)]


def _left_open(source: str) -> str:
    """What is open at the end, and where it was opened."""
    still_open = [(opener, at) for opener, at in scan(source).open if opener in _OPENING]
    if not still_open:
        return ""
    opener, at = still_open[-1]
    line, column = _place(source, at)
    return f": {_OPENING[opener]} is missing for the {opener} at {line}:{column}"


def _too_deep(source: str) -> list[SyntaxProblem]:
    """What the syntax tree alone says of a source that is nested too deeply to be read."""
    data = encode(source)
    node = parse(data).root_node
    if not node.has_error:
        return []
    while not (node.is_error or node.is_missing):
        node = next(child for child in node.children if child.has_error or child.is_missing)
    start, end = (len(data[:offset].decode("utf-8", "replace")) for offset in (node.start_byte, node.end_byte))
    return [_problem(source, start, end, "Invalid or unexpected token")]


def _problem(source: str, start: int, end: int, message: str) -> SyntaxProblem:
    line, column = _place(source, start)
    end_line, end_column = _place(source, max(start, end))
    return SyntaxProblem(line, column, end_line, end_column, message)


def _place(source: str, offset: int) -> tuple[int, int]:
    ends = [found.end() for found in _LINE_END.finditer(source, 0, offset)]
    return len(ends) + 1, offset - (ends[-1] if ends else 0) + 1
