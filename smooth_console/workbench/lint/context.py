"""What the rules share while one schema is gone through: the text, the whole schema, and where findings go."""

from typing import Any, Literal

from smooth_console.workbench.edits import Edit, Fix
from smooth_console.workbench.lint.finding import Finding
from smooth_console.workbench.lint.mending import Mender
from smooth_console.workbench.lint.rules import RULES
from smooth_console.workbench.written import Written

At = Literal["key", "value"]
Role = Literal["root", "field", "items", "part"]
"""What a schema is in the one around it: a property, the items of an array, or one of several parts (anyOf, $defs)."""


class Context:
    """One run of the linter.

    Args:
        written: What is checked.
        off: Rules that are switched off everywhere.
    """

    def __init__(self, written: Written, off: frozenset[str] = frozenset()) -> None:
        self.written = written
        self.root: Any = written.value
        self.mend = Mender(written)
        self.found: list[Finding] = []
        self.wrong = False
        """Whether there is an error, said or switched off."""
        self._off = [off]

    def say(
        self,
        rule: str,
        pointer: str,
        message: str,
        hint: str = "",
        *,
        at: At = "value",
        fix: Fix | None = None,
        span: tuple[int, int] | None = None,
    ) -> None:
        """Add a finding, unless its rule is switched off here.

        Args:
            rule: Its id.
            pointer: Where.
            message: What is wrong.
            hint: The nearest right thing.
            at: Whether the name or the value is what is wrong.
            fix: What would mend it.
            span: The place in the text, when it is not that of the pointer.
        """
        self.wrong |= RULES[rule].level == "error"
        if any(rule in off or "all" in off for off in self._off):
            return
        place = self.written.place(pointer)
        if span is None and place is not None:
            exact = pointer in self.written.places
            span = place.value if at == "value" and exact else place.key
            span = _first_line(self.written.text, span)
        start, end = span if span is not None else (None, None)
        self.found.append(Finding(rule, RULES[rule].level, pointer, message, hint, start, end, fix))

    def fix(self, label: str, *edits: Edit | None) -> Fix | None:
        """A fix of these edits; None when one of them cannot be made."""
        made = tuple(edit for edit in edits if edit is not None)
        return Fix(label, made) if made and len(made) == len(edits) else None

    def enter(self, off: frozenset[str]) -> None:
        """Switch rules off until `leave`."""
        self._off.append(off)

    def leave(self) -> None:
        """Undo the last `enter`."""
        self._off.pop()


def _first_line(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A span of several lines as its first sign: what is wrong with a whole object is said at its bracket."""
    start, end = span
    return (start, start + 1) if "\n" in text[start:end] else span
