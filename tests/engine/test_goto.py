"""goto and what pages do on their own, on a real Chromium."""

import asyncio

import pytest

from smooth_console.engine.addresses import AllowedUrls
from smooth_console.engine.inprocess import RunningEngine
from tests.engine.conftest import Caller, Session

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_a_page_is_described(session: Session, site: str) -> None:
    output = await session.ok("goto", {"url": f"{site}/page/hello"})
    assert output == {"url": f"{site}/page/hello", "title": "hello", "status": 200}


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_an_error_page_is_a_page(session: Session, site: str, status: int) -> None:
    output = await session.ok("goto", {"url": f"{site}/page/oops?status={status}"})
    assert (output["status"], output["title"]) == (status, "oops")


async def test_redirects_are_followed(session: Session, site: str) -> None:
    output = await session.ok("goto", {"url": f"{site}/away?to=/page/there"})
    assert output["url"] == f"{site}/page/there"


@pytest.mark.parametrize("url", ["about:blank", "data:text/html,<title>d</title>"])
async def test_addresses_without_a_server_are_taken(session: Session, url: str) -> None:
    assert (await session.ok("goto", {"url": url}))["status"] is None


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("file:///etc/passwd", "file: addresses are refused"),
        ("chrome://settings", "chrome:"),
        ("javascript:alert(1)", "javascript:"),
        ("view-source:http://a.test", "view-source:"),
        ("about:config", "about:"),
        (" FILE:///etc/passwd", "file:"),
        ("example.com", "https://example.com"),
        ("localhost:8000/x", "https://localhost:8000/x"),
        ("/page", "whole address"),
        ("http://", "no host"),
        ("http://a:b:c/", "not a url"),
        ("", "empty"),
    ],
)
async def test_other_addresses_are_refused_with_a_reason(session: Session, url: str, named: str) -> None:
    code, output = await session.act("goto", {"url": url})
    assert code == 400
    assert named in output


async def test_a_dead_host_is_a_clear_answer_and_the_next_goto_works(
    session: Session, site: str, free_port: int
) -> None:
    for _ in range(3):
        code, output = await session.act("goto", {"url": f"http://127.0.0.1:{free_port}/"})
        assert code == 400
        assert "connection refused" in output
        assert (await session.ok("goto", {"url": f"{site}/page/next"}))["title"] == "next"


async def test_a_name_that_does_not_exist_is_a_clear_answer(session: Session) -> None:
    code, output = await session.act("goto", {"url": "http://nobody.invalid/"})
    assert (code, "no such host" in output) == (400, True)


async def test_a_page_that_never_comes_is_given_up(session: Session, site: str) -> None:
    await session.ok("goto", {"url": f"{site}/page/before"})
    code, output = await session.act("goto", {"url": f"{site}/hang"})
    assert code == 400
    assert "did not finish loading within 2 s" in output
    assert "/page/before" in output
    assert await session.ok("evaluate_js", {"js": "document.title"}) == "before"


async def test_a_page_that_never_finishes_can_be_used(session: Session, site: str) -> None:
    code, output = await session.act("goto", {"url": f"{site}/half"})
    assert (code, "what has loaded is there" in output) == (400, True)
    assert await session.ok("evaluate_js", {"js": "document.querySelector('p').textContent"}) == "here"


async def test_a_download_says_its_name(session: Session, site: str) -> None:
    output = await session.ok("goto", {"url": f"{site}/download"})
    assert output["download"] == "table.csv"


async def test_an_answer_without_a_page_is_named(session: Session, site: str) -> None:
    code, output = await session.act("goto", {"url": f"{site}/nothing"})
    assert (code, "204" in output) == (400, True)


async def test_dialogs_hold_nothing_up(session: Session, site: str) -> None:
    await session.ok("goto", {"url": f"{site}/leaving"})
    assert await session.ok("evaluate_js", {"js": "confirm('sure?')"}) is False
    assert (await session.ok("goto", {"url": f"{site}/page/left"}))["title"] == "left"


async def test_a_popup_becomes_the_page_and_gives_way_again(session: Session, site: str) -> None:
    await session.ok("goto", {"url": f"{site}/page/opener"})
    await session.ok("evaluate_js", {"js": "globalThis.child = window.open('/page/popup'); 1"})
    loaded = "new Promise(go => document.readyState === 'complete' ? go() : onload = go)"
    title = {"js": f"await {loaded}; document.title"}
    while await session.ok("evaluate_js", title) != "popup":
        pass
    await session.ok("evaluate_js", {"js": "setTimeout(close, 20); 1"})
    while (await session.act("evaluate_js", title)) != (200, "opener"):
        pass


