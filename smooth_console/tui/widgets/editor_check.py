"""The mistakes of what stands in an editor, as one shape for schemas and JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from smooth_console.workbench.edits import Fix

Kind = Literal["schema", "javascript"]
Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake; line and columns from 1, `end` behind the last wrong character in that line."""

    line: int
    column: int
    end: int
    message: str
    hint: str = ""
    level: Level = "error"
    fix: "Fix | None" = None
    in_result: bool = False
    """Whether it is no mistake of the text, but what came of it."""

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.line}:{self.column} {self.message}{hint}"


@dataclass(frozen=True, slots=True)
class Note:
    """What a result said of a part of the schema that it was asked for with.

    Attributes:
        place: JSON Pointer to the part.
        level: The worst of what was said.
        message: In words; what was said several times is counted. Untrusted.
    """

    place: str
    level: Level
    message: str


def noted_in(text: str, notes: Sequence[Note]) -> list[Mistake]:
    """Notes at their places in a text; those whose part is not there any more are left out."""
    if not notes:
        return []
    from smooth_console.language.problems import place
    from smooth_console.workbench.written import read_schema

    places = read_schema(text).places
    found = []
    for note in notes:
        at = places.get(note.place)
        if at is not None:
            line, column = place(text, at.key[0])
            end = column + max(1, at.key[1] - at.key[0])
            found.append(Mistake(line, column, end, note.message, level=note.level, in_result=True))
    return sorted(found, key=lambda mistake: (mistake.line, mistake.column))


def mistakes_in(kind: Kind, text: str) -> list[Mistake]:
    """All mistakes, in the order of the text; empty when there is none, or nothing is written."""
    if not text.strip():
        return []
    if kind == "javascript":
        from smooth_console.language.javascript import check

        return [Mistake(p.line, p.column, p.end_column, p.message) for p in check(text)]
    return _schema_mistakes(text)


def worst_of(mistakes: Sequence[Mistake]) -> Mistake | None:
    """The first error, else the first warning: what one shows when there is room for one."""
    return min(mistakes, key=lambda m: m.level != "error", default=None)


def count_words(mistakes: Sequence[Mistake]) -> str:
    """How many there are: `2 mistakes, 1 warning`."""
    errors = sum(mistake.level == "error" for mistake in mistakes)
    warnings = len(mistakes) - errors
    words = [
        f"{number} {word}" + ("s" if number > 1 else "")
        for number, word in ((errors, "mistake"), (warnings, "warning"))
        if number
    ]
    return ", ".join(words)


def _schema_mistakes(text: str) -> list[Mistake]:
    from smooth_console.language.problems import place
    from smooth_console.workbench.lint import lint_text

    try:
        findings = lint_text(text)
    except RecursionError:
        return [Mistake(1, 1, 2, "nested too deeply to be checked")]
    found = []
    for finding in findings:
        if finding.level == "hint":
            continue
        start = finding.start or 0
        line, column = place(text, start)
        width = (finding.end - start) if finding.end is not None else 1
        end = column + max(1, width)
        found.append(Mistake(line, column, end, finding.message, finding.hint, finding.level, finding.fix))
    return found
