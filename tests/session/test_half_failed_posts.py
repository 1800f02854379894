"""POSTs that fail: what is sent again, what is not, and what is said of it."""

import asyncio

import pytest

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.session import EventState, Session
from smooth_console.wire import TaskRequest, evaluate_js, goto
from tests.session.conftest import live_session, until
from tests.session.servers import Fault, ScriptedServer, serving

pytestmark = pytest.mark.anyio

HTML = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
BREAKS = [
    pytest.param(Fault(taken=True), id="cut after it was taken"),
    pytest.param(Fault(taken=False), id="cut before it was taken"),
    pytest.param(Fault(status=502, body=HTML, taken=True), id="502 after it was taken"),
    pytest.param(Fault(status=200, body=b"<html>sign in</html>", taken=False), id="200 that is a web page"),
]


@pytest.mark.parametrize("fault", BREAKS)
async def test_an_idempotent_server_gets_the_same_id_again_at_once(fault: Fault) -> None:
    server = ScriptedServer(idempotent=True)
    server.post_faults.append(fault)
    async with live_session(server) as live:
        entry = live.session.send(evaluate_js("1"), verb="js", line="js 1")
        async with asyncio.timeout(1.5):
            await live.session.settled(entry)
        assert entry.state is EventState.OK
        assert len(server.taken) == 1


@pytest.mark.parametrize("fault", [BREAKS[0], BREAKS[2]])
@pytest.mark.parametrize("holds", [True, False])
async def test_what_was_taken_is_found_and_not_sent_again(fault: Fault, holds: bool) -> None:
    server = ScriptedServer(holds=holds)
    server.post_faults.append(fault)
    async with live_session(server) as live:
        entry = live.session.send(goto("https://example.com"), verb="goto", line="goto example.com")
        await live.session.settled(entry)
        assert entry.state is EventState.OK
        assert (len(server.taken), entry.attempts) == (1, 1)


async def test_a_goto_that_is_not_found_is_sent_once_more_with_the_same_id() -> None:
    server = ScriptedServer()
    server.post_faults.append(Fault())
    async with live_session(server) as live:
        entry = live.session.send(goto("https://example.com"), verb="goto", line="goto example.com")
        behind = live.session.send(evaluate_js("1"), verb="js", line="js 1")
        await live.session.settled(behind)
        assert (entry.state, entry.attempts) == (EventState.OK, 2)
        assert [one["id"] for one in server.taken] == [entry.event_id, behind.event_id]


async def test_a_goto_that_fails_twice_is_not_sent_a_third_time() -> None:
    server = ScriptedServer()
    server.post_faults.extend([Fault(), Fault()])
    async with live_session(server) as live:
        entry = live.session.send(goto("https://example.com"), verb="goto", line="goto example.com", deadline_s=2.5)
        await live.session.settled(entry)
        assert (entry.state, entry.attempts) == (EventState.LOST, 2)
        assert "may have been taken" in entry.reason


async def test_js_is_not_sent_again_and_ends_lost_at_its_deadline() -> None:
    server = ScriptedServer()
    server.post_faults.append(Fault())
    async with live_session(server) as live:
        entry = live.session.send(evaluate_js("1"), verb="js", line="js 1", deadline_s=0.3)
        await live.session.settled(entry)
        assert (entry.state, entry.attempts) == (EventState.LOST, 1)
        assert "may have been taken" in entry.reason
        assert server.taken == []


async def test_js_is_sent_again_when_the_sender_says_so() -> None:
    server = ScriptedServer()
    server.post_faults.append(Fault())
    async with live_session(server) as live:
        entry = live.session.send(evaluate_js("1"), verb="js", line="js 1", deadline_s=30)
        await until(lambda: entry.state is EventState.UNCONFIRMED)
        live.session.resend(entry)
        await live.session.settled(entry)
        assert (entry.state, entry.attempts, len(server.taken)) == (EventState.OK, 2, 1)


