"""However the console ends, its session is closed, no engine or browser is left, and the terminal is as it was."""

import json
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes import PROGRAM, alive, below, environment, start, until
from tests.pseudo_terminal import Terminal, terminal

pytestmark = pytest.mark.browser

HANG = "js await new Promise(() => {})"
CRASH = """
import smooth_console.tui.app as app
def broken(self):
    session = self.console_core.session
    if session is not None and session.status == "running":
        raise KeyError("hunter22-planted in \\x1b]52;c;eA==\\x07")
app.SmoothApp._tick = broken
"""

Ending = Callable[[Terminal], object]
ENDINGS: dict[str, tuple[Ending, int]] = {
    "SIGTERM": (lambda shown: shown.process.send_signal(signal.SIGTERM), 143),
    "SIGHUP": (lambda shown: shown.process.send_signal(signal.SIGHUP), 129),
    "SIGINT": (lambda shown: shown.process.send_signal(signal.SIGINT), 130),
    "the terminal is closed": (Terminal.close, 129),
    "SIGKILL": (lambda shown: shown.process.kill(), -9),
    "the interface fails": (lambda _shown: None, 1),
    "a wish": (lambda shown: shown.type("\x11"), 0),
}


LINE_MODE = ("SIGTERM", "SIGHUP", "the terminal is closed", "SIGKILL")


@dataclass(frozen=True)
class Served:
    """An engine that is not ours: it stands for the hosted server."""

    url: str
    key: str

    def live(self) -> list[str]:
        """The ids of tasks that are not over."""
        request = urllib.request.Request(f"{self.url}/task", headers={"apikey": self.key})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return [task["id"] for task in json.load(answer)["r"] if task["status"] in ("waiting", "running")]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    key = "sk-of-the-served-engine"
    with subprocess.Popen(
        [*PROGRAM, "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env=environment(tmp_path, CIRCLEMIND_API_KEY=key),
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield Served(json.loads(process.stdout.readline())["url"], key)
        finally:
            process.terminate()


def home_of(tmp_path: Path, ending: str) -> Path:
    """A folder of its own for each console."""
    home = tmp_path / ending.replace(" ", "-")
    home.mkdir()
    return home


def begun(console: Terminal, ending: str, how: str = "app") -> set[int]:
    """Wait until the session is open; the processes that stem from the console."""
    if ending != "the interface fails":
        console.shows("$1  session" if how == "repl" else "running")
    return below(console.process.pid)


def said_well(console: Terminal, home: Path, ending: str) -> None:
    """What is to be seen in the terminal afterwards, and in the file of a failure."""
    if ending != "the terminal is closed" and ending != "SIGKILL":
        assert console.restored, ending
    assert "Traceback" not in console.text, ending
    log = home / "data" / "crash.log"
    assert log.exists() == (ending == "the interface fails")
    if log.exists():
        assert log.stat().st_mode & 0o777 == 0o600
        assert "in broken" in log.read_text()
        said = console.text[console.text.rindex("smooth-console:") :]
        assert "KeyError" in said
        assert str(log) in said
        assert b"\x1b]52" not in console.recorded


def test_neither_an_engine_nor_a_browser_is_left(tmp_path: Path) -> None:
    with ExitStack() as stack:
        consoles = {}
        for ending in ENDINGS:
            home = home_of(tmp_path, ending)
            before = CRASH if ending == "the interface fails" else ""
            consoles[ending] = home, stack.enter_context(terminal(home, "--local", before=before))
        families = {ending: begun(console, ending) for ending, (_, console) in consoles.items()}
        for ending, (_, console) in consoles.items():
            ENDINGS[ending][0](console)
        for ending, (home, console) in consoles.items():
            assert console.ended() == ENDINGS[ending][1], ending
            said_well(console, home, ending)
            until(lambda family=families[ending]: not alive(family))  # type: ignore[misc]


def test_the_session_at_a_server_is_closed_unless_it_is_to_be_kept(tmp_path: Path, served: Served) -> None:
    cases = [*((ending, "app") for ending in ENDINGS), *((ending, "repl") for ending in LINE_MODE), ("SIGKILL", "kept")]
    with ExitStack() as stack:
        consoles = []
        for ending, how in cases:
            home = home_of(tmp_path, f"{ending} {how}")
            arguments = ["--api", served.url, *{"repl": ["repl"], "kept": ["--keep"]}.get(how, [])]
            before = CRASH if ending == "the interface fails" else ""
            given = {"CIRCLEMIND_API_KEY": served.key}
            console = stack.enter_context(terminal(home, *arguments, before=before, given=given))
            consoles.append((ending, how, home, console))
        for ending, how, _, console in consoles:
            begun(console, ending, how)
        for ending, _, _, console in consoles:
            ENDINGS[ending][0](console)
        for ending, how, home, console in consoles:
            assert console.ended() == ENDINGS[ending][1], (ending, how)
            if how != "kept":
                said_well(console, home, ending)
        until(lambda: len(served.live()) == 1)  # the one that was to be kept


def test_headless_the_session_at_a_server_is_closed_too(tmp_path: Path, served: Served) -> None:
    (tmp_path / "key").write_text(served.key)
    arguments = ("do", "--api", served.url, "--api-key-file", "key", "js 1", HANG)
    codes = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}
    with ExitStack() as stack:
        running = {number: stack.enter_context(start(tmp_path, *arguments)) for number in codes}
        for process in running.values():
            assert process.stdout is not None
            assert process.stdout.readline() == "1\n"
        assert len(served.live()) == len(codes)
        for number, process in running.items():
            process.send_signal(number)
        for number, process in running.items():
            _, said = process.communicate(timeout=40)
            assert process.returncode == codes[number]
            assert "Traceback" not in said
        until(lambda: not served.live())


def test_an_engine_that_is_killed_takes_its_browser_with_it(tmp_path: Path) -> None:
    with start(tmp_path, "do", "--local", "js 1", HANG) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        family = below(process.pid)
        engine = next(pid for pid in family if b"smooth_console.engine" in Path(f"/proc/{pid}/cmdline").read_bytes())
        family = below(engine)
        assert family
        subprocess.run(["kill", "-9", str(engine)], check=True)
        until(lambda: not alive(family))
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "Traceback" not in said


def test_a_reader_that_goes_away_ends_the_run_quietly(tmp_path: Path) -> None:
    with start(tmp_path, "do", "--local", "js 1", "js 2", "js 3") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        family = below(process.pid)
        process.stdout.close()
        assert process.wait(40) == 1
        assert process.stderr is not None
        said = process.stderr.read()
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    until(lambda: not alive(family))
