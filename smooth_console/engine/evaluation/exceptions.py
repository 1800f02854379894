"""Tells what went wrong in a caller's JavaScript, with lines and columns of the source as it was sent (both from 1)."""

import re
from dataclasses import dataclass
from typing import Any

from smooth_console.engine.evaluation.forms import LINES_BEFORE, SOURCE_URL, lines_of
from smooth_console.engine.evaluation.walker import SOURCE_URL as WALKER_URL

MAX_MESSAGE = 4000
MAX_FRAMES = 12
MAX_EXCERPT = 100

_STACK = re.compile(r"\n\s+at .*", re.DOTALL)
_FRAME = re.compile(rf"at (?:(?P<name>[^\n(]*?) \()?{SOURCE_URL}:(?P<line>\d+):(?P<column>\d+)\)?")


@dataclass(frozen=True)
class Refused:
    """V8 could not compile a script.

    Attributes:
        message: As V8 says it: `SyntaxError: Unexpected token ')'`.
        line: In the source, from 1.
        column: From 1, in UTF-16 units as JavaScript counts.
    """

    message: str
    line: int
    column: int

    def detail(self, source: str) -> str:
        """The answer to the caller: message, place, and the line with a mark."""
        lines = lines_of(source)
        line, column, message = self.line, self.column, self.message
        if line > len(lines):  # the error is in what closes our script: the source ended too early
            line, column, message = len(lines), len(lines[-1]) + 1, "SyntaxError: Unexpected end of input"
        line = max(line, 1)
        text = lines[line - 1]
        start = max(0, column - 1 - MAX_EXCERPT // 2)
        excerpt = text[start : start + MAX_EXCERPT]
        mark = " " * (column - 1 - start) + "^"
        return f"{message} (line {line}, column {column})\n    {excerpt}\n    {mark}"


def refused(details: dict[str, Any]) -> Refused:
    """Read the exception details of a script that did not compile; these count lines and columns from 0."""
    return Refused(message(details), details["lineNumber"] + 1 - LINES_BEFORE, details["columnNumber"] + 1)


def is_syntax_error(details: dict[str, Any]) -> bool:
    """A SyntaxError with no stack: not compiled, or thrown by code that hides its stack."""
    thrown = details.get("exception", {})
    return thrown.get("className") == "SyntaxError" and not details.get("stackTrace", {}).get("callFrames")


def message(details: dict[str, Any]) -> str:
    """The first part of an exception: `TypeError: x is not a function`."""
    thrown = details.get("exception", {})
    text = str(thrown.get("description") or details.get("text") or "an exception")
    return bounded(_STACK.sub("", text))


def bounded(text: str) -> str:
    """At most MAX_MESSAGE characters of what a script or a page says, and a mark where it is cut."""
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"


def thrown_error(details: dict[str, Any], source: str) -> str:
    """What an Error says, where it happened in the source, and the stack frames of the caller's and the page's code."""
    frames = _frames(details, len(lines_of(source)))
    own = next((f for f in frames if f.url is None), None)
    place = f" (line {own.line}, column {own.column})" if own else ""
    return "\n".join([message(details) + place, *(f"    at {frame}" for frame in frames[:MAX_FRAMES])])


@dataclass(frozen=True)
class _Frame:
    name: str
    url: str | None
    line: int
    column: int

    def __str__(self) -> str:
        where = (
            f"line {self.line}, column {self.column}" if self.url is None else f"{self.url}:{self.line}:{self.column}"
        )
        return f"{self.name} ({where})" if self.name else where


def _frames(details: dict[str, Any], lines: int) -> list[_Frame]:
    frames = []
    for raw in details.get("stackTrace", {}).get("callFrames", []):
        url, line, column = raw["url"], raw["lineNumber"] + 1, raw["columnNumber"] + 1
        if url == SOURCE_URL:
            frames.append(_Frame(raw["functionName"], None, line - LINES_BEFORE, column))
        elif url != WALKER_URL:
            frames.append(_Frame(raw["functionName"], url or "<anonymous>", line, column))
    if not frames:
        # An error that came through a rejected promise has its stack in its text alone.
        for found in _FRAME.finditer(str(details.get("exception", {}).get("description", ""))):
            frames.append(_Frame(found["name"] or "", None, int(found["line"]) - LINES_BEFORE, int(found["column"])))
    return [f for f in frames if f.url is not None or 1 <= f.line <= lines]
