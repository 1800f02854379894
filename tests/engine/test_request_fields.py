"""Every property of the description's TaskRequest: it does what it says, or is answered with words that say otherwise.

One check a property; a property of the description without one fails.
"""

import base64
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Request

from smooth_console.engine.inprocess import RunningEngine, engine_running
from smooth_console.engine.options import ServeOptions
from smooth_console.engine.page_setup.adblock import HOSTS
from tests.engine.conftest import Caller, Session, calling
from tests.engine.description import schema_of
from tests.engine.proxies import make_papers, proxy_running, secure_site
from tests.engine.test_extensions import marker, upload

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PROPERTIES = schema_of("TaskRequest")["properties"]

FORM = (
    "<label>File <input type=file onchange=\"fetch('data:,').then(() => document.title = this.files[0].name)\"></label>"
)
MODEL = {"type": "object", "properties": {"title": {"type": "string"}}}


@dataclass(frozen=True)
class Here:
    """What a check may use."""

    caller: Caller
    site: str
    engine: RunningEngine

    async def refused(self, **request: Any) -> str:
        """Ask for something that is not there; what is said to it."""
        response = await self.caller.http.post("/task", json={"task": None, **request})
        assert response.status_code == 400, response.text
        detail: str = response.json()["detail"]
        return detail

    async def on_page(self, name: str = "a", **request: Any) -> Session:
        """A session on a page of the site."""
        return await self.caller.open(url=f"{self.site}/page/{name}", **request)

    async def finished(self, **request: Any) -> dict[str, Any]:
        """A task that is over."""
        task = await self.caller.open(**request)
        return await task.until(lambda record: record["status"] in ("done", "failed"))


Check = Callable[[Here], Awaitable[None]]
CHECKS: dict[str, Check] = {}


def shows(check: Check) -> Check:
    """The check of the property that it is named after."""
    CHECKS[check.__name__] = check
    return check


def page_with(html: str) -> str:
    return "data:text/html;base64," + base64.b64encode(html.encode()).decode()


@pytest.mark.parametrize("name", PROPERTIES)
async def test_a_property_of_the_request_does_what_it_says(
    name: str, caller: Caller, site: str, running: RunningEngine
) -> None:
    await CHECKS[name](Here(caller, site, running))


# ---------------------------------------------------------------------- what is to be done


@shows
async def task(here: Here) -> None:
    done = await here.finished(task=f"go to {here.site}/page/hello")
    assert (done["status"], "hello" in done["output"]) == ("done", True)
    failed = await here.finished(task="fly to the moon")
    assert failed["status"] == "failed"
    assert "moon" in failed["output"]
    assert "task" in await here.refused(task=" ")


@shows
async def response_model(here: Here) -> None:
    done = await here.finished(task="get the title", url=f"{here.site}/page/hello", response_model=MODEL)
    assert done["output"] == {"title": "hello"}
    session = await here.on_page("there", response_model=MODEL)
    assert await session.ok("run_task", {"task": "get the title"}) == {"title": "there"}


@shows
async def url(here: Here) -> None:
    assert await (await here.on_page("start")).ok("evaluate_js", {"js": "document.title"}) == "start"


@shows
async def metadata(here: Here) -> None:
    done = await here.finished(task="go to ${site}/page/${name}", metadata={"site": here.site, "name": "mine"})
    assert "/page/mine" in done["output"]
    session = await here.caller.open(metadata={"name": "from-the-session", "n": 1})
    said = await session.ok("run_task", {"task": f"go to {here.site}/page/${{name}}"})
    assert "/page/from-the-session" in said
    said = await session.ok("run_task", {"task": f"go to {here.site}/page/${{name}}", "metadata": {"name": "b"}})
    assert "/page/b" in said


@shows
async def files(here: Here) -> None:
    ids = [
        (await here.caller.http.post("/file", files={"file": (name, b"%PDF")})).json()["r"]["id"]
        for name in ("cv.pdf", "other.pdf")
    ]
    session = await here.caller.open(files=ids[:1], url=page_with(FORM))
    await session.ok("run_task", {"task": f"upload {ids[0]} to 'File'"})
    assert await session.ok("evaluate_js", {"js": "document.querySelector('input').files[0].name"}) == "cv.pdf"
    code, said = await session.act("run_task", {"task": f"upload {ids[1]} to 'File'"})
    assert (code, "no uploaded file" in said) == (400, True)
    assert "files" in await here.refused(files=["file-none"])


