"""A session against a server that behaves well: sending, listening, tool calls, leaving."""

import asyncio
import itertools
import time

import pytest

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.session import (
    CallArrived,
    Entry,
    EntryAdded,
    EventState,
    NoJournal,
    Session,
    SessionChange,
    SessionChanged,
)
from smooth_console.wire import Secret, TaskEvent, TaskRequest, evaluate_js, extract, goto, run_task
from tests.session.conftest import Live, live_session, state_of, until
from tests.session.servers import ScriptedServer, free_port

pytestmark = pytest.mark.anyio


def js(live: Live, code: str = "1", deadline_s: float | None = 5.0) -> Entry:
    return live.session.send(evaluate_js(code), verb="js", line=f"js {code}", deadline_s=deadline_s)


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("envelope", [True, False])
async def test_an_event_is_answered(holds: bool, envelope: bool) -> None:
    async with live_session(ScriptedServer(holds=holds, envelope=envelope)) as live:
        entry = js(live, "40 + 2")
        assert state_of(entry) is EventState.SENDING
        await live.session.settled(entry)
        assert entry.state is EventState.OK
        assert entry.answer is not None
        assert entry.answer.output == {"js": "40 + 2"}
        assert entry.event_id.startswith("evt_")
        assert entry.total_ms is not None
        assert (entry.credits, entry.server_s) == ((2, 0.25) if envelope else (None, None))
        assert live.session.credits == (2 if envelope else 0)
        await until(lambda: entry.wire_ms is not None)


async def test_lines_sent_without_waiting_arrive_in_order() -> None:
    async with live_session(ScriptedServer(post_delay_s=0.002)) as live:
        entries = [js(live, str(n)) for n in range(20)]
        for entry in entries:
            await live.session.settled(entry)
        assert [one["payload"]["input"]["js"] for one in live.server.taken] == [str(n) for n in range(20)]
        assert [entry.n for entry in live.session.entries] == list(range(1, 22))


async def test_events_sent_before_the_session_is_open_wait_in_line() -> None:
    server = ScriptedServer()
    async with live_session(server) as first, SmoothClient(server.url, None) as client:
        session, opening = await Session.open(client, TaskRequest(task=None))
        entry = session.send(evaluate_js("1"), verb="js", line="js 1")
        assert (session.status, opening.state, entry.state) == ("opening", EventState.SENDING, EventState.SENDING)
        await session.settled(entry)
        assert (opening.state, entry.state) == (EventState.OK, EventState.OK)
        await session.aclose()
        assert first.server.opened == 2


async def test_a_server_that_holds_is_asked_once_and_waited_for() -> None:
    async with live_session() as live:
        await until(lambda: len(live.server.gets()) == 2)
        entry = js(live)
        await live.session.settled(entry)
        # The first is answered at once, the second was held and brought the answer, then one back and one held.
        await until(lambda: len(live.server.gets()) == 4)
        await asyncio.sleep(0.05)
        assert len(live.server.gets()) == 4


async def test_a_server_that_does_not_hold_is_asked_at_growing_intervals() -> None:
    async with live_session(ScriptedServer(holds=False, act=lambda _event: [])) as live:
        await until(lambda: len(live.server.gets()) == 2)
        await asyncio.sleep(0.02)
        begun = time.monotonic()
        entry = js(live)
        await until(lambda: sum(when > begun for when in live.server.gets()) >= 4)
        live.server.answer(entry.event_id, "done")
        await live.session.settled(entry)
        asked = [when for when in live.server.gets() if when > begun][:4]
        gaps = [later - sooner for sooner, later in itertools.pairwise(asked)]
        assert asked[0] - begun == pytest.approx(0.05, abs=0.04)
        assert gaps[0] < gaps[1] < gaps[2]


async def test_a_server_that_does_not_hold_is_left_in_peace_when_nothing_is_pending() -> None:
    async with live_session(ScriptedServer(holds=False)) as live:
        await live.session.settled(js(live))
        await asyncio.sleep(0.1)
        asked = len(live.server.gets())
        await asyncio.sleep(0.4)
        assert len(live.server.gets()) - asked <= 1


