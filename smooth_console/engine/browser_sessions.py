"""The deprecated browser session: a session with a profile, for five minutes, whose live view is the point of it."""

from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smooth_console import wire
from smooth_console.engine.engine import Engine
from smooth_console.engine.errors import ActionError
from smooth_console.engine.guard import json_response
from smooth_console.engine.requests import json_body, origin_of
from smooth_console.engine.taskrequest import ShapeError, read_record

LIVES_S = 5 * 60.0
OPENS_WITHIN_S = 60.0
OVER = f"the browser session is over: it lasts {LIVES_S / 60:g} minutes"
CLOSED = "the browser session was closed"


class BrowserSessions(HTTPEndpoint):
    """`/browser/session`."""

    async def post(self, request: Request) -> Response:
        """Open one, with a new profile unless one is named."""
        engine: Engine = request.app.state.engine
        asked = read_record(wire.BrowserSessionRequest, await json_body(request))
        profile_id = asked.profile_id
        if profile_id is None:
            profile_id = engine.profiles.create(None).id
        try:
            task = engine.submit(_as_task(asked, profile_id))
        except BaseException:
            if asked.profile_id is None:
                engine.profiles.delete(profile_id)
            raise
        try:
            await task.log.wait_until(lambda: task.view is not None or not task.live, OPENS_WITHIN_S)
        finally:
            engine.end_after(task, LIVES_S, OVER)
        if not task.live:
            raise ActionError(str(task.output), 500)
        view = {"live_id": task.id, "live_url": task.live_url(origin_of(request))} if asked.live_view else {}
        answer = {"profile_id": profile_id, "live_id": task.id, "live_url": None} | view
        return json_response(wire.encode_json({"r": answer}))


class OneBrowserSession(HTTPEndpoint):
    """`/browser/session/{session_id}`."""

    async def delete(self, request: Request) -> Response:
        """End it; its profile is saved."""
        engine: Engine = request.app.state.engine
        session_id = request.path_params["session_id"]
        task = engine.tasks.get(session_id)
        if task is None or not task.live:
            raise HTTPException(404, f"there is no browser session {session_id[:100]}")
        await task.shut(CLOSED)
        return json_response(b'{"r":true}')


def _as_task(asked: wire.BrowserSessionRequest, profile_id: str) -> wire.TaskRequest:
    if asked.url == "":
        raise ShapeError({"loc": ["body", "url"], "msg": "is empty; leave it out", "type": "value_error"})
    return wire.TaskRequest(
        task=None,
        url=asked.url,
        device=asked.device or "desktop",
        profile_id=profile_id,
        proxy_server=asked.proxy_server,
        proxy_username=asked.proxy_username,
        proxy_password=asked.proxy_password,
        extensions=asked.extensions,
        enable_recording=False,
        unknown=asked.unknown,
    )


ROUTES = [Route("/browser/session", BrowserSessions), Route("/browser/session/{session_id}", OneBrowserSession)]
