"""`python -m bench.bare_browser URL`: opens a page with bare Playwright, says so, and stays until its input ends."""

import asyncio
import sys

from bench.stage import bare_page


async def stay(url: str) -> None:
    """Open the page, print a line, wait."""
    async with bare_page(url):
        print("open", flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(stay(sys.argv[1]))
