"""Killing the real program with SIGKILL at random instants, and looking at what its journal holds afterwards.

`python -m tests.journal.killing 200` is the long form.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.journal import FOLDER, DiskJournal
from smooth_console.journal.packing import unpacked_text
from smooth_console.journal.reading import Reader
from smooth_console.journal.records import Story
from smooth_console.session import EventState, Session
from smooth_console.wire import decode_json
from tests.processes import PROGRAM, environment
from tests.session.conftest import until
from tests.session.servers import ScriptedServer, serving

KEY = "key-of-the-test"
LINES = 40
STARTS_S = 60.0
TAKEN_FIRST = (2, 14)
"""Events that the server has taken, fewest and most, when the program is killed while it sends."""


@dataclass
class Counts:
    """What came of killings.

    Attributes:
        kills: How often the program was killed.
        taken: Events that a server took.
        answered: Answers of theirs that the journals hold.
        missing: Events that a server took and the journal does not hold, or not as they were sent.
        malformed: Rows that cannot be read, gaps in a timeline, databases that are not well.
        resent: Events that a server got again when the session was taken up.
        unsettled: Entries that had no end after the session was taken up and closed.
    """

    kills: int = 0
    taken: int = 0
    answered: int = 0
    missing: int = 0
    malformed: int = 0
    resent: int = 0
    unsettled: int = 0


async def kill_at_random(home: Path, kills: int, *, seed: int | None = None) -> Counts:
    """Start the program on a server of its own, kill it, look, take the session up again; so many times.

    Args:
        home: A folder; its journal is the one of all the runs.
        kills: How many times.
        seed: Of the instants.
    """
    chance = random.Random(seed)
    counts = Counts()
    used: set[int] = set()
    for number in range(kills):
        async with _at_a_new_port(used) as server:
            await _kill(home, server, chance, early=number % 5 == 4)
            counts.kills += 1
            _look(home / "data" / FOLDER, server, counts)
            await _take_up(home / "data" / FOLDER, server, counts)
    return counts


@asynccontextmanager
async def _at_a_new_port(used: set[int]) -> AsyncIterator[ScriptedServer]:
    """A server at an address that no other had: to the journal it would be the same."""
    async with AsyncExitStack() as servers:
        while (server := await servers.enter_async_context(serving(ScriptedServer()))).port in used:
            pass
        used.add(server.port)
        yield server


async def _kill(home: Path, server: ScriptedServer, chance: random.Random, *, early: bool) -> None:
    """Run a script that sends one thing after the other, until an instant while it starts or while it sends."""
    async with _program(home, server, _script(chance)) as process:
        if early:
            await asyncio.sleep(chance.uniform(0.0, 0.6))
        else:
            # Counted in events, not in time: a busy machine must not turn this into killing what has not begun.
            wanted = chance.randint(*TAKEN_FIRST)
            await until(lambda: len(server.taken) >= wanted, STARTS_S)
            await asyncio.sleep(chance.uniform(0.0, 0.05))
        if process.returncode is None:
            process.kill()
        await process.wait()


def _script(chance: random.Random) -> str:
    kinds = (
        "js {n} + 1",
        "goto x.example/{n}",
        'extract {{"type": "object", "title": "{n}"}}',
        "js 'a long one {n} " + "x" * 5_000 + "'",
        ".status",
    )
    return "\n".join(chance.choice(kinds).format(n=n) for n in range(LINES))


@asynccontextmanager
async def _program(home: Path, server: ScriptedServer, script: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(*PROGRAM, "run", "-", "--api", server.url, "--keep"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=home,
        env=environment(home, CIRCLEMIND_API_KEY=KEY),
    )
    try:
        assert process.stdin is not None
        process.stdin.write(script.encode())
        process.stdin.close()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _look(folder: Path, server: ScriptedServer, counts: Counts) -> None:
    """Hold the journal against what the server took."""
    counts.taken += len(server.taken)
    if not (folder / "journal.db").exists():
        counts.missing += len(server.taken) + server.opened
        return
    with Reader(folder) as reader:
        counts.malformed += reader.db.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
        for row in reader.db.execute("SELECT sent, call, error, output, further FROM entries"):
            counts.malformed += sum(packed is not None and not _readable(packed) for packed in row)
        stories = [reader.story(one) for one in reader.sessions() if one.server == server.url]
    if not stories:
        counts.missing += len(server.taken) + server.opened
        return
    [story] = stories
    counts.malformed += not _whole(story)
    held = {entry.event_id: entry for entry in story.entries}
    for event in server.taken:
        entry = held.get(event["id"])
        counts.missing += entry is None or entry.sent != event
        counts.answered += entry is not None and entry.answered


def _whole(story: Story) -> bool:
    """Whether no row is left out, and each is in a state that it has got to."""
    numbers = [entry.n for entry in story.entries]
    states = {state.value for state in EventState}
    return numbers == list(range(1, len(numbers) + 1)) and all(
        entry.states and entry.states[-1].state == entry.state and entry.state in states for entry in story.entries
    )


def _readable(packed: Any) -> bool:
    try:
        decode_json(unpacked_text(packed))
    except ValueError:
        return False
    return True


async def _take_up(folder: Path, server: ScriptedServer, counts: Counts) -> None:
    """Go on with the session as `attach` does, then close it."""
    if not server.opened:
        return
    taken = [event["id"] for event in server.taken]
    journal = DiskJournal(folder)
    async with SmoothClient(server.url, ApiKey(KEY)) as client:
        session, entry = await Session.attach(client, "task_1", journal=journal.session(local=False))
        await session.settled(entry)
        await session.aclose()
    await journal.aclose()
    counts.unsettled += sum(not entry.terminal for entry in session.entries)
    again = [event["id"] for event in server.taken][len(taken) :]
    counts.resent += sum(event_id in taken or event_id not in _closes(session) for event_id in again)


def _closes(session: Session) -> set[str]:
    return {entry.event_id for entry in session.entries if entry.verb == "close"}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        print(asyncio.run(kill_at_random(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else 200)))
