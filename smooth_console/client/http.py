"""The calls of the Smooth API, one method each. Every failure is an `ApiError`; nothing is ever sent twice in here."""

import asyncio
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from smooth_console.client.address import normalise_base_url
from smooth_console.client.credentials import ApiKey
from smooth_console.client.errors import ApiError, error_from_nonsense, error_from_response
from smooth_console.wire import (
    FINAL_STATUSES,
    LIVE_STATUSES,
    Extension,
    Identified,
    ProfileRequest,
    Record,
    Task,
    TaskEvent,
    TaskRequest,
    WireError,
    decode,
    decode_json,
    encode,
)

if TYPE_CHECKING:
    import httpx

    from smooth_console.client.transport import Response, Timeouts, Transport

R = TypeVar("R", bound=Record)

HOLD_TIMEOUT_S = 35.0
"""How long a GET that the server may hold is waited for. Servers hold for 20 s to 30 s."""

IDEMPOTENT_HEADER = "smooth-idempotent-events"


class SmoothClient:
    """A Smooth server, one method a call. Connections are kept and used again; use it from one event loop.

    Args:
        base_url: The server, in any spelling that `normalise_base_url` takes.
        api_key: Sent as the header `apikey`. None for a server that wants none.
        transport: What carries requests instead of the network.
        connect_timeout_s: Seconds to connect.
        read_timeout_s: Seconds without a byte of the answer, for calls that a server answers at once.
        open_timeout_s: The same for `submit_task`, during which a server may start a browser.
        upload_timeout_s: Seconds that a whole upload may take.

    Raises:
        AddressError: `base_url` is no server's address.
    """

    def __init__(
        self,
        base_url: str | None,
        api_key: ApiKey | None,
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        connect_timeout_s: float = 10.0,
        read_timeout_s: float = 30.0,
        open_timeout_s: float = 90.0,
        upload_timeout_s: float = 600.0,
    ) -> None:
        self.base_url = normalise_base_url(base_url)
        self.api_key = api_key
        self.idempotent_events = False
        """Whether the server has said that an event id sent twice is one event (header Smooth-Idempotent-Events: 1)."""
        self._carrier = transport
        self._connect_s = connect_timeout_s
        self._read_s = read_timeout_s
        self._open_s = open_timeout_s
        self._upload_s = upload_timeout_s
        self._transport: Transport | None = None
        self._starting: asyncio.Task[Transport] | None = None
        self._closed = False

    def __repr__(self) -> str:
        return f"SmoothClient({self.base_url!r})"

    # Tasks and sessions

    async def submit_task(self, request: TaskRequest) -> Task:
        """`POST /task`: start a task, or a session when `request.task` is None. Never send it again blindly."""
        return await self._record("POST", "/task", Task, content=_body(request, "POST /task"), read_s=self._open_s)

    async def get_task(self, task_id: str, *, event_t: int = 0, downloads: bool = False) -> Task:
        """`GET /task/{task_id}`: the record, with the events whose timestamp (ms) is after `event_t`.

        The server may hold the answer back until something happens, which `poll_task` is made for.
        """
        task, _final = await self.poll_task(task_id, event_t=event_t, downloads=downloads)
        return task

    async def poll_task(
        self, task_id: str, *, event_t: int | None = 0, downloads: bool = False, hold_s: float = HOLD_TIMEOUT_S
    ) -> tuple[Task, bool]:
        """`GET /task/{task_id}` as `get_task`, and whether the task is over.

        Args:
            task_id: The task.
            event_t: Events after this moment, ms since 1970. None asks for all of them, and for an answer at once.
            downloads: Ask for `downloads_url`.
            hold_s: Seconds to wait for the answer.

        Returns:
            The task, and True when its status is final: 200 instead of 202 decides for a status that is not known.
        """
        params = {} if event_t is None else {"event_t": str(event_t)}
        if downloads:
            params["downloads"] = "true"
        response = await self._send("GET", f"/task/{_segment(task_id)}", params=params, read_s=hold_s)
        task = self._read(response, Task, f"GET /task/{task_id}", changes=False)
        known = task.status in FINAL_STATUSES or task.status in LIVE_STATUSES
        return task, task.status in FINAL_STATUSES if known else response.status == 200

    async def list_tasks(self, *, before_t: int | None = None, limit: int | None = None) -> list[Task]:
        """`GET /task`: tasks created before `before_t` (ms), newest first, at most `limit` (1 to 128)."""
        params = {name: str(value) for name, value in (("t", before_t), ("l", limit)) if value is not None}
        return await self._records("/task", Task, params)

    async def cancel_task(self, task_id: str) -> bool:
        """`DELETE /task/{task_id}`: end a task. Whether the server says that it did."""
        return await self._delete(f"/task/{_segment(task_id)}")

    async def send_event(self, task_id: str, event: TaskEvent) -> str:
        """`POST /task/{task_id}/event`. Returns the id under which the server knows the event."""
        path = f"/task/{_segment(task_id)}/event"
        return (await self._record("POST", path, Identified, content=_body(event, f"POST {path}"))).id

    # Profiles, files, extensions

    async def create_profile(self, profile_id: str | None = None) -> str:
        """`POST /profile`: its id. A profile that exists is a 409."""
        return (
            await self._record(
                "POST", "/profile", Identified, content=_body(ProfileRequest(id=profile_id), "POST /profile")
            )
        ).id

    async def list_profiles(self) -> list[str]:
        """`GET /profile`: the ids."""
        return [profile.id for profile in await self._records("/profile", Identified)]

    async def delete_profile(self, profile_id: str) -> bool:
        """`DELETE /profile/{profile_id}`."""
        return await self._delete(f"/profile/{_segment(profile_id)}")

    async def upload_file(self, path: Path, *, purpose: str | None = None) -> str:
        """`POST /file`: the id to give as one of a task's `files`. `purpose` is at most 64 characters."""
        return await self._upload("/file", path, {} if purpose is None else {"file_purpose": purpose})

    async def delete_file(self, file_id: str) -> bool:
        """`DELETE /file/{file_id}`."""
        return await self._delete(f"/file/{_segment(file_id)}")

    async def upload_extension(self, path: Path) -> str:
        """`POST /extension`: the id of a browser extension, from its .zip."""
        return await self._upload("/extension", path, {})

    async def list_extensions(self) -> list[Extension]:
        """`GET /extension`."""
        return await self._records("/extension", Extension)

    async def delete_extension(self, extension_id: str) -> bool:
        """`DELETE /browser/extension/{extension_id}`."""
        return await self._delete(f"/browser/extension/{_segment(extension_id)}")

    # The connection

    async def warm_up(self) -> None:
        """Import and set up what the first request needs, so that it need not wait for that."""
        await self._ready_transport()

    async def aclose(self) -> None:
        """Close the connections. Afterwards every call fails."""
        self._closed = True
        if self._starting is not None:
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._transport is not None:
            await self._transport.aclose()

    async def __aenter__(self) -> "SmoothClient":
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()

    async def _ready_transport(self) -> "Transport":
        if self._closed:
            raise ApiError("the connection to the server was closed", kind="unreachable", taken="no")
        if self._transport is None:
            if self._starting is None or self._starting.done():
                self._starting = asyncio.create_task(self._start())
            # Shielded: several calls may wait for this one start, and one of them be cancelled.
            self._transport = await asyncio.shield(self._starting)
        return self._transport

    async def _start(self) -> "Transport":
        await asyncio.to_thread(importlib.import_module, "smooth_console.client.transport")
        from smooth_console.client.transport import Transport

        headers = {} if self.api_key is None else {"apikey": self.api_key.reveal()}
        return Transport(self.base_url, headers, self._carrier)

    def _timeouts(self, read_s: float | None, total_s: float | None) -> "Timeouts":
        from smooth_console.client.transport import Timeouts

        read = self._read_s if read_s is None else read_s
        return Timeouts(self._connect_s, read, total_s if total_s is not None else self._connect_s + 4 * read)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        files: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        read_s: float | None = None,
        total_s: float | None = None,
    ) -> "Response":
        transport = await self._ready_transport()
        timeouts = self._timeouts(read_s, total_s)
        try:
            response = await transport.exchange(
                method, path, timeouts=timeouts, params=params, content=content, files=files, form=form
            )
        except ApiError as problem:
            raise self._without_key(problem) from None
        if IDEMPOTENT_HEADER in response.headers:
            self.idempotent_events = response.headers[IDEMPOTENT_HEADER].strip() == "1"
        if not 200 <= response.status < 300:
            raise self._without_key(
                error_from_response(
                    response.status,
                    response.headers,
                    self._body_without_key(response),
                    request=f"{method} {path}",
                    changes=method != "GET",
                )
            )
        return response

    async def _record(
        self, method: str, path: str, kind: type[R], *, content: bytes | None = None, read_s: float | None = None
    ) -> R:
        response = await self._send(method, path, content=content, read_s=read_s)
        return self._read(response, kind, f"{method} {path}", changes=method != "GET")

    async def _records(self, path: str, kind: type[R], params: Mapping[str, str] | None = None) -> list[R]:
        response = await self._send("GET", path, params=params)
        request = f"GET {path}"
        rows = self._unwrap(response, request, changes=False)
        if not isinstance(rows, list):
            raise self._nonsense(response, "something that is not a list", request, changes=False)
        try:
            return [decode(kind, row) for row in rows]
        except WireError as problem:
            raise self._nonsense(response, f"a list that is not right: {problem}", request, changes=False) from None

    async def _delete(self, path: str) -> bool:
        response = await self._send("DELETE", path)
        if not response.body.strip():  # 204 from a proxy or a plainer server
            return True
        return self._unwrap(response, f"DELETE {path}", changes=True) is not False

    async def _upload(self, endpoint: str, path: Path, form: Mapping[str, str]) -> str:
        request = f"POST {endpoint}"
        try:
            content = await asyncio.to_thread(path.read_bytes)
        except OSError as problem:
            why = f"cannot read {path}: {problem.strerror or problem}"
            raise ApiError(why, kind="unreachable", taken="no", request=request) from None
        files = {"file": (path.name, content)}
        response = await self._send("POST", endpoint, files=files, form=form, read_s=60.0, total_s=self._upload_s)
        return self._read(response, Identified, request, changes=True).id

    def _read(self, response: "Response", kind: type[R], request: str, *, changes: bool) -> R:
        value = self._unwrap(response, request, changes=changes)
        try:
            return decode(kind, value)
        except WireError as problem:
            raise self._nonsense(response, f"a record that is not right: {problem}", request, changes=changes) from None

    def _unwrap(self, response: "Response", request: str, *, changes: bool) -> Any:
        """What is inside the envelope `{"r": ...}`."""
        try:
            value = decode_json(response.body, any_depth=True)
        except WireError as problem:
            raise self._nonsense(response, f"text that is {problem}", request, changes=changes) from None
        if not isinstance(value, dict) or "r" not in value:
            raise self._nonsense(response, 'JSON without the envelope {"r": ...}', request, changes=changes)
        return value["r"]

    def _nonsense(self, response: "Response", problem: str, request: str, *, changes: bool) -> ApiError:
        return self._without_key(
            error_from_nonsense(
                response.status,
                response.headers,
                self._body_without_key(response),
                problem,
                request=request,
                changes=changes,
            )
        )

    def _body_without_key(self, response: "Response") -> bytes:
        """Before it is cut to a sentence: the beginning of a key is not for anybody either."""
        if self.api_key is None:
            return response.body
        return response.body.replace(self.api_key.reveal().encode("ascii"), "•••".encode())

    def _without_key(self, problem: ApiError) -> ApiError:
        """A server may repeat the key in what it says; nobody shall read it here."""
        if self.api_key is not None:
            problem.detail = problem.detail.replace(self.api_key.reveal(), "•••")
            problem.args = (problem.detail,)
        return problem


def _body(record: Record, request: str) -> bytes:
    try:
        return encode(record)
    except WireError as problem:
        raise ApiError(str(problem), kind="rejected", taken="no", request=request) from None


def _segment(text: str) -> str:
    """A path segment: an id is the server's or the user's text, and must not become another path."""
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%2E")
