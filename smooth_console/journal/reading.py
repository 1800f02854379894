"""Reading the journal: which sessions there are, and everything about one of them."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from smooth_console.journal import owners
from smooth_console.journal.packing import unpack
from smooth_console.journal.records import EntryRecord, Happening, LineRecord, SessionRecord, StateRecord, Story
from smooth_console.journal.store import FILE, connect, open_database
from smooth_console.journal.troubles import TroubleError, trouble_of

T = TypeVar("T")


class UnknownSessionError(LookupError):
    """There is no such session, or the name fits several. The message says which."""


def read(folder: Path, work: "Callable[[Reader], T]", *, said: Callable[[str], None]) -> T:
    """Do something with the journal of a folder. If it turns out to be damaged, it is saved, and the work done again.

    Args:
        folder: The journal's folder.
        work: What to do.
        said: Told what had to be done to read it.

    Raises:
        TroubleError: It cannot be read.
    """
    for damaged_before in (False, True):
        try:
            with Reader(folder) as reader:
                return work(reader)
        except (sqlite3.Error, TroubleError) as problem:
            trouble = trouble_of(problem, folder / FILE)
            if trouble.kind != "damaged" or damaged_before:
                raise trouble from None
        from smooth_console.journal.salvage import salvage

        try:
            sentence = salvage(folder)
        except (sqlite3.Error, OSError) as problem:
            raise trouble_of(problem, folder / FILE) from None
        if sentence:
            said(sentence)
    raise AssertionError("one of the two has returned or raised")


class Reader:
    """The journal of a folder, open for reading.

    Attributes:
        db: The connection; see `writable`.
        writable: Whether it can be changed too; not so on a read-only disk.

    Raises:
        TroubleError: It cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writable = True
        try:
            self.db = self._open()
        except (sqlite3.Error, OSError, TroubleError) as problem:
            raise trouble_of(problem, folder / FILE) from None

    def _open(self) -> sqlite3.Connection:
        try:
            return open_database(self.folder)
        except Exception as problem:
            trouble = trouble_of(problem, self.folder / FILE)
            if trouble.kind not in ("read-only", "full", "other"):
                raise trouble from None
        # What cannot be written can be read all the same, unless there is nothing.
        self.writable = False
        if not (self.folder / FILE).exists():
            raise trouble
        uri = f"{(self.folder / FILE).as_uri()}?mode=ro"
        try:
            return _readable(uri)
        except sqlite3.Error:
            return _readable(f"{uri}&immutable=1")  # without what a console that was killed had not moved there yet

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_exc_info: object) -> None:
        self.db.close()

    def sessions(self) -> list[SessionRecord]:
        """All sessions, the newest first."""
        rows = self.db.execute(f"{_SESSIONS} ORDER BY sessions.id DESC")
        return [self._session(row) for row in rows]

    def find(self, name: str) -> SessionRecord:
        """The session of our own id or the server's; the beginning is enough when no other has it.

        Raises:
            UnknownSessionError: There is none, or more than one.
        """
        known = self.sessions()
        exact = [one for one in known if name in (one.name, one.task_id)]
        if exact:
            return exact[0]  # of several records of one task, the newest
        found = [one for one in known if _begins(one, name)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(one.name for one in found[:5]) + (", …" if len(found) > 5 else "")
            raise UnknownSessionError(f"{name} is the beginning of {len(found)} sessions: {names}")
        raise UnknownSessionError(f"no session {name}{_did_you_mean(name, known)}")

    def story(self, session: SessionRecord) -> Story:
        """Everything about a session."""
        row, first_n = self.db.execute("SELECT id, first_n FROM sessions WHERE name = ?", (session.name,)).fetchone()
        states: dict[int, list[StateRecord]] = {}
        for state in self.db.execute("SELECT * FROM states WHERE session = ? ORDER BY id", (row,)):
            states.setdefault(state["place"], []).append(
                StateRecord(at=state["at"], after_ms=state["after_ms"], state=state["state"], reason=state["reason"])
            )
        entries = self.db.execute("SELECT * FROM entries WHERE session = ? ORDER BY place", (row,))
        lines = self.db.execute("SELECT at, text, sends FROM lines WHERE session = ? ORDER BY id", (row,))
        happenings = self.db.execute("SELECT at, kind, text FROM happenings WHERE session = ? ORDER BY id", (row,))
        return Story(
            session=session,
            entries=tuple(entry_record(one, first_n, tuple(states.get(one["place"], ()))) for one in entries),
            lines=tuple(LineRecord(at=at, text=text, sends=bool(sends)) for at, text, sends in lines),
            happenings=tuple(Happening(at=at, kind=kind, text=text) for at, kind, text in happenings),
        )

    def _session(self, row: sqlite3.Row) -> SessionRecord:
        ended = row["ended_at"] is not None
        return SessionRecord(
            name=row["name"],
            server=row["server"],
            local=bool(row["local"]),
            task_id=row["task_id"],
            status=row["status"],
            reason=row["reason"],
            kept=bool(row["kept"]),
            in_use=not ended and row["status"] != "left" and owners.is_alive(self.folder, row["owner"]),
            device=row["device"],
            url=row["url"],
            credits=row["credits"],
            opened_at=row["opened_at"],
            changed_at=max(row["changed_at"], row["last_entry_at"] or 0),
            ended_at=row["ended_at"],
            entries=row["entries"],
            program=row["program"],
        )


def _readable(uri: str) -> sqlite3.Connection:
    db = connect(uri)
    db.execute("SELECT count(*) FROM entries")
    return db


_SESSIONS = """
SELECT sessions.*, count(entries.id) AS entries, max(entries.created_at) AS last_entry_at
FROM sessions LEFT JOIN entries ON entries.session = sessions.id
GROUP BY sessions.id
"""


def entry_record(row: sqlite3.Row, first_n: int, states: tuple[StateRecord, ...]) -> EntryRecord:
    """The record of an entry's row."""
    further: Any = unpack(row["further"]) if row["further"] is not None else []
    return EntryRecord(
        n=first_n + row["place"] - 1,
        event_id=row["event_id"],
        server_id=row["server_id"],
        verb=row["verb"],
        line=row["line"],
        reply_line=row["reply_line"],
        sent=unpack(row["sent"]) if row["sent"] is not None else None,
        call=unpack(row["call"]) if row["call"] is not None else None,
        state=row["state"],
        reason=row["reason"],
        late=bool(row["late"]),
        attempts=row["attempts"],
        created_at=row["created_at"],
        wire_ms=_between(row["wired_ms"], row["posted_ms"]),
        total_ms=_between(row["sent_ms"], row["answered_ms"]),
        answered=row["code"] is not None,
        code=row["code"],
        output=unpack(row["output"]),
        credits=row["credits"],
        server_s=row["server_s"],
        server_at=row["answered_by_server_at"],
        further=tuple(further),
        states=states,
    )


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None or end < start else round(end - start, 3)


def _begins(session: SessionRecord, name: str) -> bool:
    return (
        session.name.startswith(name)
        or session.name.removeprefix("ses_").startswith(name)
        or (session.task_id or "").startswith(name)
    )


def _did_you_mean(name: str, known: list[SessionRecord]) -> str:
    from rapidfuzz import process

    names = [word for one in known for word in (one.name, one.task_id) if word]
    near = process.extractOne(name, names, score_cutoff=60)
    if near:
        return f"; did you mean {near[0]}?"
    return "; `smooth-console sessions` lists them" if known else "; the journal is empty"
