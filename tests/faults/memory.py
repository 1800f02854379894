"""A client's way to a server in the same process: httpx's transport over the layer that plays faults."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx

from tests.faults.exchange import PREFIX, Delivery, Request
from tests.faults.layer import Layer

SLOWEST_S = 8.0
"""The longest between two bytes of a trickle."""
WAY_S = 0.001
"""How long a request takes to its server."""


class MemoryTransport(httpx.AsyncBaseTransport):
    """Carries requests to a layer, and fails as a network does.

    Attributes:
        delivered: The bodies of GETs of the task that came to the client whole.
    """

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self.delivered: list[bytes] = []
        self._closed = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange."""
        body = await request.aread()
        target = request.url.raw_path.decode("ascii").removeprefix(PREFIX)
        asked = Request(request.method, target, body, dict(request.headers))
        timeouts = request.extensions["timeout"]
        await asyncio.sleep(WAY_S)
        try:
            async with asyncio.timeout(timeouts["read"]):
                delivery = await self._layer.handle(asked)
        except TimeoutError:
            raise httpx.ReadTimeout("no byte", request=request) from None
        return await self._carry(delivery, asked, request, float(timeouts["read"]))

    async def aclose(self) -> None:
        """Connections are closed: what waits for an answer gets none."""
        self._closed.set()

    async def _carry(self, delivery: Delivery, asked: Request, request: httpx.Request, read_s: float) -> httpx.Response:
        match delivery.how:
            case "refused":
                raise httpx.ConnectError("refused", request=request) from ConnectionRefusedError()
            case "cut":
                raise httpx.ReadError("", request=request)
            case "silent":
                await _sleep(min(read_s, delivery.seconds), self._closed)
                raise httpx.ReadTimeout("no byte", request=request)
        reply = delivery.reply
        assert reply is not None
        stream = _Stream(delivery, self.delivered if asked.where == "poll" else [], self._closed)
        headers = {"content-type": "application/json", **reply.headers}
        return httpx.Response(reply.status, headers=headers, stream=stream, request=request)


class _Stream(httpx.AsyncByteStream):
    def __init__(self, delivery: Delivery, delivered: list[bytes], closed: asyncio.Event) -> None:
        self._delivery = delivery
        self._closed = closed
        self._delivered = delivered

    async def __aiter__(self) -> AsyncIterator[bytes]:
        assert self._delivery.reply is not None
        body = self._delivery.reply.body
        if self._delivery.how == "truncated":
            yield body[: len(body) // 2]
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
        if self._delivery.how == "trickled":
            chunks = 7 + round(self._delivery.seconds / SLOWEST_S)
            for n in range(chunks):
                await _sleep(self._delivery.seconds / chunks, self._closed)
                yield body[len(body) * n // chunks : len(body) * (n + 1) // chunks]
        else:
            yield body
        self._delivered.append(body)


async def _sleep(seconds: float, closed: asyncio.Event) -> None:
    """Wait, unless the connection is closed meanwhile."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await closed.wait()
            raise httpx.ReadError("closed")
