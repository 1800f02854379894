"""What is typed does what V8's REPL mode does with it, measured in a real Chromium side by side."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import CDPSession, Page, async_playwright

from smooth_console.language.javascript import rewrite
from tests.language.javascript.corpus import DIFFERENT, SESSIONS

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BLANK = "data:text/html,<title>{}</title>"


class Sides:
    """Two tabs: what is typed runs in REPL mode on one, what is sent runs as a function on the other."""

    def __init__(self, typed: Page, sent: Page, typed_cdp: CDPSession, sent_cdp: CDPSession) -> None:
        self.pages = typed, sent
        self._typed, self._sent = typed_cdp, sent_cdp

    async def fresh(self, title: str) -> None:
        for page in self.pages:
            await page.goto(BLANK.format(title))

    async def typed(self, source: str) -> str:
        return await _evaluate(self._typed, expression=source, replMode=True)

    async def sent(self, source: str, args: str = "{}") -> str:
        rewritten = rewrite(source)
        code = rewritten.code
        if code != source or rewritten.form == "function":
            code = f"({code}\n)({args})"
        return await _evaluate(self._sent, expression=code)


async def _evaluate(cdp: CDPSession, **how: Any) -> str:
    answer = await cdp.send("Runtime.evaluate", {**how, "awaitPromise": True, "returnByValue": True})
    if "exceptionDetails" in answer:
        thrown = answer["exceptionDetails"]["exception"]
        return "throws " + str(thrown.get("description", thrown.get("value"))).split("\n")[0]
    result = answer["result"]
    return f"{result['type']} {result.get('value', result.get('unserializableValue'))!r}"


@pytest.fixture(scope="module")
async def sides() -> AsyncIterator[Sides]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        typed, sent = await browser.new_page(), await browser.new_page()
        cdp = [await page.context.new_cdp_session(page) for page in (typed, sent)]
        yield Sides(typed, sent, cdp[0], cdp[1])
        await browser.close()


async def test_every_session_of_the_corpus_answers_as_in_repl_mode(sides: Sides) -> None:
    different = []
    for number, session in enumerate(SESSIONS):
        await sides.fresh(str(number))
        for source in session:
            expected, answered = await sides.typed(source), await sides.sent(source)
            if expected != answered:
                different.append(f"{source!r}: typed {expected}, sent {answered} by {rewrite(source).code!r}")
    assert not different, "\n" + "\n".join(different)


async def test_the_listed_differences_are_real(sides: Sides) -> None:
    for source in DIFFERENT:
        await sides.fresh("difference")
        assert await sides.typed(source) != await sides.sent(source), source


async def test_every_name_of_the_window_can_be_taken_as_in_repl_mode(sides: Sides) -> None:
    await sides.fresh("names")
    listed = await sides.pages[0].evaluate(
        "Object.entries(Object.getOwnPropertyDescriptors(window))"
        ".filter(([n, d]) => d.get || !d.writable).map(([n]) => n)"
    )
    names = [name for name in listed if name.isidentifier()]
    assert len(names) > 100
    different = []
    for name in names:
        source = f"let {name} = {{q: 1}}; {name}"
        expected, answered = await sides.typed(source), await sides.sent(source)
        if expected != answered:
            different.append(f"{name}: typed {expected}, sent {answered}")
    assert not different, "\n" + "\n".join(different)


async def test_a_function_is_called_with_the_arguments(sides: Sides) -> None:
    await sides.fresh("args")
    for source in (
        "({a}) => a + 1",
        "async function (o) { return o.a + 1 }",
        "(o => o.a + 1)",
        "args.a + 1",
        "1; args.a + 1",
    ):
        assert await sides.sent(source, "{a: 1}") == "number 2", source


async def test_an_error_is_at_the_place_where_it_was_typed(sides: Sides) -> None:
    await sides.fresh("places")
    source = "let a = 1\nfunction f() {\n  let {b} = {}\n  null.x\n}\n  f()"
    answer = await sides.pages[1].evaluate("code => (0, eval)(code)({}).catch(e => e.stack)", rewrite(source).code)
    line, column = (int(part) for part in answer.split("\n")[1].rstrip(")").split(":")[-2:])
    assert rewrite(source).to_source(line, column) == (4, 8)
