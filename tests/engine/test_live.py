"""The live view, watched from a browser of its own: pictures, clicks and keys, who is let in, and how it ends."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import quote, urlsplit

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from smooth_console.engine import chromium
from smooth_console.engine.inprocess import RunningEngine
from smooth_console.engine.live import LiveView
from tests.engine.conftest import Caller, Session, serving

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
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


# ---------------------------------------------------------------------- watching


async def test_the_page_shows_the_picture_the_address_and_the_title(shop: Session, served: str, onlooker: Page) -> None:
    problems: list[str] = []
    onlooker.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    onlooker.on("pageerror", lambda error: problems.append(str(error)))
    onlooker.on("request", lambda request: None if request.url.startswith(served) else problems.append(request.url))
    await onlooker.goto(await live_url(shop, served))
    await shows(onlooker, 0, 128, 255)
    assert await onlooker.locator("#title").inner_text() == "Lamps"
    assert (await onlooker.locator("#url").inner_text()).startswith("data:text/html")
    assert await onlooker.locator("#status").inner_text() == "live"
    box = await onlooker.locator("#screen").bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(1280 / 800, rel=0.01)
    assert box["width"] <= 900
    assert problems == []


async def test_it_follows_where_the_page_goes(shop: Session, served: str, onlooker: Page) -> None:
    await onlooker.goto(await live_url(shop, served))
    await shows(onlooker, 0, 128, 255)
    await shop.ok("goto", {"url": as_url("<title>Two</title><body style='background: rgb(200, 0, 0)'>")})
    await shows(onlooker, 200, 0, 0)
    await until(lambda: _has_title(onlooker, "Two"))
    await shop.ok("evaluate_js", {"js": "document.title = 'Three'"})
    await until(lambda: _has_title(onlooker, "Three"))


async def _has_title(onlooker: Page, title: str) -> bool:
    return await onlooker.locator("#title").inner_text() == title


async def test_it_follows_a_popup_and_comes_back(shop: Session, served: str, onlooker: Page, site: str) -> None:
    await onlooker.goto(await live_url(shop, served))
    await shows(onlooker, 0, 128, 255)
    await shop.ok("evaluate_js", {"js": f"window.popup = open('{site}/page/popup'); 0"})
    await until(lambda: _has_title(onlooker, "popup"))
    await shows(onlooker, 255, 255, 255)
    await shop.ok("evaluate_js", {"js": "close()"})
    await until(lambda: _has_title(onlooker, "Lamps"))
    await shows(onlooker, 0, 128, 255)


async def test_a_crash_is_said_and_the_next_page_shows(
    shop: Session, served: str, onlooker: Page, running: RunningEngine
) -> None:
    await onlooker.goto(await live_url(shop, served))
    await shows(onlooker, 0, 128, 255)
    tab = running.engine.tasks[shop.id].tab
    assert tab is not None
    page = await tab.current()
    crashing = asyncio.create_task((await tab.cdp(page)).send("Page.crash"))
    await onlooker.get_by_text("The page crashed or was closed.").wait_for()
    await asyncio.gather(crashing, return_exceptions=True)
    await shop.ok("goto", {"url": as_url("<body style='background: rgb(200, 0, 200)'>")})
    await shows(onlooker, 200, 0, 200)
    assert await onlooker.locator("#status").inner_text() == "live"


async def test_viewers_share_one_screencast_and_it_stops_with_the_last(
    shop: Session, served: str, running: RunningEngine
) -> None:
    view = view_of(running, shop)
    url = await live_url(shop, served)
    assert not view.screencast.casting
    async with joined(url) as one:
        await first_frame(one)
        session = view.screencast.session
        assert session is not None
        async with joined(url) as other:
            assert (await first_frame(other))[4:6] == b"\xff\xd8"
            assert view.screencast.session is session
            assert len(view.viewers) == 2
        await until(lambda: len(view.viewers) < 2)
        assert view.screencast.session is session
    await until(lambda: not view.screencast.casting)
    assert view.screencast.frame is None


async def test_a_viewer_who_draws_nothing_gets_few_frames_and_then_the_newest(shop: Session, served: str) -> None:
    await shop.ok(
        "evaluate_js",
        {"js": "setInterval(() => document.body.style.background = `rgb(${Math.random() * 255}, 0, 0)`, 16); 0"},
    )
    async with joined(await live_url(shop, served)) as slow, joined(await live_url(shop, served)) as quick:
        drawn = 0
        while drawn < 30:
            await first_frame(quick)
            await quick.send(json.dumps({"type": "drawn"}))
            drawn += 1
        await shop.ok("evaluate_js", {"js": "1"})
        sent = await frames_until_quiet(slow)
        assert sent == 3
        await slow.send(json.dumps({"type": "drawn"}))
        assert await first_frame(slow)


async def test_the_last_change_reaches_a_viewer_who_was_slow(shop: Session, served: str, onlooker: Page) -> None:
    await onlooker.goto(await live_url(shop, served))
    await shows(onlooker, 0, 128, 255)
    busy = asyncio.create_task(
        onlooker.evaluate("{const end = performance.now() + 800; while (performance.now() < end);}")
    )
    moving = """const end = performance.now() + 400;
        (function step() {
            const over = performance.now() > end;
            document.body.style.background = over ? 'rgb(200, 0, 0)' : `rgb(0, 0, ${Math.random() * 255})`;
            if (!over) requestAnimationFrame(step);
        })(); 0"""
    await shop.ok("evaluate_js", {"js": moving})
    await busy
    await shows(onlooker, 200, 0, 0)


# ---------------------------------------------------------------------- touching


async def test_a_click_clicks_in_the_session(shop: Session, served: str, onlooker: Page) -> None:
    await onlooker.goto(await live_url(shop, served))
    await shows(onlooker, 0, 128, 255)
    await onlooker.mouse.click(*await point(onlooker, BUTTON))
    await shows(onlooker, 0, 200, 0)
    assert await shop.ok("evaluate_js", {"js": "window.clicked"}) == 1


async def test_typing_arrives_with_its_shortcuts(shop: Session, served: str, onlooker: Page) -> None:
    await onlooker.goto(await live_url(shop, served))
    await shows(onlooker, 0, 128, 255)
    await onlooker.mouse.click(*await point(onlooker, FIELD))
    await onlooker.keyboard.type("Lamq")
    await onlooker.keyboard.press("Backspace")
    await onlooker.keyboard.type("p & ü")
    await onlooker.keyboard.insert_text("日本")

    async def typed(text: str) -> bool:
        return bool(await shop.ok("evaluate_js", {"js": "document.querySelector('input').value"}) == text)

    await until(lambda: typed("Lamp & ü日本"))
    await onlooker.keyboard.press("Control+a")
    await onlooker.keyboard.type("x")
    await until(lambda: typed("x"))


async def test_the_wheel_scrolls(shop: Session, served: str, onlooker: Page) -> None:
    await shop.ok("evaluate_js", {"js": "document.body.style.height = '5000px'"})
    await onlooker.goto(await live_url(shop, served))
    await shows(onlooker, 0, 128, 255)
    await onlooker.mouse.move(*await point(onlooker, BUTTON))
    await onlooker.mouse.wheel(0, 600)

    async def scrolled() -> bool:
        return bool(await shop.ok("evaluate_js", {"js": "scrollY > 100"}))

    await until(scrolled)


async def test_a_view_that_is_not_interactive_only_shows(shop: Session, served: str, onlooker: Page) -> None:
    url = await live_url(shop, served) + "&interactive=false&embed=true"
    await onlooker.goto(url)
    await shows(onlooker, 0, 128, 255)
    assert not await onlooker.locator("header").is_visible()
    await onlooker.mouse.click(*await point(onlooker, BUTTON))
    async with joined(url) as viewer:
        await first_frame(viewer)
        for kind in ("down", "up"):
            click = {"type": "pointer", "kind": kind, "x": 500, "y": 350, "button": "left", "buttons": 1, "clicks": 1}
            await viewer.send(json.dumps(click))
        pong = await viewer.ping()
        await pong
    assert await shop.ok("evaluate_js", {"js": "window.clicked === undefined"}) is True


@pytest.mark.parametrize(
    "message",
    ["", "{}", "[]", '{"type":"pointer","kind":"move","x":"1","y":1}', '{"type":"key","kind":"down"}', "\ud800"],
)
async def test_nonsense_ends_that_viewer_alone(
    shop: Session, served: str, running: RunningEngine, message: str
) -> None:
    async with joined(await live_url(shop, served)) as steady, joined(await live_url(shop, served)) as odd:
        await first_frame(odd)
        await odd.send(message.encode("utf-8", "surrogatepass"), text="\ud800" not in message)
        await odd.wait_closed()
        assert odd.close_code == 1007
        await first_frame(steady)
        await until(lambda: len(view_of(running, shop).viewers) == 1)


async def test_touching_the_page_counts_as_using_the_session(
    shop: Session, served: str, running: RunningEngine
) -> None:
    task = running.engine.tasks[shop.id]
    url = await live_url(shop, served)
    task.last_used = 0.0
    async with joined(url) as viewer:
        await first_frame(viewer)
        assert task.last_used == 0.0
        await viewer.send('{"type":"pointer","kind":"move","x":1,"y":1}')
        await until(lambda: task.last_used > 0)


# ---------------------------------------------------------------------- who is let in


async def test_without_the_token_there_is_nothing(shop: Session, served: str) -> None:
    url = await live_url(shop, served)
    async with httpx.AsyncClient() as visitor:
        assert (await visitor.get(url)).status_code == 200
        for wrong in (url[:-1], url + "x", url.partition("?")[0], url.partition("=")[0] + "=%ff%00é"):
            assert (await visitor.get(wrong)).status_code == 403
            with pytest.raises(InvalidStatus, match="403"):
                await joined(wrong)
        assert (await visitor.get(f"{served}/live/nobody?token=x")).status_code == 404
        for name in ("..%2flive.py", "nothing.js", "index.html"):
            assert (await visitor.get(f"{served}/live/page/{name}")).status_code == 404


async def test_sessions_have_tokens_of_their_own(shop: Session, caller: Caller, served: str) -> None:
    other = await caller.open()
    await other.ok("goto", {"url": "about:blank"})
    ours, theirs = urlsplit(await live_url(shop, served)), urlsplit(await live_url(other, served))
    async with httpx.AsyncClient() as visitor:
        assert (await visitor.get(f"{served}{ours.path}?{theirs.query}")).status_code == 403


async def test_a_foreign_host_or_origin_is_refused(shop: Session, served: str) -> None:
    url = await live_url(shop, served)
    async with httpx.AsyncClient() as visitor:
        assert (await visitor.get(url, headers={"host": "evil.test"})).status_code == 403
    for origin in ("http://evil.test", "null", served.replace("127.0.0.1", "localhost")):
        with pytest.raises(InvalidStatus, match="403"):
            await joined(url, origin=origin)


async def test_only_who_asks_to_embed_it_may_frame_it(shop: Session, served: str) -> None:
    url = await live_url(shop, served)
    async with httpx.AsyncClient() as visitor:
        plain = await visitor.get(url + "&interactive=true&embed=false&b=unknown")
        framed = await visitor.get(url + "&embed=true")
    assert "frame-ancestors 'none'" in plain.headers["content-security-policy"]
    assert plain.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "x-frame-options" not in framed.headers
    assert plain.headers["referrer-policy"] == "no-referrer"


# ---------------------------------------------------------------------- the end


async def test_the_end_of_the_session_is_said(shop: Session, served: str, onlooker: Page) -> None:
    url = await live_url(shop, served)
    await onlooker.goto(url)
    await shows(onlooker, 0, 128, 255)
    async with joined(url) as viewer:
        await shop.end()
        await viewer.wait_closed()
        assert (viewer.close_code, viewer.close_reason) == (1000, "the session has ended")
    await onlooker.get_by_text("The session has ended.").wait_for()
    await onlooker.reload()
    await onlooker.get_by_text("The session has ended.").wait_for()


async def test_a_session_that_was_forgotten_is_said_to_be_gone(
    shop: Session, served: str, onlooker: Page, running: RunningEngine
) -> None:
    url = await live_url(shop, served)
    await onlooker.goto(url)
    await shows(onlooker, 0, 128, 255)
    task = running.engine.tasks.pop(shop.id)
    await onlooker.evaluate("socket.close()")
    await onlooker.get_by_text("This session is not here any more.").wait_for()
    running.engine.tasks[shop.id] = task


async def test_a_task_that_never_had_a_page_has_no_live_view(shop: Session, running: RunningEngine) -> None:
    task = running.engine.tasks[shop.id]
    task.view = None
    assert task.live_url("http://127.0.0.1") is None
    await task.cancel()
    assert task.live_url("http://127.0.0.1") == ""
