"""The extract action on a real Chromium: what a person sees, and nothing a page's scripts can change."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from smooth_console.engine.actions.extract import extract, extract_with_sources
from smooth_console.engine.errors import ActionError

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

ADDRESS = "https://shop.example/list/"


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for this file."""
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def tab(chromium: Browser) -> AsyncIterator[Page]:
    """A fresh page."""
    page = await chromium.new_page()
    yield page
    await page.close()


async def _show(tab: Page, html: str, **others: str) -> None:
    """Serves pages by path under one address, and goes to the first."""

    async def answer(route: Any) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        await route.fulfill(body=others.get(name, html), content_type="text/html; charset=utf-8")

    await tab.route("**/*", answer)
    await tab.goto(ADDRESS)


def _object(**kinds: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {k: {"type": v} if isinstance(v, str) else v for k, v in kinds.items()}}


async def test_links_are_absolute_and_what_is_hidden_is_not_read(tab: Page) -> None:
    await _show(
        tab,
        "<style>.x{display:none}.v{visibility:hidden}</style><ul><li><a href=a>One</a><b>$1</b><b class=x>$9</b></li>"
        "<li><a href=b>Two</a><b>$2</b></li><li class=x><a href=c>Three</a><b>$3</b></li>"
        "<li><a href=d>Four</a><b class=v>$4</b></li></ul>",
    )

    item = _object(name="string", url="string", price="number")
    assert await extract(tab, {"type": "array", "items": item}, None) == [
        {"name": "One", "url": f"{ADDRESS}a", "price": 1},
        {"name": "Two", "url": f"{ADDRESS}b", "price": 2},
        {"name": "Four", "url": f"{ADDRESS}d", "price": None},
    ]


async def test_open_shadow_roots_and_frames_of_the_same_origin_are_read(tab: Page) -> None:
    await _show(
        tab,
        """<x-card><span slot=name>Harbour lamp</span></x-card><iframe src="inner"></iframe>
        <script>customElements.define('x-card', class extends HTMLElement { connectedCallback() {
          this.attachShadow({mode: 'open'}).innerHTML =
           '<h1><slot name=name></slot></h1><p class=price>$64.00</p>'; } })</script>""",
        inner="<dl><dt>Weight</dt><dd>1.9 kg</dd></dl>",
    )

    found = await extract_with_sources(tab, _object(name="string", price="number", weight="string"), None)

    assert found.value == {"name": "Harbour lamp", "price": 64, "weight": "1.9 kg"}
    assert ">>>" in found.sources["/price"].path
    assert "iframe" in found.sources["/weight"].path


async def test_a_path_of_a_source_is_one_of_the_live_page(tab: Page) -> None:
    await _show(
        tab, "<p hidden>a</p><script>1</script><p>b</p><div hidden></div><div><p>c</p><p class=price>$5</p></div>"
    )

    found = await extract_with_sources(tab, _object(price="number"), None)

    assert await tab.locator(found.sources["/price"].path).text_content() == "$5"


async def test_form_values_are_the_present_ones_and_passwords_are_not_read(tab: Page) -> None:
    await _show(
        tab,
        "<form><label>City <input name=city value=old></label><label><input type=checkbox name=gift> Gift</label>"
        "<label>Size <select name=size><option>S<option>M</select></label>"
        "<label>Password <input type=password name=password value=hunter2></label></form>",
    )
    await tab.fill("[name=city]", "Ellery")
    await tab.check("[name=gift]")
    await tab.select_option("select", "M")

    schema = _object(city="string", gift="boolean", size="string", password="string")
    assert await extract(tab, schema, None) == {"city": "Ellery", "gift": True, "size": "M", "password": None}


async def test_content_that_comes_late_is_waited_for(tab: Page) -> None:
    await _show(
        tab,
        "<div id=l aria-busy=true>Loading</div><script>setTimeout(() => { l.removeAttribute('aria-busy');"
        "l.innerHTML = '<h2>Late</h2><p class=price>$7</p>' }, 300)</script>",
    )

    assert await extract(tab, _object(price="number"), None) == {"price": 7}


async def test_a_page_that_never_stops_loading_is_read_all_the_same(tab: Page) -> None:
    await _show(tab, "<h1>Name</h1><p class=price>$3</p><div class=spinner>…</div>")

    async with asyncio.timeout(8):
        assert await extract(tab, _object(price="number"), None) == {"price": 3}


async def test_a_page_cannot_lie_to_the_snapshot(tab: Page) -> None:
    await _show(
        tab,
        """<h1>Truth</h1><p class=price>$5</p><script>
        Array.prototype.join = Array.prototype.push = String.prototype.replace = () => 'lie';
        Object.defineProperty(Node.prototype, 'childNodes', { get() { return [] } });
        Element.prototype.checkVisibility = () => false; window.getComputedStyle = () => { throw new Error('no') };
        document.querySelectorAll = () => { throw new Error('no') }; window.Promise = window.Set = null;</script>
        <form name=documentElement><input name=body></form>""",
    )

    assert await extract(tab, _object(title="string", price="number"), None) == {"title": "Truth", "price": 5}


async def test_elements_that_shadow_their_own_properties_are_read(tab: Page) -> None:
    await _show(
        tab,
        "<form><input name=tagName><input name=attributes><input name=childNodes><input name=children>"
        "<input name=checkVisibility><input name=shadowRoot><input name=nodeType><input name=hasAttribute>"
        "<h1>Odd</h1></form>",
    )

    assert await extract(tab, _object(title="string"), None) == {"title": "Odd"}


async def test_a_wrong_schema_is_told_at_once(tab: Page) -> None:
    with pytest.raises(ActionError, match="/properties/a/type"):
        await extract(tab, {"properties": {"a": {"type": "text"}}}, None)


async def test_an_empty_page_gives_nulls(tab: Page) -> None:
    assert await extract(tab, _object(title="string"), None) == {"title": None}


async def test_a_closed_page_is_a_clear_answer(chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.close()

    with pytest.raises(ActionError, match="closed"):
        await extract(page, None, None)
