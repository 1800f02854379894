"""Taking up a session that the journal knows: what comes back, what is looked for, and that nothing is sent again."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.journal import DiskJournal
from smooth_console.journal.reading import Reader
from smooth_console.session import Entry, EventState, Session
from smooth_console.session import link as links
from smooth_console.session.opening import ATTEMPTS
from smooth_console.wire import TaskRequest, evaluate_js, goto, run_task
from tests.journal.conftest import journal_in, js, rows, session_on
from tests.session.conftest import state_of, until
from tests.session.servers import Fault, ScriptedServer, serving

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def looks_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "LOOK_S", 0.2)


class Killed:
    """A console that ends at once, as by `kill -9`: its loop is gone, its journal holds what was committed."""

    def __init__(self, server: ScriptedServer, folder: Path) -> None:
        self.server = server
        self.folder = folder

    async def __aenter__(self) -> Session:
        self.journal = DiskJournal(self.folder)
        self.client = SmoothClient(self.server.url, ApiKey("key-of-the-test"))
        self.session, opening = await Session.open(
            self.client, TaskRequest(task=None), journal=self.journal.session(local=False)
        )
        await self.session.settled(opening)
        return self.session

    async def __aexit__(self, *_exc_info: object) -> None:
        # Nothing more is written, and nothing more is heard.
        await self.journal.aclose()
        if self.session._listening is not None:
            self.session._listening.cancel()
        await self.client.aclose()


def named(session: Session) -> list[tuple[int, str, str]]:
    return [(entry.n, entry.line, entry.state.value) for entry in session.entries]


async def test_a_session_that_was_killed_comes_back_with_numbers_lines_and_states(folder: Path) -> None:
    async with serving(ScriptedServer()) as server:
        async with Killed(server, folder) as session:
            first = await js(session, "40 + 2")
            await js(session, "'é'")
        before = named(session)
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, attached):
            await session.settled(attached)
            assert named(session)[:3] == before[:3]
            assert (attached.n, attached.state) == (4, EventState.OK)
            again = session.entries[1]
            assert again.answer is not None
            assert first.answer is not None
            assert again.answer.output == first.answer.output
            assert again.event_id == first.event_id
            assert again.total_ms == pytest.approx(first.total_ms, abs=0.01)
            assert session.credits == 4
            fifth = await js(session, "1")
            assert (fifth.n, len(session.entries)) == (5, 5)
        with Reader(folder) as reader:
            [record] = reader.sessions()
            assert record.entries == 5
            assert [entry.n for entry in reader.story(record).entries] == [1, 2, 3, 4, 5]


async def test_an_answer_that_came_while_nobody_listened_is_found(folder: Path) -> None:
    async with serving(ScriptedServer(act=lambda _event: [])) as server:
        async with Killed(server, folder) as session:
            entry = session.send(evaluate_js("1"), verb="js", line="js 1", deadline_s=30.0)
            await until(lambda: entry.state is EventState.PENDING)
        server.answer(entry.event_id, "in the meantime")
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, _):
            again = await session.settled(session.entries[1])
            assert again.state is EventState.OK
            assert again.answer is not None
            assert again.answer.output == "in the meantime"
            assert len(server.taken) == 1
            assert len(session.entries) == 3


async def in_doubt(server: ScriptedServer, folder: Path, event: Any, verb: str) -> Entry:
    """Have a console killed while a POST of its is under way that the server never answers."""
    async with Killed(server, folder) as session:
        server.post_delay_s = 60.0
        entry = session.send(event, verb=verb, line=f"{verb} x", deadline_s=0.5)
        await until(lambda: any(method == "POST" and "/event" in path for _, method, path in server.requests))
    server.post_delay_s = 0.0
    return entry


@pytest.mark.parametrize("verb", ["js", "goto"])
async def test_what_may_have_been_taken_is_looked_for_and_never_sent_again(folder: Path, verb: str) -> None:
    event = evaluate_js("buy()") if verb == "js" else goto("https://x.example/")
    async with serving(ScriptedServer(idempotent=True)) as server:
        await in_doubt(server, folder, event, verb)
        asked = len(server.gets())
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, _):
            entry = session.entries[1]
            assert state_of(entry) is EventState.UNCONFIRMED
            await session.settled(entry)
            assert state_of(entry) is EventState.LOST
            assert entry.reason.startswith("may have been taken: the program ended while it was being sent")
            assert len(server.gets()) > asked + 1
            assert server.taken == []


async def test_what_may_have_been_taken_and_is_found_is_well(folder: Path) -> None:
    async with serving(ScriptedServer()) as server:
        entry = await in_doubt(server, folder, evaluate_js("buy()"), "js")
        server.answer(entry.event_id, "bought")
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, _):
            again = session.entries[1]
            await session.settled(again)
            assert again.state is EventState.OK
            assert server.taken == []


async def test_a_resend_of_what_is_in_doubt_uses_its_id(folder: Path) -> None:
    async with serving(ScriptedServer()) as server:
        async with Killed(server, folder) as session:
            server.post_delay_s = 60.0
            entry = session.send(evaluate_js("buy()"), verb="js", line="js buy()", deadline_s=60.0)
            await until(lambda: any("/event" in path for _, _, path in server.requests))
        server.post_delay_s = 0.0
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, _):
            again = session.resend(session.entries[1])
            await session.settled(again)
            assert again.state is EventState.OK
            assert [event["id"] for event in server.taken] == [entry.event_id]


async def test_a_question_that_was_not_replied_to_waits_on_and_one_in_doubt_can_be_replied_to(folder: Path) -> None:
    asked = [("call_1", "tool_call", {"name": "ask", "input": {"q": 1}})]
    server = ScriptedServer(act=lambda event: asked if event["name"] == "session_action" else [])
    async with serving(server):
        async with Killed(server, folder) as session:
            session.send(run_task("ask"), verb="run", line="run ask")
            call = await session.next_call(deadline_s=5.0)
            assert call is not None
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, _):
            again = await session.next_call(deadline_s=5.0)
            assert again is not None
            assert (again.event_id, again.n) == ("call_1", call.n)
            assert again.as_call()["input"] == {"q": 1}
            session.reply(again, {"a": 2}, line="reply 3 {}")
            await session.settled(again)
            assert sum(event["name"] == "tool_call" for event in server.taken) == 1
        # It has been replied to: who comes after does not ask again.
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, _):
            assert session.calls == []
            assert session.entries[2].replied == (200, {"a": 2})


async def test_a_session_that_is_over_settles_everything(folder: Path) -> None:
    async with serving(ScriptedServer(act=lambda _event: [])) as server:
        async with Killed(server, folder) as session:
            entry = session.send(evaluate_js("1"), verb="js", line="js 1", deadline_s=None)
            await until(lambda: entry.state is EventState.PENDING)
        server.end("done")
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, _):
            assert session.entries[1].state is EventState.LOST
        with Reader(folder) as reader:
            [record] = reader.sessions()
            assert (record.status, record.may_live) == ("done", False)
            assert [state.state for state in reader.story(record).entries[1].states] == ["sending", "pending", "lost"]


async def test_a_server_that_cannot_be_reached_changes_nothing_in_the_record(folder: Path) -> None:
    async with serving(ScriptedServer(act=lambda _event: [])) as server:
        async with Killed(server, folder) as session:
            entry = session.send(evaluate_js("1"), verb="js", line="js 1", deadline_s=None)
            await until(lambda: entry.state is EventState.PENDING)
        before = rows(folder, "SELECT * FROM entries"), rows(folder, "SELECT status, owner FROM sessions")
        server.get_faults.extend([Fault(status=503, body=b"{}")] * ATTEMPTS)
        async with journal_in(folder) as journal, session_on(server, journal, attach="task_1") as (session, attached):
            assert attached.state is not EventState.OK
            assert session.status == "failed"
        assert (rows(folder, "SELECT * FROM entries"), rows(folder, "SELECT status, owner FROM sessions")) == before


async def test_a_session_that_another_console_has_gets_a_record_of_its_own(folder: Path) -> None:
    async with (
        serving(ScriptedServer()) as server,
        journal_in(folder) as one,
        journal_in(folder) as other,
        session_on(server, one) as (session, _),
    ):
        await js(session, "1")
        async with session_on(server, other, attach="task_1") as (second, _):
            assert [entry.line for entry in second.entries] == ["open", "js 1", "attach"]
            await asyncio.gather(js(session, "2"), js(second, "3"))
        with Reader(folder) as reader:
            newest, oldest = reader.sessions()
            assert [entry.line for entry in reader.story(oldest).entries][:3] == ["open", "js 1", "js 2"]
            assert [entry.line for entry in reader.story(newest).entries][:4] == ["open", "js 1", "attach", "js 3"]


async def test_numbers_go_on_where_the_console_is(folder: Path) -> None:
    async with serving(ScriptedServer()) as server:
        async with Killed(server, folder) as session:
            await js(session, "1")
        async with (
            journal_in(folder) as journal,
            session_on(server, journal, attach="task_1", first_n=11) as (session, _),
        ):
            assert [entry.n for entry in session.entries] == [11, 12, 13]
            await js(session, "2")
        with Reader(folder) as reader:
            assert [entry.n for entry in reader.story(reader.sessions()[0]).entries] == [11, 12, 13, 14]
