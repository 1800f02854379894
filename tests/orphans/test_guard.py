"""The guard as a process of its own: what it does when the process that started it has gone."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from smooth_console.orphans import OpenSession, OrphanGuard
from tests.processes import ROOT, alive, below, until

KEY = "sk-planted-in-the-guard"


class Recorder:
    """A server that keeps what it was asked, and answers from a list; then 200.

    Attributes:
        asked: Method, path, key and body of each request.
        answers: Statuses yet to be given, the next first.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, bytes]] = []
        self.answers: list[int] = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                recorder.asked.append((self.command, self.path, self.headers.get("apikey", ""), body))
                status = recorder.answers.pop(0) if recorder.answers else 200
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("location", f"{recorder.url}/elsewhere")
                self.send_header("content-length", "0")
                self.end_headers()

            do_POST = do_DELETE = do_GET = answer  # noqa: N815  (its own names)

            def log_message(self, *_anything: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def requests(self) -> list[str]:
        """What was asked for, in short."""
        return [f"{method} {path.removeprefix('/api/v1')}" for method, path, _, _ in self.asked]


@pytest.fixture
def server() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.server.shutdown()
    recorder.server.server_close()


def watching(*sessions: OpenSession) -> OrphanGuard:
    """A guard that knows these."""
    guard = OrphanGuard()
    for session in sessions:
        guard.watch(session)
    return guard


def test_what_is_open_is_closed_when_its_process_is_gone(server: Recorder) -> None:
    code = (
        "import os, sys, time; from smooth_console.orphans import OpenSession, OrphanGuard; guard = OrphanGuard(); "
        "[guard.watch(OpenSession(sys.argv[1], name, '', True)) for name in ('a', 'b/../c')]; guard.release('a'); "
        "guard.watch(OpenSession(sys.argv[1], 'd', '', True)); time.sleep(0.5); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, server.url], cwd=ROOT, check=False)
    until(lambda: len(server.asked) == 2)
    assert sorted(server.requests) == ["POST /task/b%2F..%2Fc/event", "POST /task/d/event"]
    event = json.loads(server.asked[0][3])
    assert event.pop("id").startswith("evt_")
    assert event == {"name": "session_action", "payload": {"name": "close"}}


def test_nothing_is_asked_of_the_server_when_all_was_released(server: Recorder) -> None:
    guard = watching(OpenSession(server.url, "a", KEY, True))
    guard.release("a")
    guard.leave()
    assert guard._process is not None
    assert guard._process.poll() == 0
    assert server.asked == []


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ([200], ["POST"]),
        ([404], ["POST"]),
        ([400, 200], ["POST", "DELETE"]),
        ([500, 503, 200], ["POST", "DELETE", "POST"]),
        ([403, 403], ["POST", "DELETE"]),
        ([307, 307, 200], ["POST", "DELETE", "POST"]),  # a redirect would take the key along
    ],
)
def test_close_then_cancel_then_again(server: Recorder, answers: list[int], asked: list[str]) -> None:
    server.answers = answers
    guard = watching(OpenSession(server.url, "a", KEY, True))
    guard.leave()
    assert guard._process is not None
    assert guard._process.wait(20) == 0
    paths = {"POST": "/task/a/event", "DELETE": "/task/a"}
    assert server.requests == [f"{method} {paths[method]}" for method in asked]
    assert {key for _, _, key, _ in server.asked} == {KEY}


def test_a_guard_that_was_killed_is_replaced_by_one_that_knows_all(server: Recorder) -> None:
    guard = watching(OpenSession(server.url, "a", "", True))
    until(lambda: guard._process)
    assert guard._process is not None
    guard._process.kill()
    guard._process.wait(10)
    guard.watch(OpenSession(server.url, "b", "", True))
    guard.leave()
    until(lambda: len(server.asked) == 2)
    assert sorted(server.requests) == ["POST /task/a/event", "POST /task/b/event"]


def test_neither_its_arguments_nor_its_environment_name_the_key(
    server: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIRCLEMIND_API_KEY", KEY)
    monkeypatch.setenv("SHOP_PASSWORD", "hunter22hunter22")
    guard = watching(OpenSession(server.url, "a", KEY, True))
    until(lambda: guard._process)
    assert guard._process is not None
    told = Path(f"/proc/{guard._process.pid}")
    seen = (told / "cmdline").read_bytes() + (told / "environ").read_bytes()
    assert b"process.py" in seen
    assert KEY.encode() not in seen
    assert b"hunter22" not in seen
    assert KEY not in repr(OpenSession(server.url, "a", KEY))
    guard.release("a")
    guard.leave()
    assert not alive(below(guard._process.pid) | {guard._process.pid})
