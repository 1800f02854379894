"""What is typed and what is sent, side by side in a real Chromium."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import CDPSession, Page, async_playwright

from smooth_console.language.javascript import rewrite

BLANK = "data:text/html,<title>{}</title>"


class Sides:
    """Two tabs: what is typed runs in REPL mode on one, what is sent runs as a function on the other."""

    def __init__(self, typed: Page, sent: Page, typed_cdp: CDPSession, sent_cdp: CDPSession) -> None:
        self.pages = typed, sent
        self._cdp = typed_cdp, sent_cdp
        self._world: dict[str, Any] = {}

    async def fresh(self, title: str) -> None:
        """Two new pages."""
        self._world = {}
        for page in self.pages:
            await page.goto(BLANK.format(title))

    async def fresh_world(self) -> None:
        """New globals on the pages that are there, of which each has the same: much sooner than new pages."""
        for side, cdp in zip(("typed", "sent"), self._cdp, strict=True):
            tree = await cdp.send("Page.getFrameTree")
            made = await cdp.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
            self._world[side] = made["executionContextId"]

    async def typed(self, source: str) -> str:
        """What REPL mode gives."""
        return _said(await self.answer(source))

    async def answer(self, source: str) -> dict[str, Any]:
        """V8's answer in REPL mode, as it gives it."""
        return await self._evaluate(0, "typed", expression=source, replMode=True)

    async def sent(self, source: str, args: str = "{}") -> str:
        """What comes of what is sent."""
        rewritten = rewrite(source)
        code = rewritten.code
        if code != source or rewritten.form == "function":
            code = f"({code}\n)({args})"
        return _said(await self._evaluate(1, "sent", expression=code))

    async def _evaluate(self, index: int, side: str, **how: Any) -> dict[str, Any]:
        if side in self._world:
            how["contextId"] = self._world[side]
        return await self._cdp[index].send("Runtime.evaluate", {**how, "awaitPromise": True, "returnByValue": True})


def _said(answer: dict[str, Any]) -> str:
    if "exceptionDetails" in answer:
        thrown = answer["exceptionDetails"]["exception"]
        return "throws " + str(thrown.get("description", thrown.get("value"))).split("\n")[0]
    result = answer["result"]
    return f"{result['type']} {result.get('value', result.get('unserializableValue'))!r}"


@pytest.fixture(scope="package")
async def sides() -> AsyncIterator[Sides]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        typed, sent = await browser.new_page(), await browser.new_page()
        cdp = [await page.context.new_cdp_session(page) for page in (typed, sent)]
        yield Sides(typed, sent, cdp[0], cdp[1])
        await browser.close()