async def test_two_events_in_one_millisecond_are_both_seen() -> None:
    async with live_session(ScriptedServer(act=lambda _event: [])) as live:
        first, second = js(live), js(live)
        await until(lambda: second.state is EventState.PENDING)
        live.server.answer(first.event_id, "a", timestamp=5_000_000)
        # The server stores the second under the same millisecond only when the first was delivered already.
        await live.session.settled(first)
        live.server.events.append(
            {
                "id": second.event_id,
                "name": "browser_action",
                "payload": {"code": 200, "output": "b"},
                "timestamp": 5_000_000,
            }
        )
        third = js(live)
        await until(lambda: third.state is EventState.PENDING)
        live.server.answer(third.event_id, "c", timestamp=5_000_001)
        await live.session.settled(second)
        assert second.state is EventState.OK


async def test_answers_that_come_with_the_final_status_are_read_and_the_rest_is_lost() -> None:
    async with live_session(ScriptedServer(act=lambda _event: [])) as live:
        answered, unanswered = js(live), js(live)
        await until(lambda: unanswered.state is EventState.PENDING)
        live.server.status = "failed"
        live.server.output = "out of memory"
        live.server.answer(answered.event_id, "x")
        await live.session.settled(unanswered)
        assert answered.state is EventState.OK
        assert unanswered.state is EventState.LOST
        assert "out of memory" in unanswered.reason
        assert live.session.status == "failed"
        after = js(live)
        assert after.state is EventState.REJECTED


async def test_a_session_that_the_server_forgets_is_gone() -> None:
    async with live_session(ScriptedServer(act=lambda _event: [])) as live:
        entry = js(live)
        await until(lambda: entry.state is EventState.PENDING)
        live.server.forgotten = True
        live.server.notify()
        await live.session.settled(entry)
        assert (entry.state, live.session.status) == (EventState.LOST, "gone")


async def test_an_answer_after_the_deadline_is_late_and_counts() -> None:
    async with live_session(ScriptedServer(act=lambda _event: [])) as live:
        entry = js(live, deadline_s=0.05)
        await live.session.settled(entry)
        assert state_of(entry) is EventState.OVERDUE
        live.server.answer(entry.event_id, 1)
        await live.session.settled(entry)
        assert entry.state is EventState.OK
        assert entry.late


async def test_a_server_that_names_events_itself_is_understood() -> None:
    async with live_session(ScriptedServer(renames=True)) as live:
        entry = js(live)
        await live.session.settled(entry)
        assert entry.state is EventState.OK
        assert entry.server_id == f"srv_{entry.event_id}"
        assert len(live.session.entries) == 2


async def test_an_answer_to_what_others_sent_gets_a_row_of_its_own() -> None:
    async with live_session() as live:
        live.server.answer("theirs", 7)
        await until(lambda: len(live.session.entries) == 2)
        other = live.session.entries[1]
        assert (other.verb, other.state, other.event_id) == ("other", EventState.OK, "theirs")


def asks(event: dict[str, object]) -> list[tuple[str, str, dict[str, object]]]:
    payload = event["payload"]
    assert isinstance(payload, dict)
    if event["name"] == "tool_call":
        return [("run_1", "session_action", {"code": 200, "output": payload["output"]})]
    return [("call_1", "tool_call", {"name": "weather", "input": {"city": "Oslo"}})]


async def test_a_tool_call_comes_once_and_is_replied_to() -> None:
    async with live_session(ScriptedServer(act=asks)) as live:
        run = live.session.send(run_task("what is the weather", id="run_1"), verb="run", line="run ...")
        call = await live.session.next_call(deadline_s=5)
        assert call is not None
        assert call.as_call() == {"id": "call_1", "name": "weather", "input": {"city": "Oslo"}}
        assert call.state is EventState.PENDING
        live.server.events.append({**live.server.events[-1]})
        replied = live.session.reply(call.n, {"degrees": 7})
        await live.session.settled(replied)
        await live.session.settled(run)
        assert (call.state, run.state) == (EventState.OK, EventState.OK)
        assert run.answer is not None
        assert run.answer.output == {"degrees": 7}
        assert sum(isinstance(change, CallArrived) for change in live.changes) == 1
        live.session.reply(call, "again")
        assert sum(one["name"] == "tool_call" for one in live.server.taken) == 1


