"""Nothing that is secret reaches a file of the journal, in whatever spelling."""

import base64
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

from smooth_console.journal.reading import Reader
from smooth_console.journal.searching import search
from smooth_console.session import BULLETS
from smooth_console.wire import Secret, evaluate_js, run_task
from tests.journal.conftest import every_byte, journal_in, js, rows, session_on
from tests.session.servers import Fault, ScriptedServer, serving

pytestmark = pytest.mark.anyio

SECRET = 'correct "horse" bätter/staple'
SPELLINGS = [
    SECRET.encode(),
    b"horse",
    b"staple",
    quote(SECRET).encode(),
    base64.b64encode(SECRET.encode())[:16],
    b"key-of-the-test",
]


def nothing_of_it(folder: Path) -> bool:
    """Whether no file holds a spelling, and no value that is compressed in one."""
    content = every_byte(folder)
    packed = rows(folder, "SELECT sent, call, error, output, further FROM entries")
    content += b"".join(zlib.decompress(value) for row in packed for value in row if isinstance(value, bytes))
    return len(content) > 10_000 and not any(spelling in content for spelling in SPELLINGS)


async def test_secrets_in_lines_events_answers_and_errors_are_bullets(folder: Path) -> None:
    async with serving(ScriptedServer()) as server, journal_in(folder) as journal:
        async with session_on(server, journal) as (session, _):
            event = run_task("log in", secrets={"pw": Secret(value=SECRET)})
            entry = session.send(event, verb="run", line=f"run --secret pw={SECRET} log in", deadline_s=5.0)
            await session.settled(entry)
            await js(session, f"['{SECRET}', '{quote(SECRET)}', 'key-of-the-test']")
            await js(session, base64.b64encode(SECRET.encode()).decode())
            server.post_faults.append(Fault(status=400, body=b'{"detail": "bad key key-of-the-test"}'))
            await js(session, "1")
            session._notice("warning", f"it said {SECRET}")
            journal.line(session.secrets.redact(f"!curl -d {SECRET} x"), sends=False)
        assert nothing_of_it(folder)
    assert nothing_of_it(folder)
    with Reader(folder) as reader:
        assert len(search(reader, "log in")) == 1
        story = reader.story(reader.sessions()[0])
        assert story.entries[1].line == f"run --secret pw={BULLETS} log in"
        assert BULLETS in str(story.entries[2].output)


async def test_what_turns_out_to_be_secret_is_taken_out_of_what_was_written_before(folder: Path) -> None:
    long = [f"row {number}: {SECRET}" for number in range(500)]
    server = ScriptedServer(act=lambda event: [(event["id"], event["name"], {"code": 200, "output": [SECRET, long]})])
    async with serving(server), journal_in(folder) as journal, session_on(server, journal) as (session, _):
        journal.line(f".set pw {SECRET}", sends=False)
        await js(session, SECRET)
        await journal.ask(lambda _db: None)
        with Reader(folder) as reader:
            assert SECRET in str(reader.story(reader.sessions()[0]).entries[1].output)
        session.secrets.add(SECRET)
        await session.settled(session.send(evaluate_js("1"), verb="js", line="js 1"))
        await journal.ask(lambda _db: None)
        assert nothing_of_it(folder)
        with Reader(folder) as reader:
            output = reader.story(reader.sessions()[0]).entries[1].output
            assert output == [BULLETS, [line.replace(SECRET, BULLETS) for line in long]]
    assert nothing_of_it(folder)


async def test_a_line_from_before_the_session_that_holds_its_key_is_hidden_too(folder: Path) -> None:
    async with serving(ScriptedServer()) as server, journal_in(folder) as journal:
        journal.line("!echo key-of-the-test", sends=False)
        await journal.ask(lambda _db: None)
        async with session_on(server, journal) as (session, _):
            await js(session)
        assert rows(folder, "SELECT text FROM lines") == [(f"!echo {BULLETS}",)]
        assert nothing_of_it(folder)


async def test_what_a_recalled_entry_hid_is_not_sent_again(folder: Path) -> None:
    async with serving(ScriptedServer(act=lambda _event: [])) as server:
        async with journal_in(folder) as journal, session_on(server, journal) as (session, _):
            event = run_task("log in", secrets={"pw": Secret(value=SECRET)})
            session.send(event, verb="run", line="run log in")
            await journal.ask(lambda _db: None)
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, _):
            entry = session.entries[1]
            assert session.resend(entry) is entry
            assert len(server.taken) <= 1


@pytest.fixture
def open_to_all(folder: Path) -> Path:
    """A folder that others made, and can read."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    return folder


async def test_files_are_the_users_alone(open_to_all: Path) -> None:
    async with (
        serving(ScriptedServer()) as server,
        journal_in(open_to_all) as journal,
        session_on(server, journal) as (session, _),
    ):
        await js(session, "1")
        modes = modes_in(open_to_all)
        assert {"journal.db", "journal.db-wal", "journal.db-shm", "owners"} <= modes.keys()
        assert set(modes.values()) == {0o600, 0o700}
        assert (modes["journal.db-wal"], modes["owners"], modes["."]) == (0o600, 0o700, 0o700)


def modes_in(folder: Path) -> dict[str, int]:
    """The mode of a folder and of everything in it."""
    paths = [folder, *folder.rglob("*")]
    return {"." if path == folder else path.name: path.stat().st_mode & 0o777 for path in paths}
