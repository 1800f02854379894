"""The signs of the interface, and the plain letters in their place where a terminal cannot show them."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from smooth_console.session.event_state import EventState

RowState = EventState | Literal["call"]
"""Where a row is: an event's state, or a tool call that waits for its answer."""


class Glyphs(Struct, frozen=True):
    """One set of signs, each one cell wide.

    Attributes:
        states: For each state; a pending row spins instead.
        spinner: Frames of what is being waited for.
        cursor: Before the selected row.
        closed: Before what can be opened.
        opened: Before what can be closed.
        below: More is below.
        rule: What a line under a head is made of.
        prompt: Behind the number of the line that one types.
        notices: For the levels of a check: error, warning, ok, info.
        result: Beside a line of a schema that its last result says something of.
        changed: Behind the name of what was changed and not saved.
        close: What closes a tab.
        more: Where a line of tabs goes on to the left, and to the right.
        cut: Where something is left out.
    """

    states: Mapping[RowState, str]
    spinner: str
    cursor: str
    closed: str
    opened: str
    below: str
    rule: str
    prompt: str
    notices: Mapping[str, str]
    result: str
    changed: str
    close: str
    more: tuple[str, str]
    cut: str


UNICODE = Glyphs(
    states={
        EventState.SENDING: "…",
        EventState.PENDING: "⠿",
        EventState.UNCONFIRMED: "≟",
        EventState.OVERDUE: "◷",
        EventState.OK: "✓",
        EventState.ERROR: "✗",
        EventState.REJECTED: "⊘",
        EventState.LOST: "∅",
        "call": "?",
    },
    spinner="⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏",
    cursor="▌",
    closed="▸",
    opened="▾",
    below="↓",
    rule="─",
    prompt="›",
    notices={"error": "✗", "warning": "▲", "ok": "✓", "info": "·"},
    result="•",
    changed="●",
    close="×",
    more=("‹", "›"),
    cut="…",
)
ASCII = Glyphs(
    states={
        EventState.SENDING: ".",
        EventState.PENDING: "~",
        EventState.UNCONFIRMED: "u",
        EventState.OVERDUE: "o",
        EventState.OK: "+",
        EventState.ERROR: "x",
        EventState.REJECTED: "r",
        EventState.LOST: "L",
        "call": "?",
    },
    spinner="|/-\\",
    cursor=">",
    closed=">",
    opened="v",
    below="v",
    rule="-",
    prompt=">",
    notices={"error": "x", "warning": "!", "ok": "+", "info": "-"},
    result="*",
    changed="*",
    close="x",
    more=("<", ">"),
    cut="~",
)


def glyphs_for(encoding: str, term: str) -> Glyphs:
    """The signs that a terminal can show.

    Args:
        encoding: What its output is written in, as Python names it.
        term: `TERM`. The Linux console's font and dumb terminals lack most signs.
    """
    can = encoding.lower().replace("-", "").startswith("utf") and term not in ("linux", "dumb")
    return UNICODE if can else ASCII
