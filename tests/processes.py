"""The program as a process of its own, with nobody's settings, and what it leaves behind."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-c", "from smooth_console.cli import main; main()")


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment in which nobody has a key, a server or settings."""
    hidden = ("CIRCLEMIND_", "SMOOTH_", "XDG_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return kept | {"HOME": str(home), "PYTHONPATH": str(ROOT), "SMOOTH_CONSOLE_HOME": str(home / "data")} | more


def smooth(home: Path, *arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run `smooth-console` with these arguments, in the folder `home`."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=home,
        env=environment(home, **more),
        timeout=90,
        check=False,
    )


def start(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Start `smooth-console`, to be spoken to while it runs."""
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=home,
        env=environment(home),
    )


def below(pid: int) -> set[int]:
    """Every process that stems from one, as far as its parents are still there."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has gone meanwhile
        if fields[0] != "Z":
            parents[int(stat.parent.name)] = int(fields[1])
    found, before = {pid}, set[int]()
    while found != before:
        before = found
        found = found | {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    """Those that are still there, zombies apart."""
    left = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            left.add(pid)
    return left


def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something that nobody tells."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)
