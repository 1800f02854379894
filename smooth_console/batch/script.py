"""A script, or lines given as arguments, as steps: all of them are read before any is run."""

from collections.abc import Sequence

from smooth_console.console.scripts import all_placed, placed
from smooth_console.language.declare import Registry
from smooth_console.language.line import Line, Step
from smooth_console.language.problems import LanguageError
from smooth_console.language.script import END, Mistake, Rows, opens_block, read_rows
from smooth_console.language.script import read_script as read_lines

__all__ = ["LanguageError", "Line", "ScriptError", "Step", "placed", "read_arguments", "read_script"]

ARGUMENTS = "line"
"""What places name when lines are given as arguments: `line:2:5` is the second."""


class ScriptError(Exception):
    """A script that cannot be run; for each mistake `file:line:column: what`, with the line and a caret under it.

    Attributes:
        count: How many mistakes there are.
        steps: The lines that are well.
    """

    def __init__(self, message: str, count: int = 1, steps: Sequence[Step] = ()) -> None:
        super().__init__(message)
        self.count = count
        self.steps = steps


def read_script(text: str, name: str, registry: Registry) -> list[Step]:
    """Read every line before any is run.

    A line whose bracket, quote or heredoc is open goes on in the next one.

    Raises:
        ScriptError: What is wrong in it, all of it.
    """
    return _well(read_lines(text, registry), name)


def read_arguments(lines: Sequence[str], registry: Registry) -> list[Step]:
    """Read lines that were given as arguments; each is whole, but those that others stand inside of.

    Raises:
        ScriptError: What is wrong in them, all of it.
    """
    found = Rows()
    while found.at < len(lines):
        count = _rows_of(lines, found.at, registry)
        part = read_rows("\n".join(lines[found.at : found.at + count]).split("\n"), 0, registry, whole=count == 1)
        for step in part.steps:
            found.steps.append(step.moved(found.at))
        found.mistakes += [Mistake(m.number + found.at, m.problem, m.column) for m in part.mistakes]
        found.at += count
    return _well(found, ARGUMENTS)


def _rows_of(lines: Sequence[str], at: int, registry: Registry) -> int:
    """How many arguments belong to the one at a place: up to the `end` that closes it."""
    depth = 0
    for count, text in enumerate(lines[at:], 1):
        depth += 1 if opens_block(text, registry) and "\n" not in text else -1 if text.strip() == END else 0
        if depth <= 0:
            return count
    return len(lines) - at


def _well(found: Rows, name: str) -> list[Step]:
    if found.mistakes:
        raise ScriptError(all_placed(found.mistakes, name), len(found.mistakes), found.steps)
    return found.steps
