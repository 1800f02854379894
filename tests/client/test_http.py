"""The calls, over real HTTP, and what their failures say."""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from smooth_console.client import ApiError, ApiKey, SmoothClient
from smooth_console.wire import TaskEvent, TaskRequest, evaluate_js

pytestmark = pytest.mark.anyio

TASK = {"id": "t1", "status": "running", "events": [{"name": "n", "payload": {}, "id": "e", "timestamp": 5}], "new": 1}


class Canned:
    """Answers every request with the same bytes, and remembers what it was asked."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.status, self.body, self.headers = status, body, headers
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.connections = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while head := (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n"):
                headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                method, target, _ = head[0].split(" ")
                self.asked.append((method, target, headers, body))
                if self.status == 0:
                    writer.transport.abort()
                    return
                if self.status == 1:
                    continue
                lines = {"content-length": str(len(self.body)), **self.headers}
                text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
                writer.write(f"HTTP/1.1 {self.status} Said\r\n{text}\r\n".encode() + self.body)
        writer.close()


@contextlib.asynccontextmanager
async def answering(
    status: int, body: Any, headers: dict[str, str] | None = None, read_timeout_s: float = 30.0
) -> AsyncIterator[tuple[SmoothClient, Canned]]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    canned = Canned(status, content, headers or {})
    server = await asyncio.start_server(canned.serve, "127.0.0.1", 0)
    canned.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with SmoothClient(canned.url, ApiKey("sk-planted"), read_timeout_s=read_timeout_s) as client:
        yield client, canned
    server.close()


async def failure_of(client: SmoothClient) -> ApiError:
    with pytest.raises(ApiError) as caught:
        await client.send_event("t1", evaluate_js("1", id="e1"))
    return caught.value


async def test_the_key_goes_in_its_header_and_connections_are_used_again() -> None:
    async with answering(200, {"r": {"id": "e1"}}) as (client, canned):
        for _ in range(3):
            assert await client.send_event("t1", evaluate_js("1", id="e1")) == "e1"
        method, target, headers, body = canned.asked[0]
        assert (method, target, headers["apikey"]) == ("POST", "/api/v1/task/t1/event", "sk-planted")
        assert json.loads(body)["id"] == "e1"
        assert canned.connections == 1


async def test_every_call_asks_for_what_the_api_describes(tmp_path: Path) -> None:
    upload = tmp_path / "a.zip"
    upload.write_bytes(b"zip")
    async with answering(200, {"r": TASK}) as (client, canned):
        assert (await client.submit_task(TaskRequest(task=None))).unknown == {"new": 1}
        assert (await client.get_task("t/1", event_t=7, downloads=True)).events is not None
        await client.create_profile("p")
        await client.upload_file(upload, purpose="why")
        await client.upload_extension(upload)
        canned.body = json.dumps({"r": [TASK]}).encode()
        assert [task.id for task in await client.list_tasks(before_t=5, limit=2)] == ["t1"]
        assert await client.list_profiles() == ["t1"]
        canned.body = b'{"r": []}'
        assert await client.list_extensions() == []
        canned.body = b'{"r": true}'
        assert await client.cancel_task("t1")
        assert await client.delete_profile("..")
        assert await client.delete_file("f")
        assert await client.delete_extension("x")
        assert [(method, target.removeprefix("/api/v1")) for method, target, _, _ in canned.asked] == [
            ("POST", "/task"),
            ("GET", "/task/t%2F1?event_t=7&downloads=true"),
            ("POST", "/profile"),
            ("POST", "/file"),
            ("POST", "/extension"),
            ("GET", "/task?t=5&l=2"),
            ("GET", "/profile"),
            ("GET", "/extension"),
            ("DELETE", "/task/t1"),
            ("DELETE", "/profile/%2E%2E"),
            ("DELETE", "/file/f"),
            ("DELETE", "/browser/extension/x"),
        ]
        assert b'name="file_purpose"' in canned.asked[3][3]


@pytest.mark.parametrize(
    ("http_status", "status", "final"),
    [
        (202, "running", False),
        (200, "done", True),
        (200, "expired", True),
        (202, "resting", False),
        (200, "running", False),
    ],
)
async def test_a_task_is_final_by_its_status_or_else_by_200(http_status: int, status: str, final: bool) -> None:
    async with answering(http_status, {"r": {"id": "t", "status": status}}) as (client, _canned):
        assert (await client.poll_task("t"))[1] is final


TWO_MISTAKES = {"detail": [{"loc": ["body", "url"], "msg": "not a URL"}, {"loc": [], "msg": "b"}]}


@pytest.mark.parametrize(
    ("status", "body", "kind", "taken", "said"),
    [
        (400, {"detail": "payload.name is missing"}, "rejected", "no", "payload.name is missing"),
        (401, {"detail": "no key"}, "unauthorised", "no", "no key"),
        (403, {"detail": "wrong key sk-planted"}, "unauthorised", "no", "wrong key •••"),
        (404, {"detail": "no such task"}, "gone", "no", "no such task"),
        (409, {"message": "exists"}, "rejected", "no", "exists"),
        (
            422,
            TWO_MISTAKES,
            "rejected",
            "no",
            "body.url: not a URL; b",
        ),
        (429, {"detail": {"msg": "too many"}}, "throttled", "no", "too many"),
        (500, {}, "server", "maybe", "does not say why"),
        (502, b"<!DOCTYPE html><title>Bad\n Gateway &amp; co</title>", "server", "maybe", 'titled "Bad Gateway & co"'),
        (503, b"busy", "server", "maybe", "not JSON: busy"),
        (307, b"", "rejected", "no", "elsewhere: https://other"),
        (200, b"<html><h1>Sign <b>in</b></h1></html>", "broken", "maybe", 'titled "Sign in"'),
        (200, b"", "broken", "maybe", "not JSON"),
        (200, {"id": "e1"}, "broken", "maybe", "envelope"),
        (200, {"r": {"identity": 1}}, "broken", "maybe", "`id`"),
        (200, b"\xff", "broken", "maybe", "not UTF-8"),
    ],
)
async def test_every_failure_says_what_happened(status: int, body: Any, kind: str, taken: str, said: str) -> None:
    async with answering(status, body, {"location": "https://other", "retry-after": "7"}) as (client, canned):
        problem = await failure_of(client)
        assert (problem.status, problem.kind, problem.taken) == (status, kind, taken)
        assert said in problem.detail
        assert "planted" not in str(problem) + repr(problem)
        assert problem.request == "POST /task/t1/event"
        assert problem.retry_after_s == 7 or status < 300
        assert len(canned.asked) == 1


async def test_a_connection_cut_half_way_may_have_been_taken() -> None:
    async with answering(0, b"") as (client, canned):
        problem = await failure_of(client)
        assert (problem.status, problem.kind, problem.taken) == (None, "broken", "maybe")
        assert len(canned.asked) == 1
        with pytest.raises(ApiError) as caught:
            await client.get_task("t1")
        assert caught.value.taken == "no"


async def test_no_answer_in_time_may_have_been_taken() -> None:
    async with answering(1, b"", read_timeout_s=0.05) as (client, _canned):
        problem = await failure_of(client)
        assert (problem.kind, problem.taken) == ("broken", "maybe")
        assert "no answer" in problem.detail
        assert "0.05 s" in problem.detail


async def test_a_refused_connection_was_never_sent() -> None:
    async with answering(200, {}) as (_client, canned):
        pass
    async with SmoothClient(canned.url, None) as client:
        problem = await failure_of(client)
    assert (problem.status, problem.kind, problem.taken) == (None, "unreachable", "no")
    assert "connection refused" in problem.detail


async def test_a_host_that_does_not_exist_is_said() -> None:
    async with SmoothClient("http://no-such-host.invalid", None) as client:
        problem = await failure_of(client)
    assert problem.kind == "unreachable"
    assert "no-such-host.invalid" in problem.detail


async def test_plain_http_where_https_was_said_is_explained() -> None:
    async def speak_plainly(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(speak_plainly, "127.0.0.1", 0)
    async with server, SmoothClient(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", None) as client:
        problem = await failure_of(client)
    assert (problem.kind, problem.taken) == ("unreachable", "no")
    assert "secure" in problem.detail


async def test_what_cannot_be_written_as_json_is_not_sent() -> None:
    async with answering(200, {"r": {"id": "e"}}) as (client, canned):
        with pytest.raises(ApiError, match="cannot be written"):
            await client.send_event("t1", TaskEvent(name="n", payload={"x": float("nan")}))
        assert canned.asked == []


async def test_a_client_that_was_closed_says_so() -> None:
    async with answering(200, {"r": {"id": "e1"}}) as (client, _canned):
        await client.send_event("t1", evaluate_js("1"))
        await client.aclose()
        problem = await failure_of(client)
        assert (problem.kind, problem.taken) == ("unreachable", "no")


async def test_a_server_says_whether_ids_are_idempotent() -> None:
    async with answering(200, {"r": {"id": "e1"}}, {"Smooth-Idempotent-Events": "1"}) as (client, _canned):
        assert not client.idempotent_events
        await client.send_event("t1", evaluate_js("1"))
        assert client.idempotent_events


def test_httpx_is_not_imported_before_the_first_request() -> None:
    code = "import sys, smooth_console.session; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
