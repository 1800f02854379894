"""The routes of profiles, files and extensions. What is kept is for stores.py and extensions.py."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smooth_console import wire
from smooth_console.engine.engine import Engine
from smooth_console.engine.guard import json_response, problem_response
from smooth_console.engine.requests import json_body
from smooth_console.engine.stores import MAX_PURPOSE_CHARS, StoreError
from smooth_console.engine.taskrequest import read_record

CHUNK_BYTES = 1 << 20


class Profiles(HTTPEndpoint):
    """`/profile`."""

    async def post(self, request: Request) -> Response:
        """Make a profile."""
        asked = read_record(wire.ProfileRequest, await json_body(request))
        return _answer({"id": _engine(request).profiles.create(asked.id).id})

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
        async with _uploaded(request) as (upload, form):
            purpose = form.get("file_purpose")
            if isinstance(purpose, str) and len(purpose) > MAX_PURPOSE_CHARS:
                raise HTTPException(400, f"file_purpose: at most {MAX_PURPOSE_CHARS} characters")
            files = _engine(request).files
            file_id, path = files.reserve(upload.filename or "")
            try:
                with await run_in_threadpool(path.open, "wb") as target:
                    while chunk := await upload.read(CHUNK_BYTES):
                        await run_in_threadpool(target.write, chunk)
            except BaseException:
                files.drop(path)
                raise
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
        """Take an extension, as a zip file."""
        async with _uploaded(request) as (upload, _):
            added = await run_in_threadpool(_engine(request).extensions.add, upload.filename or "", upload.file)
        return _answer({"id": added.id})

    async def get(self, request: Request) -> Response:
        """List extensions."""
        listed = _engine(request).extensions.listed()
        return _answer([{"id": e.id, "file_name": e.file_name, "creation_time": e.creation_time} for e in listed])


class OneExtension(HTTPEndpoint):
    """`/browser/extension/{extension_id}` and `/extension/{extension_id}`."""

    async def delete(self, request: Request) -> Response:
        """Delete an extension."""
        _engine(request).extensions.delete(request.path_params["extension_id"])
        return _answer(True)


async def store_problem(_: Request, problem: Exception) -> Response:
    """A StoreError as a response."""
    assert isinstance(problem, StoreError)
    return problem_response(problem.status, problem.detail)


@contextlib.asynccontextmanager
async def _uploaded(request: Request) -> AsyncIterator[tuple[UploadFile, FormData]]:
    """The file of a form, and the form."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(400, "the body must be multipart/form-data with a part called file")
    async with request.form(max_files=1, max_fields=4) as form:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise HTTPException(400, "file: is missing; send the file as a part with a file name")
        yield upload, form


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
]
