"""`python -m bench`: everything, in one run of well under two minutes. It prints, and fails on no threshold."""

import asyncio
import os
import platform
import sys
import time
from importlib.metadata import version

from bench import browse, editing, evaluate, journal, prompting, reading, script, serving, startup
from bench.stage import BenchError, bare_page, live_session
from smooth_console.console.local_engine import LocalEngine


async def in_a_session() -> None:
    """What is timed on a page: both browsers stand open all the while."""
    async with live_session("/products") as live, bare_page(f"{live.demo}/products") as bare:
        print(
            f"smooth-console {version('smooth-console')}, Python {platform.python_version()}, "
            f"Textual {version('textual')}, Chromium {bare.version}, {os.cpu_count()} cores\n",
            flush=True,
        )
        for compare in (
            evaluate.compare,
            serving.compare_http,
            browse.compare_goto,
            browse.time_extract,
            serving.time_listing,
            serving.time_together,
            serving.time_live_view,
        ):
            print(await compare(live, bare), end="\n\n", flush=True)
        print(await script.compare(live), end="\n\n", flush=True)


async def starting() -> None:
    """What is timed from the outside. A demo site is served meanwhile, and nothing else runs."""
    engine = LocalEngine()
    try:
        address = await engine.start()
        print(await asyncio.to_thread(startup.compare, address.demo), end="\n\n", flush=True)
        print(await asyncio.to_thread(prompting.compare), end="\n\n", flush=True)
        print(await asyncio.to_thread(editing.compare), flush=True)
    finally:
        await engine.stop()


def main() -> int:
    """Run and print; the exit code is 1 when something did not work at all."""
    began = time.perf_counter()
    try:
        asyncio.run(in_a_session())
        print(asyncio.run(reading.score()), end="\n\n", flush=True)
        print(asyncio.run(journal.compare()), end="\n\n", flush=True)
        asyncio.run(starting())
    except BenchError as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1
    print(f"\nmeasured in {time.perf_counter() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
