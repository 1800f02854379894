"""The live view in a browser of its own, and what tests see and do there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import quote, urlsplit

import pytest
from playwright.async_api import Browser, Page, async_playwright
from websockets.asyncio.client import ClientConnection, connect

from smooth_console.engine import chromium
from smooth_console.engine.inprocess import RunningEngine
from smooth_console.engine.live import LiveView
from tests.engine.conftest import Caller, Session, serving

WITHIN_S = 10.0

PAGE = """<!doctype html><title>Lamps</title><style>
body {margin: 0; background: rgb(0, 128, 255)}
button {position: absolute; left: 400px; top: 300px; width: 200px; height: 100px}
input {position: absolute; left: 400px; top: 500px; width: 300px; height: 40px}
</style>
<button onclick="clicked = (window.clicked || 0) + 1; document.body.style.background = 'rgb(0, 200, 0)'">Buy</button>
<input>"""
BUTTON, FIELD = (500, 350), (550, 520)


def as_url(html: str) -> str:
    return "data:text/html," + quote(html)


@pytest.fixture(scope="module")
async def served(running: RunningEngine) -> AsyncIterator[str]:
    """The engine on a real port; its origin."""
    async with serving(running.app) as origin:
        yield origin


@pytest.fixture(scope="module")
async def elsewhere() -> AsyncIterator[Browser]:
    """The browser of somebody who watches."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.find_chromium(), chromium_sandbox=chromium.may_use_sandbox()
        )
        yield browser
        await browser.close()


@pytest.fixture
async def onlooker(elsewhere: Browser) -> AsyncIterator[Page]:
    """An empty page of theirs, smaller than the session's."""
    context = await elsewhere.new_context(viewport={"width": 900, "height": 700})
    page = await context.new_page()
    yield page
    await context.close()


@pytest.fixture
async def shop(served: str, caller: Caller) -> "Session":
    """A session whose page has a button and a field."""
    session = await caller.open()
    await session.ok("goto", {"url": as_url(PAGE)})
    return session


async def live_url(session: Session, served: str) -> str:
    """The address of the live view, as told to who asks the real server."""
    headers = {"host": urlsplit(served).netloc}
    record = (await session.http.get(f"/task/{session.id}", headers=headers)).json()["r"]
    url: str = record["live_url"]
    assert url.startswith(served + "/live/")
    return url


def view_of(running: RunningEngine, session: Session) -> LiveView:
    view = running.engine.tasks[session.id].view
    assert view is not None
    return view


async def until(holds: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            held = holds()
            if held if isinstance(held, bool) else await held:
                return
            await asyncio.sleep(0.01)


async def colour(onlooker: Page) -> list[int]:
    """Red, green and blue near the left top of the picture."""
    pixel: list[int] = await onlooker.evaluate(
        "[...document.getElementById('screen').getContext('2d').getImageData(5, 5, 1, 1).data].slice(0, 3)"
    )
    return pixel


async def shows(onlooker: Page, red: int, green: int, blue: int) -> None:
    """Wait until the picture has that colour, as far as JPEG keeps one."""

    async def looks_so() -> bool:
        seen = await colour(onlooker)
        return all(abs(one - other) < 16 for one, other in zip(seen, (red, green, blue), strict=True))

    await until(looks_so)


async def point(onlooker: Page, place: tuple[int, int], width: int = 1280) -> tuple[float, float]:
    """Where a place of the session's page is on the onlooker's."""
    box = await onlooker.locator("#screen").bounding_box()
    assert box is not None
    scale = box["width"] / width
    return box["x"] + place[0] * scale, box["y"] + place[1] * scale


def joined(url: str, **headers: str) -> "connect":
    """A viewer that is no browser."""
    parts = urlsplit(url)
    address = f"ws://{parts.netloc}{parts.path}/socket?{parts.query}"
    given = {"origin": f"http://{parts.netloc}"} | headers
    return connect(address, additional_headers=given, compression=None, proxy=None)


async def first_frame(viewer: ClientConnection) -> bytes:
    async with asyncio.timeout(WITHIN_S):
        while True:
            message = await viewer.recv()
            if isinstance(message, bytes):
                return message


async def frames_until_quiet(viewer: ClientConnection, quiet_s: float = 0.5) -> int:
    """How many frames come before none does for a while."""
    frames = 0
    try:
        while True:
            async with asyncio.timeout(quiet_s):
                frames += isinstance(await viewer.recv(), bytes)
    except TimeoutError:
        return frames
