"""Taking sessions out of the journal, so that nothing of them is left in its file."""

import contextlib
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass

from smooth_console.journal.disk import ORPHANS_YOUNGER_S
from smooth_console.journal.reading import Reader
from smooth_console.journal.records import SessionRecord
from smooth_console.journal.searching import clear_index
from smooth_console.journal.store import FILE, transaction


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was taken out: the sessions, and the size of the journal before and after in bytes."""

    sessions: list[SessionRecord]
    before: int
    after: int


def delete(reader: Reader, sessions: Iterable[SessionRecord]) -> None:
    """Take sessions out.

    Raises:
        sqlite3.Error: The journal cannot be written; nothing was taken out.
    """
    db = reader.db
    with transaction(db):
        # The index cannot forget an entry without its text: it is made anew when somebody searches.
        clear_index(db)
        for session in sessions:
            db.execute("DELETE FROM sessions WHERE name = ?", (session.name,))
    with contextlib.suppress(sqlite3.OperationalError):  # a console is writing: the room is used again later
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def prune(reader: Reader, *, older_s: float | None = None, larger: int | None = None) -> Pruned:
    """Take out what is old, or the oldest until the journal is small enough. What may still live is left.

    Args:
        reader: The journal.
        older_s: Sessions in which nothing happened for so many seconds.
        larger: The size in bytes that the journal is not to be larger than.

    Raises:
        sqlite3.Error: The journal cannot be written.
    """
    before = size_of(reader)
    taken: list[SessionRecord] = []
    if older_s is not None:
        limit = (time.time() - older_s) * 1000
        taken = [one for one in reader.sessions() if one.changed_at < limit and _may_go(one)]
        reader.db.execute("DELETE FROM lines WHERE session IS NULL AND at < ?", (limit,))
    if taken:
        delete(reader, taken)
    while larger is not None and size_of(reader) > larger:
        oldest = [one for one in reversed(reader.sessions()) if _may_go(one)]
        if not oldest:
            break
        # A tenth at a time: how much of the file each takes shows only afterwards.
        some = oldest[: max(1, len(oldest) // 10)]
        delete(reader, some)
        taken += some
    return Pruned(taken, before, size_of(reader))


def size_of(reader: Reader) -> int:
    """Bytes that the journal takes on the disk."""
    parts = (reader.folder / f"{FILE}{part}" for part in ("", "-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())


def _may_go(session: SessionRecord) -> bool:
    recent = session.changed_at > (time.time() - ORPHANS_YOUNGER_S) * 1000
    return not session.in_use and not (session.may_live and recent)
