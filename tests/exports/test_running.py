"""Exports of a session made on the real engine, run against a fresh engine: what they print is what was answered."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.processes import PROGRAM, environment, smooth, start

pytestmark = pytest.mark.browser

TOOLS = [
    {
        "name": "get_weather",
        "description": "The weather of a city.",
        "inputs": {"type": "object", "properties": {"city": {"type": "string"}}},
        "output": "the temperature",
    }
]
FIELDS = {"name": {"type": "string"}, "price": {"type": "number"}}
LISTING = {"type": "array", "items": {"type": "object", "properties": FIELDS}}
SESSION = r"""
open --tools @./tools.json demo
goto demo/products
js --args {"n": 3} ({n}) => ({n, odd: "it's \"q\" ${x} \\ é \u2028", list: [1, null, 2.5]})
js <<CODE
const title = document.title;
`${title}: $> ${1 + 1}`
CODE
js title.length
extract @./listing.json -- first 2
run call get_weather with {"city": "Oslo"} &
reply 8 {"celsius": 4, "sky": "it's clear"}
wait all
run call get_weather with {"city": "Bergen"} &
reply 10 {"celsius": 9}
wait all
js throw new Error("left out")
goto demo/login
run --secret pw=env:SHOP_PASSWORD fill 'Password' with '${pw}'
js document.querySelector("input[type=password]").value.length
close
"""
LEAKS = ("hunter2hunter2", "key-of-the-test")


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[dict[str, str]]:
    """A server of `smooth-console`, as an environment for its clients."""
    with start(home, *arguments) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            yield {
                "SMOOTH_BASE_URL": ready["url"],
                "CIRCLEMIND_API_KEY": ready["api_key"],
                "SMOOTH_DEMO_URL": ready["demo"],
                "SMOOTH_TELEMETRY": "off",
                "SHOP_PASSWORD": LEAKS[0],
            }
        finally:
            process.terminate()
            process.communicate(timeout=30)


def outputs(printed: str) -> list[Any]:
    """What was printed, each line as JSON; the demo site is on another port each time."""
    return [json.loads(re.sub(r"127\.0\.0\.1:\d+", "demo", line)) for line in printed.split("\n") if line]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """A folder with the exports of a session, and what the session printed."""
    home = tmp_path_factory.mktemp("recorded")
    (home / "tools.json").write_text(json.dumps(TOOLS))
    (home / "listing.json").write_text(json.dumps(LISTING))
    names = {"python": "out.py", "curl": "out.sh", "script": "out.smooth", "pytest": "test_out.py"}
    more = {"jsonl": "out.jsonl", "har": "out.har", "markdown": "out.md", "recording": "out.json"}
    exports = "".join(f".export {name} {file}\n" for name, file in (names | more).items())
    (home / "session.smooth").write_text(SESSION + exports)
    done = smooth(home, "run", "--local", "--continue", "session.smooth", SHOP_PASSWORD=LEAKS[0])
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("\nwrote ") == 8, done.stderr
    return home, outputs(done.stdout)


def test_every_program_prints_what_the_session_printed(recorded: tuple[Path, list[Any]]) -> None:
    home, expected = recorded
    assert len(expected) == 10
    commands = {
        "python": [sys.executable, "out.py"],
        "curl": ["bash", "out.sh"],
        "script": [*PROGRAM, "run", "out.smooth"],
        "pytest": [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_out.py"],
    }
    with serving(home, "serve") as variables:
        env = environment(home, **variables)
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        running = {
            name: subprocess.Popen(command, cwd=home, env=env, text=True, **pipes)  # type: ignore[call-overload]
            for name, command in commands.items()
        }
        done = {name: (*process.communicate(timeout=120), process.returncode) for name, process in running.items()}
    for name, (out, err, code) in done.items():
        assert code == 0, f"{name}: {out}{err}"
        if name != "pytest":
            assert outputs(out) == expected, name
    assert "1 passed" in done["pytest"][0]


def test_no_file_holds_a_secret_or_the_key(recorded: tuple[Path, list[Any]]) -> None:
    home, _ = recorded
    files = [*home.glob("out.*"), home / "test_out.py"]
    assert len(files) == 8
    for file in files:
        assert file.stat().st_mode & 0o777 == 0o600
        text = file.read_text()
        assert not any(leak in text for leak in LEAKS), file.name
        assert "apikey: local" not in text


def test_a_recording_answers_a_client_as_the_session_did(recorded: tuple[Path, list[Any]]) -> None:
    home, expected = recorded
    with serving(home, "replay", "out.json", "--serve") as variables:
        done = smooth(home, "run", "out.smooth", **variables)
        assert done.returncode == 0, done.stderr
        assert outputs(done.stdout) == expected
        asked = smooth(home, "do", "js 1 + 1", **variables)
        assert asked.returncode == 1
        assert "not recorded" in asked.stderr


def test_a_key_is_not_seen_in_the_list_of_processes(recorded: tuple[Path, list[Any]]) -> None:
    script = (recorded[0] / "out.sh").read_text()
    assert not re.search(r"-H [\"']?apikey", script)
    assert os.environ.get("CIRCLEMIND_API_KEY", "no key") not in script