async def test_a_call_that_nobody_replied_to_ends_with_its_task() -> None:
    async with live_session(ScriptedServer(act=asks)) as live:
        run = live.session.send(run_task("ask", id="run_1"), verb="run", line="run")
        call = await live.session.next_call(deadline_s=5)
        assert call is not None
        live.server.add("run_1", "session_action", {"code": 400, "output": "no tool answered"})
        await live.session.settled(run)
        assert (run.state, call.state) == (EventState.ERROR, EventState.LOST)


async def test_waiting_for_a_call_ends_at_the_deadline() -> None:
    async with live_session() as live:
        assert await live.session.next_call(deadline_s=0.02) is None


async def test_attaching_shows_what_was_and_asks_nothing_that_was_answered() -> None:
    server = ScriptedServer()
    server.answer("old_1", 1)
    server.add("call_old", "tool_call", {"name": "a", "input": {}})
    server.add("run_old", "session_action", {"code": 200, "output": "done"})
    server.add("call_new", "tool_call", {"name": "b", "input": {}})
    async with live_session(server, attach=True) as live:
        assert live.opening.state is EventState.OK
        assert [entry.event_id for entry in live.session.calls] == ["call_new"]
        assert {entry.event_id for entry in live.session.entries[1:]} == {"old_1", "call_old", "run_old", "call_new"}
        assert server.opened == 0
        entry = js(live)
        await live.session.settled(entry)
        assert entry.state is EventState.OK


async def test_attaching_to_nothing_says_so() -> None:
    async with live_session(ScriptedServer(forgotten=True), attach=True) as live:
        assert (live.opening.state, live.opening.code, live.session.status) == (EventState.REJECTED, 404, "gone")


async def test_closing_ends_the_session() -> None:
    async with live_session() as live:
        entry = live.session.close()
        await live.session.settled(entry)
        await until(lambda: live.session.ended)
        assert (entry.state, live.session.status) == (EventState.OK, "done")


async def test_a_close_without_an_answer_is_well_when_the_session_ends() -> None:
    async with live_session(ScriptedServer(act=lambda _event: [])) as live:
        entry = live.session.close()
        await live.session.settled(entry)
        assert entry.state is EventState.OK
        assert "ended (done)" in entry.reason


async def test_leaving_closes_the_session_and_settles_what_is_open() -> None:
    async with live_session(ScriptedServer(act=lambda _event: [])) as live:
        entry = js(live, deadline_s=None)
        await until(lambda: entry.state is EventState.PENDING)
        await live.session.aclose()
        assert live.server.taken[-1]["payload"] == {"name": "close"}
        assert entry.state is EventState.LOST
        assert live.session.ended
        assert all(entry.state.terminal for entry in live.session.entries)


async def test_leaving_and_keeping_sends_no_close() -> None:
    async with live_session() as live:
        await live.session.aclose(keep=True)
        assert live.session.status == "left"
        assert live.server.taken == []
        assert live.server.cancelled == 0


async def test_a_session_that_does_not_open_rejects_what_waits() -> None:
    async with SmoothClient(f"http://127.0.0.1:{free_port()}", ApiKey("k")) as client:
        session, opening = await Session.open(client, TaskRequest(task=None))
        entry = session.send(goto("https://example.com"), verb="goto", line="goto example.com")
        assert not await session.ready()
        assert (opening.state, entry.state, session.status) == (EventState.REJECTED, EventState.REJECTED, "failed")
        assert "refused" in opening.reason
        await session.aclose()


async def test_the_page_is_known_from_what_goto_gives() -> None:
    async with live_session() as live:
        entry = live.session.send(goto("https://example.com/a"), verb="goto", line="goto example.com/a")
        await live.session.settled(entry)
        assert live.session.url == "https://example.com/a"
        assert live.session.live_url == "http://127.0.0.1/live"


async def test_an_id_is_used_once() -> None:
    async with live_session() as live:
        first = live.session.send(TaskEvent(name="browser_action", payload={}, id="mine"), verb="send", line="send")
        second = live.session.send(TaskEvent(name="browser_action", payload={}, id="mine"), verb="send", line="send")
        await live.session.settled(first)
        assert second.state is EventState.REJECTED
        assert len(live.server.taken) == 1


