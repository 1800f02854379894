"""Schemas written by hand, wrong and right, as data."""

import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Wrong:
    """A wrong schema: its text, and for each finding the rule, the message and the place."""

    text: str
    findings: list[tuple[str, str, tuple[int, int]]]

    @property
    def name(self) -> str:
        """For a test's id."""
        return f"{self.findings[0][0]}: {self.findings[0][1]}"


def wrong() -> list[Wrong]:
    """Every wrong schema."""
    blocks = re.split(r"\n\n(?=---)", (_FOLDER / "wrong.txt").read_text(encoding="utf-8"))[1:]
    return [_wrong(block) for block in blocks]


def right() -> list[tuple[str, str]]:
    """Every right schema: what it is, and its text."""
    pieces = re.split(r"^--- (.*)\n", (_FOLDER / "right.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return list(zip(pieces[::2], pieces[1::2], strict=True))


def _wrong(block: str) -> Wrong:
    lines = block.strip("\n").split("\n")
    said = [line[4:].split(" | ", 1) for line in lines if line.startswith("--- ")]
    text, spans, at = "", [], 0
    for piece in re.split("([«»])", "\n".join(lines[len(said) :])):
        if piece == "«":
            at = len(text)
        elif piece == "»":
            spans.append((at, len(text)))
        else:
            text += piece
    return Wrong(text, [(rule, message, span) for (rule, message), span in zip(said, spans, strict=True)])