@shows
async def agent(here: Here) -> None:
    session = await here.caller.open(agent="smooth-lite")
    assert any(notice.startswith("agent: smooth-lite") for notice in (await session.record())["notices"])


@shows
async def max_steps(here: Here) -> None:
    three = f"go to {here.site}/page/a; reload; reload"
    failed = await here.finished(task=three, max_steps=2)
    assert "max_steps is 2" in failed["output"]
    session = await here.caller.open(max_steps=2)
    code, said = await session.act("run_task", {"task": three})
    assert (code, "max_steps is 2" in said) == (400, True)
    await session.ok("run_task", {"task": three, "max_steps": 3})


@shows
async def additional_tools(here: Here) -> None:
    session = await here.on_page(additional_tools={"screenshot": {"full_page": True}, "hover": None, "print_page": {}})
    picture = await session.ok("run_task", {"task": "call screenshot"})
    assert base64.b64decode(picture["base64"]).startswith(b"\x89PNG")
    assert await session.ok("run_task", {"task": 'call hover with {"selector": "h1"}'}) == "a"
    printed = await session.ok("run_task", {"task": 'call print_page with {"file_name": "a.pdf"}'})
    assert printed["file_name"] == "a.pdf"
    assert (await session.record(downloads="true"))["downloads_url"]
    assert "teleport" in await here.refused(additional_tools={"teleport": None})
    assert "no 'colour'" in await here.refused(additional_tools={"screenshot": {"colour": "red"}})
    code, said = await (await here.caller.open()).act("run_task", {"task": "call print_page"})
    assert (code, "no tool 'print_page'" in said) == (400, True)


@shows
async def custom_tools(here: Here) -> None:
    tool = {"name": "weather", "description": "d", "inputs": {}, "output": "text"}
    session = await here.caller.open(custom_tools=[tool])
    event_id = await session.send("run_task", {"task": 'call weather with {"city": "Oslo"}'})
    call = await session.event(name="tool_call")
    assert call["payload"] == {"name": "weather", "input": {"city": "Oslo"}}
    await session.post("tool_call", {"code": 200, "output": "rain"}, call["id"])
    assert (await session.event(event_id))["payload"]["output"]["output"] == "rain"
    clash = {**tool, "name": "hover"}
    assert "custom_tools" in await here.refused(custom_tools=[clash], additional_tools={"hover": None})


@shows
async def experimental_features(here: Here) -> None:
    assert "experimental_features" in await here.refused(experimental_features={"x": 1})
    await here.caller.open(experimental_features={})


# ---------------------------------------------------------------------- the browser that does it


@shows
async def device(here: Here) -> None:
    seen = {}
    for name in ("desktop", "desktop-lg", "mobile"):
        session = await here.on_page(device=name)
        js = "[screen.width, innerHeight, navigator.maxTouchPoints > 0, /Mobile/.test(navigator.userAgent)]"
        seen[name] = await session.ok("evaluate_js", {"js": js})
        assert (await session.record())["device"] == name
        await session.end()
    assert seen["desktop"] == [1280, 800, False, False]
    assert seen["desktop-lg"] == [1920, 1080, False, False]
    assert seen["mobile"][0] == 412
    assert seen["mobile"][2:] == [True, True]


@shows
async def allowed_urls(here: Here) -> None:
    session = await here.on_page("a", allowed_urls=[f"{here.site}/page/*"])
    await session.ok("goto", {"url": f"{here.site}/page/b"})
    for leaves in (f"{here.site}/echo", f"{here.site}/away?to=/echo"):
        code, said = await session.act("goto", {"url": leaves})
        assert (code, "allowed_urls" in said or "not allowed" in said) == (400, True)


