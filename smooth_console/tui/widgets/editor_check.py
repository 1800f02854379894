"""The first mistake of what stands in an editor, as one shape for schemas and JavaScript."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["schema", "javascript"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake; line and columns from 1, `end` behind the last wrong character in that line."""

    line: int
    column: int
    end: int
    message: str
    hint: str = ""
    level: str = "error"

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.line}:{self.column} {self.message}{hint}"


def first_mistake(kind: Kind, text: str) -> Mistake | None:
    """The first mistake, errors before warnings; None when there is none, or nothing is written."""
    if not text.strip():
        return None
    if kind == "javascript":
        from smooth_console.language.javascript import check

        return next((Mistake(p.line, p.column, p.end_column, p.message) for p in check(text)), None)
    return _schema_mistake(text)


def _schema_mistake(text: str) -> Mistake | None:
    from smooth_console.language.problems import place
    from smooth_console.workbench.lint import lint_text, worst

    try:
        finding = worst([found for found in lint_text(text) if found.level != "hint"])
    except RecursionError:
        return Mistake(1, 1, 2, "nested too deeply to be checked")
    if finding is None:
        return None
    start = finding.start or 0
    line, column = place(text, start)
    width = (finding.end - start) if finding.end is not None else 1
    return Mistake(line, column, column + max(1, width), finding.message, finding.hint, finding.level)
