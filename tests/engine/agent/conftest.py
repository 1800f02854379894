"""A page in a real Chromium, seen through the contract that the agent is given, and a local site to work on."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from smooth_console.engine.actions.extract import extract
from smooth_console.engine.agent import run_task
from smooth_console.engine.chromium import find_chromium, may_use_sandbox
from smooth_console.engine.demo import demo_app
from smooth_console.engine.errors import ActionError


@dataclass
class Tool:
    """A custom tool of the caller."""

    name: str
    description: str = "What it does."
    inputs: Any = field(default_factory=dict)
    output: str = "What it gives."


@dataclass
class Hush:
    """A secret and where it may be typed."""

    value: str
    allowed_urls: Sequence[str] = ("*",)


class Workplace:
    """A session as the agent sees it: one page of a real browser, tools that answer at once, a log that is kept."""

    def __init__(self, page: Page, site: str) -> None:
        self.first = page
        self.site = site
        self.tools: Sequence[Tool] = ()
        self.files: Mapping[str, Path] = {}
        self.logged: list[str] = []
        self.noticed: list[str] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answer: Callable[[dict[str, Any]], Any] = lambda arguments: arguments

    @property
    def page(self) -> Page:
        """The newest page."""
        return self.first.context.pages[-1]

    async def goto(self, url: str) -> Any:
        """As the goto action, in short."""
        if not url.startswith(("http:", "https:", "about:", "data:")):
            raise ActionError(f"{url.split(':')[0]}: addresses are refused")
        await self.page.goto(url)
        return {"url": self.page.url}

    async def extract(self, schema: Any, prompt: str | None) -> Any:
        """The extract action itself."""
        return await extract(self.page, schema, prompt)

    async def call_tool(self, name: str, arguments: dict[str, Any]) -> Any:
        """Answered by `answer`."""
        self.calls.append((name, arguments))
        return self.answer(arguments)

    def notice(self, sentence: str) -> None:
        """Kept in `noticed`."""
        self.noticed.append(sentence)

    async def log(self, step: str) -> None:
        """Kept in `logged`."""
        self.logged.append(step)

    async def show(self, body: str) -> "Workplace":
        """Put a page of that body before the agent, at an address of its own."""
        SHOWN["body"] = body
        await self.page.goto(f"{self.site}/shown")
        return self

    async def do(self, task: str, **options: Any) -> Any:
        """Run a task."""
        return await run_task(self, task, **options)

    async def refused(self, task: str, **options: Any) -> str:
        """Run a task that has to fail with 400; why it did."""
        with pytest.raises(ActionError) as refusal:
            await self.do(task, **options)
        assert refusal.value.code == 400
        return refusal.value.detail

    async def text(self, selector: str) -> str:
        """The text of an element."""
        return await self.page.locator(selector).inner_text()

    async def value(self, selector: str) -> str:
        """The value of a field."""
        return await self.page.locator(selector).input_value()


SHOWN = {"body": ""}


async def _shown(_: Request) -> Response:
    return HTMLResponse(f"<!doctype html><meta charset=utf-8><title>Shown</title>{SHOWN['body']}")


async def _echo(request: Request) -> Response:
    form = {**request.query_params, **(await request.form())}
    given = " ".join(f"{key}={value}" for key, value in form.items())
    return HTMLResponse(f"<!doctype html><title>Echo</title><h1>Echo</h1><p id=given>{given}</p>")


@pytest.fixture(scope="session")
async def local_site() -> AsyncIterator[str]:
    """The demo site, `/shown` (what a test puts there) and `/echo` (what a form sent)."""
    routes = [Route("/shown", _shown), Route("/echo", _echo, methods=["GET", "POST"]), Mount("/", demo_app())]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off"))
        server.config.load()
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.force_exit = server.should_exit = True
        await serving


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests here."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=find_chromium(), chromium_sandbox=may_use_sandbox())
        yield browser
        await browser.close()


@pytest.fixture
async def work(chromium: Browser, local_site: str) -> AsyncIterator[Workplace]:
    """A fresh session on an empty page."""
    context = await chromium.new_context()
    context.set_default_timeout(10_000)
    yield Workplace(await context.new_page(), local_site)
    await context.close()
