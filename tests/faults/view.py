"""What a client is told of a task's events: the server's, each answer twisted as a script says, in a log of its own."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.faults.exchange import Reply, Request, Upstream
from tests.faults.vocabulary import Twist

Event = dict[str, Any]

HOLD_S = 20.0
LATE_S = 4.3
"""How long an unordered answer is held back."""
CLOCK_STEPS_MS = (-7_200_000, 45_000, -3_000)
UNKNOWN_CODES = (299, 418, 0, 1000)
FINAL = ("done", "failed", "cancelled")


@dataclass
class View:
    """The events of one task as they are told.

    Attributes:
        upstream: Whose events they are.
        twists: What becomes of the next answers, first first.
        skew_ms: How far the server's clock is ahead of what the events upstream say.
    """

    upstream: Upstream
    twists: deque[Twist | None]
    skew_ms: int = 0
    log: list[Event] = field(default_factory=list)
    _held: list[tuple[float, Event]] = field(default_factory=list)
    _pulled: int = 0
    _record: dict[str, Any] = field(default_factory=dict)
    _status: int = 202
    _twisted: int = 0

    async def poll(self, request: Request) -> Reply:
        """Answer a GET of the task, held until there is something to tell."""
        event_t = int(request.query.get("event_t", "0"))
        loop = asyncio.get_running_loop()
        at_once = "event_t" not in request.query
        end = loop.time() + HOLD_S
        while True:
            self._release(loop.time())
            told = [event for event in self.log if event["timestamp"] > event_t]
            if told and self._record:
                return self._reply(told)
            until = end if at_once else min([end, *(due for due, _event in self._held)])
            reply = await self._pull(request, until - loop.time(), at_once=at_once)
            if reply is not None and reply.status not in (200, 202):
                return reply
            told = [event for event in self.log if event["timestamp"] > event_t]
            if told or self._status == 200 or loop.time() >= end or reply is not None:
                return self._reply(told)

    def _reply(self, told: list[Event]) -> Reply:
        return Reply(self._status, json.dumps({"r": {**self._record, "events": told}}).encode())

    def _release(self, now: float) -> None:
        for due, event in [*self._held]:
            if due <= now or self._status == 200:
                self._held.remove((due, event))
                self.log.append(event)

    async def _pull(self, request: Request, seconds: float, *, at_once: bool) -> Reply | None:
        """Take over what is new upstream; None when nothing came in time."""
        target = request.path if at_once else f"{request.path}?event_t={self._pulled}"
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                reply = await self.upstream.handle(Request("GET", target, headers=request.headers))
        except TimeoutError:
            return None
        if reply.status in (200, 202):
            self._record, self._status = reply.value, reply.status
            for event in self._record.pop("events", None) or ():
                if event["timestamp"] > self._pulled:
                    self._pulled = event["timestamp"]
                    await self._tell(request, event)
            self._release(asyncio.get_running_loop().time())
        return reply

    async def _tell(self, request: Request, event: Event) -> None:
        twist = self.twists.popleft() if "code" in event["payload"] and self.twists else None
        if twist == "clock set":
            self.skew_ms += CLOCK_STEPS_MS[self._twisted % len(CLOCK_STEPS_MS)]
        self._twisted += twist is not None
        event = {**event, "timestamp": event["timestamp"] + self.skew_ms}
        match twist:
            case "unknown code":
                code = UNKNOWN_CODES[self._twisted % len(UNKNOWN_CODES)]
                self.log.append({**event, "payload": {**event["payload"], "code": code}})
            case "unordered":
                # What comes after it is told before it, so that the client's cursor has passed it by then.
                self.log.append(self._foreign(event, event["timestamp"] + 50))
                self.skew_ms += 50
                self._held.append((asyncio.get_running_loop().time() + LATE_S, event))
            case "repeated":
                self.log += [event, {**event, "timestamp": event["timestamp"] + 1}]
                self.skew_ms += 1
            case "foreign":
                self.log += [self._foreign(event, event["timestamp"]), {**event, "timestamp": event["timestamp"] + 1}]
                self.skew_ms += 1
            case "same millisecond":
                self.log.append({**event, "timestamp": self.log[-1]["timestamp"] if self.log else event["timestamp"]})
            case "with the final status":
                self.log.append(event)
                await self.end(request)
            case _:
                self.log.append(event)

    async def end(self, request: Request) -> None:
        """The session is over upstream."""
        path = request.path.removesuffix("/event")
        await self.upstream.handle(Request("DELETE", path, headers=request.headers))
        reply = await self.upstream.handle(Request("GET", f"{path}?event_t={self._pulled}", headers=request.headers))
        if reply.status in (200, 202):
            self._record, self._status = {**reply.value, "events": []}, 200

    def _foreign(self, event: Event, timestamp: int) -> Event:
        payload = {"code": 200, "output": f"foreign {self._twisted}"}
        return {"id": f"theirs_{self._twisted}", "name": event["name"], "payload": payload, "timestamp": timestamp}
