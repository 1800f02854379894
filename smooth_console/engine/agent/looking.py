"""The page as a model is shown it: address, title, and the accessibility tree of each frame. It touches nothing."""

import asyncio
from dataclasses import dataclass

from playwright.async_api import Error as BrowserError
from playwright.async_api import Frame, Page

MOST_TEXT = 16_000  # characters of one look
MOST_FRAMES = 6
LOOK_WITHIN = 5.0  # s, for one frame to answer


@dataclass(frozen=True, slots=True)
class Look:
    """What a page showed.

    Attributes:
        url: Its address.
        text: Its title and its accessibility tree, as Playwright writes it (YAML).
    """

    url: str
    text: str

    def __str__(self) -> str:
        return f"Address: {self.url}\n{self.text}"


async def look(page: Page) -> Look:
    """Look at a page; a frame that does not answer is left out."""
    try:
        title = await page.title()
    except BrowserError:
        title = ""
    trees = [await _tree(frame) for frame in page.frames[:MOST_FRAMES]]
    parts = [tree if number == 0 else f"In a frame:\n{tree}" for number, tree in enumerate(trees) if tree]
    text = "\n".join([f"Title: {title}", *parts])
    more = f"\n… {len(text) - MOST_TEXT:,} characters more; scroll or extract to read them"
    return Look(page.url, text if len(text) <= MOST_TEXT else text[:MOST_TEXT] + more)


async def _tree(frame: Frame) -> str:
    try:
        async with asyncio.timeout(LOOK_WITHIN):
            return await frame.locator("body").aria_snapshot()
    except (BrowserError, TimeoutError):
        return ""
