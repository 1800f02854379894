"""Planted secrets are in no file that the program wrote, no byte that it gave a terminal, and no process's table."""

import base64
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.processes import PROGRAM, below, environment, smooth, until
from tests.pseudo_terminal import terminal

pytestmark = pytest.mark.browser

KEY = "sk-planted-4f9a1c77"
PASSWORD = 'Pl4nted"/é+pass'
RAW = "raw-planted-53cr3t"
PROXY = "proxy-planted-0e1"
PLANTED = {"the API key": KEY, "a secret": PASSWORD, "a secret in clear": RAW, "a proxy's password": PROXY}
FILL = "run --secret pw=env:PLANTED_PW fill 'Email' with <secret>pw</secret>"
VALUE = "document.querySelector('input[type=email], input[name=email]').value"
ECHOES = (
    f"js {VALUE}",
    f"js ({{[{VALUE}]: [{VALUE}, 'a ' + {VALUE} + ' b']}})",
    f"js encodeURIComponent({VALUE})",
    f"js JSON.stringify({{v: {VALUE}}})",
    f"js btoa(unescape(encodeURIComponent('user:' + {VALUE})))",
    f"js throw new Error('no ' + {VALUE})",
    f"js location.hash = encodeURIComponent({VALUE}); 1",
    ".timeline",
    ".status",
)


def spellings(secret: str) -> set[str]:
    """How a secret looks in text, URLs, JSON and base64."""
    raw = secret.encode()
    coded = {base64.b64encode(b"\0" * shift + raw).decode()[-(-shift * 4 // 3) :][1:-4] for shift in range(3)}
    return {secret, quote(secret, safe=""), json.dumps(secret)[1:-1], json.dumps(json.dumps(secret))[3:-3], *coded}


def found_in(text: str) -> list[str]:
    """Which of the planted secrets are in a text, on however many lines of a terminal."""
    joined = "".join(text.split())
    return [what for what, secret in PLANTED.items() if any(s in text or s in joined for s in spellings(secret))]


def found_in_files(folder: Path, *, but: str = "") -> list[str]:
    """Which of them are in files below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != but]
    assert files
    return [f"{what}: {path.name}" for path in files for what in found_in(path.read_bytes().decode("utf-8", "replace"))]


def found_in_processes(pids: set[int]) -> list[str]:
    """Which of them are in the arguments of processes, or the key in their environment."""
    found = []
    for pid in pids:
        process = Path(f"/proc/{pid}")
        found += found_in((process / "cmdline").read_bytes().decode("utf-8", "replace"))
        found += [what for what in found_in((process / "environ").read_bytes().decode()) if what == "the API key"]
    return found


@dataclass(frozen=True)
class Served:
    """A served engine, and what it wrote."""

    url: str
    log: Path


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    log = tmp_path / "serve" / "serve.log"
    log.parent.mkdir()
    with (
        log.open("wb") as writes,
        subprocess.Popen(
            [*PROGRAM, "serve"],
            stdout=subprocess.PIPE,
            stderr=writes,
            cwd=tmp_path / "serve",
            env=environment(tmp_path / "serve", CIRCLEMIND_API_KEY=KEY),
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            ready = json.loads(process.stdout.readline())
            yield Served(ready["url"], log)
        finally:
            process.terminate()


def test_nothing_of_a_secret_is_seen_or_kept(tmp_path: Path, served: Served) -> None:
    home = tmp_path / "home"
    home.mkdir()
    given = {"CIRCLEMIND_API_KEY": KEY, "PLANTED_PW": PASSWORD, "PLANTED_PROXY": f"user:{PROXY}"}
    page = "open data:text/html,<label>Email <input type=email name=email></label>"
    for how, leave in (((), "\x11"), (("repl",), ".exit\r")):
        arguments = (*how, "--api", served.url, page.removeprefix("open "))
        with terminal(home, *arguments, given=given) as console:
            console.shows("$1  session" if how else "running")
            for line in (FILL, *ECHOES):
                console.run(line)
                console.answers("no •••" if "throw" in line else "•••" if line.startswith("js document") else ".")
                if line.startswith(".") and not how:
                    console.type("\x1b")
            assert not found_in_processes(below(console.process.pid))
            console.type(leave)
            assert console.ended() == 0
        assert "no •••" in console.text
        assert not found_in(console.recorded.decode("utf-8", "replace"))
        assert not found_in(console.text)
        assert b"\x1b]0;" not in console.recorded
        assert b"\x1b]2;" not in console.recorded
    assert not found_in_files(home / "data")
    assert "env:PLANTED_PW" in (home / "data" / "history.jsonl").read_text()

    event = {
        "name": "run_task",
        "input": {"task": "wait 0 seconds", "secrets": {"x": {"value": RAW, "allowed_urls": ["*"]}}},
    }
    script = [page, FILL, *ECHOES, f"send {json.dumps({'name': 'session_action', 'payload': event})}", f"js '{RAW}'"]
    script += [
        "open --proxy http://127.0.0.1:9 --proxy-login env:PLANTED_PROXY data:,x",
        f"js $3 $> {tmp_path}/out/a",
        "close",
    ]
    (tmp_path / "out").mkdir()
    (home / "check.smooth").write_text("\n".join(script))
    for arguments in (("--jsonl",), ()):
        done = smooth(home, "run", "check.smooth", "--continue", *arguments, SMOOTH_BASE_URL=served.url, **given)
        assert not found_in(done.stdout + done.stderr)
        assert r"\u2022\u2022\u2022" in done.stdout
        assert "no •••" in done.stderr
        assert "Traceback" not in done.stderr
    lines = [page, FILL, *ECHOES[:2], f".save $_ {tmp_path}/out/b"]
    done = smooth(home, "do", "--reveal", *lines, SMOOTH_BASE_URL=served.url, **given)
    assert done.returncode == 0, done.stderr
    assert found_in(done.stdout) == ["a secret"]
    assert not found_in(done.stderr)
    assert not found_in_files(tmp_path, but="check.smooth")
    until(lambda: served.log.stat().st_size > 0)
    assert not found_in(served.log.read_text())


def test_the_engine_that_we_start_is_not_told_the_key(tmp_path: Path) -> None:
    with terminal(tmp_path, "--local", "demo", given={"CIRCLEMIND_API_KEY": KEY}) as console:
        console.shows("running")
        family = below(console.process.pid)
        assert family
        assert not found_in_processes(family)
