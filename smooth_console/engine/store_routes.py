"""The routes of profiles, files, extensions and the deprecated browser session. What is kept is for stores.py."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smooth_console import wire
from smooth_console.engine.engine import Engine
from smooth_console.engine.guard import json_response, problem_response
from smooth_console.engine.stores import MAX_PURPOSE_CHARS, StoreError

CHUNK_BYTES = 1 << 20
NO_EXTENSIONS = "extensions: the embedded engine does not load extensions yet"


class Profiles(HTTPEndpoint):
    """`/profile`."""

    async def post(self, request: Request) -> Response:
        """Make a profile."""
        try:
            body = wire.decode_json(await request.body() or b"{}")
        except wire.WireError as problem:
            raise HTTPException(400, f"the body is {problem}") from None
        profile_id = body.get("id") if isinstance(body, dict) else body
        if not isinstance(body, dict) or (profile_id is not None and not isinstance(profile_id, str)):
            wrong = {"loc": ["body", "id"], "msg": "must be a string, or left out", "type": "string_type"}
            return problem_response(422, [wrong])
        return _answer({"id": _engine(request).profiles.create(profile_id).id})

    async def get(self, request: Request) -> Response:
        """List profiles."""
        return _answer([{"id": profile.id} for profile in _engine(request).profiles.listed()])


class OneProfile(HTTPEndpoint):
    """`/profile/{profile_id}`."""

    async def delete(self, request: Request) -> Response:
        """Delete a profile."""
        _engine(request).profiles.delete(request.path_params["profile_id"])
        return _answer(True)


class Files(HTTPEndpoint):
    """`/file`."""

    async def post(self, request: Request) -> Response:
        """Take an upload."""
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise HTTPException(400, "the body must be multipart/form-data with a part called file")
        async with request.form(max_files=1, max_fields=4) as form:
            upload, purpose = form.get("file"), form.get("file_purpose")
            if not isinstance(upload, UploadFile):
                raise HTTPException(400, "file: is missing; send the file as a part with a file name")
            if isinstance(purpose, str) and len(purpose) > MAX_PURPOSE_CHARS:
                raise HTTPException(400, f"file_purpose: at most {MAX_PURPOSE_CHARS} characters")
            files = _engine(request).files
            file_id, path = files.reserve(upload.filename or "")
            with await run_in_threadpool(path.open, "wb") as target:
                while chunk := await upload.read(CHUNK_BYTES):
                    await run_in_threadpool(target.write, chunk)
            files.add(file_id, path)
        return _answer({"id": file_id})


class OneFile(HTTPEndpoint):
    """`/file/{file_id}`."""

    async def delete(self, request: Request) -> Response:
        """Delete an upload."""
        _engine(request).files.delete(request.path_params["file_id"])
        return _answer(True)


class Extensions(HTTPEndpoint):
    """`/extension`."""

    async def post(self, request: Request) -> Response:
        """Extensions are not here yet."""
        return problem_response(501, NO_EXTENSIONS)

    async def get(self, request: Request) -> Response:
        """There are none."""
        return _answer([])


class OneExtension(HTTPEndpoint):
    """`/browser/extension/{extension_id}` and `/extension/{extension_id}`."""

    async def delete(self, request: Request) -> Response:
        """There are none."""
        raise HTTPException(404, f"there is no extension {request.path_params['extension_id'][:100]}")


class BrowserSessions(HTTPEndpoint):
    """`/browser/session`, deprecated by the API."""

    async def post(self, request: Request) -> Response:
        """Not here."""
        return problem_response(501, "the deprecated browser session is not here; POST /task with task null opens one")


class OneBrowserSession(HTTPEndpoint):
    """`/browser/session/{session_id}`."""

    async def delete(self, request: Request) -> Response:
        """There are none."""
        raise HTTPException(404, f"there is no browser session {request.path_params['session_id'][:100]}")


async def store_problem(_: Request, problem: Exception) -> Response:
    """A StoreError as a response."""
    assert isinstance(problem, StoreError)
    return problem_response(problem.status, problem.detail)


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _answer(value: Any) -> Response:
    return json_response(wire.encode_json({"r": value}))


ROUTES = [
    Route("/profile", Profiles),
    Route("/profile/{profile_id}", OneProfile),
    Route("/file", Files),
    Route("/file/{file_id}", OneFile),
    Route("/extension", Extensions),
    Route("/extension/{extension_id}", OneExtension),
    Route("/browser/extension/{extension_id}", OneExtension),
    Route("/browser/session", BrowserSessions),
    Route("/browser/session/{session_id}", OneBrowserSession),
]
