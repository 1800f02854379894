"""A Smooth server for tests, which acts as a script says; `tests.faults` plays what goes wrong on the way to it."""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.faults.exchange import Reply, Request, reply_json
from tests.faults.front import Front, listening
from tests.faults.layer import Layer, Script
from tests.faults.vocabulary import Fault

__all__ = ["Fault", "ScriptedServer", "free_port", "serving"]


@dataclass
class ScriptedServer(Script):
    """One session at `task_1`.

    Attributes:
        holds: Whether a GET without news is held.
        envelope: Whether 200 answers come in the envelope `{output, credits_used, duration}`.
        idempotent: Whether it says that ids are idempotent, and acts so.
        act: What an action gives: events to add, `(id, name, payload)`. None echoes the input with code 200.
        beside: Members of the task record that the description does not have.
        opened, taken, cancelled: What took effect.
        clock_ms: The timestamp of the last event.
        requests: What reached it: when (the loop's clock, s), method, and what stands after /api/v1.
    """

    holds: bool = True
    envelope: bool = True
    idempotent: bool = False
    act: Callable[[dict[str, Any]], list[tuple[str, str, dict[str, Any]]]] | None = None
    status: str = "running"
    output: Any = None
    forgotten: bool = False
    hold_s: float = 20.0
    renames: bool = False
    post_delay_s: float = 0.0
    beside: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[float, str, str]] = field(default_factory=list)
    opened: int = 0
    cancelled: int = 0
    front: Front | None = None
    clock_ms: int = 1_000_000
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self.front is not None
        return self.front.url

    @property
    def port(self) -> int:
        """The same, the port alone."""
        assert self.front is not None
        return self.front.port

    def gets(self) -> list[float]:
        """When each GET of the task came, monotonic s."""
        return [when for when, method, target in self.requests if method == "GET" and target.startswith("/task/")]

    def add(self, event_id: str, name: str, payload: dict[str, Any], *, timestamp: int | None = None) -> None:
        """An event that the server has to tell, at the next millisecond unless said."""
        self.clock_ms += 1
        self.events.append({"id": event_id, "name": name, "payload": payload, "timestamp": timestamp or self.clock_ms})
        self.notify()

    def answer(self, event_id: str, output: Any, *, code: int = 200, timestamp: int | None = None) -> None:
        """Answer an action."""
        if code == 200 and self.envelope:
            output = {"output": output, "credits_used": 2, "duration": 0.25}
        self.add(event_id, "browser_action", {"code": code, "output": output}, timestamp=timestamp)

    def end(self, status: str = "done", output: Any = None) -> None:
        """The session is over."""
        self.status, self.output = status, output
        self.notify()

    def notify(self) -> None:
        """Let held GETs look."""
        self._news.set()
        self._news = asyncio.Event()

    def drop_connections(self) -> None:
        """Cut every connection."""
        assert self.front is not None
        self.front.drop_connections()

    @property
    def live(self) -> bool:
        """Whether the session takes events."""
        return self.status in ("waiting", "running")

    async def handle(self, request: Request) -> Reply:
        """One request that reached it."""
        self.requests.append((asyncio.get_running_loop().time(), request.method, request.target))
        reply = await self._reply(request)
        said = {"smooth-idempotent-events": "1"} if self.idempotent else {}
        return Reply(reply.status, reply.body, {**reply.headers, **said})

    async def _reply(self, request: Request) -> Reply:
        if request.where == "open":
            self.opened += 1
            return reply_json(200, {"r": self._record([])})
        if request.method == "GET" and request.path == "/task":
            return reply_json(200, {"r": [self._record([])] if self.opened and self.live else []})
        if request.path.startswith("/task/") and self.forgotten:
            return reply_json(404, {"detail": "no such task"})
        if request.where == "post":
            if self.post_delay_s:
                await asyncio.sleep(self.post_delay_s)
            return self._event(json.loads(request.body))
        if request.method == "DELETE":
            if self.live:
                self.cancelled += 1
                self.end("cancelled")
            return reply_json(200, {"r": True})
        asked = request.query.get("event_t")
        return await self._get(None if asked is None else int(asked))

    def _event(self, event: dict[str, Any]) -> Reply:
        if not self.live:
            return reply_json(400, {"detail": "the session is closed"})
        known = any(one["id"] == event["id"] for one in self.taken)
        if not (known and self.idempotent):
            self.taken.append(event)
            server_id = f"srv_{event['id']}" if self.renames else event["id"]
            if self.act is not None:
                for event_id, name, payload in self.act(event):
                    self.add(event_id, name, payload)
            else:
                self.answer(server_id, event["payload"].get("input"))
            if event["payload"].get("name") == "close":
                self.end("done")
        return reply_json(200, {"r": {"id": f"srv_{event['id']}" if self.renames else event["id"]}})

    async def _get(self, event_t: int | None) -> Reply:
        loop = asyncio.get_running_loop()
        end = loop.time() + (0.0 if event_t is None else self.hold_s)
        event_t = event_t or 0
        seen = self.beside
        first = next(w for w in self.requests if w[1] == "GET") is self.requests[-1]
        while True:
            if self.forgotten:
                return reply_json(404, {"detail": "no such task"})
            news = [event for event in self.events if event["timestamp"] > event_t]
            if news or self.beside != seen or not self.live or not self.holds or first or loop.time() >= end:
                return reply_json(202 if self.live else 200, {"r": self._record(news)})
            waiting = self._news
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(end - loop.time()):
                    await waiting.wait()

    def _record(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": "task_1",
            "status": self.status,
            "output": self.output,
            "credits_used": None,
            "device": "desktop",
            "live_url": "http://127.0.0.1/live",
            "events": events,
            **self.beside,
        }


@contextlib.asynccontextmanager
async def serving(server: ScriptedServer) -> AsyncIterator[ScriptedServer]:
    """The server on a port of its own, for as long as the block lasts."""
    async with listening(Layer(server, server)) as server.front:
        yield server


@contextlib.contextmanager
def in_a_thread(server: ScriptedServer) -> Iterator[ScriptedServer]:
    """The server on a loop of its own, for programs that are waited for and for code that runs a loop itself."""
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with serving(server):
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        over.set()
        thread.join()


def free_port() -> int:
    """A port that nobody listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
