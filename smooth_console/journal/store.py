"""The database: where it is, how it is opened, and what a console asks of it at its start and at `attach`."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from smooth_console.journal import owners
from smooth_console.journal.records import ENDED
from smooth_console.journal.rows import entry_from
from smooth_console.journal.schema import migrate
from smooth_console.session.entry import Entry

FILE = "journal.db"
BUSY_S = 2.0
"""How long another console's writing is waited for. It takes milliseconds; what takes longer is another program."""
WAL_LIMIT = 16_000_000
"""Bytes to which the write-ahead log is cut back after a checkpoint."""

_ENDED = ", ".join(f"'{status}'" for status in sorted(ENDED))
_DIED_WITH_ITS_ENGINE = "its engine ended with the console"


def open_database(folder: Path) -> sqlite3.Connection:
    """Open the journal of a folder, or make it: file 0600, folder 0700.

    Commits are not flushed to the disk one by one (`synchronous` NORMAL): what is committed survives the death of this
    process at any instant, because the system has it, and costs 0.05 ms in place of a disk's time. A power cut may take
    the last seconds with it, never the file.

    Raises:
        OSError: The folder or file cannot be made.
        NewerError: It was written by a newer version.
        sqlite3.Error: It cannot be opened.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    path = folder / FILE
    # Made by us, because SQLite would make it readable for others; its -wal and -shm get the mode of the file.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    db = connect(f"{path.as_uri()}?mode=rw")
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")
        db.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
        db.execute("SELECT count(*) FROM sqlite_master")
        migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def connect(uri: str) -> sqlite3.Connection:
    """A connection in autocommit mode: transactions are begun and ended by name."""
    db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_S)
    db.row_factory = sqlite3.Row
    return db


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of a block, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def bury_local(db: sqlite3.Connection, folder: Path) -> None:
    """Sessions on engines that ended with their consoles are over, and so is what was sent to them."""
    rows = db.execute(
        f"SELECT id, owner, changed_at FROM sessions WHERE local AND status NOT IN ({_ENDED})",
    ).fetchall()
    for row in rows:
        if owners.is_alive(folder, row["owner"]):
            continue
        db.execute(
            "UPDATE sessions SET status = 'gone', reason = ?, ended_at = changed_at WHERE id = ?",
            (_DIED_WITH_ITS_ENGINE, row["id"]),
        )
        left = db.execute(
            """SELECT id, place, created_at FROM entries
               WHERE session = ? AND state NOT IN ('ok', 'error', 'rejected', 'lost')""",
            (row["id"],),
        ).fetchall()
        for entry in left:
            state, reason = "lost", f"the session ended: {_DIED_WITH_ITS_ENGINE}"
            db.execute("UPDATE entries SET state = ?, reason = ? WHERE id = ?", (state, reason, entry["id"]))
            db.execute(
                "INSERT INTO states (session, place, at, after_ms, state, reason) VALUES (?, ?, ?, ?, ?, ?)",
                (row["id"], entry["place"], row["changed_at"], row["changed_at"] - entry["created_at"], state, reason),
            )


@dataclass(frozen=True, slots=True)
class Orphan:
    """A session of ours that may still live at a server, though the console that had it is gone."""

    name: str
    task_id: str
    server: str
    url: str | None
    opened_at: int


def find_orphans(db: sqlite3.Connection, folder: Path, *, younger_s: float) -> list[Orphan]:
    """Sessions that were not closed and that no running console has, newest first.

    Args:
        db: The database.
        folder: The journal's folder.
        younger_s: Only those in which something happened since so many seconds ago: servers end what is idle.
    """
    rows = db.execute(
        f"""SELECT name, task_id, server, url, opened_at, owner FROM sessions
            WHERE NOT local AND NOT kept AND task_id IS NOT NULL AND status NOT IN ({_ENDED}) AND changed_at > ?
            ORDER BY opened_at DESC, id DESC""",
        ((time.time() - younger_s) * 1000,),
    ).fetchall()
    return [
        Orphan(row["name"], row["task_id"], row["server"], row["url"], row["opened_at"])
        for row in rows
        if not owners.is_alive(folder, row["owner"])
    ]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A session that the journal knows.

    Attributes:
        name: Our own id of it.
        free: Whether no other running console writes it, so that its record can be gone on with.
        entries: Its entries, in order.
    """

    name: str
    free: bool
    entries: list[Entry]


def recall(db: sqlite3.Connection, folder: Path, server: str, task_id: str, *, owner: str) -> Recalled | None:
    """The newest record of a session; None when there is none.

    Args:
        db: The database.
        folder: The journal's folder.
        server: The server's address.
        task_id: The server's id.
        owner: Who asks.
    """
    found = db.execute(
        "SELECT id, name, owner FROM sessions WHERE server = ? AND task_id = ? ORDER BY id DESC LIMIT 1",
        (server, task_id),
    ).fetchone()
    if found is None:
        return None
    rows = db.execute("SELECT * FROM entries WHERE session = ? ORDER BY place", (found["id"],))
    free = found["owner"] == owner or not owners.is_alive(folder, found["owner"])
    return Recalled(found["name"], free, [entry_from(row) for row in rows])
