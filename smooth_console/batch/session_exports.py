"""The formats of `smooth-console sessions export`: everything the journal knows, or what `.export` writes.

What is secret is bullets in the journal already.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any

from smooth_console.exports.formats import FORMATS as WRITTEN
from smooth_console.exports.formats import Exported, export
from smooth_console.exports.plan import Selection
from smooth_console.exports.records import EntryRecord, SessionRecord
from smooth_console.journal import records as kept
from smooth_console.journal.records import Story

EVERYTHING = "jsonl"
"""The journal's own: more than the timeline, states and what was typed besides included."""
FORMATS: tuple[str, ...] = tuple(WRITTEN)


def exported(name: str, story: Story) -> Exported:
    """A session of the journal in a format.

    Raises:
        KeyError: There is no such format.
    """
    if name == EVERYTHING:
        return Exported("".join(everything(story)))
    return export(name, Selection(session_record(story)))


def everything(story: Story) -> Iterator[str]:
    """All that there is, one JSON record a line: the session first, then what happened in the order in which it did.

    `record` is session, entry, line (one that was run) or happening. Times are ms since 1970.
    """
    yield _line("session", story.session)
    moments = [
        *((entry.created_at, "entry", entry) for entry in story.entries),
        *((line.at, "line", line) for line in story.lines),
        *((happening.at, "happening", happening) for happening in story.happenings),
    ]
    for _at, kind, record in sorted(moments, key=lambda moment: moment[0]):
        yield _line(kind, record)


def session_record(story: Story) -> SessionRecord:
    """A session of the journal as the record that exports are made from."""
    pages = [(happening.at, happening.text) for happening in story.happenings if happening.kind == "page"]
    return SessionRecord(
        entries=[_entry_record(entry, story, pages) for entry in story.entries],
        server=story.session.server,
        task_id=story.session.task_id or "",
    )


def _entry_record(entry: kept.EntryRecord, story: Story, pages: list[tuple[int, str]]) -> EntryRecord:
    ended_at = None if entry.total_ms is None else entry.created_at + entry.total_ms
    sent: Mapping[str, Any] = entry.sent or {}
    is_call = entry.call is not None
    return EntryRecord(
        n=entry.n,
        verb=entry.verb,
        line=entry.line,
        event_id=entry.event_id,
        state=entry.state,
        reason=entry.reason,
        at=entry.created_at,
        sent_at=entry.created_at if entry.attempts else None,
        answered_at=ended_at,
        wire_ms=entry.wire_ms,
        event={"name": sent["name"], "payload": sent["payload"]} if sent and not is_call else None,
        request=_request(story, pages) if entry.verb == "open" else None,
        call={"name": entry.call["name"], "input": entry.call["input"]} if entry.call is not None else None,
        reply=dict(sent["payload"]) if sent and is_call else None,
        code=entry.code,
        output=None if is_call else entry.output,
        credits=entry.credits,
        duration_s=entry.server_s,
        late=entry.late,
        page=_page_after(entry, ended_at, pages),
    )


def _request(story: Story, pages: list[tuple[int, str]]) -> dict[str, Any]:
    """What a session was opened with, as far as it is kept: its device, and the first page that it was on."""
    request: dict[str, Any] = {"task": None}
    if story.session.device:
        request["device"] = story.session.device
    if pages:
        request["url"] = pages[0][1]
    return request


def _page_after(entry: kept.EntryRecord, ended_at: float | None, pages: list[tuple[int, str]]) -> str | None:
    """Where the page was when an entry had ended."""
    until = ended_at if ended_at is not None else entry.created_at
    return next((page for at, page in reversed(pages) if at <= until + 1), None)


def _line(kind: str, record: Any) -> str:
    return json.dumps({"record": kind} | dataclasses.asdict(record)) + "\n"
