"""From the entries of a live console to plain records, with bullets for secrets; and the recording being made."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console.exports.records import EntryRecord, SessionRecord
from smooth_console.output.in_place import write_in_place
from smooth_console.session import Entry, EntryAdded, EntryChanged, Secrets, SessionChanged
from smooth_console.wire import to_builtins

if TYPE_CHECKING:
    from smooth_console.console.changes import Change
    from smooth_console.console.console import Console

HIDDEN_OPTIONS = ("proxy_password", "proxy_username", "certificates")
"""Members of a session's request that are nobody's business, whatever they hold."""


def session_record(console: "Console") -> SessionRecord:
    """Everything that this console's timeline holds, fit to be written to a file."""
    server, session = console.server, console.session
    return SessionRecord(
        entries=[entry_record(entry, console) for entry in console.entries],
        server=server.client.base_url if server else "",
        demo=(server.demo or "") if server else "",
        task_id=(session.task_id or "") if session else "",
    )


def entry_record(entry: Entry, console: "Console") -> EntryRecord:
    """An entry as a record."""
    hide = console.secrets.redact
    answer = entry.answer
    rewritten = console.rewritten.get(entry.event_id)
    source = rewritten.source if rewritten is not None else entry.source
    began = entry.created
    reply = None if entry.replied is None else {"code": entry.replied[0], "output": hide(entry.replied[1])}
    return EntryRecord(
        n=entry.n,
        verb=entry.verb,
        line=hide(entry.line),
        event_id=entry.event_id,
        state=entry.state.value,
        reason=hide(entry.reason),
        at=entry.created_at,
        sent_at=_moment(entry, entry.sent, began),
        answered_at=_moment(entry, entry.answered, began),
        wire_ms=entry.wire_ms,
        event=_event(entry, console.secrets),
        request=_request(entry, console.secrets),
        source=None if source is None else hide(source),
        call=None if entry.call is None else {"name": entry.call.name, "input": hide(entry.call.input)},
        reply=reply,
        code=entry.code,
        output=hide(answer.output) if answer is not None and not entry.is_call else None,
        credits=entry.credits,
        duration_s=entry.server_s,
        late=entry.late,
        page=hide(console.recorder.pages.get(entry.event_id)),
    )


def _moment(entry: Entry, monotonic: float | None, began: float) -> float | None:
    """A moment of the monotonic clock as ms since 1970."""
    return None if monotonic is None else entry.created_at + (monotonic - began) * 1000


def _event(entry: Entry, secrets: Secrets) -> dict[str, Any] | None:
    """What was sent, without its id. A reply to a tool call is kept as the reply."""
    if entry.shown is None or entry.is_call:
        return None
    event = secrets.redact(to_builtins(entry.shown))
    return {"name": event["name"], "payload": event["payload"]}


def _request(entry: Entry, secrets: Secrets) -> dict[str, Any] | None:
    if entry.request is None:
        return None
    request = secrets.redact(to_builtins(entry.request))
    return {name: value for name, value in request.items() if name not in HIDDEN_OPTIONS}


class Recorder:
    """Notes where the page was after each entry, and writes a recording from when it was started.

    Attributes:
        pages: Addresses by event id.
        file: Where the recording goes; None while there is none.
    """

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._first = 1
        self._last = ""
        self.pages: dict[str, str] = {}
        self.file: Path | None = None

    def heard(self, change: "Change") -> None:
        """Follow the session: where the page is when nothing is under way, it is after what ended last."""
        session = self._console.session
        if session is None or not session.url:
            return
        if isinstance(change, EntryAdded | EntryChanged) and change.entry.terminal:
            self._last = change.entry.event_id
            self.pages[self._last] = session.url
        elif isinstance(change, SessionChanged) and self._last and not session.expecting():
            self.pages[self._last] = session.url

    def start(self, file: Path) -> None:
        """Record what is sent from now on, and the opening of the session that is there."""
        self.file = file
        self._first = len(self._console.entries) + 1

    async def stop(self) -> tuple[Path, int]:
        """Write the recording; where it is, and how many entries it holds.

        Raises:
            OSError: It cannot be written. The recording goes on.
        """
        assert self.file is not None
        file = self.file
        text, count = self._text()
        await asyncio.to_thread(write_private, file, text)
        self.file = None
        return file, count

    async def leave(self) -> None:
        """Write what is being recorded, because the program ends."""
        if self.file is None:
            return
        try:
            file, _ = await self.stop()
            self._console.say(f"wrote {file}")
        except OSError as problem:
            self._console.say(f"cannot write the recording {self.file}: {problem.strerror}", "error")

    def _text(self) -> tuple[str, int]:
        from smooth_console.exports.plan import Selection
        from smooth_console.exports.recording import recording

        session = session_record(self._console)
        opening = session.opening_of(self._first)
        ranges: list[tuple[int, int | None]] = [(self._first, None)]
        if opening is not None:
            ranges.insert(0, (opening.n, opening.n))
        selection = Selection(session, ranges)
        return recording(selection), len(selection.entries)


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file, made 0600, whole or not at all.

    Raises:
        OSError: The system says no; what was there before stays.
    """
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if write_in_place(path, raw):
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
