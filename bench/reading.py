"""How well pages are read without a model: fields right and fields invented, over the evaluation set. Nothing is timed.

The set is pages of many kinds with schemas and what is truly on them, in tests/engine/extraction/pages.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from smooth_console.engine.actions.extract import extract
from smooth_console.engine.chromium import find_chromium, may_use_sandbox
from smooth_console.engine.extraction import extract_from_html

PAGES = Path(__file__).parent.parent / "tests" / "engine" / "extraction" / "pages"
ADDRESS = "https://shop.example/a/page"
RIGHT_GOAL = 0.95


@dataclass(frozen=True, slots=True)
class Case:
    """A page, how it is asked, and what is true.

    Attributes:
        live: Whether scripts, frames or shadow roots make the page, so that it is read in a browser only.
    """

    name: str
    html: str
    schema: Any
    prompt: str | None
    value: Any
    live: bool


@dataclass(slots=True)
class Score:
    """What came out. A field is a value of the truth, null included, or one that only the result has.

    Attributes:
        fields: How many there are.
        right: How many are as they should be.
        invented: How many have a value that is not the true one.
        wrong: Where the wrong ones are: page and JSON Pointer.
    """

    pages: int = 0
    fields: int = 0
    right: int = 0
    invented: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, case: Case, found: Any) -> None:
        """Count one case."""
        true, got = dict(_values(case.value, "")), dict(_values(found, ""))
        for pointer in {**true, **got}:
            there = got.get(pointer)
            self.fields += 1
            if there == true.get(pointer) and isinstance(there, bool) is isinstance(true.get(pointer), bool):
                self.right += 1
                continue
            self.invented += there is not None
            self.wrong.append(f"{case.name}{pointer}")

    def __str__(self) -> str:
        share = self.right / self.fields if self.fields else 0.0
        met = "met" if share >= RIGHT_GOAL and not self.invented else "not met"
        lines = [
            f"extract without a model, {self.pages} pages of the evaluation set",
            f"  fields right     {self.right} of {self.fields} ({share:.1%})",
            f"  fields invented  {self.invented}",
            f"  goal at least {RIGHT_GOAL:.0%} right and none invented: {met}",
        ]
        return "\n".join([*lines, *(f"  wrong: {where}" for where in self.wrong[:20])])


def cases() -> list[Case]:
    """The evaluation set."""
    found = []
    for path in sorted(PAGES.glob("*.json")):
        html = path.with_suffix(".html").read_text(encoding="utf-8")
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            name = f"{path.stem}-{number}"
            live = case.get("live", False)
            found.append(Case(name, html, case["schema"], case["prompt"], case["value"], live))
    return found


async def score() -> Score:
    """Read every page of the set. Those that need a browser are read in one."""
    total = Score(pages=len(list(PAGES.glob("*.html"))))
    async with _browser() as browser:
        for case in cases():
            total.add(case, await _in_browser(browser, case) if case.live else await asyncio.to_thread(_parsed, case))
    return total


def _parsed(case: Case) -> Any:
    return extract_from_html(case.html, ADDRESS, case.schema, case.prompt).value


async def _in_browser(browser: Browser, case: Case) -> Any:
    page = await browser.new_page()
    try:
        await page.route("**/*", lambda route: route.fulfill(body=case.html, content_type="text/html; charset=utf-8"))
        await page.goto(ADDRESS)
        return await extract(page, case.schema, case.prompt)
    finally:
        await page.close()


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=find_chromium(), chromium_sandbox=may_use_sandbox())
        yield browser
        await browser.close()


def _values(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    """Every scalar with its JSON Pointer; an empty list is a value of its own."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, f"{at}/{key}")
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from _values(inner, f"{at}/{number}")
    else:
        yield at, None if value == [] else value
