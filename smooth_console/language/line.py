"""What a line is once it has been read: its command, its values with their places, and the lines inside it. The
grammar is in `parse`, the way back to text in `write`.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

from smooth_console.language.declare import Command
from smooth_console.language.problems import LanguageError, Problem


@dataclass(frozen=True, slots=True)
class Word:
    """A value as typed, quotes removed, with its place in the text.

    Attributes:
        quoted: It stood in quotes.
        heredoc: It stood in the lines below.
    """

    text: str
    start: int
    end: int
    quoted: bool = False
    heredoc: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the output goes: `$>` write, `$>>` append, `$|` pipe."""

    how: Literal["write", "append", "pipe"]
    target: str


@dataclass(frozen=True, slots=True)
class Line:
    """One parsed line.

    Attributes:
        text: The whole line as typed.
        command: Its declaration; None for `!COMMAND`, a comment or an empty line.
        verb: As typed (an alias stays an alias).
        arguments: Those that were given, by metavar.
        options: Those that were given, by name; flags with an empty word.
        rest: What follows, byte for byte; None when there is nothing.
        shell: The command of a `!COMMAND` line.
        body: The lines inside `for` and `retry`.
    """

    text: str
    command: Command | None
    verb: str = ""
    arguments: dict[str, Word] = field(default_factory=dict)
    options: dict[str, list[Word]] = field(default_factory=dict)
    rest: Word | None = None
    background: bool = False
    redirect: Redirect | None = None
    shell: str | None = None
    body: tuple["Step", ...] = ()

    @property
    def blank(self) -> bool:
        """Whether there is nothing to do: an empty line or a comment."""
        return self.command is None and self.shell is None

    def flag(self, name: str) -> bool:
        """Whether a flag was given."""
        return name in self.options

    def option(self, name: str) -> Word | None:
        """The last value that was given for an option."""
        words = self.options.get(name)
        return words[-1] if words else None

    def problem(self, word: Word, message: str, hint: str = "") -> LanguageError:
        """An error that points at one of the line's values."""
        return LanguageError(Problem(message, word.start, word.end, hint), self.text)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a script, or of a block, with its place.

    Attributes:
        number: The row of the file that it begins on, from 1; for arguments the argument's number.
        name: The file, when it is another than the script's own.
        column: How far into the row it begins, when it stands behind something else (`retry 3 js 1`).
    """

    number: int
    line: Line
    name: str = ""
    column: int = 0

    def moved(self, rows: int) -> "Step":
        """The same so many rows below."""
        body = tuple(inner.moved(rows) for inner in self.line.body)
        line = replace(self.line, body=body) if body else self.line
        return replace(self, number=self.number + rows, line=line)
