"""What is compared, set up and taken down: a session as the console holds one, and a bare page of Playwright."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import CDPSession, Page, async_playwright

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.console.local_engine import LocalEngine
from smooth_console.engine import chromium
from smooth_console.session import Session
from smooth_console.wire import TaskEvent, TaskRequest

DEADLINE_S = 30.0


class BenchError(Exception):
    """Something that was to be timed did not work, so that its time would say nothing."""


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session through the client and real HTTP, at the embedded engine in a process of its own."""

    session: Session
    demo: str
    url: str
    api_key: str

    async def do(self, event: TaskEvent, verb: str) -> object:
        """Send an event and wait for its answer; gives the output.

        Raises:
            BenchError: It did not work.
        """
        entry = self.session.send(event, verb=verb, line=verb, deadline_s=DEADLINE_S)
        await self.session.settled(entry)
        if entry.answer is None or not entry.answer.ok:
            raise BenchError(f"{verb} did not work: {entry.reason or entry.state.value}")
        return entry.answer.output


@dataclass(frozen=True, slots=True)
class BarePage:
    """A page of Playwright's in this process, and a CDP session on it: nothing in between."""

    page: Page
    cdp: CDPSession
    version: str


@asynccontextmanager
async def live_session(path: str) -> AsyncIterator[LiveSession]:
    """Start an engine and open a session on a page of its demo site."""
    engine = LocalEngine()
    try:
        address = await engine.start()
        client = SmoothClient(address.url, ApiKey(address.api_key, "the engine"))
        try:
            session, entry = await Session.open(client, TaskRequest(task=None, url=address.demo + path))
            if not await session.ready():
                raise BenchError(f"the session did not open: {entry.reason}")
            yield LiveSession(session, address.demo, address.url, address.api_key)
            await session.aclose()
        finally:
            await client.aclose()
    finally:
        await engine.stop()


@asynccontextmanager
async def bare_page(url: str) -> AsyncIterator[BarePage]:
    """Start a Chromium as the engine does, and go to a page."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.find_chromium(),
            args=list(chromium.FLAGS),
            chromium_sandbox=chromium.may_use_sandbox(),
        )
        try:
            page = await browser.new_page(viewport={"width": 1280, "height": 800})
            await page.goto(url)
            yield BarePage(page, await page.context.new_cdp_session(page), browser.version)
        finally:
            await browser.close()
