"""Changes to a text as data: what an editor applies with one key, and a test without an editor."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in place of what stands from `start` to `end` (offsets in characters)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do about a finding.

    Attributes:
        label: What it does, for a menu: `change "itms" to "items"`.
        edits: They do not overlap; apply all, or none.
    """

    label: str
    edits: tuple[Edit, ...]

    def apply(self, text: str) -> str:
        """The text after the fix."""
        return apply_edits(text, self.edits)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits whose offsets are those of the text before.

    Raises:
        ValueError: Two of them overlap, or one lies outside.
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not at <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edits overlap or lie outside the text at {edit.start}")
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])
