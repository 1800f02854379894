"""The addresses of a session's recording and of what it downloaded: for whoever has them, as they carry a token."""

import hmac

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from smooth_console.engine.engine import Engine
from smooth_console.engine.tasks import Task

_HEADERS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}


async def recording(request: Request) -> Response:
    """`/recording/{task_id}`: the video, in ranges as players ask for them."""
    task = _task(request)
    made = task.recording
    if made is None or made.video is None or made.kind is None:
        raise HTTPException(404, "there is no recording of this session")
    name = f"{task.id}{made.kind.suffix}"
    return FileResponse(made.video, media_type=made.kind.media_type, headers={**_HEADERS, **_inline(name)})


async def downloads(request: Request) -> Response:
    """`/downloads/{task_id}`: a zip file."""
    task = _task(request)
    if task.downloads is None or not task.downloads.files:
        raise HTTPException(404, "this session has downloaded nothing")
    archive = await task.downloads.archive()
    return FileResponse(archive, media_type="application/zip", filename=f"{task.id}.zip", headers=_HEADERS)


def _task(request: Request) -> Task:
    engine: Engine = request.app.state.engine
    task = engine.tasks.get(request.path_params["task_id"])
    if task is None:
        raise HTTPException(404, "there is no such session here; it may be long over")
    token = request.query_params.get("token", "")
    if not hmac.compare_digest(token.encode("utf-8", "replace"), task.token.encode()):
        raise HTTPException(403, "the address lacks the session's token, or has another")
    return task


def _inline(name: str) -> dict[str, str]:
    return {"content-disposition": f'inline; filename="{name}"'}


ROUTES = [Route("/recording/{task_id}", recording), Route("/downloads/{task_id}", downloads)]
