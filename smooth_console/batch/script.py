"""A script as a list of lines, each with its place. The language is the one that is typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from smooth_console.language.declare import Registry
from smooth_console.language.parse import Line, parse
from smooth_console.language.problems import LanguageError, place


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a script.

    Attributes:
        number: The line of the file that it begins on, from 1; for arguments the argument's number.
        line: The line, parsed.
    """

    number: int
    line: Line


class ScriptError(Exception):
    """A script that cannot be run; the message is `file:line:column: what`, with the line and a caret under it."""


def read_script(text: str, name: str, registry: Registry) -> list[Step]:
    """Parse every line before any is run.

    A line whose bracket, quote or heredoc is open goes on in the next one.

    Raises:
        ScriptError: The first mistake.
    """
    rows = text.split("\n")
    steps: list[Step] = []
    at = 0
    while at < len(rows):
        count, line = _take(rows, at, name, registry)
        if not line.blank:
            steps.append(Step(at + 1, line))
        at += count
    return steps


def read_arguments(lines: Sequence[str], registry: Registry) -> list[Step]:
    """Parse lines that were given as arguments; each is whole.

    Raises:
        ScriptError: The first mistake.
    """
    steps = []
    for number, text in enumerate(lines, 1):
        try:
            line = parse(text, registry)
        except LanguageError as problem:
            raise ScriptError(placed(problem, "line", number)) from None
        if not line.blank:
            steps.append(Step(number, line))
    return steps


def _take(rows: list[str], at: int, name: str, registry: Registry) -> tuple[int, Line]:
    """The line that begins at a row, and how many rows it takes: as few as make it whole."""
    from smooth_console.language.complete import is_complete

    text = rows[at]
    count = 1
    while at + count < len(rows) and not is_complete(text, registry):
        text += "\n" + rows[at + count]
        count += 1
    if not is_complete(text, registry):
        # What is open stays open to the end of the file: the mistake is in the first row, not in the last.
        text, count = rows[at], 1
    try:
        return count, parse(text, registry)
    except LanguageError as problem:
        raise ScriptError(placed(problem, name, at + 1)) from None


def placed(problem: LanguageError, name: str, first_row: int) -> str:
    """A mistake as `name:line:column: message`, the line and a caret below."""
    row, column = place(problem.text, problem.problem.start)
    return f"{name}:{row + first_row - 1}:{column}: {problem}\n{problem.marked()}"
