"""A damaged journal: moved aside, and what of it can be read is written into a new one."""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from smooth_console.journal.schema import VERSION, version_of
from smooth_console.journal.store import FILE, connect, open_database, transaction

_TABLES = ("sessions", "entries", "states", "happenings", "lines")
_PARTS = ("", "-wal", "-shm")
_LOCK = "salvage.lock"
_FAILURES = 2_000
"""So many rows in a row that cannot be read end the search for more, between what reads well from either end."""

_STAND_IN = """
INSERT INTO sessions (id, name, owner, server, local, status, reason, kept, credits, first_n, opened_at, changed_at,
                      program)
SELECT DISTINCT session, 'ses_lost' || session, '', '', 0, 'gone', 'its own row could not be read', 0, 0, 1, 0, 0, ''
FROM {table} WHERE session NOT NULL AND session NOT IN (SELECT id FROM sessions)
"""
"""For rows whose session could not be read."""


def salvage(folder: Path) -> str:
    """Move the damaged database aside, and make a new one of what can be read; a sentence about it.

    Raises:
        OSError: It cannot be moved.
        sqlite3.Error: The new one cannot be written.
    """
    with _alone(folder):
        path = folder / FILE
        if _is_well(path):
            return ""  # another console has done it meanwhile
        aside = _free_name(folder)
        for part in _PARTS:
            with contextlib.suppress(FileNotFoundError):
                Path(f"{path}{part}").rename(f"{aside}{part}")
        kept = _import(aside, folder)
    return f"the journal was damaged: it is {aside.name} now, and what could be read of it was kept ({kept} entries)"


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One console at a time."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _is_well(path: Path) -> bool:
    try:
        with contextlib.closing(connect(f"{path.as_uri()}?mode=rw")) as db:
            return str(db.execute("PRAGMA quick_check(1)").fetchone()[0]) == "ok" and version_of(db) == VERSION
    except sqlite3.Error:
        return False


def _free_name(folder: Path) -> Path:
    stem = f"journal-damaged-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    number = 1
    while (name := folder / (f"{stem}.db" if number == 1 else f"{stem}-{number}.db")).exists():
        number += 1
    return name


def _import(aside: Path, folder: Path) -> int:
    """Write every row that can be read into a new database; how many of them are entries."""
    entries = 0
    with contextlib.closing(open_database(folder)) as new:
        new.execute("PRAGMA foreign_keys = OFF")
        with contextlib.closing(connect(f"{aside.as_uri()}?mode=rw")) as old, transaction(new):
            for table in _TABLES:
                columns = [row["name"] for row in new.execute(f"PRAGMA table_info({table})")]
                for row in _readable(old, table):
                    values = [
                        row[name] if name in row.keys() and name != "indexed" else 0  # noqa: SIM118
                        for name in columns
                    ]
                    marks = ", ".join("?" * len(columns))
                    with contextlib.suppress(sqlite3.IntegrityError):
                        new.execute(f"INSERT INTO {table} VALUES ({marks})", values)
            for table in _TABLES[1:]:
                new.execute(_STAND_IN.format(table=table))
            entries = int(new.execute("SELECT count(*) FROM entries").fetchone()[0])
    return entries


def _readable(old: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """The rows of a table that can be read: from the front, from the end, and one by one in between."""
    old.text_factory = lambda data: data.decode("utf-8", "replace")
    last, first = 0, None
    try:
        old.execute("PRAGMA writable_schema = ON")  # else nothing at all is read of a file that was cut off
        old.execute(f"SELECT * FROM {table} LIMIT 0")
    except sqlite3.Error:
        return  # it is no database, or has no such table
    try:
        for row in old.execute(f"SELECT * FROM {table} ORDER BY rowid"):
            last = row["id"]
            yield row
        return
    except sqlite3.Error:
        pass
    with contextlib.suppress(sqlite3.Error):
        for row in old.execute(f"SELECT * FROM {table} WHERE rowid > ? ORDER BY rowid DESC", (last,)):
            first = row["id"]
            yield row
    failed = 0
    number = last
    while failed < _FAILURES and (first is None or number < first - 1):
        number += 1
        try:
            row = old.execute(f"SELECT * FROM {table} WHERE rowid = ?", (number,)).fetchone()
        except sqlite3.Error:
            failed += 1
            continue
        if row is not None:
            failed = 0
            yield row
        elif first is None:
            failed += 1
