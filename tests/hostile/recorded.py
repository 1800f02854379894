"""Reading what a terminal was given: which sequences are in it, and which of them may not be."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from smooth_console.output.sanitise import MARKS_KEPT
from tests.hostile.corpus import ACTIVE, is_control

_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.?", re.S)
# What interfaces are drawn with: colours, the cursor's place and where it is, erasing, modes of keys, mouse and screen.
_CSI = re.compile(
    r"\x1b\[(?:[\d;:]*m|6n|\?12?[hl]|\d*G|\d*;?\d*H|\d*[ABCDJKX]|\?(?:1049|100[0-6]|1015|1016|25|7|1004|2004|2026|2048)[hl]"
    r"|[<>=?]\d*u|\?(?:2026|2048)\$p)"
)
_MARKS = "".join(c for c in map(chr, range(0x300, 0x10000)) if unicodedata.category(c) in ("Mn", "Me"))
_FLOOD = re.compile(f"[{_MARKS}\U000e0100-\U000e01ef]{{{MARKS_KEPT + 1},}}")
_POINTER = re.compile(r"\x1b\]22;[a-z-]*(?:\x07|\x1b\\)")


def active_in(recorded: bytes, *, drawn: bool, copied: Iterable[str] = ()) -> list[str]:
    """What got through that may act, hide or reorder; empty when nothing did.

    Args:
        recorded: Every byte that a terminal was given.
        drawn: An interface was drawn: its own sequences are right. Else there are to be none.
        copied: Sequences that put on the clipboard what was to be copied.
    """
    found = [f"{payload!r} as it is" for payload in ACTIVE if payload in recorded]
    try:
        text = recorded.decode("utf-8")
    except UnicodeDecodeError as problem:
        return [*found, f"bytes that are not text: {recorded[problem.start : problem.start + 8]!r}"]
    found += _sequences(text, drawn, frozenset(copied))
    plain = _SEQUENCE.sub("", text)
    found += [f"U+{ord(letter):04X}" for letter in sorted(set(plain)) if is_control(letter) and letter not in "\r\n\t"]
    longest = max((len(flood) for flood in _FLOOD.findall(plain)), default=0)
    return [*found, f"a flood of {longest} marks"] if longest else found


def _sequences(text: str, drawn: bool, copied: frozenset[str]) -> Iterator[str]:
    for match in _SEQUENCE.finditer(text):
        sequence = match.group()
        own = drawn and (_CSI.fullmatch(sequence) or _POINTER.fullmatch(sequence))
        if not own and sequence not in copied:
            yield f"the sequence {sequence!r}"
