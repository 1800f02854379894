"""`python -m bench.endurance [N]`: many sessions after one another, and what memory the engine and its browser hold.

Each session opens a page of the demo site, goes to another, evaluates, extracts and closes. Memory is the proportional
set size (PSS) of the engine's process, of Playwright's driver and of Chromium's processes, taken when nothing is open.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.http import bare_session
from smooth_console.console.local_engine import LocalEngine
from smooth_console.wire import close, evaluate_js, extract, goto

SESSIONS = 500
EVERY = 25
AT_ONCE = 2
SCHEMA = {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}

# Caches fill at first; after that memory may waver, but not climb.
WARM_UP = 0.3
MAY_GROW = 0.15
REST_S, LOOKS = 1.0, 3
WIDTH = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """Memory after so many sessions, in MB."""

    sessions: int
    engine: float
    driver: float
    browser: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.engine + self.driver + self.browser


async def run(sessions: int, every: int = EVERY) -> list[Reading]:
    """Hold so many sessions, and read memory every now and then."""
    engine = LocalEngine()
    try:
        address = await engine.start()
        readings: list[Reading] = []
        for done in range(0, sessions, every):
            turn = iter(range(min(every, sessions - done)))
            await asyncio.gather(*(_sessions(turn, address.url, address.api_key, address.demo) for _ in range(AT_ONCE)))
            readings.append(await _at_rest(min(done + every, sessions), engine.pid))
            print(_line(readings), flush=True)
        return readings
    finally:
        await engine.stop()


async def _at_rest(sessions: int, pid: int) -> Reading:
    """The least of a few looks: processes of pages that were closed take a while to go."""
    looks = []
    for _ in range(LOOKS):
        await asyncio.sleep(REST_S)
        looks.append(_read(sessions, pid))
    return min(looks, key=lambda reading: reading.total)


async def _sessions(turn: Iterator[int], url: str, api_key: str, demo: str) -> None:
    for _ in turn:
        async with bare_session(url, api_key, f"{demo}/products") as session:
            await session.do(goto(f"{demo}/products?page=2"))
            await session.do(evaluate_js("document.title"))
            await session.do(extract(SCHEMA))
            await session.do(close())


def grown(readings: list[Reading]) -> float:
    """How much memory grew after the warm-up, as a part of what it was: the last quarter against the first."""
    settled = readings[int(len(readings) * WARM_UP) :]
    quarter = max(1, len(settled) // 4)
    first = sum(reading.total for reading in settled[:quarter]) / quarter
    last = sum(reading.total for reading in settled[-quarter:]) / quarter
    return last / first - 1


def _read(sessions: int, pid: int) -> Reading:
    sizes = {"engine": 0.0, "driver": 0.0, "browser": 0.0}
    for member in _family(pid):
        try:
            name = (Path("/proc") / str(member) / "comm").read_text().strip()
            rollup = (Path("/proc") / str(member) / "smaps_rollup").read_text()
        except OSError:
            continue  # it has gone meanwhile
        pss = next((int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0.0)
        kind = "engine" if member == pid else "driver" if name.startswith(("node", "MainThread")) else "browser"
        sizes[kind] += pss
    return Reading(sessions, **sizes)


def _family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    for task in (Path("/proc") / str(pid) / "task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _line(readings: list[Reading]) -> str:
    now = readings[-1]
    most = max(reading.total for reading in readings)
    bar = "#" * round(WIDTH * now.total / (most * 1.05))
    return (
        f"{now.sessions:>5} sessions {now.total:7.0f} MB   engine {now.engine:5.0f}   driver {now.driver:5.0f}   "
        f"browser {now.browser:5.0f}  {bar}"
    )


def main() -> int:
    """Run and print; the exit code is 1 when memory grew."""
    began = time.perf_counter()
    readings = asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS))
    growth = grown(readings)
    verdict = "it does not grow" if growth <= MAY_GROW else "IT GROWS"
    print(
        f"\nafter the warm-up {growth:+.0%} (at most {MAY_GROW:+.0%}): {verdict}; {time.perf_counter() - began:.0f} s"
    )
    return 0 if growth <= MAY_GROW else 1


if __name__ == "__main__":
    sys.exit(main())
