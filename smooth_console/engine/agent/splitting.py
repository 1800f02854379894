"""Cuts a task into its steps.

Always at line ends, semicolons, "then" and numbers; at commas, "and" and full stops where both sides are steps.
"""

import re
from dataclasses import dataclass

from smooth_console.engine.agent.grammar import bare
from smooth_console.engine.agent.marks import QUOTED, TOKEN, Marks
from smooth_console.engine.agent.phrases import read_phrase
from smooth_console.engine.agent.targets import ORDINAL
from smooth_console.engine.agent.vocabulary import Check, Click, Extract, Fill, Search, Step

_HARD = re.compile(
    r"\s*[\n;\r]+\s*|[,.]?\s+(?:and\s+)?(?:then|after\s+that|afterwards)\b\s*[,:]?\s*|^\s*(?:and\s+)?then\b\s*,?\s*|\s*(?:→|"
    r"=>|➜)\s*",
    re.I,
)
_SOFT = re.compile(r"\s*,\s+(?:and\s+|also\s+)*|\s+and\s+(?:also\s+)?|(?<=[.!])\s+", re.I)
_INLINE_NUMBER = re.compile(r"\s(?=\(?(\d{1,3})[.):]\s)")

LONGEST_PART = 4_000  # characters between two certain cuts, with everything quoted counted as a few


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
    return [part for part in parts if len(part) > LONGEST_PART or bare(part).strip(" .,-*•–—")]


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
    if len(text) > LONGEST_PART:
        return [_piece(text, None, marks)]
    for match in _SOFT.finditer(text):
        rest = text[match.end() :]
        if not (begins := _starts_step(rest)) and not _REPEATS.match(rest):
            continue
        left = read_phrase(text[start : match.start()], marks)
        if left is None:
            continue
        verb = _repeats_verb(left, rest)
        if verb:
            # "click 'A' and 'B'" goes on with the same verb, to the end of the part.
            following = _soft_pieces(f"{verb} {rest}", marks)
            if all(piece.step for piece in following):
                return [*pieces, _piece(text[start : match.start()], left, marks), *following]
        if not begins or (isinstance(left, Extract | Search) and not _certain(rest, marks)):
            continue
        pieces.append(_piece(text[start : match.start()], left, marks))
        start = match.end()
    return [*pieces, _piece(text[start:], read_phrase(text[start:], marks), marks)]


def _certain(rest: str, marks: Marks) -> bool:
    """After free text ("search for …", "extract …") what follows has to be a step up to a cut."""
    ends = [match.start() for match in _SOFT.finditer(rest)]
    return any(read_phrase(rest[:end], marks) for end in [*ends[:8], len(rest)])


def _piece(text: str, step: Step | None, marks: Marks) -> Piece:
    return Piece(marks.raw(text).strip(), step)


def _starts_step(text: str) -> bool:
    """Whether a slice begins as a step does and nothing else: what a comma or "and" is taken to separate."""
    return _STRONG.match(bare(text[:300])) is not None


_STRONG = re.compile(
    r"(?:click|double[ -]?click|right[ -]?click|go (?:to|back|forward)|navigate|visit|fill|press|scroll|hover|"
    r"drag|upload|"
    r"search for|wait|(?:log|sign)[ -]?in (?:with|as|using)|accept (?:all )?(?:the )?cookies|reload the|"
    r"refresh the|take a|"
    r"extract|uncheck|untick|enter|turn (?:on|off) |reload$|refresh$|scrape|"
    rf"(?:open|view) (?:the )?(?:{ORDINAL}|\ue000)|(?:call|use|run) |next page|(?:go |turn )to the next|"
    r"(?:find|get|return|read|collect|list|give|tell|show|report|fetch|grab)(?: me)? (?:the|all|its|every|each|"
    r"a list|how|his|their|your|my)\b|"
    r"(?:type|select|choose|pick|check|tick|set|open|put|write|clear|tap|hit)\b[^\ue000]{0,30}\ue000|"
    r"(?:set|put|select|choose|pick|type)\b.+\b(?:to|in|into|from)\b)",
    re.I,
)


_LABEL_WITH = re.compile(rf"(?:the\s+)?[\w-]+(?:\s+[\w-]+){{0,3}}\s+(?:with|as)\s+(?:{QUOTED}|\S+$)", re.I)
_REPEATS = re.compile(rf"\s*(?:{QUOTED}|{_LABEL_WITH.pattern})", re.I)


def _repeats_verb(before: Step, text: str) -> str | None:
    """For "fill 'A' with 'x' and 'B' with 'y'": the verb that the second half goes without."""
    if not TOKEN.match(text.strip()) and not (isinstance(before, Fill) and _LABEL_WITH.match(text.strip())):
        return None
    match before:
        case Fill():
            return "fill"
        case Click(how="click"):
            return "click"
        case Check(on=on):
            return "check" if on else "uncheck"
        case _:
            return None