async def test_what_is_over_is_resent_as_a_new_entry() -> None:
    async with live_session() as live:
        entry = live.session.send(evaluate_js("1"), verb="js", line="js 1")
        await live.session.settled(entry)
        again = live.session.resend(entry)
        await live.session.settled(again)
        assert again.n == entry.n + 1
        assert again.event_id != entry.event_id


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (Fault(status=400, body=b'{"detail": "input.js is missing"}'), 400, "input.js is missing"),
        (
            Fault(status=422, body=b'{"detail": [{"loc": ["body", "name"], "msg": "too long"}]}'),
            422,
            "body.name: too long",
        ),
        (Fault(status=413, body=HTML), 413, "web page"),
        (Fault(status=403, body=b'{"detail": "no credit"}'), 403, "no credit"),
    ],
)
async def test_a_refusal_is_final_and_says_why(fault: Fault, code: int, said: str) -> None:
    server = ScriptedServer()
    server.post_faults.append(fault)
    async with live_session(server) as live:
        entry = live.session.send(evaluate_js("1"), verb="js", line="js 1")
        await live.session.settled(entry)
        assert (entry.state, entry.code, entry.attempts) == (EventState.REJECTED, code, 1)
        assert said in entry.reason
        assert live.session.status == "running"


async def test_too_many_requests_are_sent_again_when_the_server_says() -> None:
    server = ScriptedServer()
    server.post_faults.append(Fault(status=429, body=b'{"detail": "slow down"}', headers={"retry-after": "0"}))
    async with live_session(server) as live:
        entry = live.session.send(evaluate_js("1"), verb="js", line="js 1")
        await live.session.settled(entry)
        assert (entry.state, entry.attempts, len(server.taken)) == (EventState.OK, 2, 1)


async def test_a_session_is_opened_once_when_it_is_not_known_whether_it_was() -> None:
    server = ScriptedServer()
    server.open_faults.append(Fault(taken=True))
    async with serving(server), SmoothClient(server.url, ApiKey("k")) as client:
        session, opening = await Session.open(client, TaskRequest(task=None))
        assert not await session.ready()
        assert opening.state is EventState.LOST
        assert "may have been taken" in opening.reason
        assert opening.reason.endswith("Open there now: task_1; `attach TASK_ID` takes one up")
        assert server.opened == 1
        await session.aclose()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(),
        Fault(status=502, body=HTML),
        Fault(status=202, body=b"not json"),
        Fault(status=202, body=b'{"nothing": 1}'),
        Fault(status=429, body=b"{}", headers={"retry-after": "0"}),
    ],
)
async def test_polls_that_fail_are_made_again_and_nothing_is_lost(fault: Fault) -> None:
    server = ScriptedServer()
    server.get_faults.extend([fault] * 2)
    async with live_session(server) as live:
        entry = live.session.send(evaluate_js("1"), verb="js", line="js 1", deadline_s=5)
        await live.session.settled(entry)
        assert entry.state is EventState.OK
        assert live.session.connection.state == "online"
        told = [change.connection.state for change in live.changes if hasattr(change, "connection")]
        assert "reconnecting" in told


async def test_a_held_poll_that_is_cut_is_made_again() -> None:
    async with live_session(ScriptedServer(act=lambda _event: [])) as live:
        entry = live.session.send(evaluate_js("1"), verb="js", line="js 1", deadline_s=5)
        await until(lambda: entry.state is EventState.PENDING)
        live.server.drop_connections()
        live.server.answer(entry.event_id, "x")
        await live.session.settled(entry)
        assert entry.state is EventState.OK


async def test_a_key_that_is_refused_while_listening_is_said() -> None:
    server = ScriptedServer()
    server.get_faults.append(Fault(status=401, body=b'{"detail": "bad key"}'))
    async with live_session(server) as live:
        await until(lambda: live.session.connection.state == "refused")
        assert "bad key" in live.session.connection.detail
        assert "key" in live.session.connection.sentence(0.0)
