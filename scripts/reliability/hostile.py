"""The corpus of hostile text through every front end, each under a terminal or a pipe that keeps all bytes."""

import asyncio
import tempfile
from pathlib import Path

from scripts.reliability.part import Part
from tests.hostile.corpus import TEXTS
from tests.hostile.fronts import FRONTS, Seen

QUICK = ("do, pipe",)
HEAD = ("front end", "texts", "copied and true", "not readable", "got through", "wrong besides")

TEXT = f"""\
A server whose pages, answers, errors, addresses, tool calls and status say {len(TEXTS)} hostile texts: C0 and C1
controls, CSI, OSC 0, 8 and 52, DCS, APC, bidi overrides, zero-width letters, hosts that look like others, lone
surrogates, floods of combining marks, markup, emoji codes, JSON 5,000 deep, a line of 5 MB, NUL. *Got through* are
sequences in the recorded bytes that the program does not write by itself, *not readable* texts whose plain word
cannot be read on the screen. What is copied is held against the true value."""


async def section(quick: bool) -> Part:
    """Show every front end the corpus."""
    seen = [await asyncio.to_thread(_look, name) for name in (QUICK if quick else FRONTS)]
    rows = [(one.front, one.texts, one.copied, len(one.lost), len(one.active), len(one.wrong)) for one in seen]
    problems = [f"{one.front}: {one}" for one in seen if not one.well]
    return Part("Hostile text, by front end", TEXT, HEAD, rows, problems=problems)


def _look(name: str) -> Seen:
    with tempfile.TemporaryDirectory() as home:
        seen = FRONTS[name](Path(home))
    seen.front = name
    return seen
