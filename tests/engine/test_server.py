"""The engine as a process: its one line, its manners when told to stop, and nothing left behind whatever ends it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.browser
COMMAND = (sys.executable, "-m", "smooth_console.engine", "--port", "0")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts processes, and ends those that a test left."""
    started: list[subprocess.Popen[str]] = []

    def starting(*arguments: str, command: tuple[str, ...] = COMMAND) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield starting
    for process in started:
        process.kill()
        process.communicate()


def ready(process: "subprocess.Popen[str]") -> dict[str, str]:
    assert process.stdout is not None
    said: dict[str, str] = json.loads(process.stdout.readline())
    return said


def with_a_browser(said: dict[str, str]) -> None:
    """Have the engine open a page, so that there is a browser to leave behind."""
    with httpx.Client(base_url=said["url"], headers={"apikey": said["api_key"]}, timeout=30) as client:
        task_id = client.post("/task", json={"task": None}).json()["r"]["id"]
        body = {"name": "browser_action", "payload": {"name": "goto", "input": {"url": said["demo"]}}, "id": "e"}
        client.post(f"/task/{task_id}/event", json=body)
        events = client.get(f"/task/{task_id}", params={"event_t": 0}).json()["r"]["events"]
        while not events:
            events = client.get(f"/task/{task_id}", params={"event_t": 0}).json()["r"]["events"]
        assert events[0]["payload"]["code"] == 200, events


def descendants(pid: int) -> set[int]:
    """All processes below one, whatever their process group."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found: set[int] = set()
    todo = [pid]
    while todo:
        children = parents.get(todo.pop(), [])
        found.update(children)
        todo += children
    return found


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie that nobody collects does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def all_gone(pids: set[int], within_s: float = 15) -> bool:
    deadline = time.monotonic() + within_s
    while any(alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_it_says_where_it_listens_in_one_line(start: Start) -> None:
    process = start("--api-key", "mine")
    said = ready(process)
    assert said["api_key"] == "mine"
    assert said["url"].startswith("http://127.0.0.1:")
    assert said["url"].endswith("/api/v1")
    assert httpx.get(said["demo"]).status_code == 200
    assert httpx.get(f"{said['url']}/task", headers={"apikey": "mine"}).json() == {"r": []}
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=15)
    assert rest == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_closes_everything(start: Start, number: signal.Signals) -> None:
    process = start()
    with_a_browser(ready(process))
    below = descendants(process.pid)
    assert below
    process.send_signal(number)
    assert process.wait(15) == 0
    assert all_gone(below)


def test_whoever_waits_for_an_answer_is_told_that_it_ends(start: Start) -> None:
    process = start()
    said = ready(process)
    with httpx.Client(base_url=said["url"], headers={"apikey": said["api_key"]}, timeout=30) as client:
        task_id = client.post("/task", json={"task": None}).json()["r"]["id"]
        js = {"name": "evaluate_js", "input": {"js": "await new Promise(() => {})"}}
        client.post(f"/task/{task_id}/event", json={"name": "browser_action", "payload": js, "id": "e"})
        with ThreadPoolExecutor() as pool:
            held = pool.submit(client.get, f"/task/{task_id}", params={"event_t": 0})
            time.sleep(0.3)  # for it to be on its way; what is said is the same if it is not
            process.send_signal(signal.SIGTERM)
            record = held.result().json()["r"]
    assert record["status"] == "cancelled"
    assert [event["payload"] for event in record["events"]] == [{"code": 400, "output": "the engine is ending"}]
    assert process.wait(15) == 0


def test_a_page_that_is_slow_on_purpose_does_not_hold_up_the_end(start: Start) -> None:
    process = start()
    said = ready(process)
    with ThreadPoolExecutor() as pool, httpx.Client(base_url=said["demo"], timeout=30) as client:
        assert client.get("/").status_code == 200
        pool.submit(client.get, "/slow?ms=30000")
        time.sleep(0.3)  # for it to be on its way; what holds is the same if it is not
        began = time.monotonic()
        process.terminate()
        assert process.wait(20) == 0
        assert time.monotonic() - began < 4


def test_a_child_ends_when_its_standard_input_does(start: Start) -> None:
    process = start("--child")
    with_a_browser(ready(process))
    below = descendants(process.pid)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(15) == 0
    assert all_gone(below)
    process.stdin = None


def test_an_engine_that_is_killed_leaves_no_browser(start: Start) -> None:
    process = start()
    with_a_browser(ready(process))
    below = descendants(process.pid)
    process.kill()
    assert all_gone(below)


def test_a_parent_that_is_killed_takes_all_with_it(start: Start) -> None:
    # The parent keeps its end of the child's standard input, and its standard output is the child's.
    code = "import subprocess, sys; subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE).wait()"
    parent = start(command=(sys.executable, "-c", code, *COMMAND, "--child"))
    with_a_browser(ready(parent))
    below = descendants(parent.pid)
    os.kill(parent.pid, signal.SIGKILL)
    assert all_gone(below)


def test_a_port_that_is_taken_is_said_in_a_line(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start("--port", str(taken.getsockname()[1]))
        said, complaint = process.communicate(timeout=15)
    assert process.returncode == 3
    assert said == ""
    assert "cannot listen on 127.0.0.1" in complaint
    assert "Traceback" not in complaint


def test_a_browser_that_is_not_there_is_said_with_the_cure(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMOOTH_CHROMIUM", "/nowhere/chromium")
    process = start()
    _, complaint = process.communicate(timeout=15)
    assert process.returncode == 3
    assert "SMOOTH_CHROMIUM" in complaint
    assert "Traceback" not in complaint
