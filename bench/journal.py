"""The journal: what writing an event ahead of its POST costs, and searching ten thousand entries.

Writing ahead is compared with the least that makes a row lasting on the same disk: an INSERT and a commit, in this
thread, in the same mode of SQLite. Ours besides takes the entry apart, redacts it, and goes to another thread and back.
"""

import asyncio
import contextlib
import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Goal, Series, comparison, interleaved, row
from smooth_console.client import ApiKey, SmoothClient
from smooth_console.journal import DiskJournal
from smooth_console.journal.reading import Reader
from smooth_console.journal.searching import search
from smooth_console.session import Entry, Progress
from smooth_console.session.link import Link
from smooth_console.wire import evaluate_js, to_builtins

GOAL = Goal(ratio=20.0, within=0.001)
ROUNDS, WARM_UP = 400, 40
ENTRIES = 10_000
SEARCHES = 20
OURS, FLOOR = "write ahead", "a bare INSERT and commit"


async def compare() -> str:
    """Both, on a disk folder of their own."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        return "\n\n".join((await _writing(folder), await asyncio.to_thread(_searching, folder / "many")))


async def _writing(folder: Path) -> str:
    journal = DiskJournal(folder / "journal")
    own = journal.session(local=False)
    entries = _entries()
    async with SmoothClient("http://127.0.0.1:1", ApiKey("a-key-that-is-hidden")) as client:
        Link(client, journal=own)
        with _bare(folder / "bare.db") as db:

            async def ahead() -> object:
                await own.write_ahead(next(entries))
                return None

            async def insert() -> object:
                return db.execute("INSERT INTO entries (line) VALUES (?)", ("js document.title",))

            found = await interleaved({FLOOR: insert, OURS: ahead}, rounds=ROUNDS, warm_up=WARM_UP)
    await journal.aclose()
    return f"an event into the journal, {ROUNDS} rounds\n{comparison(found[OURS], found[FLOOR], GOAL)}"


def _entries() -> Iterator[Entry]:
    number = 0
    while True:
        number += 1
        event = evaluate_js("(async (args) => (document.title))", id=f"evt_{number}")
        yield Entry(
            n=number,
            event_id=f"evt_{number}",
            verb="js",
            line="js document.title",
            created_at=0,
            created=time.monotonic(),
            event=event,
            shown=event,
            progress=Progress(),
        )


@contextlib.contextmanager
def _bare(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, line TEXT)")
        yield db


def _searching(folder: Path) -> str:
    """Search with the index, and once more as it is without one."""
    with Reader(folder) as reader:
        _fill(reader.db)
        began = time.perf_counter()
        search(reader, "nothing")
        made = Series("the first search, which makes the index", [time.perf_counter() - began])
        indexed = Series("a search for one entry")
        for number in range(SEARCHES):
            began = time.perf_counter()
            assert len(search(reader, f"thing t{10_017 + number * 499}")) == 1
            indexed.times.append(time.perf_counter() - began)
        reader.writable = False
        through = Series("the same without an index")
        for number in range(3):
            began = time.perf_counter()
            search(reader, f"thing t{10_017 + number * 499}")
            through.times.append(time.perf_counter() - began)
    rows = "\n".join(row(series) for series in (made, indexed, through))
    return f"sessions search, {ENTRIES:,} entries of 1 kB\n{rows}"


def _fill(db: sqlite3.Connection) -> None:
    db.execute("BEGIN")
    db.execute(
        """INSERT INTO sessions (name, owner, server, local, status, reason, kept, credits, first_n, opened_at,
                                 changed_at, ended_at, program)
           VALUES ('ses_a', '', 'https://api.example/v1', 0, 'done', '', 0, 0, 1, 1, 1, 1, '')"""
    )
    event = json.dumps(to_builtins(evaluate_js("document.querySelector('h1').textContent")))
    answers = (
        json.dumps({"title": f"thing t{10_000 + n}", "text": f"lorem ipsum {n * 7919} " * 40}) for n in range(ENTRIES)
    )
    db.executemany(
        """INSERT INTO entries (session, place, event_id, verb, line, sent, reply_line, may_repeat, state, reason,
                                doubtful, accepted, late, attempts, created_at, code, output)
           VALUES (1, ?, 'evt_1', 'js', 'js document.title', ?, '', 0, 'ok', '', 0, 1, 0, 1, 1, 200, ?)""",
        ((place, event, answer) for place, answer in enumerate(answers, 1)),
    )
    db.execute("COMMIT")
