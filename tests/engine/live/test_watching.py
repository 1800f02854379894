"""The live view, watched: pictures that follow the page, viewers fast and slow, and how it ends."""

import asyncio
import json

import pytest
from playwright.async_api import Page

from smooth_console.engine.inprocess import RunningEngine
from tests.engine.conftest import Session
from tests.engine.live.conftest import as_url, first_frame, frames_until_quiet, joined, live_url, shows, until, view_of

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


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
