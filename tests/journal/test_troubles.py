"""What is wrong with a disk or a database is said once; the session goes on, and comes into the journal when it can."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from smooth_console.journal import writer
from smooth_console.journal.reading import Reader, read
from smooth_console.journal.searching import search
from smooth_console.journal.store import FILE
from smooth_console.session import EventState, Session
from tests.journal.conftest import journal_in, js, make_read_only, moved_aside, rows, session_on, small_disk
from tests.session.servers import ScriptedServer, serving

pytestmark = pytest.mark.anyio


@pytest.fixture
def tries_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "RETRY_S", (0.05, 0.05))


async def goes_on(session: Session) -> None:
    """Answers are shown, journal or not."""
    for number in range(3):
        entry = await js(session, str(number))
        assert entry.state is EventState.OK


@pytest.mark.usefixtures("tries_again_soon")
async def test_a_full_disk_is_said_once_and_all_is_written_when_there_is_room(tmp_path: Path) -> None:
    said: list[str] = []
    with small_disk(tmp_path / "disk", "600k") as disk:
        async with serving(ScriptedServer()) as server, journal_in(disk / "journal", listener=said.append) as journal:
            async with session_on(server, journal) as (session, _):
                await js(session, "'before'")
                filler = disk / "filler"
                with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                    while True:
                        file.write(b"x" * 512)
                while not journal.trouble:
                    await js(session, f"'{os.urandom(1000).hex()}'")
                assert said == [journal.trouble]
                assert "the disk is full" in said[0]
                await goes_on(session)
                assert len(said) == 1
                filler.unlink()
                while journal.trouble:
                    await js(session, "'after'")
                assert said[1:] == ["the journal is written again, with all that is in memory"]
                expected = [(entry.n, entry.line, entry.state.value) for entry in session.entries]
            await journal.aclose()
            assert rows(disk / "journal", "SELECT place, line, state FROM entries ORDER BY place") == expected
            assert rows(disk / "journal", "PRAGMA integrity_check") == [("ok",)]


async def test_a_read_only_disk_is_said_and_the_session_goes_on(tmp_path: Path) -> None:
    said: list[str] = []
    with small_disk(tmp_path / "disk", "1m") as disk:
        make_read_only(disk)
        async with (
            serving(ScriptedServer()) as server,
            journal_in(disk / "journal", listener=said.append) as journal,
            session_on(server, journal) as (session, _),
        ):
            await goes_on(session)
        assert len(said) == 1
        assert "its folder or disk is read-only" in said[0]


async def test_a_journal_on_a_read_only_disk_can_be_read(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        async with (
            serving(ScriptedServer()) as server,
            journal_in(disk / "journal") as journal,
            session_on(server, journal) as (session, _),
        ):
            await js(session, "'walnut'")
        make_read_only(disk)
        with Reader(disk / "journal") as reader:
            assert not reader.writable
            assert len(search(reader, "walnut")) == 1
            assert len(reader.sessions()) == 1


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program has the database for itself."""
    db = sqlite3.connect(folder / FILE, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        db.execute("ROLLBACK")
        db.close()


@pytest.mark.usefixtures("tries_again_soon")
async def test_a_locked_database_is_said_and_written_when_it_is_free(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    async with (
        serving(ScriptedServer()) as server,
        journal_in(folder, listener=said.append) as journal,
        session_on(server, journal) as (session, _),
    ):
        await js(session, "1")
        await journal.ask(lambda db: db.execute("PRAGMA busy_timeout = 50"))
        with locked(folder):
            monkeypatch.setattr("smooth_console.journal.store.BUSY_S", 0.05)
            await goes_on(session)
            assert [("is locked by another program" in sentence) for sentence in said] == [True]
        while journal.trouble:
            await js(session, "1")
        expected = len(session.entries)
    assert rows(folder, "SELECT count(*) FROM entries") == [(expected,)]


async def test_two_consoles_write_at_once(folder: Path) -> None:
    said: list[str] = []
    async with (
        serving(ScriptedServer()) as server,
        serving(ScriptedServer()) as another,
        journal_in(folder, listener=said.append) as one,
        journal_in(folder, listener=said.append) as other,
        session_on(server, one) as (first, _),
        session_on(another, other) as (second, _),
    ):
        for number in range(20):
            await js(first, f"'a{number}'")
            await js(second, f"'b{number}'")
    assert said == []
    assert rows(folder, "SELECT count(*), count(DISTINCT event_id) FROM entries") == [(42, 42)]


async def many(folder: Path, count: int = 60) -> None:
    """A journal of several pages."""
    async with (
        serving(ScriptedServer()) as server,
        journal_in(folder) as journal,
        session_on(server, journal) as (session, _),
    ):
        for number in range(count):
            await js(session, f"'row {number} {os.urandom(400).hex()}'")


@pytest.mark.parametrize("damage", ["header", "middle", "rubbish", "cut"])
async def test_a_damaged_journal_is_moved_aside_and_what_can_be_read_of_it_is_kept(folder: Path, damage: str) -> None:
    await many(folder)
    path = folder / FILE
    content = bytearray(path.read_bytes())
    pages = len(content) // 4096
    if damage == "header":
        content[:100] = b"\xff" * 100
    elif damage == "middle":
        content[4096 * (pages // 2) : 4096 * (pages // 2 + 3)] = b"\xaa" * (3 * 4096)
    elif damage == "rubbish":
        content[:] = os.urandom(len(content))
    else:
        del content[4096 * (pages // 2) :]
    path.write_bytes(content)
    said: list[str] = []
    async with (
        serving(ScriptedServer()) as server,
        journal_in(folder, listener=said.append) as journal,
        session_on(server, journal) as (session, _),
    ):
        for number in range(30):
            entry = await js(session, f"'new {number} {os.urandom(400).hex()}'")
            assert entry.state is EventState.OK
    stories = read(folder, lambda reader: [reader.story(one) for one in reader.sessions()], said=said.append)
    lines = [entry.line for story in stories for entry in story.entries]
    kept = sum(line.startswith("js 'row") for line in lines)
    assert sum(line.startswith("js 'new") for line in lines) == 30
    assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
    assert kept > 20 if damage in ("middle", "cut") else kept == 0
    [(aside, mode)] = moved_aside(folder)
    assert mode == 0o600
    [sentence] = said
    assert aside in sentence
