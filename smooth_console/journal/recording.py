"""One session's way into the tables: its row, its entries, their states, what else happened. Runs in the writer's
thread, inside the writer's transactions.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smooth_console import __version__
from smooth_console.journal.packing import clean
from smooth_console.journal.records import ENDED
from smooth_console.journal.rows import UPSERT, entry_values
from smooth_console.journal.scrubbing import scrub
from smooth_console.session.entry import Entry
from smooth_console.session.redaction import Secrets

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a session at one moment; see `records.SessionRecord`."""

    task_id: str | None
    status: str
    reason: str
    kept: bool
    device: str | None
    url: str | None
    credits: float


@dataclass(slots=True)
class _Written:
    """What the journal holds of an entry already."""

    state: tuple[str, str] | None
    shown: object = None
    answer: object = None


class Recording:
    """Writes one session.

    Args:
        name: Our own id of it.
        owner: The process that writes it.
        server: The server's address.
        local: Whether it is on an engine of this process.
        first_n: The number of its first entry.
        secrets: What is hidden.
    """

    def __init__(self, *, name: str, owner: str, server: str, local: bool, first_n: int, secrets: Secrets) -> None:
        self.name = name
        self._owner = owner
        self._server = server
        self._local = local
        self._first_n = first_n
        self._secrets = secrets
        self._row: int | None = None
        self._written: dict[int, _Written] = {}
        self._status = ""
        self._url = ""

    def forget(self) -> None:
        """What was written may not be there: look before writing on."""
        self._row = None
        self._written.clear()

    def put_session(self, db: "sqlite3.Connection", facts: Facts) -> int:
        """Write the session's row; gives its id."""
        hide, now = self._secrets.redact, _now_ms()
        values: dict[str, Any] = {
            "name": self.name,
            "owner": self._owner,
            "server": clean(hide(self._server)),
            "local": self._local,
            "task_id": None if facts.task_id is None else clean(hide(facts.task_id)),
            "status": facts.status,
            "reason": clean(hide(facts.reason)),
            "kept": facts.kept,
            "device": None if facts.device is None else clean(hide(facts.device)),
            "url": None if facts.url is None else clean(hide(facts.url)),
            "credits": facts.credits,
            "first_n": self._first_n,
            "now": now,
            "ended_at": now if facts.status in ENDED else None,
            "program": __version__,
        }
        db.execute(
            """INSERT INTO sessions (name, owner, server, local, task_id, status, reason, kept, device, url, credits,
                                     first_n, opened_at, changed_at, ended_at, program)
               VALUES (:name, :owner, :server, :local, :task_id, :status, :reason, :kept, :device, :url, :credits,
                       :first_n, :now, :now, :ended_at, :program)
               ON CONFLICT (name) DO UPDATE SET
                   owner = :owner, task_id = coalesce(:task_id, task_id), status = :status, reason = :reason,
                   kept = :kept, device = :device, url = :url, credits = :credits, first_n = :first_n,
                   changed_at = :now, ended_at = CASE WHEN :ended_at IS NULL THEN NULL
                                                      ELSE coalesce(ended_at, :ended_at) END""",
            values,
        )
        row = self._row = self._find_row(db)
        if facts.status != self._status:
            self._status = facts.status
            because = f": {values['reason']}" if values["reason"] else ""
            self._happened(db, row, "status", facts.status + because)
        if values["url"] and values["url"] != self._url:
            self._url = values["url"]
            self._happened(db, row, "page", self._url)
        return row

    def put_entry(self, db: "sqlite3.Connection", facts: Facts, entry: Entry, *, at: float) -> None:
        """Write an entry as it stood, and the state it was in if that is new.

        Args:
            db: The database.
            facts: For the session's row, if there is none yet.
            entry: A copy that nobody changes.
            at: When it stood so, monotonic s.
        """
        row = self.put_session(db, facts) if self._row is None else self._row
        place = entry.n - self._first_n + 1
        written = self._written.get(place)
        if written is None:
            written = self._written[place] = _Written(_last_state(db, row, place))
        values = entry_values(
            entry,
            self._secrets,
            with_sent=entry.shown is not written.shown,
            with_output=entry.answer is not written.answer,
        )
        db.execute(UPSERT, values | {"session": row, "place": place})
        written.shown, written.answer = entry.shown, entry.answer
        state = (values["state"], values["reason"])
        if state != written.state:
            written.state = state
            after_ms = round((at - entry.created) * 1000, 3)
            db.execute(
                "INSERT INTO states (session, place, at, after_ms, state, reason) VALUES (?, ?, ?, ?, ?, ?)",
                (row, place, entry.created_at + round(after_ms), after_ms, *state),
            )

    def put_happening(self, db: "sqlite3.Connection", facts: Facts, kind: str, text: str) -> None:
        """Write something that happened to the session."""
        row = self.put_session(db, facts) if self._row is None else self._row
        self._happened(db, row, kind, clean(self._secrets.redact(text)))

    def put_line(self, db: "sqlite3.Connection", facts: Facts, at: int, text: str, *, sends: bool) -> None:
        """Write a line that was run."""
        row = self.put_session(db, facts) if self._row is None else self._row
        write_line(db, row, self._owner, at, clean(self._secrets.redact(text)), sends=sends)

    def scrub(self, db: "sqlite3.Connection") -> bool:
        """Hide in what was written before what has been learned to be secret since; whether there was any."""
        return scrub(db, self._row, self._owner, self._secrets)

    def _find_row(self, db: "sqlite3.Connection") -> int:
        return int(db.execute("SELECT id FROM sessions WHERE name = ?", (self.name,)).fetchone()[0])

    @staticmethod
    def _happened(db: "sqlite3.Connection", row: int, kind: str, text: str) -> None:
        db.execute("INSERT INTO happenings (session, at, kind, text) VALUES (?, ?, ?, ?)", (row, _now_ms(), kind, text))


def write_line(db: "sqlite3.Connection", session: int | None, owner: str, at: int, text: str, *, sends: bool) -> None:
    """Write a line that was run; without a session it came before there was one. It is redacted already."""
    db.execute(
        "INSERT INTO lines (session, owner, at, sends, text) VALUES (?, ?, ?, ?, ?)", (session, owner, at, sends, text)
    )


def _last_state(db: "sqlite3.Connection", row: int, place: int) -> tuple[str, str] | None:
    found = db.execute(
        "SELECT state, reason FROM states WHERE session = ? AND place = ? ORDER BY id DESC LIMIT 1", (row, place)
    ).fetchone()
    return None if found is None else (found[0], found[1])


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
