"""A journal in a folder of its own, and sessions on scripted servers that write to it."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.journal import DiskJournal
from smooth_console.journal.store import FILE
from smooth_console.session import Entry, Session
from smooth_console.wire import TaskRequest, evaluate_js
from tests.session.servers import ScriptedServer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the journal is; not made yet."""
    return tmp_path / "data" / "journal"


@contextlib.asynccontextmanager
async def journal_in(folder: Path, **more: Any) -> AsyncIterator[DiskJournal]:
    """A journal, as one process has it."""
    journal = DiskJournal(folder, **more)
    try:
        yield journal
    finally:
        await journal.aclose()


@contextlib.asynccontextmanager
async def session_on(
    server: ScriptedServer, journal: DiskJournal, *, attach: str = "", local: bool = False, **more: Any
) -> AsyncIterator[tuple[Session, Entry]]:
    """A session that writes to a journal. It is let go of at the end, not closed."""
    async with SmoothClient(server.url, ApiKey("key-of-the-test"), connect_timeout_s=2.0) as client:
        own = journal.session(local=local)
        if attach:
            session, opening = await Session.attach(client, attach, journal=own, **more)
        else:
            session, opening = await Session.open(client, TaskRequest(task=None), journal=own, **more)
        await session.ready()
        try:
            yield session, opening
        finally:
            await session.aclose(keep=True)


async def js(session: Session, code: str = "1", deadline_s: float | None = 5.0) -> Entry:
    """Send JavaScript, and wait for its end."""
    entry = session.send(evaluate_js(code), verb="js", line=f"js {code}", deadline_s=deadline_s)
    return await session.settled(entry)


def rows(folder: Path, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What the database holds."""
    with contextlib.closing(sqlite3.connect(folder / FILE)) as db:
        return db.execute(sql, parameters).fetchall()


def every_byte(folder: Path) -> bytes:
    """The content of every file below a folder."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def moved_aside(folder: Path) -> list[tuple[str, int]]:
    """Damaged journals that were moved aside: name and mode."""
    return [(path.name, path.stat().st_mode & 0o777) for path in folder.glob("journal-damaged-*.db")]


def make_read_only(disk: Path) -> None:
    """From here on nothing can be written to a `small_disk`."""
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


@contextlib.contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A file system of that size; the test is skipped where none may be mounted."""
    place.mkdir(parents=True)
    mounted = os.geteuid() == 0 and sys.platform == "linux"
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
