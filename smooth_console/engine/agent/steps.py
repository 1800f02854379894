"""Reads a task in plain English into steps, all of it or none; what is not understood is named. Pure."""

import re

from rapidfuzz import fuzz

from smooth_console.engine.agent.grammar import bare
from smooth_console.engine.agent.marks import mark
from smooth_console.engine.agent.splitting import Piece, cut
from smooth_console.engine.agent.vocabulary import Step
from smooth_console.engine.errors import ActionError

LONGEST_TASK = 50_000  # characters

FORMS: tuple[tuple[str, str], ...] = (
    ("go to visit open navigate", "go to URL"),
    ("back", "go back"),
    ("reload refresh", "reload"),
    ("click tap push open submit buy add", "click 'X'"),
    ("double", "double click 'X'"),
    ("hover mouse", "hover 'X'"),
    ("fill enter complete set input write", "fill 'Label' with 'value'"),
    ("type", "type 'text'"),
    ("press hit key", "press Enter"),
    ("select choose pick", "select 'Option' in 'Label'"),
    ("check tick", "check 'X'"),
    ("uncheck untick", "uncheck 'X'"),
    ("upload attach", "upload FILE_ID to 'Label'"),
    ("drag drop move", "drag 'A' to 'B'"),
    ("scroll", "scroll down, scroll to bottom or scroll to 'X'"),
    ("wait until", "wait for 'text' or wait N seconds"),
    ("search look", "search for 'text'"),
    ("log login sign signin", "log in with 'user' and 'password'"),
    ("accept cookies", "accept cookies"),
    ("result", "open the Nth result"),
    ("next", "next page until 'text'"),
    ("call use tool run invoke", "call TOOL with {JSON}"),
    ("screenshot picture", "take a screenshot"),
    ("extract find get return read", "extract WHAT"),
)


def parse(task: str) -> list[Step]:
    """The steps of a task.

    Raises:
        ActionError: It has no step, or one that is not understood: the message names it and the nearest known one.
    """
    if len(task) > LONGEST_TASK:
        raise ActionError(f"the task has {len(task):,} characters; {LONGEST_TASK:,} are the most")
    pieces = cut(mark(task))
    if not pieces:
        raise ActionError("the task is empty; a step is for instance: click 'Sign in'")
    steps = [piece.step for piece in pieces]
    understood = [step for step in steps if step is not None]
    if len(understood) < len(steps):
        raise ActionError(_not_understood(pieces))
    return understood


def nearest_form(text: str) -> str:
    """The known step that a text is most like: by its verb, then by all its words."""
    text = text[:300]
    words = re.findall(r"[^\W\d_]+", bare(text).lower())[:12]
    if not words:
        return FORMS[3][1]

    def likeness(entry: tuple[str, str]) -> float:
        verbs, form = entry
        first = max(fuzz.ratio(words[0], verb) for verb in verbs.split())
        any_word = max(
            (fuzz.ratio(word, verb) for word in words[1:] for verb in verbs.split() if len(verb) > 3), default=0
        )
        return (
            3 * (first if first > 65 else first / 4)
            + (any_word if any_word > 80 else 0)
            + fuzz.token_set_ratio(text, form) / 4
        )

    return max(FORMS, key=likeness)[1]


def _not_understood(pieces: list[Piece]) -> str:
    wrong = [(number, piece) for number, piece in enumerate(pieces, start=1) if piece.step is None]
    number, piece = wrong[0]
    text = piece.text if len(piece.text) <= 200 else piece.text[:199] + "…"
    where = f"step {number} of {len(pieces)}" if len(pieces) > 1 else "the task"
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    return (
        f'{where} is not understood{more}: "{text}". The nearest known step: {nearest_form(piece.text)}. '
        "Nothing was done. Without a model a task is explicit steps; quotes mark labels and values."
    )
