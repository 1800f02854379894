"""Bringing an older journal up to date, and leaving a newer one alone."""

import sqlite3
from pathlib import Path

import pytest

from smooth_console.journal.reading import Reader
from smooth_console.journal.schema import VERSION, migrate, version_of
from smooth_console.journal.searching import search
from smooth_console.journal.store import FILE
from smooth_console.journal.troubles import TroubleError
from tests.journal.conftest import journal_in, js, rows, session_on
from tests.session.servers import ScriptedServer, serving

pytestmark = pytest.mark.anyio


async def written(folder: Path) -> None:
    """A journal with a session of three entries."""
    async with (
        serving(ScriptedServer()) as server,
        journal_in(folder) as journal,
        session_on(server, journal) as (session, _),
    ):
        await js(session, "document.title")
        await js(session, "'walnut'")


def made_older(folder: Path) -> None:
    """The same data in the tables of version 1."""
    new = folder / FILE
    old = folder / "old.db"
    with sqlite3.connect(old, isolation_level=None) as db:
        migrate(db, to=1)
        db.execute("ATTACH ? AS new", (str(new),))
        for table in ("sessions", "entries", "states", "happenings", "lines"):
            columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    db.close()
    old.replace(new)


async def test_a_journal_of_version_1_is_brought_up_to_date_with_all_that_it_holds(folder: Path) -> None:
    await written(folder)
    before = rows(folder, "SELECT place, line, state, output FROM entries ORDER BY id")
    made_older(folder)
    assert rows(folder, "PRAGMA user_version") == [(1,)]
    with Reader(folder) as reader:
        assert version_of(reader.db) == VERSION > 1
        assert [found.line for found in search(reader, "walnut")] == ["js 'walnut'"]
        assert len(reader.story(reader.sessions()[0]).entries) == 3
    assert rows(folder, "SELECT place, line, state, output FROM entries ORDER BY id") == before


async def test_a_migration_that_fails_changes_nothing(folder: Path) -> None:
    await written(folder)
    made_older(folder)
    with sqlite3.connect(folder / FILE, isolation_level=None) as db:
        db.execute("ALTER TABLE entries ADD COLUMN indexed INTEGER")  # in the way of version 2
        with pytest.raises(sqlite3.OperationalError):
            migrate(db)
        assert version_of(db) == 1
    db.close()


async def test_a_newer_journal_is_left_alone_and_the_session_goes_on_in_memory(folder: Path) -> None:
    await written(folder)
    with sqlite3.connect(folder / FILE) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    content = (folder / FILE).read_bytes()
    said: list[str] = []
    async with serving(ScriptedServer()) as server, journal_in(folder, listener=said.append) as journal:
        async with session_on(server, journal) as (session, _):
            entry = await js(session, "1")
            assert entry.answer is not None
        assert "newer version" in journal.trouble
    assert len(said) == 1
    assert "its format is 99" in said[0]
    assert said[0].endswith("the session goes on in memory")
    assert (folder / FILE).read_bytes() == content
    with pytest.raises(TroubleError, match="newer version"), Reader(folder):
        pass
