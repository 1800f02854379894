"""`python -m scripts.reliability` runs every section and writes docs/reliability.md. `--quick` runs a little of each
and writes nothing. Ends with exit code 1 when something did not hold.
"""

import asyncio
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from scripts.reliability import hostile, killing, real, schedules, secrets
from scripts.reliability.part import Part

FILE = Path(__file__).resolve().parent.parent.parent / "docs" / "reliability.md"
SECTIONS: tuple[Callable[[bool], Awaitable[Part]], ...] = (
    schedules.section,
    real.section,
    killing.section,
    hostile.section,
    secrets.section,
)
"""In the order of the page. Each takes whether to be quick."""

INTRODUCTION = """\
# Reliability

What was sent, and what came back, must survive a crash of the console, of the engine, of the network and of the
server. This page is generated: `make reliability` plays what can go wrong, for long, and counts what came of it.
`make test` runs a short form of each."""


def page(parts: Sequence[Part], seconds: float) -> str:
    """The whole page."""
    made = (
        f"Made in {seconds / 60:.0f} minutes with smooth-console {version('smooth-console')}, "
        f"Python {platform.python_version()}, on {os.cpu_count()} cores."
    )
    return "\n\n".join([INTRODUCTION, made, *(part.markdown() for part in parts)]) + "\n"


async def build(quick: bool) -> list[Part]:
    """Every section, one after the other."""
    parts = []
    for section in SECTIONS:
        begun = time.monotonic()
        part = await section(quick)
        print(f"{part.title}: {len(part.problems)} problems, {time.monotonic() - begun:.0f} s", flush=True)
        parts.append(part)
    return parts


def main(arguments: Sequence[str]) -> int:
    """Run, write the page, say what did not hold."""
    quick = "--quick" in arguments
    begun = time.monotonic()
    parts = asyncio.run(build(quick))
    if not quick:
        FILE.write_text(page(parts, time.monotonic() - begun), encoding="utf-8")
        print(f"wrote {FILE.name}")
    problems = [problem for part in parts for problem in part.problems]
    for problem in problems[:20]:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
