"""The real engine as what faults stand before, and what really happened in its browser."""

import asyncio
import contextlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx

from tests.faults.exchange import Reply, Request


class Counted:
    """A little server that counts visits: a page that is gone to, or a script that runs, takes effect there."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.port = 0

    def url(self, token: str) -> str:
        """An address that counts for `token`."""
        return f"http://127.0.0.1:{self.port}/{token}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One visit."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.hits[head.split(b" ")[1].decode("latin-1").lstrip("/")] += 1
            body = b"<!doctype html><title>Counted</title><h1>Counted</h1>"
            head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncache-control: no-store\r\nconnection: close\r\n"
            writer.write(head + f"content-length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def counting() -> AsyncIterator[Counted]:
    """A counter on a port of its own."""
    counted = Counted()
    listener = await asyncio.start_server(counted.serve, "127.0.0.1", 0)
    counted.port = listener.sockets[0].getsockname()[1]
    try:
        yield counted
    finally:
        listener.close()


class RealServer:
    """An engine in a process of its own, with the attributes of `checks.Truth`. One session of it is looked at.

    Args:
        ready: The line that the engine prints.
        counted: Where what takes effect is counted, under the id of its event.
    """

    holds = True
    idempotent = True

    def __init__(self, ready: dict[str, str], counted: Counted) -> None:
        self._client = httpx.AsyncClient(headers={"apikey": ready["api_key"]}, timeout=60, trust_env=False)
        self._url = ready["url"]
        self._counted = counted
        self._posted: dict[str, dict[str, Any]] = {}
        self.opened = 0
        self.task_id = ""
        self.taken: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.live = False

    async def handle(self, request: Request) -> Reply:
        """Pass a request on."""
        headers = {"content-type": "application/json"} if request.body else {}
        response = await self._client.request(
            request.method, self._url + request.target, content=request.body or None, headers=headers
        )
        if response.status_code < 300 and request.where == "open":
            self.opened += 1
            self.task_id = response.json()["r"]["id"]
        elif response.status_code < 300 and request.where == "post":
            event = json.loads(request.body)
            self._posted[event["id"]] = event
        kept = {name: value for name, value in response.headers.items() if name.startswith("smooth-")}
        return Reply(response.status_code, response.content, kept)

    async def look(self) -> None:
        """Take over what has really happened, past all faults."""
        if self.task_id:
            self.events = (await self._record(0))["events"]
            # Engines call a session that was closed live until somebody shows that they have read the last event.
            last = max((event["timestamp"] for event in self.events), default=0)
            self.live = (await self._record(last))["status"] in ("waiting", "running")
        self.taken = [
            event for event_id, event in self._posted.items() for _ in range(max(1, self._counted.hits[event_id]))
        ]

    async def _record(self, event_t: int) -> dict[str, Any]:
        response = await self._client.get(f"{self._url}/task/{self.task_id}?event_t={event_t}")
        record: dict[str, Any] = response.json()["r"]
        return record

    async def aclose(self) -> None:
        """Hang up, and leave nothing running."""
        if self.live:
            await self._client.delete(f"{self._url}/task/{self.task_id}")
        await self._client.aclose()


@contextlib.asynccontextmanager
async def engine() -> AsyncIterator[dict[str, str]]:
    """An engine with a real Chromium: the line that it prints when it is ready."""
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "smooth_console.engine", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            ready: dict[str, str] = json.loads(await process.stdout.readline())
        yield ready
    finally:
        process.terminate()
        await process.wait()
