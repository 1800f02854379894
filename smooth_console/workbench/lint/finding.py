"""What a linter says: which rule, where, the nearest right thing, and what would mend it."""

from dataclasses import dataclass
from typing import Literal

from smooth_console.workbench.edits import Fix

Level = Literal["error", "warning", "hint"]
WORST_FIRST: tuple[Level, ...] = ("error", "warning", "hint")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a schema, or doubtful.

    Attributes:
        rule: The rule's id; docs/lint-rules.md has a section of that name.
        level: `error` cannot be meant, and is not sent; `warning` most likely is not meant; `hint` could be better.
        pointer: JSON Pointer (RFC 6901) to the part that is wrong; "" is the whole.
        message: What is wrong, a line.
        hint: The nearest right thing.
        start: Offset in the text, in characters, when there is a text.
        end: Offset behind it.
        fix: What would mend it.
    """

    rule: str
    level: Level
    pointer: str
    message: str
    hint: str = ""
    start: int | None = None
    end: int | None = None
    fix: Fix | None = None

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message
