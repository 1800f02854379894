"""What the widgets show, as plain records: a row of the timeline, a result, a check. No widgets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from smooth_console.console.glyphs import RowState
from smooth_console.session.event_state import EventState

if TYPE_CHECKING:
    from smooth_console.console.failures import Failure

_WAITING = frozenset({EventState.SENDING, EventState.PENDING, EventState.UNCONFIRMED, EventState.OVERDUE})


class Row(Struct, frozen=True):
    """An entry of the timeline as it is shown.

    Attributes:
        n: Its number, from 1, ever rising.
        verb: What was sent: goto, js, extract, run, tool, ...
        summary: The rest of the line, or what it was about. Untrusted.
        state: Where it is.
        short_id: The event's id as shown.
        full_id: The event's id as copied.
        code: The answer's code, where it is not 200.
        wire_ms: Milliseconds between sending and the server's word that it was taken.
        total_ms: Milliseconds between sending and the answer; None while there is none.
        since: When it was sent, seconds of `time.monotonic`; what is pending shows the time since.
        credits: Credits used; None is unknown.
        late: The answer came after the deadline.
        reason: Why it is an error, rejected or lost. Untrusted.
    """

    n: int
    verb: str
    summary: str
    state: RowState
    short_id: str = ""
    full_id: str = ""
    code: int | None = None
    wire_ms: float | None = None
    total_ms: float | None = None
    since: float | None = None
    credits: float | None = None
    late: bool = False
    reason: str = ""

    @property
    def waiting(self) -> bool:
        """Whether it is under way, so that its time runs. A tool call waits too, but for the person."""
        return self.state in _WAITING

    @property
    def state_word(self) -> str:
        """The state in a word: ok, error, pending, call, ..."""
        return self.state if isinstance(self.state, str) else self.state.value


class Check(Struct, frozen=True):
    """Something found out about a result.

    Attributes:
        level: How bad it is.
        pointer: The JSON Pointer of the value it is about; empty is the whole value.
        message: In words.
        place: The JSON Pointer of the part of the schema that it is about; empty when there is none.
    """

    level: Literal["error", "warning", "info", "ok"]
    pointer: str
    message: str
    place: str = ""


class PinRow(Struct, frozen=True):
    """A pinned expression.

    Attributes:
        source: As it was typed, on one line.
        value: What it gave last, in short, or why it gave nothing. Untrusted.
        before: What it gave before that. Untrusted.
        changed: Whether the last event changed it.
        failed: Whether it gave nothing.
    """

    source: str
    value: str
    before: str = ""
    changed: bool = False
    failed: bool = False


class ResultData(Struct, frozen=True):
    """What the result pane shows of an entry.

    Attributes:
        title: The entry in short: `7 extract @product`. Untrusted.
        state: Where it is.
        summary: What came of it: `ok · 12 records · 48 ms`.
        value: The output, any JSON value; means something only when `has_value`.
        has_value: Whether there is an output; null is one.
        failure: Why there is none, or what the error was.
        request: What was really sent, any JSON value; None shows nothing.
        facts: Names and values for the Request tab: times, ids, state, reason.
        steps: What a run did so far, oldest first. Untrusted.
    """

    title: str
    state: RowState
    summary: str = ""
    value: Any = None
    has_value: bool = False
    failure: "Failure | None" = None
    request: Any = None
    facts: Sequence[tuple[str, str]] = ()
    steps: Sequence[str] = ()
