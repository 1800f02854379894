"""Entries of a recording, made from records, to be looked at as any other. They were never sent from here."""

import time
from typing import TYPE_CHECKING, Any, TypeVar

from smooth_console.exports.records import EntryRecord
from smooth_console.session import Entry, EventState
from smooth_console.session.states import Progress
from smooth_console.wire import Answer, TaskEvent, TaskRequest, ToolCall, WireError, decode

if TYPE_CHECKING:
    from smooth_console.console.console import Console

R = TypeVar("R", TaskEvent, TaskRequest)


def recalled(record: EntryRecord, console: "Console", *, ended: bool = True) -> Entry:
    """A record as an entry.

    Args:
        record: What was recorded.
        console: Whose front end shows it; places in its JavaScript are made known to it.
        ended: As it was at its end; else as it was while it was under way, which begins now.
    """
    now = time.monotonic()
    call = record.call
    entry = Entry(
        n=record.n,
        event_id=record.event_id,
        verb=record.verb,
        line=record.line,
        created_at=int(record.at),
        created=now,
        event=_event(record),
        shown=_event(record),
        request=_request(record),
        source=record.source,
        call=None
        if call is None
        else ToolCall(id=record.event_id, name=str(call.get("name")), input=call.get("input")),
        progress=_progress(record, ended=ended),
        sent=now,
    )
    if ended:
        _time(entry, record)
        _know(record, console)
        if record.reply is not None:
            entry.replied = (int(record.reply.get("code", 200)), record.reply.get("output"))
    return entry


def _progress(record: EntryRecord, *, ended: bool) -> Progress:
    if not ended:
        return Progress(EventState.PENDING, accepted=True)
    try:
        state = EventState(record.state)
    except ValueError:  # a file says anything
        state = EventState.LOST
    answer = None
    if record.code is not None and state in (EventState.OK, EventState.ERROR) and record.call is None:
        answer = Answer(
            event_id=record.event_id,
            code=record.code,
            output=record.output,
            credits_used=record.credits,
            duration=record.duration_s,
        )
    return Progress(state, reason=record.reason, accepted=True, answer=answer, late=record.late)


def _time(entry: Entry, record: EntryRecord) -> None:
    """The times that it took, on a clock that begins when it was sent."""
    if record.sent_at is None or entry.sent is None:
        entry.sent = None
        return
    if record.wire_ms is not None:
        entry.wired, entry.posted = entry.sent, entry.sent + record.wire_ms / 1000
    if record.answered_at is not None:
        entry.answered = entry.sent + (record.answered_at - record.sent_at) / 1000


def _event(record: EntryRecord) -> TaskEvent | None:
    event = None if record.event is None else record.event | {"id": record.event_id}
    return _decoded(TaskEvent, event)


def _request(record: EntryRecord) -> TaskRequest | None:
    return _decoded(TaskRequest, record.request)


def _decoded(kind: type[R], value: Any) -> R | None:
    """A record of the wire format, or None when the file has nothing of the kind."""
    try:
        return None if value is None else decode(kind, value)
    except WireError:
        return None


def _know(record: EntryRecord, console: "Console") -> None:
    """Have errors in JavaScript name places in what was typed."""
    if record.source is None or record.state != "error":
        return
    from smooth_console.language.javascript import rewrite

    rewritten = rewrite(record.source)
    if rewritten.code == record.input.get("js"):
        console.rewritten[record.event_id] = rewritten
