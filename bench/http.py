"""The least of a Smooth client: two connections, a POST and a held GET. What is left is the engine's own time."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from bench.stage import BenchError
from smooth_console.wire import TaskEvent, to_builtins


class Connection:
    """One connection to the engine, for one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, url: str, api_key: str) -> None:
        self._reader = reader
        self._writer = writer
        parts = urlsplit(url)
        self._prefix = parts.path
        self._headers = f"host: {parts.netloc}\r\napikey: {api_key}\r\ncontent-type: application/json\r\n"

    @classmethod
    async def open(cls, url: str, api_key: str) -> "Connection":
        """Connect."""
        parts = urlsplit(url)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port), url, api_key)

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer's `r`."""
        content = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {self._prefix}{path} HTTP/1.1\r\n{self._headers}content-length: {len(content)}\r\n\r\n"
        self._writer.write(head.encode() + content)
        answered = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(line for line in answered.split("\r\n") if line.startswith("content-length:"))
        answer = json.loads(await self._reader.readexactly(int(length.partition(":")[2])))
        if "r" not in answer:
            raise BenchError(f"{method} {path}: {answer}")
        return answer["r"]

    def close(self) -> None:
        """End it."""
        self._writer.close()


class BareSession:
    """A session by bare HTTP."""

    def __init__(self, sending: Connection, listening: Connection, task_id: str) -> None:
        self._sending = sending
        self._listening = listening
        self._seen = 0
        self.task_id = task_id

    async def record(self) -> dict[str, Any]:
        """The task record."""
        record: dict[str, Any] = await self._sending.request("GET", f"/task/{self.task_id}")
        return record

    async def do(self, event: TaskEvent) -> Any:
        """Send an event, and give the output of its answer."""
        event_id = uuid4().hex
        path = f"/task/{self.task_id}"
        body = to_builtins(event) | {"id": event_id}
        held = asyncio.ensure_future(self._listening.request("GET", f"{path}?event_t={self._seen}"))
        await self._sending.request("POST", f"{path}/event", body)
        while True:
            for answer in (await held)["events"]:
                self._seen = answer["timestamp"]
                if answer["id"] == event_id:
                    if answer["payload"]["code"] != 200:
                        raise BenchError(f"{event.payload['name']}: {answer['payload']['output']}")
                    return answer["payload"]["output"]["output"]
            held = asyncio.ensure_future(self._listening.request("GET", f"{path}?event_t={self._seen}"))


@contextlib.asynccontextmanager
async def bare_session(url: str, api_key: str, page: str) -> AsyncIterator[BareSession]:
    """Open a session on a page, and end it."""
    sending, listening = await Connection.open(url, api_key), await Connection.open(url, api_key)
    request = {"task": None, "url": page, "enable_recording": False}
    task_id = (await sending.request("POST", "/task", request))["id"]
    try:
        yield BareSession(sending, listening, task_id)
    finally:
        await sending.request("DELETE", f"/task/{task_id}")
        sending.close()
        listening.close()
