"""One engine on a real Chromium for all engine tests, a caller that speaks to it, and a site of odd pages."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from smooth_console import wire
from smooth_console.engine.inprocess import RunningEngine, engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.description import conforms


class Caller:
    """A Smooth client as thin as can be."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def open(self, **request: Any) -> "Session":
        """Open a session, or start a task."""
        response = await self.http.post("/task", json={"task": None, **request})
        assert response.status_code == 200, response.text
        return Session(self.http, response.json()["r"]["id"])


class Session:
    """One session or task, followed by its cursor."""

    def __init__(self, http: httpx.AsyncClient, task_id: str) -> None:
        self.http = http
        self.id = task_id
        self.seen = 0
        self.events: list[dict[str, Any]] = []

    async def post(self, name: str, payload: Any, event_id: str | None = None) -> httpx.Response:
        """Send an event, raw."""
        body = {"name": name, "payload": payload} | ({} if event_id is None else {"id": event_id})
        return await self.http.post(f"/task/{self.id}/event", json=body)

    async def send(self, action: str, given: Any = None, event_id: str | None = None) -> str:
        """Send an action that has to be taken, and give its id."""
        name = wire.SESSION_ACTION if action in ("run_task", "close") else wire.BROWSER_ACTION
        response = await self.post(name, {"name": action, "input": given}, event_id or uuid4().hex)
        assert response.status_code == 200, response.text
        identity: str = response.json()["r"]["id"]
        return identity

    async def get(self, event_t: int | None = None) -> httpx.Response:
        """Ask for the record."""
        return await self.http.get(f"/task/{self.id}", params={} if event_t is None else {"event_t": event_t})

    async def event(self, event_id: str | None = None, *, name: str | None = None) -> dict[str, Any]:
        """Follow the session until an event with this id, or this name, has come."""
        while True:
            for event in self.events:
                if event["id"] == event_id or event["name"] == name:
                    return event
            response = await self.get(self.seen)
            record = response.json()["r"]
            self.events += record["events"]
            if record["events"]:
                self.seen = record["events"][-1]["timestamp"]
            elif response.status_code == 200:
                raise AssertionError(f"the task ended ({record['status']}) without the event")

    async def act(self, action: str, given: Any = None) -> tuple[int, Any]:
        """Do an action: its code, and its output without the envelope."""
        payload = (await self.event(await self.send(action, given)))["payload"]
        output = payload["output"]
        return payload["code"], output["output"] if payload["code"] == 200 else output

    async def record(self, **query: Any) -> dict[str, Any]:
        """The record, asked for once; anything in the query."""
        record: dict[str, Any] = (await self.http.get(f"/task/{self.id}", params=query)).json()["r"]
        return record

    async def until(self, holds: Callable[[dict[str, Any]], object], **query: Any) -> dict[str, Any]:
        """Ask for the record until it is so."""
        async with asyncio.timeout(30):
            while True:
                record = await self.record(**query)
                if holds(record):
                    return record
                await asyncio.sleep(0.02)

    async def ok(self, action: str, given: Any = None) -> Any:
        """Do an action that has to work."""
        code, output = await self.act(action, given)
        assert code == 200, output
        return output

    async def end(self) -> None:
        """Make room for others."""
        await self.http.delete(f"/task/{self.id}")


@pytest.fixture(scope="session")
async def running() -> AsyncIterator[RunningEngine]:
    """The engine, with short deadlines."""
    options = ServeOptions(
        api_key="test-key",
        evaluate_deadline_s=1.0,
        load_timeout_s=2.0,
        hold_s=5.0,
        drain_s=5.0,
        max_tasks=8,
        max_queued=0,
        recording=False,
    )
    async with engine_running(options) as engine:
        yield engine


@contextlib.asynccontextmanager
async def calling(engine: RunningEngine, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an engine in this process; whatever it is answered has to be what the description allows."""
    transport = httpx.ASGITransport(engine.app, raise_app_exceptions=False)
    given = {"apikey": engine.api_key, **headers}
    async with httpx.AsyncClient(
        transport=transport,
        base_url=engine.base_url,
        headers=given,
        timeout=30,
        event_hooks={"response": [conforms]},
    ) as client:
        yield client


@pytest.fixture
async def http(running: RunningEngine) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the right key. Sessions that a test leaves open are ended."""
    async with calling(running) as client:
        yield client
        for task in list(running.engine.tasks.values()):
            await task.cancel()
        await running.engine.settled()


@pytest.fixture
def caller(http: httpx.AsyncClient) -> Caller:
    """Somebody who opens sessions."""
    return Caller(http)


@pytest.fixture
async def session(caller: Caller) -> "Session":
    """An open session on an empty page."""
    return await caller.open()


@pytest.fixture(scope="session")
def free_port() -> Iterator[int]:
    """A port on which nobody listens, held so that nobody else takes it."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@contextlib.asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """An application on a real port; its origin."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(
            app, log_level="error", lifespan="off", ws="websockets-sansio", ws_per_message_deflate=False
        )
        server = uvicorn.Server(config)
        server.config.load()
        served = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.force_exit = True
        server.should_exit = True
        await served


@pytest.fixture(scope="session")
async def site() -> AsyncIterator[str]:
    """A site of odd pages on a real port; its address without a slash at the end."""
    async with serving(_odd_pages()) as origin:
        yield origin


def _odd_pages() -> Starlette:
    async def page(request: Request) -> Response:
        name = request.path_params["name"]
        return HTMLResponse(f"<title>{name}</title><h1>{name}</h1>", int(request.query_params.get("status", "200")))

    async def away(request: Request) -> Response:
        return RedirectResponse(request.query_params["to"])

    async def hang(request: Request) -> Response:
        await request.body()
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return Response()

    async def half(_: Request) -> Response:
        return HTMLResponse("<title>half</title><p>here</p><img src=/hang>")

    async def nothing(_: Request) -> Response:
        return Response(status_code=204)

    async def download(_: Request) -> Response:
        return Response(b"a,b\n1,2\n", headers={"content-disposition": "attachment; filename=table.csv"})

    async def echo(request: Request) -> Response:
        said = {"headers": dict(request.headers), "method": request.method}
        return HTMLResponse(f"<title>echo</title><pre>{json.dumps(said)}</pre>")

    async def leaving(_: Request) -> Response:
        return HTMLResponse(
            "<title>leaving</title><body><button>x</button><script>addEventListener('beforeunload', e => {"
            "e.preventDefault(); e.returnValue = 'stay'});alert('hello')</script>"
        )

    return Starlette(
        routes=[
            Route("/page/{name}", page),
            Route("/away", away),
            Route("/hang", hang),
            Route("/half", half),
            Route("/nothing", nothing),
            Route("/download", download),
            Route("/leaving", leaving),
            Route("/echo", echo),
        ]
    )