@shows
async def enable_recording(here: Here) -> None:
    # test_recording.py has the rest: this engine was started without.
    session = await here.caller.open(enable_recording=True)
    record = await session.record()
    assert record["recording_url"] == ""
    assert "enable_recording: this engine was started without recording" in record["notices"]
    assert (await (await here.caller.open(enable_recording=False)).record())["notices"] == []


@shows
async def profile_id(here: Here) -> None:
    await here.caller.http.post("/profile", json={"id": "kept"})
    first = await here.on_page(profile_id="kept")
    assert "in use" in await here.refused(profile_id="kept")
    await first.ok("evaluate_js", {"js": "document.cookie = 'a=1; max-age=99'; localStorage.b = '2'; 0"})
    await first.ok("close")
    await first.get(first.seen)
    second = await here.on_page(profile_id="kept")
    assert await second.ok("evaluate_js", {"js": "[document.cookie, localStorage.b]"}) == ["a=1", "2"]
    await second.end()
    assert "no profile" in await here.refused(profile_id="nobody")
    await here.caller.http.delete("/profile/kept")


@shows
async def profile_read_only(here: Here) -> None:
    await here.caller.http.post("/profile", json={"id": "shared"})
    one, two = [await here.on_page(profile_id="shared", profile_read_only=True) for _ in range(2)]
    await one.ok("evaluate_js", {"js": "document.cookie = 'a=1; max-age=99'; 0"})
    await one.ok("close")
    await one.get(one.seen)
    again = await here.on_page(profile_id="shared")
    assert await again.ok("evaluate_js", {"js": "document.cookie"}) == ""
    await two.end()
    await again.end()
    await here.caller.http.delete("/profile/shared")


@shows
async def stealth_mode(here: Here) -> None:
    js = "[navigator.webdriver, /Headless/.test(navigator.userAgent)]"
    assert await (await here.on_page()).ok("evaluate_js", {"js": js}) == [True, True]
    for field in ("stealth_mode", "use_stealth"):
        asked: dict[str, Any] = {field: True}
        session = await here.on_page(**asked)
        assert await session.ok("evaluate_js", {"js": js}) == [False, False]
        assert "and no more" in " ".join((await session.record())["notices"])


@shows
async def proxy_server(here: Here) -> None:
    async with proxy_running("me", "secret") as proxy:
        signed_in = {"proxy_server": proxy.url, "proxy_username": "me", "proxy_password": "secret"}
        session = await here.caller.open(**signed_in, url="http://far.test/x")
        assert await session.ok("evaluate_js", {"js": "document.title"}) == "by proxy"
        assert proxy.asked[0] == "http://far.test/x"
    for wrong in ("self", "gopher://x", "http://me:secret@127.0.0.1:1", "http://x:port"):
        assert "proxy_server" in await here.refused(proxy_server=wrong)


@shows
async def proxy_username(here: Here) -> None:
    assert "proxy_server" in await here.refused(proxy_username="me")
    assert "SOCKS" in await here.refused(proxy_server="socks5://127.0.0.1:1", proxy_username="me")


@shows
async def proxy_password(here: Here) -> None:
    async with proxy_running("me", "secret") as proxy:
        signed_in = {"proxy_server": proxy.url, "proxy_username": "me", "proxy_password": "wrong"}
        session = await here.caller.open(**signed_in)
        code, said = await session.act("goto", {"url": "http://far.test/x"})
        assert (code == 200) is False or said["status"] == 407
        assert proxy.asked == []
        assert "wrong" not in json.dumps(await session.record())


@shows
async def certificates(here: Here) -> None:
    # test_a_client_certificate_is_shown has the rest.
    one = {"file": base64.b64encode(b"\x30\x00").decode()}
    assert "which sites" in await here.refused(certificates=[one])
    assert "which sites" in await here.refused(certificates=[one], allowed_urls=["https://*.bank.test/*"])
    assert "certificates.0.file" in await here.refused(certificates=[{"file": "§"}], url="https://bank.test/")
    assert "PKCS #12" in await here.refused(certificates=[{"file": "aGVsbG8="}], url="https://bank.test/")
    session = await here.caller.open(certificates=[{"file": one["file"]}], url="https://bank.test/")
    record = await session.until(lambda record: record["status"] == "failed")
    assert "certificates" in record["output"]


