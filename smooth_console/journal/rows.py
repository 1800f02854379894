"""An entry as a row of the journal, and a row as an entry again. Everything that is written is redacted here."""

import time
from typing import TYPE_CHECKING, Any

from smooth_console.client import ApiError
from smooth_console.journal.packing import clean, pack, unpack
from smooth_console.session.entry import Entry
from smooth_console.session.event_state import EventState
from smooth_console.session.redaction import Secrets
from smooth_console.session.states import Progress
from smooth_console.wire import Answer, TaskEvent, ToolCall, WireError, decode, to_builtins

if TYPE_CHECKING:
    import sqlite3

UPSERT = """
INSERT INTO entries (
    session, place, event_id, server_id, verb, line, sent, call, reply_line, deadline_s, may_repeat, state, reason,
    doubtful, accepted, late, attempts, error, created_at, sent_ms, wired_ms, posted_ms, answered_ms,
    code, output, credits, server_s, answered_by_server_at, further
) VALUES (
    :session, :place, :event_id, :server_id, :verb, :line, :sent, :call, :reply_line, :deadline_s, :may_repeat, :state,
    :reason, :doubtful, :accepted, :late, :attempts, :error, :created_at, :sent_ms, :wired_ms,
    :posted_ms, :answered_ms, :code, :output, :credits, :server_s, :answered_by_server_at, :further
)
ON CONFLICT (session, place) DO UPDATE SET
    event_id = :event_id, server_id = :server_id, line = :line, reply_line = :reply_line, deadline_s = :deadline_s,
    may_repeat = :may_repeat, state = :state, reason = :reason,
    doubtful = :doubtful, accepted = :accepted, late = :late, attempts = :attempts, error = :error, sent_ms = :sent_ms,
    wired_ms = :wired_ms, posted_ms = :posted_ms, answered_ms = :answered_ms, code = :code, credits = :credits,
    server_s = :server_s, answered_by_server_at = :answered_by_server_at, further = :further,
    sent = coalesce(:sent, sent), output = coalesce(:output, output),
    indexed = CASE WHEN indexed = 1 THEN 2 ELSE indexed END
"""
"""Insert an entry, or bring it up to date. What is large, `sent` and `output`, stays as it is when it is not given."""


def entry_values(entry: Entry, secrets: Secrets, *, with_sent: bool, with_output: bool) -> dict[str, Any]:
    """The values of `UPSERT` but `session` and `place`.

    Args:
        entry: As it stands.
        secrets: What is hidden.
        with_sent: Whether to write the event that was sent.
        with_output: Whether to write the answer's output.
    """
    hide = secrets.redact
    answer = entry.answer
    call = entry.as_call()
    return {
        "event_id": clean(hide(entry.event_id)),
        "server_id": None if entry.server_id is None else clean(hide(entry.server_id)),
        "verb": entry.verb,
        "line": clean(hide(entry.line)),
        "sent": pack(hide(to_builtins(entry.shown))) if with_sent and entry.shown is not None else None,
        "call": pack(hide(call)) if call else None,
        "reply_line": clean(hide(entry.reply_line)),
        "deadline_s": entry.deadline_s,
        "may_repeat": entry.may_repeat,
        "state": entry.state.value,
        "reason": clean(hide(entry.reason)),
        "doubtful": entry.progress.doubtful,
        "accepted": entry.progress.accepted,
        "late": entry.late,
        "attempts": entry.attempts,
        "error": None if entry.error is None else pack(hide(_error_values(entry.error))),
        "created_at": entry.created_at,
        "sent_ms": _since_made(entry, entry.sent),
        "wired_ms": _since_made(entry, entry.wired),
        "posted_ms": _since_made(entry, entry.posted),
        "answered_ms": _since_made(entry, entry.answered),
        "code": None if answer is None else answer.code,
        "output": pack(hide(answer.output)) if with_output and answer is not None else None,
        "credits": None if answer is None else answer.credits_used,
        "server_s": None if answer is None else answer.duration,
        "answered_by_server_at": None if answer is None else answer.timestamp,
        "further": pack([[one.code, hide(one.output)] for one in entry.progress.further])
        if entry.progress.further
        else None,
    }


def entry_from(row: "sqlite3.Row") -> Entry:
    """The entry of a row, as it stood when it was last written. Its number is its place."""
    made_ago_s = time.time() - row["created_at"] / 1000
    made = time.monotonic() - made_ago_s
    call = unpack(row["call"]) if row["call"] is not None else None
    event = _event_from(unpack(row["sent"])) if row["sent"] is not None else None
    return Entry(
        n=row["place"],
        event_id=row["event_id"],
        server_id=row["server_id"],
        verb=row["verb"],
        line=row["line"],
        created_at=row["created_at"],
        created=made,
        event=event,
        shown=event,
        call=_call_from(call),
        replied=_replied_from(call, event),
        reply_line=row["reply_line"],
        recalled=True,
        progress=_progress_from(row),
        deadline_s=row["deadline_s"],
        may_repeat=bool(row["may_repeat"]),
        error=_error_from(row["error"]),
        attempts=row["attempts"],
        sent=_moment(made, row["sent_ms"]),
        wired=_moment(made, row["wired_ms"]),
        posted=_moment(made, row["posted_ms"]),
        answered=_moment(made, row["answered_ms"]),
    )


def _progress_from(row: "sqlite3.Row") -> Progress:
    state = EventState(row["state"])
    answer = None
    if row["code"] is not None:
        answer = Answer(
            event_id=row["event_id"],
            code=row["code"],
            output=unpack(row["output"]),
            credits_used=row["credits"],
            duration=row["server_s"],
            timestamp=row["answered_by_server_at"],
        )
    further = unpack(row["further"]) if row["further"] is not None else []
    return Progress(
        state,
        row["reason"],
        on_wire=state is EventState.SENDING,
        doubtful=bool(row["doubtful"]),
        accepted=bool(row["accepted"]),
        answer=answer,
        late=bool(row["late"]),
        further=tuple(Answer(event_id=row["event_id"], code=code, output=output) for code, output in further),
    )


def _event_from(value: Any) -> TaskEvent | None:
    try:
        return decode(TaskEvent, value)
    except WireError:
        return None


def _call_from(call: Any) -> ToolCall | None:
    if not isinstance(call, dict) or not isinstance(call.get("id"), str):
        return None
    return ToolCall(id=call["id"], name=str(call.get("name", "")), input=call.get("input"))


def _replied_from(call: Any, event: TaskEvent | None) -> tuple[int, object] | None:
    """What was replied to a question: the event that was sent for it."""
    if call is None or event is None or not isinstance(event.payload.get("code"), int):
        return None
    return event.payload["code"], event.payload.get("output")


def _error_values(error: ApiError) -> dict[str, Any]:
    return {
        "detail": error.detail,
        "kind": error.kind,
        "taken": error.taken,
        "status": error.status,
        "advice": error.advice,
        "request": error.request,
    }


def _error_from(packed: Any) -> ApiError | None:
    value = unpack(packed) if packed is not None else None
    if not isinstance(value, dict):
        return None
    return ApiError(
        value["detail"],
        kind=value["kind"],
        taken=value["taken"],
        status=value["status"],
        advice=value["advice"],
        request=value["request"],
    )


def _since_made(entry: Entry, moment: float | None) -> float | None:
    return None if moment is None else round((moment - entry.created) * 1000, 3)


def _moment(made: float, after_ms: float | None) -> float | None:
    return None if after_ms is None else made + after_ms / 1000
