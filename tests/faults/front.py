"""A layer that plays faults on a real socket: whatever connects there meets them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from tests.faults.exchange import PREFIX, Delivery, Reply, Request
from tests.faults.layer import Layer

CHUNKS = 7


class Front:
    """Listens on a port of 127.0.0.1, and carries out what the layer says of each request.

    Attributes:
        port: Where it listens, once it does.
    """

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.port = 0
        self._listener: asyncio.Server | None = None
        self._connections: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}
        self._away: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The server's address, as clients are given it."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    async def start(self) -> None:
        """Listen; not at once, when the script begins with nobody there."""
        await self._listen()
        self._look_for_outage()

    async def stop(self) -> None:
        """Cut all and listen no more."""
        if self._away is not None:
            self._away.cancel()
        self._close()
        await asyncio.gather(*self._connections.values(), return_exceptions=True)

    def drop_connections(self) -> None:
        """Cut every connection."""
        for writer in self._connections:
            writer.transport.abort()

    def go_away(self, seconds: float) -> None:
        """Cut every connection, and have nobody listen for so long."""
        self._close()
        if self._away is None or self._away.done():
            self._away = asyncio.create_task(self._come_back(seconds))

    async def _listen(self) -> None:
        self._listener = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    def _close(self) -> None:
        if self._listener is not None:
            self._listener.close()
        for writer, task in self._connections.items():
            writer.transport.abort()
            task.cancel()

    async def _come_back(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._listen()

    def _look_for_outage(self) -> None:
        seconds = self.layer.next_outage()
        if seconds:
            self.go_away(seconds)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections[writer] = task
        with contextlib.suppress(asyncio.CancelledError):
            await task
        del self._connections[writer]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await _read(reader)
                try:
                    goes_on = await self._carry(await self.layer.handle(request), writer)
                except asyncio.CancelledError:
                    self.layer.cut(request)
                    raise
                if not goes_on:
                    return
                self._look_for_outage()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has gone
        finally:
            writer.transport.abort()

    async def _carry(self, delivery: Delivery, writer: asyncio.StreamWriter) -> bool:
        """Do what a delivery says; whether the connection goes on."""
        match delivery.how:
            case "refused" | "cut":
                writer.transport.abort()
                if delivery.seconds:
                    self.go_away(delivery.seconds)
                return False
            case "silent":
                await asyncio.sleep(delivery.seconds)
                return False
        assert delivery.reply is not None
        head, body = _written(delivery.reply)
        if delivery.how == "truncated":
            writer.write(head + body[: len(body) // 2])
            await writer.drain()
            writer.close()
            return False
        writer.write(head)
        if delivery.how == "trickled":
            for n in range(CHUNKS):
                await asyncio.sleep(delivery.seconds / CHUNKS)
                writer.write(body[len(body) * n // CHUNKS : len(body) * (n + 1) // CHUNKS])
                await writer.drain()
        else:
            writer.write(body)
        await writer.drain()
        return True


async def _read(reader: asyncio.StreamReader) -> Request:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, _version = lines[0].split(" ")
    headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target.removeprefix(PREFIX), body, headers)


def _written(reply: Reply) -> tuple[bytes, bytes]:
    headers = {"content-type": "application/json", **reply.headers, "content-length": str(len(reply.body))}
    text = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {reply.status} Said\r\n{text}\r\n".encode("latin-1"), reply.body


@contextlib.asynccontextmanager
async def listening(layer: Layer) -> AsyncIterator[Front]:
    """A layer on a port of its own, for as long as the block lasts."""
    front = Front(layer)
    await front.start()
    try:
        yield front
    finally:
        await front.stop()
        await layer.aclose()
