"""One schedule, played in virtual time against the scripted server."""

import asyncio
from collections import deque
from typing import Any

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.session import Session
from smooth_console.wire import TaskRequest, evaluate_js, extract, goto, run_task
from tests.faults.checks import Outcome, Watched
from tests.faults.clock import run_virtually
from tests.faults.layer import Layer
from tests.faults.memory import MemoryTransport
from tests.faults.schedules import Schedule, Step
from tests.session.servers import ScriptedServer

STORMY_S = 60.0
"""How long after the last line things still go wrong, if the script says so."""
QUIET_S = 150.0
"""How long after everything goes well again all that was given must be shown."""
LEAVING_S = 200.0


class Agent:
    """What the server does with an event: it answers after a while, and a task asks a tool first."""

    def __init__(self, server: ScriptedServer) -> None:
        self._server = server
        self.latencies: dict[str, float | None] = {}
        self._asked: dict[str, str] = {}

    def __call__(self, event: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
        event_id, payload = event["id"], event["payload"]
        latency = self.latencies.get(event_id, 0.01)
        if event["name"] == "tool_call":
            self._answer_later(self._asked[event_id], {"told": payload["output"]}, 0.2)
        elif payload["name"] == "run_task" and latency is not None:
            self._asked[f"call_{event_id}"] = event_id
            return [(f"call_{event_id}", "tool_call", {"name": "weather", "input": {"city": "Oslo"}})]
        elif payload["name"] == "close":
            self._server.answer(event_id, None)
        elif latency is not None:
            count = sum(one["id"] == event_id for one in self._server.taken)
            self._answer_later(event_id, {"of": event_id, "time": count}, latency)
        return []

    def _answer_later(self, event_id: str, output: Any, seconds: float) -> None:
        def answer() -> None:
            if self._server.live:
                self._server.answer(event_id, output)

        asyncio.get_running_loop().call_later(seconds, answer)


class Play(Watched):
    """A schedule that is being played."""

    def __init__(self, schedule: Schedule) -> None:
        self.server = ScriptedServer(
            holds=schedule.holds,
            envelope=schedule.envelope,
            idempotent=schedule.idempotent,
            clock_ms=1_700_000_000_000,
            open_faults=deque(schedule.open),
            post_faults=deque(schedule.post),
            get_faults=deque(schedule.poll),
            twists=deque(schedule.answer),
        )
        layer = Layer(self.server, self.server, clock_skew_s=schedule.clock_skew_s)
        super().__init__(self.server, layer, leaves=schedule.leaves)
        self.schedule = schedule
        self.agent = self.server.act = Agent(self.server)
        self.transport = MemoryTransport(layer)
        self.delivered = self.transport.delivered

    async def run(self) -> Outcome:
        """Play it, and say what came of it."""
        async with SmoothClient("http://127.0.0.1/api/v1", ApiKey("key"), transport=self.transport) as client:
            self.session, self.opening = await Session.open(client, TaskRequest(task=None), listener=self.heard)
            for step in self.schedule.steps:
                await asyncio.sleep(step.after_s)
                self._do(step)
            if not self.schedule.leaves:
                await self._calm()
            async with asyncio.timeout(LEAVING_S):
                await self.session.aclose()
            await self.layer.aclose()
        await asyncio.sleep(0.1)  # the connections have been closed: what hung on one ends
        if not self.leaves:
            self.check_shown()
        self.check()
        return self.outcome

    async def _calm(self) -> None:
        """After a while everything goes well; what was given must have been shown after another while."""
        await asyncio.sleep(STORMY_S)
        self.server.clear()
        await self.session.ready()
        await self.layer.aclose()
        await asyncio.sleep(QUIET_S)
        self.check_shown()

    def _do(self, step: Step) -> None:
        session = self.session
        match step.verb:
            case "goto":
                event = goto("https://example.com/")
            case "js":
                event = evaluate_js("1")
            case "extract":
                event = extract({"type": "object"})
            case "run":
                event = run_task("ask")
            case "close":
                session.close(deadline_s=step.deadline_s)
                return
            case "resend":
                again = next((e for e in reversed(session.entries) if e.event and e.verb in ("goto", "js")), None)
                if again is not None:
                    self.resent.add(session.resend(again).event_id)
                return
        entry = session.send(event, verb=step.verb, line=step.verb, deadline_s=step.deadline_s, resend=step.resend)
        if step.resend:
            self.resent.add(entry.event_id)
        self.agent.latencies[entry.event_id] = step.answered_in_s


def play(schedule: Schedule) -> Outcome:
    """Play a schedule; what came of it."""
    return run_virtually(Play(schedule).run())
