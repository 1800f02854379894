"""The tables of the journal, and how one of an older version is brought up to date. One migration a version.

A table or column that was released is never changed in place: add a migration at the end, and a test with real data.
"""

import sqlite3

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # One row a session that a console of ours had in front. `owner` is the process that writes it (see `owners`).
        """CREATE TABLE sessions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            owner TEXT NOT NULL,
            server TEXT NOT NULL,
            local INTEGER NOT NULL,
            task_id TEXT,
            status TEXT NOT NULL,
            reason TEXT NOT NULL,
            kept INTEGER NOT NULL,
            device TEXT,
            url TEXT,
            credits REAL NOT NULL,
            first_n INTEGER NOT NULL,
            opened_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            ended_at INTEGER,
            program TEXT NOT NULL
        )""",
        "CREATE INDEX sessions_by_task ON sessions (task_id, server)",
        # An entry of the timeline. `place` counts from 1 in its session; the number that was shown is first_n - 1 more.
        # Times are ms: created_at since 1970 by our clock, answered_by_server_at by the server's, the rest since
        # created_at by the monotonic clock. JSON is text, or when large a blob that zlib has compressed.
        """CREATE TABLE entries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
            place INTEGER NOT NULL,
            event_id TEXT NOT NULL,
            server_id TEXT,
            verb TEXT NOT NULL,
            line TEXT NOT NULL,
            sent,
            call,
            reply_line TEXT NOT NULL,
            deadline_s REAL,
            may_repeat INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            doubtful INTEGER NOT NULL,
            accepted INTEGER NOT NULL,
            late INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            error,
            created_at INTEGER NOT NULL,
            sent_ms REAL,
            wired_ms REAL,
            posted_ms REAL,
            answered_ms REAL,
            code INTEGER,
            output,
            credits REAL,
            server_s REAL,
            answered_by_server_at INTEGER,
            further,
            UNIQUE (session, place)
        )""",
        # Each state that an entry was in, and why.
        """CREATE TABLE states (
            id INTEGER PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
            place INTEGER NOT NULL,
            at INTEGER NOT NULL,
            after_ms REAL NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL
        )""",
        "CREATE INDEX states_by_entry ON states (session, place)",
        # What happened to a session besides: its status, the page it is on, the connection, notices.
        """CREATE TABLE happenings (
            id INTEGER PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL
        )""",
        "CREATE INDEX happenings_by_session ON happenings (session)",
        # Every line that was run, also those that send nothing. Without a session: it came before there was one.
        """CREATE TABLE lines (
            id INTEGER PRIMARY KEY,
            session INTEGER REFERENCES sessions ON DELETE CASCADE,
            owner TEXT NOT NULL,
            at INTEGER NOT NULL,
            sends INTEGER NOT NULL,
            text TEXT NOT NULL
        )""",
        "CREATE INDEX lines_by_session ON lines (session)",
    ),
    (
        # Whether the full-text index holds an entry (see `searching`): 0 no, 1 yes, 2 as it was before it changed.
        "ALTER TABLE entries ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX entries_not_indexed ON entries (id) WHERE indexed <> 1",
    ),
)
VERSION = len(MIGRATIONS)


class NewerError(Exception):
    """The journal was written by a newer version of the program."""


def migrate(db: sqlite3.Connection, *, to: int = VERSION) -> None:
    """Bring the tables to a version, all at once or not at all.

    Args:
        db: A connection in autocommit mode.
        to: The version; an older one is for tests.

    Raises:
        NewerError: They are newer than `to`; nothing was changed.
        sqlite3.Error: The database cannot be read or written.
    """
    if version_of(db) == to:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another console may have done it while we waited.
        found = version_of(db)
        if found > to:
            raise NewerError(
                f"the journal was written by a newer version of smooth-console (its format is {found}, "
                f"this program knows {to})"
            )
        for statements in MIGRATIONS[found:to]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {to}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def version_of(db: sqlite3.Connection) -> int:
    """The version of the tables; 0 when there are none."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])
