"""A mistake in what was typed: what, where, and the nearest right thing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake with its place.

    Attributes:
        message: What is wrong, one line, no full stop.
        start: Offset in the text, in characters.
        end: Offset behind the last wrong character; equal to `start` when something is missing there.
        hint: The nearest right thing, as in "did you mean extract?".
    """

    message: str
    start: int
    end: int
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class LanguageError(ValueError):
    """Raised for text that cannot be taken. Carries the problem and the whole text."""

    def __init__(self, problem: Problem, text: str) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.text = text

    @property
    def place(self) -> tuple[int, int]:
        """Line and column of the mistake, both from 1."""
        return place(self.text, self.problem.start)

    def marked(self) -> str:
        """The line that holds the mistake, and a caret under its place."""
        line_number, column = self.place
        line = self.text.split("\n")[line_number - 1]
        width = max(1, min(self.problem.end, self.problem.start + len(line) - column + 1) - self.problem.start)
        lead = "".join(c if c == "\t" else " " for c in line[: column - 1])
        return f"{line}\n{lead}{'^' * width}"


def offset(text: str, line: int, column: int) -> int:
    """The offset in a text of a line and column, both from 1; the inverse of `place`."""
    return sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
