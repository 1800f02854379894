"""A session as an HTTP Archive (HAR 1.2): its events as the requests and responses of the API.

Each entry is the POST that sent it, and the GET that brought its answer. Requests that only waited are not in it,
and no key is. Source: the HAR 1.2 specification, http://www.softwareishard.com/blog/har-12-spec/
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from smooth_console import __version__
from smooth_console.exports.plan import Selection
from smooth_console.exports.quoting import json_text
from smooth_console.exports.records import EntryRecord

_JSON = "application/json"
_HOSTED = "https://api.smooth.sh/api/v1"


def har(selection: Selection) -> str:
    """The archive, as indented JSON."""
    server = selection.session.server or _HOSTED
    task = selection.session.task_id or "task"
    entries = [found for entry in selection.entries for found in _exchanges(entry, server, task)]
    archive = {"version": "1.2", "creator": {"name": "smooth-console", "version": __version__}, "entries": entries}
    return json_text({"log": archive}, indent=2) + "\n"


def _exchanges(entry: EntryRecord, server: str, task: str) -> Iterator[dict[str, Any]]:
    """The POST, and the GET with the answer."""
    sent_at = entry.sent_at if entry.sent_at is not None else entry.at
    wire_ms = entry.wire_ms or 0.0
    refused = entry.state == "rejected"
    record = {"id": task, "status": "running"}
    if entry.verb == "open" and entry.request is not None:
        answered = {"detail": entry.reason} if refused else {"r": record}
        yield _exchange(entry, "POST", f"{server}/task", sent_at, wire_ms, entry.request, _status(entry, 200), answered)
        return
    body = _event(entry)
    if body is not None:
        url = f"{server}/task/{task}/event"
        answered = {"detail": entry.reason} if refused else {"r": {"id": entry.event_id}}
        yield _exchange(entry, "POST", url, sent_at, wire_ms, body, _status(entry, 200), answered)
    came = _answer(entry)
    if came is None:
        return
    begun = sent_at + wire_ms if body is not None and entry.call is None else entry.at
    waited = max(0.0, (entry.answered_at or begun) - begun) if entry.call is None else 0.0
    heard = {"r": record | {"events": [came]}}
    yield _exchange(entry, "GET", f"{server}/task/{task}", begun, waited, None, 202, heard)


def _event(entry: EntryRecord) -> dict[str, Any] | None:
    """What was posted: an action, or the reply to a tool call."""
    if entry.call is not None:
        return None if entry.reply is None else {"id": entry.event_id, "name": "tool_call", "payload": entry.reply}
    return None if entry.event is None else {"id": entry.event_id, **entry.event}


def _answer(entry: EntryRecord) -> dict[str, Any] | None:
    """What came back: the answer, or the agent's question."""
    if entry.call is not None:
        return {"id": entry.event_id, "name": "tool_call", "payload": entry.call, "timestamp": round(entry.at)}
    if entry.code is None or entry.event is None or entry.answered_at is None or entry.state == "rejected":
        return None
    output = entry.output
    if entry.code == 200:
        output = {"output": output, "credits_used": entry.credits or 0, "duration": entry.duration_s or 0}
    payload = {"code": entry.code, "output": output}
    return {
        "id": entry.event_id,
        "name": entry.event.get("name"),
        "payload": payload,
        "timestamp": round(entry.answered_at),
    }


def _status(entry: EntryRecord, well: int) -> int:
    """The status of a POST: that of its refusal, 0 when no response came."""
    if entry.state == "rejected":
        return entry.code or 0
    return well


def _exchange(
    entry: EntryRecord,
    method: str,
    url: str,
    begun: float,
    took_ms: float,
    body: Any,
    status: int,
    answered: Any,
) -> dict[str, Any]:
    text = json_text(answered)
    request: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "content-type", "value": _JSON}] if body is not None else [],
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
    }
    if body is not None:
        request["postData"] = {"mimeType": _JSON, "text": json_text(body)}
    return {
        "startedDateTime": datetime.fromtimestamp(begun / 1000, UTC).isoformat(timespec="milliseconds"),
        "time": round(took_ms, 3),
        "request": request,
        "response": {
            "status": status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "content-type", "value": _JSON}],
            "content": {"size": len(text.encode()), "mimeType": _JSON, "text": text},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": round(took_ms, 3), "receive": 0},
        "comment": f"{entry.n} {entry.line or entry.verb}",
    }
