"""A session as JSON Lines: what happened, a record an entry, with the names that `run --jsonl` uses."""

from typing import Any

from smooth_console.exports.plan import Selection
from smooth_console.exports.records import EntryRecord
from smooth_console.wire import encode_json


def jsonl(selection: Selection) -> str:
    """A record a line."""
    return "".join(encode_json(_record(entry)).decode("ascii") + "\n" for entry in selection.entries)


def _record(entry: EntryRecord) -> dict[str, Any]:
    record = {
        "n": entry.n,
        "verb": entry.verb,
        "command": entry.line,
        "event_id": entry.event_id or None,
        "state": entry.state,
        "reason": entry.reason or None,
        "code": entry.code,
        "output": entry.output,
        "credits_used": entry.credits,
        "duration": entry.duration_s,
        "wire_ms": _rounded(entry.wire_ms),
        "total_ms": _rounded(entry.total_ms),
        "at": round(entry.at, 3),
        "event": entry.event,
    }
    more = {"request": entry.request, "call": entry.call, "reply": entry.reply, "page": entry.page}
    return record | {name: value for name, value in more.items() if value is not None}


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 3)
