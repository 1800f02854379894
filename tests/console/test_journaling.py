"""What a console writes into its journal, and what it says of sessions that were left open."""

import contextlib
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from smooth_console.client import ApiKey
from smooth_console.console.changes import Change, JournalChanged, SessionsLeftOpen
from smooth_console.console.console import Console
from smooth_console.console.outcome import CommandError
from smooth_console.console.server import Choice
from smooth_console.journal import FOLDER, DiskJournal
from smooth_console.journal.reading import Reader
from smooth_console.journal.records import Story
from smooth_console.settings import Settings, data_folder
from tests.console.conftest import Agent
from tests.journal.conftest import journal_in, js, session_on
from tests.processes import PROGRAM, environment
from tests.session.conftest import until
from tests.session.servers import ScriptedServer, in_a_thread, serving

pytestmark = pytest.mark.anyio


@contextlib.asynccontextmanager
async def console_on(server: ScriptedServer) -> AsyncIterator[tuple[Console, list[Change]]]:
    """A console with the journal of the user's folder, and what it tells."""
    console = Console(
        Settings(deadline_s=5.0),
        Choice(server.url, ApiKey("key-of-the-test")),
        journal=DiskJournal(data_folder() / FOLDER),
    )
    told: list[Change] = []
    console.subscribe(told.append)
    try:
        yield console, told
    finally:
        await console.aclose()


def stories() -> list[Story]:
    """All that the journal holds, the oldest first."""
    with Reader(data_folder() / FOLDER) as reader:
        return [reader.story(one) for one in reversed(reader.sessions())]


async def left_open(server: ScriptedServer) -> str:
    """A session whose console was killed; gives the journal's id of it."""
    async with journal_in(data_folder() / FOLDER) as journal, session_on(server, journal) as (session, _):
        await js(session, "'walnut'")
        await journal.aclose()
    return stories()[-1].session.name


async def test_every_line_and_entry_of_every_session_is_kept() -> None:
    async with serving(ScriptedServer(act=Agent())) as one:
        async with console_on(one) as (console, told):
            for line in (".set city Oslo", "open a.example", "js 1", ".timeline", "goto b.example"):
                await console.run_line(console.parse(line))
        assert not [change for change in told if isinstance(change, JournalChanged | SessionsLeftOpen)]
    [story] = stories()
    assert [entry.line for entry in story.entries] == ["open a.example", "js 1", "goto b.example", "close"]
    assert [line.text for line in story.lines] == ["js 1", ".timeline", "goto b.example"]
    pages = [one.text for one in story.happenings if one.kind == "page"]
    assert pages == ["https://a.example", "https://b.example"]
    assert story.session.status == "done"


async def test_a_session_left_open_is_told_once_with_its_lines() -> None:
    async with serving(ScriptedServer()) as server:
        name = await left_open(server)
        async with console_on(server) as (console, told):
            await console.connect()
            await until(lambda: any(isinstance(change, SessionsLeftOpen) for change in told))
            [change] = [change for change in told if isinstance(change, SessionsLeftOpen)]
            [left] = change.sessions
            assert left.typed == f"attach {name}"
            assert left.close == f"smooth-console sessions close {name}"
            assert left.attach == "smooth-console --attach task_1"


async def test_a_session_that_has_ended_since_is_not_told_and_its_record_is_brought_to_its_end() -> None:
    async with serving(ScriptedServer()) as server:
        await left_open(server)
        server.end("done")
        async with console_on(server) as (console, told):
            await console.connect()
            await until(lambda: stories()[0].session.status == "done", 20.0)
            assert not [change for change in told if isinstance(change, SessionsLeftOpen)]
        assert server.opened == 1
    [story] = stories()
    assert not story.session.may_live
    assert [entry.line for entry in story.entries][2:] == ["attach (it had ended)"]


async def test_the_journals_own_id_leads_to_the_session_or_to_a_reason() -> None:
    async with serving(ScriptedServer()) as server, serving(ScriptedServer()) as other:
        name, there = await left_open(server), await left_open(other)
        async with console_on(server) as (console, _):
            with pytest.raises(CommandError, match="the journal knows no session ses_none"):
                await console.run_line(console.parse("attach ses_none"))
            with pytest.raises(CommandError, match=f"is at another server; start with --api {other.url}"):
                await console.run_line(console.parse(f"attach {there}"))
            await console.run_line(console.parse(f"attach {name}"))
            assert console.session is not None
            assert console.session.task_id == "task_1"
            assert [entry.line for entry in console.entries] == ["open", "js 'walnut'", f"attach {name}"]


def test_the_program_shows_all_answers_where_files_may_not_grow(tmp_path: Path) -> None:
    """As on a full disk, but for any user: the system refuses to let a file become larger."""
    lines = "\n".join(f"js '{number}' + '{'x' * 1_500}'" for number in range(40))
    script = tmp_path / "long.smooth"
    script.write_text(lines)
    with in_a_thread(ScriptedServer()) as server:
        limited = ("sh", "-c", 'ulimit -f 100; exec "$@"', "sh", *PROGRAM, "run", str(script), "--api", server.url)
        done = subprocess.run(
            limited,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment(tmp_path, CIRCLEMIND_API_KEY="key-of-the-test"),
            timeout=90,
        )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 40
    assert done.stderr.count("the session goes on in memory") == 1
    assert "Traceback" not in done.stderr
