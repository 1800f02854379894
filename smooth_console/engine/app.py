"""The engine over HTTP: the routes of the API description, and how failures look. What they do is elsewhere."""

import contextlib
import logging
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smooth_console import wire
from smooth_console.engine import browser_sessions, live, media_routes, store_routes
from smooth_console.engine.engine import Engine, TooManyTasksError
from smooth_console.engine.errors import ActionError, RefusedError
from smooth_console.engine.guard import Guard, json_response, problem_response
from smooth_console.engine.inputs import read_event
from smooth_console.engine.options import API_PREFIX, ServeOptions
from smooth_console.engine.record import record, row
from smooth_console.engine.requests import boolean, integer, json_body, origin_of, query_problem
from smooth_console.engine.stores import StoreError
from smooth_console.engine.taskrequest import ShapeError, read_task_request
from smooth_console.engine.tasks import Task

LOG = logging.getLogger(__name__)
IDEMPOTENT_EVENTS = "smooth-idempotent-events"
RETRY_AFTER_S = 5
MAX_LISTED = 128
DEFAULT_LISTED = 32


def create_app(options: ServeOptions) -> Starlette:
    """The API as an ASGI application. Its lifespan starts the engine and ends it.

    The engine is `app.state.engine`.
    """

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        engine.start()
        try:
            yield
        finally:
            await engine.stop()

    engine = Engine(options)
    app = Starlette(
        routes=[
            Mount(
                API_PREFIX,
                routes=[
                    Route("/task", Tasks),
                    Route("/task/{task_id}", OneTask),
                    Route("/task/{task_id}/event", Events),
                    Route("/telemetry", Telemetry),
                    *store_routes.ROUTES,
                    *browser_sessions.ROUTES,
                ],
            ),
            *live.ROUTES,
            *media_routes.ROUTES,
        ],
        middleware=[Middleware(ApiHeaders), Middleware(Guard, options=options)],
        exception_handlers={
            HTTPException: _http_problem,
            wire.WireError: _wire_problem,
            ShapeError: _shape_problem,
            RefusedError: _refused_problem,
            ActionError: _action_problem,
            StoreError: store_routes.store_problem,
            TooManyTasksError: _too_many_problem,
            Exception: _own_problem,
        },
        lifespan=lifespan,
    )
    app.state.engine = engine
    return app


class Tasks(HTTPEndpoint):
    """`/task`."""

    async def post(self, request: Request) -> Response:
        """Submit a task, or open a session."""
        task = _engine(request).submit(read_task_request(await json_body(request)))
        return json_response(record(task, 0, origin=origin_of(request)))

    async def get(self, request: Request) -> Response:
        """List tasks, the newest first."""
        before, limit = integer(request, "t"), integer(request, "l")
        limit = DEFAULT_LISTED if limit is None else limit
        if not 1 <= limit <= MAX_LISTED:
            raise query_problem("l", f"must be 1 to {MAX_LISTED}")
        origin = origin_of(request)
        rows = [row(task, origin=origin) for task in _engine(request).listed(before, limit)]
        return json_response(b'{"r":[' + b",".join(rows) + b"]}")


class OneTask(HTTPEndpoint):
    """`/task/{task_id}`."""

    async def get(self, request: Request) -> Response:
        """The record, held until there is something new: 202 while the task is live, 200 once it is final."""
        task = _task(request)
        event_t = integer(request, "event_t")
        downloads = boolean(request, "downloads")
        await task.poll(event_t)
        body = record(task, event_t or 0, origin=origin_of(request), downloads=downloads)
        return json_response(body, 202 if task.live else 200)

    async def delete(self, request: Request) -> Response:
        """Cancel the task."""
        if not await _task(request).cancel():
            raise HTTPException(404, "the task is not running any more")
        return json_response(b'{"r":true}')


class Events(HTTPEndpoint):
    """`/task/{task_id}/event`."""

    async def post(self, request: Request) -> Response:
        """Take an event."""
        task = _task(request)
        event_id = task.post(read_event(await json_body(request)))
        return json_response(wire.encode_json({"r": {"id": event_id}}))


class Telemetry(HTTPEndpoint):
    """`/telemetry`: clients send it; nobody here reads it."""

    async def post(self, request: Request) -> Response:
        """Throw it away."""
        return json_response(b'{"r":true}')


class ApiHeaders:
    """Says on every answer what this server promises besides the description."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[IDEMPOTENT_EVENTS] = "1"
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


# ---------------------------------------------------------------------- reading requests


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _task(request: Request) -> Task:
    task_id = request.path_params["task_id"]
    task = _engine(request).tasks.get(task_id)
    if task is None:
        raise HTTPException(404, f"there is no task {task_id[:100]}")
    return task


# ---------------------------------------------------------------------- failures


async def _http_problem(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    return problem_response(problem.status_code, problem.detail, dict(problem.headers or {}))


async def _wire_problem(_: Request, problem: Exception) -> Response:
    return problem_response(400, str(problem))


async def _shape_problem(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, ShapeError)
    return problem_response(422, problem.problems)


async def _refused_problem(_: Request, problem: Exception) -> Response:
    return problem_response(400, str(problem))


async def _action_problem(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, ActionError)
    return problem_response(problem.code, problem.detail)


async def _too_many_problem(_: Request, problem: Exception) -> Response:
    return problem_response(429, str(problem), {"retry-after": str(RETRY_AFTER_S)})


async def _own_problem(request: Request, problem: Exception) -> Response:
    LOG.error("%s %s", request.method, request.url.path, exc_info=problem)
    return problem_response(500, "the engine made a mistake; its log says which")
