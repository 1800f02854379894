"""The recorded answers over HTTP: the routes that a session needs, behind the engine's own guard."""

from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from smooth_console import wire
from smooth_console.engine.guard import Guard, json_response, problem_response
from smooth_console.engine.options import API_PREFIX, ServeOptions
from smooth_console.exports.records import SessionRecord
from smooth_console.playback.tape import tapes
from smooth_console.playback.tasks import PlayedTask, RefusedError

IDEMPOTENT_EVENTS = {"smooth-idempotent-events": "1"}


class Player:
    """The sessions that were opened. The first one is answered from the recording's first session, and so on."""

    def __init__(self, recording: SessionRecord) -> None:
        self.recording = recording
        self.tasks: dict[str, PlayedTask] = {}

    def open(self, request: wire.TaskRequest) -> PlayedTask:
        """Open a session. Each has the whole recording before it, whatever others have used up."""
        found = tapes(self.recording)
        task = PlayedTask(found[len(self.tasks) % len(found)], request.device)
        self.tasks[task.id] = task
        return task


def create_app(recording: SessionRecord, options: ServeOptions) -> Starlette:
    """The server as an ASGI application."""
    player = Player(recording)

    async def tasks(request: Request) -> Response:
        if request.method == "GET":
            newest = sorted(player.tasks.values(), key=lambda task: task.created_at, reverse=True)
            return _json([task.record(task.log.last) for task in newest])
        asked = wire.decode(wire.TaskRequest, await _body(request))
        if asked.task is not None:
            return problem_response(400, "not recorded: a recording answers sessions (task null), not one-shot tasks")
        return _json(player.open(asked).record(0))

    async def one_task(request: Request) -> Response:
        task = _task(player, request)
        if request.method == "DELETE":
            if not task.end("cancelled"):
                return problem_response(404, "the task is not running any more")
            return _json(True)
        event_t = request.query_params.get("event_t")
        if event_t is not None and not event_t.removeprefix("-").isdecimal():
            return problem_response(
                422, [{"loc": ["query", "event_t"], "msg": "must be an integer", "type": "value_error"}]
            )
        moment = None if event_t is None else int(event_t)
        await task.poll(moment)
        return _json(task.record(moment or 0), 202 if task.live else 200)

    async def events(request: Request) -> Response:
        task = _task(player, request)
        return _json({"id": task.post(wire.decode(wire.TaskEvent, await _body(request)))})

    async def telemetry(_: Request) -> Response:
        return _json(True)

    async def anything(request: Request) -> Response:
        return problem_response(400, f"not recorded: {request.method} {request.url.path}; a recording answers sessions")

    routes = [
        Route("/task", tasks, methods=["GET", "POST"]),
        Route("/task/{task_id}", one_task, methods=["GET", "DELETE"]),
        Route("/task/{task_id}/event", events, methods=["POST"]),
        Route("/telemetry", telemetry, methods=["POST"]),
        Route("/{path:path}", anything, methods=["GET", "POST", "PUT", "DELETE"]),
    ]
    return Starlette(
        routes=[Mount(API_PREFIX, routes=routes)],
        middleware=[Middleware(Guard, options=options)],
        exception_handlers={
            HTTPException: _http_problem,
            wire.WireError: _wire_problem,
            RefusedError: _wire_problem,
        },
    )


def _task(player: Player, request: Request) -> PlayedTask:
    task = player.tasks.get(request.path_params["task_id"])
    if task is None:
        raise HTTPException(404, "there is no such task")
    return task


async def _body(request: Request) -> Any:
    return wire.decode_json(await request.body())


def _json(value: Any, status: int = 200) -> Response:
    return json_response(wire.encode_json({"r": value}), status, IDEMPOTENT_EVENTS)


async def _http_problem(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    return problem_response(problem.status_code, problem.detail, dict(problem.headers or {}))


async def _wire_problem(_: Request, problem: Exception) -> Response:
    return problem_response(400, str(problem))