@shows
async def use_adblock(here: Here) -> None:
    seen = {}
    for on in (True, False):
        session = await here.on_page(use_adblock=on)
        await session.ok("evaluate_js", {"js": "1"})
        tab = here.engine.engine.tasks[session.id].tab
        assert tab is not None
        failures: list[str] = []
        (await tab.current()).on("requestfailed", partial(_note_failure, failures))
        for host in ("ad.doubleclick.net", "doubleclick.net.here.test"):
            await session.ok("evaluate_js", {"js": f"fetch('http://{host}/x', {{mode: 'no-cors'}}).catch(() => 0)"})
        seen[on] = failures
        await session.ok("goto", {"url": f"{here.site}/page/b"})
    blocked, missing = "net::ERR_BLOCKED_BY_CLIENT.Inspector", "net::ERR_NAME_NOT_RESOLVED"
    assert seen == {True: [blocked, missing], False: [missing, missing]}
    assert len(HOSTS) == len(set(HOSTS))


def _note_failure(failures: list[str], request: Request) -> None:
    failures.append(str(request.failure))


@shows
async def extensions(here: Here) -> None:
    # test_extensions.py has the rest.
    assert "no extension" in await here.refused(extensions=["none"])
    identity = await upload(here.caller, marker())
    session = await here.on_page(extensions=[identity])
    assert await session.ok("evaluate_js", {"js": "document.documentElement.dataset.marked"})


@shows
async def show_cursor(here: Here) -> None:
    where = "(document.querySelector('smooth-cursor')?.getBoundingClientRect() ?? {x: -1}).x"
    session = await here.on_page(show_cursor=True)
    await session.ok("run_task", {"task": "hover 'a'"})
    middle = "const box = document.querySelector('h1').getBoundingClientRect(); Math.round(box.x + box.width / 2)"
    assert round(await session.ok("evaluate_js", {"js": where})) == await session.ok("evaluate_js", {"js": middle})
    plain = await here.on_page()
    await plain.ok("run_task", {"task": "hover 'a'"})
    assert await plain.ok("evaluate_js", {"js": where}) == -1


# ---------------------------------------------------------------------- certificates, in full


@pytest.fixture
async def trusting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Caller, str, dict[str, str]]]:
    """An engine that trusts the authority of a site that asks for certificates; the site; a visitor's certificate."""
    papers = make_papers(tmp_path)
    monkeypatch.setitem(os.environ, "NODE_EXTRA_CA_CERTS", str(papers.authority))
    given = {"file": base64.b64encode(papers.client_p12).decode(), "password": papers.password}
    options = ServeOptions(recording=False)
    async with secure_site(papers) as secure, engine_running(options) as engine, calling(engine) as http:
        yield Caller(http), secure, given


async def test_a_client_certificate_is_shown_to_the_site_that_it_is_for(
    trusting: tuple[Caller, str, dict[str, str]],
) -> None:
    caller, secure, given = trusting
    by_url = await caller.open(certificates=[given], url=secure)
    assert await by_url.ok("evaluate_js", {"js": "document.title"}) == "Ada"
    by_list = await caller.open(certificates=[given], allowed_urls=[f"{secure}/*"])
    await by_list.ok("goto", {"url": secure})
    assert await by_list.ok("evaluate_js", {"js": "document.title"}) == "Ada"
    wrong = await caller.open(certificates=[{**given, "password": "no"}], url=secure)
    record = await wrong.until(lambda record: record["status"] == "failed")
    assert record["output"].startswith("certificates: ")
    assert given["password"] not in record["output"]


def test_every_property_has_its_check() -> None:
    assert set(CHECKS) == set(PROPERTIES)


async def test_what_nobody_knows_is_named(caller: Caller) -> None:
    session = await caller.open(use_captcha_solver=True, sponsor="x", nothing=None)
    notices = (await session.record())["notices"]
    assert [notice.split(":")[0] for notice in notices if "not known" in notice] == ["use_captcha_solver", "sponsor"]
