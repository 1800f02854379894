"""A Smooth server for tests, on a real socket, that behaves as a script says: holding or not, well or badly."""

import asyncio
import contextlib
import json
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Fault:
    """What happens to one request instead of an answer.

    `taken` says whether the server acts on the request before `status` and `body` go out, or, with status 0, before the
    connection is cut.
    """

    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    taken: bool = False


@dataclass
class ScriptedServer:
    """One session at `task_1`.

    Attributes:
        holds: Whether a GET without news is held.
        envelope: Whether 200 answers come in the envelope `{output, credits_used, duration}`.
        idempotent: Whether it says that ids are idempotent, and acts so.
        act: What an action gives: events to add, `(id, name, payload)`. None echoes the input with code 200.
        post_faults, get_faults: What goes wrong with the next requests, first first.
    """

    holds: bool = True
    envelope: bool = True
    idempotent: bool = False
    act: Callable[[dict[str, Any]], list[tuple[str, str, dict[str, Any]]]] | None = None
    post_faults: deque[Fault] = field(default_factory=deque)
    get_faults: deque[Fault] = field(default_factory=deque)
    open_faults: deque[Fault] = field(default_factory=deque)
    status: str = "running"
    output: Any = None
    forgotten: bool = False
    hold_s: float = 20.0
    renames: bool = False
    post_delay_s: float = 0.0
    events: list[dict[str, Any]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[float, str, str]] = field(default_factory=list)
    opened: int = 0
    cancelled: int = 0
    port: int = 0
    _clock: int = 1_000_000
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _connections: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/api/v1"

    def gets(self) -> list[float]:
        """When each GET of the task came, monotonic s."""
        return [when for when, method, path in self.requests if method == "GET" and "/task/" in path]

    def add(self, event_id: str, name: str, payload: dict[str, Any], *, timestamp: int | None = None) -> None:
        """An event that the server has to tell, at the next millisecond unless said."""
        self._clock += 1
        self.events.append({"id": event_id, "name": name, "payload": payload, "timestamp": timestamp or self._clock})
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
        for writer in list(self._connections):
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self._connections.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                method, target, _version = lines[0].split(" ")
                headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:] if line)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                self.requests.append((time.monotonic(), method, target))
                reply = await self._reply(method, target, body)
                if reply is None:
                    writer.transport.abort()
                    return
                status, more, content = reply
                more = {"content-type": "application/json", "content-length": str(len(content)), **more}
                if self.idempotent:
                    more["smooth-idempotent-events"] = "1"
                text = "".join(f"{name}: {value}\r\n" for name, value in more.items())
                writer.write(f"HTTP/1.1 {status} Said\r\n{text}\r\n".encode() + content)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _reply(self, method: str, target: str, body: bytes) -> Reply | None:
        parts = urlsplit(target)
        path = parts.path.removeprefix("/api/v1")
        if method == "POST" and path == "/task":
            return self._faulty(self.open_faults, self._open)
        if path.startswith("/task/") and self.forgotten:
            return _json(404, {"detail": "no such task"})
        if method == "POST" and path.endswith("/event"):
            if self.post_delay_s:
                await asyncio.sleep(self.post_delay_s)
            return self._faulty(self.post_faults, lambda: self._event(json.loads(body)))
        if method == "DELETE":
            self.cancelled += 1
            self.end("cancelled")
            return _json(200, {"r": True})
        if self.get_faults:
            return self._faulty(self.get_faults, lambda: _json(200, {}))
        asked = parse_qs(parts.query).get("event_t")
        return await self._get(int(asked[0]) if asked else None)

    def _faulty(self, faults: deque[Fault], act: Callable[[], Reply]) -> Reply | None:
        if not faults:
            return act()
        fault = faults.popleft()
        if fault.taken:
            act()
        return (fault.status, fault.headers, fault.body) if fault.status else None

    def _open(self) -> Reply:
        self.opened += 1
        return _json(200, {"r": self._record([])})

    def _event(self, event: dict[str, Any]) -> Reply:
        if self.status not in ("waiting", "running"):
            return _json(400, {"detail": "the session is closed"})
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
        return _json(200, {"r": {"id": f"srv_{event['id']}" if self.renames else event["id"]}})

    async def _get(self, event_t: int | None) -> Reply:
        end = time.monotonic() + (0.0 if event_t is None else self.hold_s)
        event_t = event_t or 0
        while True:
            news = [event for event in self.events if event["timestamp"] > event_t]
            live = self.status in ("waiting", "running")
            first = len(self.gets()) == 1
            if news or not live or not self.holds or first or self.forgotten or time.monotonic() >= end:
                if self.forgotten:
                    return _json(404, {"detail": "no such task"})
                return _json(202 if live else 200, {"r": self._record(news)})
            waiting = self._news
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(end - time.monotonic()):
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
        }


def _json(status: int, value: Any) -> Reply:
    return status, {}, json.dumps(value).encode()


@contextlib.asynccontextmanager
async def serving(server: ScriptedServer) -> AsyncIterator[ScriptedServer]:
    """The server on a port of its own, for as long as the block lasts."""
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        server.drop_connections()


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
