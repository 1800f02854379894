"""The live view, touched: clicks, keys and the wheel reach the page, and nonsense does not."""

import json

import pytest
from playwright.async_api import Page

from smooth_console.engine.inprocess import RunningEngine
from tests.engine.conftest import Session
from tests.engine.live.conftest import BUTTON, FIELD, first_frame, joined, live_url, point, shows, until, view_of

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


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
