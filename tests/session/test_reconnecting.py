"""A server that is away, slow, or asks to be left alone: what the session does meanwhile, in virtual time."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from smooth_console.client import ApiError, ApiKey, SmoothClient
from smooth_console.session import CallArrived, Entry, EventState, Session, SessionChange, SessionChanged
from smooth_console.session.backoff import RETRY_AFTER_LIMIT_S, Backoff
from smooth_console.session.poller import SEEN_LIMIT
from smooth_console.wire import TaskRequest, evaluate_js, goto
from tests.faults.clock import run_virtually
from tests.faults.layer import Layer
from tests.faults.memory import MemoryTransport
from tests.faults.vocabulary import Fault
from tests.session.servers import ScriptedServer

Script = Callable[[Session, ScriptedServer], Coroutine[Any, Any, None]]


def lived(script: Script, server: ScriptedServer | None = None, *, listener: Any = None) -> Layer:
    """Live a session by a script; the layer tells what was asked of the server, and when."""
    server = server or ScriptedServer(idempotent=True)
    layer = Layer(server, server)

    async def live() -> None:
        async with SmoothClient("http://127.0.0.1", ApiKey("k"), transport=MemoryTransport(layer)) as client:
            session, _opening = await Session.open(client, TaskRequest(task=None), listener=listener)
            await session.ready()
            await script(session, server)
            await session.aclose()

    run_virtually(live())
    return layer


def js(session: Session, deadline_s: float | None = None) -> Entry:
    return session.send(evaluate_js("1"), verb="js", line="js 1", deadline_s=deadline_s)


def test_pauses_grow_to_a_bound_by_chance_and_never_undercut_what_the_server_asks() -> None:
    plain = ApiError("no", kind="server", taken="no")
    backoff = Backoff(0.1, 5.0)
    pauses = [backoff.pause_s(plain) for _ in range(40)]
    assert all(0.05 * 2 ** min(n, 6) <= pause <= 5.0 for n, pause in enumerate(pauses) if n < 6)
    assert len(set(pauses[10:])) > 5
    assert all(2.5 <= pause <= 5.0 for pause in pauses[10:])
    asked = [backoff.pause_s(ApiError("no", kind="throttled", taken="no", retry_after_s=s)) for s in (0.0, 7.0, 1e9)]
    assert [pause >= wanted for pause, wanted in zip(asked, (0, 7, RETRY_AFTER_LIMIT_S), strict=True)] == [True] * 3
    assert asked[2] < RETRY_AFTER_LIMIT_S + 1
    backoff.over()
    assert backoff.pause_s(plain) <= 0.1


def test_what_was_surely_not_taken_is_sent_until_its_deadline_and_in_order() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        server.post_faults = deque([Fault(how="refused", seconds=20.0)])
        first, behind, hasty = js(session), js(session), js(session, deadline_s=5.0)
        await session.settled(hasty)
        assert (hasty.state, hasty.attempts) == (EventState.REJECTED, 0)
        assert "never sent before its deadline" in hasty.reason
        assert "refused" in first.reason
        await session.settled(behind)
        assert (first.state, behind.state, behind.attempts) == (EventState.OK, EventState.OK, 1)
        assert [one["id"] for one in server.taken] == [first.event_id, behind.event_id]

    lived(script)


def test_while_the_server_is_away_it_is_said_since_when_and_until_the_next_try() -> None:
    told: list[str] = []

    def listen(change: SessionChange) -> None:
        if isinstance(change, SessionChanged):
            told.append(change.connection.sentence(asyncio.get_running_loop().time()))

    async def script(session: Session, server: ScriptedServer) -> None:
        await asyncio.sleep(5)
        server.get_faults = deque([None, Fault(how="refused", seconds=70.0)])
        await asyncio.sleep(150)
        assert session.connection.state == "online"

    lived(script, listener=listen)
    away = [sentence for sentence in told if sentence.startswith("reconnecting, last heard")]
    assert away[0] == "reconnecting, last heard 0 s ago"
    assert any("next try in" in sentence for sentence in away)
    ago = [int(sentence.split("heard ")[1].split()[0]) for sentence in away]
    assert ago == sorted(ago)
    assert ago[-1] > 50
    assert told[-1] == "closed"


def test_every_request_waits_for_as_long_as_the_server_asks() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        await asyncio.sleep(1)
        server.get_faults = deque([None, Fault(429, b"{}", {"retry-after": "40"})])
        server.post_faults = deque([None, Fault(429, b"{}", {"retry-after": "30"})])
        entries = [js(session), js(session)]
        for entry in entries:
            await session.settled(entry)

    layer = lived(script)
    for where, asked_s in (("poll", 40), ("post", 30)):
        seen = [one for one in layer.seen if one.request.where == where]
        refused = next(n for n, one in enumerate(seen) if one.fault is not None)
        assert asked_s <= seen[refused + 1].at - seen[refused].at < asked_s + 1


def test_the_next_tries_of_two_consoles_are_not_at_the_same_moments() -> None:
    def tries() -> list[float]:
        async def script(session: Session, server: ScriptedServer) -> None:
            server.get_faults = deque([Fault(503, b"{}")] * 6)
            await asyncio.sleep(30)

        return [round(one.at, 3) for one in lived(script).seen if one.fault is not None]

    assert tries() != tries()


def test_what_is_unconfirmed_is_found_once_the_network_is_back() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        server.post_faults = deque([Fault(taken=True)])
        server.get_faults = deque([None, *[Fault(how="refused", seconds=30.0)] * 2])
        entry = js(session)
        await asyncio.sleep(10)
        assert entry.state in (EventState.UNCONFIRMED, EventState.OK)
        await session.settled(entry)
        assert (entry.state, entry.attempts, len(server.taken)) == (EventState.OK, 1, 1)

    lived(script, ScriptedServer())


def test_an_answer_behind_a_poll_that_hangs_is_found() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        await asyncio.sleep(1)
        server.get_faults = deque([Fault(how="silent", seconds=600.0)] * 3)
        server.notify()
        entry = js(session)
        begun = asyncio.get_running_loop().time()
        await session.settled(entry)
        again = js(session)
        await session.settled(again)
        assert (entry.state, again.state) == (EventState.OK, EventState.OK)
        assert asyncio.get_running_loop().time() - begun < 60

    lived(script)


def test_an_answer_from_a_clock_that_was_set_back_is_found_and_the_next_ones_soon() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        await session.settled(js(session))
        server.clock_ms -= 500_000
        times = []
        for _ in range(3):
            begun = asyncio.get_running_loop().time()
            await session.settled(js(session))
            times.append(asyncio.get_running_loop().time() - begun)
        assert times[0] < 20
        assert max(times[1:]) < 3

    lived(script)


def test_one_404_is_not_believed_and_three_are() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        await asyncio.sleep(1)
        server.get_faults = deque([Fault(404, b"{}")] * 2)
        server.notify()
        await asyncio.sleep(10)
        assert not session.ended
        server.forgotten = True
        server.notify()
        await asyncio.sleep(10)
        assert session.status == "gone"

    lived(script)


def test_leaving_does_not_wait_for_what_a_server_asks_for() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        server.post_faults = deque([Fault(429, b"{}", {"retry-after": "3000"})])
        entry = js(session)
        await asyncio.sleep(1)
        begun = asyncio.get_running_loop().time()
        await session.aclose()
        assert asyncio.get_running_loop().time() - begun < 2
        assert entry.state is EventState.REJECTED
        assert "never sent" in entry.reason
        assert server.status == "done"

    lived(script)


def test_a_session_is_cancelled_when_its_close_is_not_taken() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        server.post_faults = deque([Fault(500, b"{}")] * 50)
        await session.aclose()
        assert (server.status, server.cancelled) == ("cancelled", 1)

    lived(script, ScriptedServer())


def test_what_is_resent_while_it_is_looked_for_is_sent_once() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        server.post_faults = deque([Fault(), None])
        server.post_delay_s = 3.0
        entry = session.send(goto("https://example.com"), verb="goto", line="goto example.com")
        await asyncio.sleep(0.5)
        assert entry.state is EventState.UNCONFIRMED
        session.resend(entry)
        await session.settled(entry)
        assert (entry.state, entry.attempts, len(server.taken)) == (EventState.OK, 2, 1)

    lived(script, ScriptedServer())


def test_a_repeated_answer_of_an_old_task_leaves_the_question_of_the_new_one_alone() -> None:
    calls: list[Entry] = []

    def listen(change: SessionChange) -> None:
        if isinstance(change, CallArrived):
            calls.append(change.entry)

    async def script(session: Session, server: ScriptedServer) -> None:
        server.act = lambda _event: []
        tasks = [
            session.send(goto("x"), verb="goto", line="goto x"),
        ]
        await asyncio.sleep(0.1)
        server.answer(tasks[0].event_id, {"url": "https://a.example/"})
        await asyncio.sleep(0.1)
        assert session.url == "https://a.example/"
        second = session.send(goto("y"), verb="goto", line="goto y")
        await asyncio.sleep(0.1)
        server.answer(second.event_id, {"url": "https://b.example/"})
        await asyncio.sleep(0.1)
        server.answer(tasks[0].event_id, {"url": "https://a.example/"})
        await asyncio.sleep(0.1)
        assert session.url == "https://b.example/"

    lived(script, listener=listen)


def test_a_long_session_keeps_no_more_than_what_it_shows() -> None:
    async def script(session: Session, server: ScriptedServer) -> None:
        server.act = lambda _event: []
        entry = js(session)
        await asyncio.sleep(0.1)
        for n in range(4 * SEEN_LIMIT):
            # Echoes and repeated answers have no row of their own.
            server.add(entry.event_id, "browser_action", {"name": "evaluate_js", "n": n})
            if n % 64 == 0:
                await asyncio.sleep(0.05)
                server.events.clear()
        server.answer(entry.event_id, 7)
        for _ in range(200):
            assert await session.next_call(deadline_s=0.01) is None
        await session.settled(entry)
        assert len(session.entries) == 2
        held = {name: size for name, size in sizes(session) if size > SEEN_LIMIT}
        assert held == {}
        assert sum(size for _name, size in sizes(session)) < SEEN_LIMIT + 200

    lived(script)


def sizes(holder: object, path: str = "", depth: int = 4) -> list[tuple[str, int]]:
    """How much is in each collection that an object of the session keeps, and those that it keeps."""
    found = []
    for name, value in vars(holder).items():
        where = f"{path}.{name}"
        if isinstance(value, list | dict | set | deque):
            found.append((where, len(value)))
        elif depth and type(value).__module__.startswith("smooth_console.session") and hasattr(value, "__dict__"):
            found += sizes(value, where, depth - 1) if not isinstance(value, Session) else []
    return found
