"""Cuts a task into its steps: at line ends, semicolons, "then" and numbers always; at commas, "and" and full stops where both sides are steps."""

import re
from dataclasses import dataclass

from smooth_console.engine.agent.marks import Marks
from smooth_console.engine.agent.phrases import bare, read_phrase, repeats_verb, starts_step
from smooth_console.engine.agent.vocabulary import Extract, Search, Step

_HARD = re.compile(
    r"\s*[\n;\r]+\s*|[,.]?\s+(?:and\s+)?(?:then|after\s+that|afterwards)\b\s*[,:]?\s*|^\s*then\b\s*,?\s*|\s*(?:→|=>|➜)\s*",
    re.I,
)
_SOFT = re.compile(r"\s*,\s+(?:and\s+|also\s+)*|\s+and\s+(?:also\s+)?|(?<=[.!])\s+", re.I)
_INLINE_NUMBER = re.compile(r"\s(?=\(?(\d{1,3})[.):]\s)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a task: its text as written, and the step it stands for (None: not understood)."""

    text: str
    step: Step | None


def cut(marks: Marks) -> list[Piece]:
    """The steps of a marked text, in order."""
    pieces: list[Piece] = []
    for hard in _hard_parts(marks.hidden):
        pieces += _soft_pieces(hard, marks)
    return pieces


def _hard_parts(text: str) -> list[str]:
    parts = [part for line in _HARD.split(text) for part in _numbered(line)]
    return [part for part in parts if bare(part).strip(" .,")]


def _numbered(line: str) -> list[str]:
    """A line that counts its own steps, "1. … 2. …", in parts."""
    if not re.match(r"\s*\(?1[.):]\s", line):
        return [line]
    parts, start, expected = [], 0, 2
    for match in _INLINE_NUMBER.finditer(line):
        if int(match[1]) == expected:
            parts.append(line[start : match.start()])
            start, expected = match.end(), expected + 1
    return [*parts, line[start:]]


def _soft_pieces(text: str, marks: Marks) -> list[Piece]:
    """As many steps as a part can be read as; a part that cannot be read stays whole but for the steps before it."""
    pieces: list[Piece] = []
    start = 0
    for match in _SOFT.finditer(text):
        rest = text[match.end() :]
        left = read_phrase(text[start : match.start()], marks)
        if left is None:
            continue
        verb = repeats_verb(left, rest)
        if verb:
            # "click 'A' and 'B'" goes on with the same verb, to the end of the part.
            following = _soft_pieces(f"{verb} {rest}", marks)
            if all(piece.step for piece in following):
                return [*pieces, _piece(text[start : match.start()], left, marks), *following]
        if not starts_step(rest) or (isinstance(left, Extract | Search) and not _certain(rest, marks)):
            continue
        pieces.append(_piece(text[start : match.start()], left, marks))
        start = match.end()
    return [*pieces, _piece(text[start:], read_phrase(text[start:], marks), marks)]


def _certain(rest: str, marks: Marks) -> bool:
    """After free text ("search for …", "extract …") what follows has to be a step to the next cut, not just begin as one."""
    ends = [match.start() for match in _SOFT.finditer(rest)]
    return any(read_phrase(rest[:end], marks) for end in [*ends[:8], len(rest)])


def _piece(text: str, step: Step | None, marks: Marks) -> Piece:
    return Piece(marks.raw(text).strip(), step)