async def test_a_page_that_crashes_under_an_action_is_replaced(
    session: Session, site: str, running: RunningEngine
) -> None:
    await session.ok("goto", {"url": f"{site}/page/doomed"})
    tab = running.engine.tasks[session.id].tab
    assert tab is not None
    event_id = await session.send("evaluate_js", {"js": "await new Promise(() => {})"})
    crash = asyncio.create_task((await tab.cdp(await tab.current())).send("Page.crash"))
    answer = await session.event(event_id)
    assert answer["payload"]["code"] == 400
    assert "crashed" in answer["payload"]["output"]
    assert (await session.ok("goto", {"url": f"{site}/page/alive"}))["title"] == "alive"
    crash.cancel()
    await asyncio.gather(crash, return_exceptions=True)


async def test_a_script_that_hangs_is_stopped_and_the_session_lives(session: Session) -> None:
    code, output = await session.act("evaluate_js", {"js": "for (;;) {}"})
    assert (code, "1 s" in output) == (400, True)
    assert await session.ok("evaluate_js", {"js": "1 + 1"}) == 2


async def test_a_start_page_that_is_dead_leaves_a_usable_session(caller: Caller, site: str, free_port: int) -> None:
    session = await caller.open(url=f"http://127.0.0.1:{free_port}/")
    assert (await session.ok("goto", {"url": f"{site}/page/here"}))["title"] == "here"


async def test_a_start_page_is_there_before_the_first_action(caller: Caller, site: str) -> None:
    session = await caller.open(url=f"{site}/page/start")
    assert await session.ok("evaluate_js", {"js": "document.title"}) == "start"


async def test_devices_differ_in_viewport_touch_and_user_agent(caller: Caller) -> None:
    seen = {}
    for device in ("desktop", "desktop-lg", "mobile"):
        session = await caller.open(device=device)
        seen[device] = await session.ok(
            "evaluate_js",
            {"js": "[screen.width, navigator.maxTouchPoints > 0, navigator.userAgent.includes('Mobile')]"},
        )
    assert seen == {"desktop": [1280, False, False], "desktop-lg": [1920, False, False], "mobile": [412, True, True]}


async def test_allowed_urls_hold_for_goto_redirects_links_and_popups(caller: Caller, site: str) -> None:
    other = site.replace("127.0.0.1", "localhost")
    session = await caller.open(allowed_urls=["http://127.0.0.1/*"])
    for url in (f"{other}/page/x", f"{site}/away?to={other}/page/x"):
        code, output = await session.act("goto", {"url": url})
        assert (code, "allowed_urls" in output) == (400, True)
    assert (await session.ok("goto", {"url": f"{site}/away?to=/page/y"}))["title"] == "y"
    for js in (
        f"location = '{other}/page/x'; 1",
        f"window.open('{other}/page/x'); 1",
        f"open('/away?to={other}/page/x'); 1",
    ):
        await session.ok("goto", {"url": f"{site}/page/y"})
        await session.act("evaluate_js", {"js": js})
        code, output = await session.act(
            "evaluate_js", {"js": "await new Promise(go => setTimeout(go, 100)); location.host"}
        )
        assert code == 400 or "localhost" not in output


@pytest.mark.parametrize(
    ("pattern", "url", "allowed"),
    [
        ("https://**.example.com/**", "https://example.com/", True),
        ("https://**.example.com/**", "https://a.b.example.com/x/y?z", True),
        ("https://**.example.com/**", "https://example.com.evil.test/", False),
        ("https://**.example.com/**", "https://evilexample.com/", False),
        ("https://**.example.com/**", "http://example.com/", False),
        ("https://*example.com/*", "https://shop.example.com/a/b", True),
        ("http://a.test/*", "http://a.test:8080/x", True),
        ("http://a.test:80/*", "http://a.test/x", True),
        ("http://a.test:80/*", "http://a.test:8080/x", False),
        ("http://a.test/shop/*", "http://a.test/admin", False),
        ("http://a.test/shop", "http://a.test/shop?page=2", True),
        ("a.test", "https://a.test/any", True),
        ("*", "https://any.test/", True),
        ("http://a.test/*", "http://a.test@evil.test/", False),
        ("http://a.test/*", "about:blank", True),
    ],
)
def test_patterns_cover_what_they_say(pattern: str, url: str, allowed: bool) -> None:
    assert AllowedUrls([pattern]).allows(url) is allowed
