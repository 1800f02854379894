"""Which consoles are alive, whose sessions were left open, and what became of those on engines that are gone."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from smooth_console.journal.owners import Owner, is_alive
from smooth_console.journal.reading import Reader
from smooth_console.journal.store import Orphan
from smooth_console.session import EventState
from smooth_console.wire import evaluate_js
from tests.journal.conftest import journal_in, js, session_on
from tests.session.conftest import until
from tests.session.servers import ScriptedServer, serving

pytestmark = pytest.mark.anyio

HOLD = "import sys, pathlib; from smooth_console.journal.owners import Owner; o = Owner(pathlib.Path(sys.argv[1])); "
HOLD += "o.be_known(); print(o.name, flush=True); sys.stdin.read()"


def test_a_process_is_alive_until_it_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        assert is_alive(tmp_path, name)
        assert is_alive(tmp_path, name)  # asking changes nothing
        process.kill()
        process.wait()
        assert not is_alive(tmp_path, name)
    assert list((tmp_path / "owners").iterdir()) == []


def test_who_has_left_or_never_was_is_not_alive(tmp_path: Path) -> None:
    owner = Owner(tmp_path)
    assert not is_alive(tmp_path, owner.name)
    owner.be_known()
    assert is_alive(tmp_path, owner.name)
    owner.leave()
    assert not is_alive(tmp_path, owner.name)


async def left_at_next_start(folder: Path) -> Sequence[Orphan]:
    """What a console is told of at its start."""
    found: list[Sequence[Orphan]] = []
    async with journal_in(folder, found=found.append) as journal:
        journal.start()
        await until(lambda: found)
    return found[0]


async def test_a_session_that_was_not_closed_is_named_and_one_that_was_or_is_kept_is_not(folder: Path) -> None:
    async with serving(ScriptedServer()) as server:
        async with journal_in(folder) as journal, session_on(server, journal) as (session, _):
            await js(session)
            session.kept = True
        assert await left_at_next_start(folder) == []
        async with journal_in(folder) as journal, session_on(server, journal) as (session, _):
            await js(session)
            assert await left_at_next_start(folder) == []  # its console is running
            await journal.aclose()  # and now it is gone, without having left
        [orphan] = await left_at_next_start(folder)
        assert (orphan.task_id, orphan.server) == ("task_1", server.url)
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, _):
            await session.aclose()
        assert await left_at_next_start(folder) == []


async def test_a_session_on_an_engine_that_is_gone_is_over_and_not_named(folder: Path) -> None:
    async with (
        serving(ScriptedServer(act=lambda _event: [])) as server,
        journal_in(folder) as journal,
        session_on(server, journal, local=True) as (session, _),
    ):
        entry = session.send(evaluate_js("1"), verb="js", line="js 1")
        await until(lambda: entry.state is EventState.PENDING)
        await journal.aclose()
    assert await left_at_next_start(folder) == []
    with Reader(folder) as reader:
        [record] = reader.sessions()
        assert (record.status, record.reason) == ("gone", "its engine ended with the console")
        last = reader.story(record).entries[-1]
        assert (last.state, last.states[-1].state) == ("lost", "lost")
        assert "its engine ended" in last.reason