async def test_secrets_are_shown_as_bullets_and_sent_as_they_are() -> None:
    async with live_session() as live:
        event = run_task("log in", secrets={"pw": Secret(value="correct horse", allowed_urls=["*"])})
        entry = live.session.send(event, verb="run", line="run log in with correct horse")
        await live.session.settled(entry)
        assert "correct horse" not in repr(entry) + str(entry.shown) + entry.line
        assert live.server.taken[0]["payload"]["input"]["secrets"]["pw"]["value"] == "correct horse"
        assert entry.answer is not None
        assert "correct horse" not in str(live.session.secrets.redact(entry.answer.output))


class OrderJournal(NoJournal):
    """Remembers what was lasting when."""

    def __init__(self, server: ScriptedServer) -> None:
        self.server = server
        self.ahead: list[tuple[int, int]] = []
        self.noted: list[SessionChange] = []

    async def write_ahead(self, entry: Entry) -> None:
        await asyncio.sleep(0)
        self.ahead.append((entry.n, self.server.opened + len(self.server.taken)))

    def note(self, change: SessionChange) -> None:
        self.noted.append(change)


async def test_every_event_is_in_the_journal_before_it_is_on_the_wire() -> None:
    server = ScriptedServer()
    journal = OrderJournal(server)
    async with live_session(server, journal=journal) as live:
        for _ in range(3):
            await live.session.settled(js(live))
        assert journal.ahead == [(1, 0), (2, 1), (3, 2), (4, 3)]
        assert journal.noted == live.changes


async def test_a_listener_that_fails_loses_nothing() -> None:
    server = ScriptedServer()
    async with live_session(server), SmoothClient(server.url, None) as client:

        def fail(change: SessionChange) -> None:
            raise RuntimeError("a mistake in a front end")

        session, _opening = await Session.open(client, TaskRequest(task=None), listener=fail)
        entry = session.send(extract({}), verb="extract", line="extract {}")
        await session.settled(entry)
        assert entry.state is EventState.OK
        await session.aclose()


async def test_every_change_of_the_session_is_told() -> None:
    async with live_session() as live:
        await live.session.settled(js(live))
        await live.session.aclose()
        statuses = [change.status for change in live.changes if isinstance(change, SessionChanged)]
        assert statuses[0] == "running"
        assert statuses[-1] == "done"
        assert sum(isinstance(change, EntryAdded) for change in live.changes) == len(live.session.entries)


async def test_a_session_in_which_nothing_has_happened_is_taken_up_at_once() -> None:
    async with live_session() as first, SmoothClient(first.server.url, None) as client:
        await until(lambda: len(first.server.gets()) == 2)  # the first GET of all is not held by any server
        began = time.monotonic()
        session, _opening = await Session.attach(client, "task_1")
        assert await session.ready()
        assert time.monotonic() - began < 5.0
        await session.aclose(keep=True)


async def test_the_steps_of_a_run_are_known_while_it_runs_and_the_server_is_asked_no_oftener() -> None:
    async with live_session(ScriptedServer(act=lambda event: [])) as live:
        entry = live.session.send(run_task("join"), verb="run", line="run join")
        await until(lambda: live.server.taken)
        steps = [f"{n}/9 click 'Next'" for n in range(1, 7)]
        for count in range(1, len(steps) + 1):
            live.server.beside = {"doing": {"id": entry.event_id, "steps": steps[:count]}}
            live.server.notify()
            await until(lambda: entry.steps[-1:] == (steps[count - 1],))  # noqa: B023
        asked = len(live.server.gets())
        await asyncio.sleep(0.05)
        assert len(live.server.gets()) <= asked + 1
        live.server.add(
            entry.event_id, "session_action", {"code": 200, "output": "in", "steps": [*steps, "7/9 reload"]}
        )
        await live.session.settled(entry)
        assert entry.steps == (*steps, "7/9 reload")


async def test_what_a_server_says_besides_belongs_to_the_row_it_is_about() -> None:
    async with live_session(ScriptedServer(beside={"notices": ["stealth_mode: a little"], "doing": 3})) as live:
        assert live.opening.notices == ("stealth_mode: a little",)
        live.server.act = lambda event: [
            (event["id"], "browser_action", {"code": 200, "output": [], "notices": ["2 advertisements left out"]})
        ]
        entry = live.session.send(extract({}), verb="extract", line="extract")
        await live.session.settled(entry)
        assert entry.notices == ("2 advertisements left out",)
