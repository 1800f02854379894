"""Every way in which a script fails has a clear answer, and the page is usable afterwards."""

import asyncio
import contextlib
import re

import pytest

from tests.engine.evaluation.conftest import Tab

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PLACES = [
    ("nope()", "ReferenceError: nope is not defined (line 1, column 1)"),
    ("\n  nope()", "ReferenceError: nope is not defined (line 2, column 3)"),
    ("let a = 1;\nlet b = a.f();", "TypeError: a.f is not a function (line 2, column 11)"),
    ("return 1 +\n  null.x", "(reading 'x') (line 2, column 8)"),
    ("() => {\n  null.x\n}", "(reading 'x') (line 2, column 8)"),
    ("async () => {\n  await null;\n  null.x\n}", "(reading 'x') (line 3, column 8)"),
    ("await null;\nnull.x", "(reading 'x') (line 2, column 6)"),
    ("Promise.reject(new Error('r'))", "Error: r (line 1, column 16)"),
    ("let p = Promise.reject(new Error('r'));\np", "Error: r (line 1, column 24)"),
    ("JSON.parse('bad')", "SyntaxError: Unexpected token 'b'"),
    ("document.querySelector('[')", "'[' is not a valid selector. (line 1, column 10)"),
    ("function named(a) {\n  return a.b.c\n}", "(reading 'c') (line 2, column 14)"),
    ("throw new Error('two\\nlines')", "Error: two\nlines (line 1, column 7)"),
]

SYNTAX = [
    ("foo bar", "SyntaxError: Unexpected identifier 'bar' (line 1, column 5)\n    foo bar\n        ^"),
    ("let x = 1;\nlet y = ;", "SyntaxError: Unexpected token ';' (line 2, column 9)"),
    ("foo(", "SyntaxError: Unexpected end of input (line 1, column 5)"),
    ("let y = 1\nfoo(", "SyntaxError: Unexpected end of input (line 2, column 5)"),
    ("return 5 +", "SyntaxError: Unexpected end of input (line 1, column 11)"),
    ("{a: 1, b: }", "SyntaxError: Unexpected token '}' (line 1, column 11)"),
    ("() => {", "SyntaxError: Unexpected end of input (line 1, column 8)"),
    ("'abc", "SyntaxError: Invalid or unexpected token (line 1, column 1)"),
    ("let a; let a", "SyntaxError: Identifier 'a' has already been declared (line 1, column 12)"),
    ("1 2", "SyntaxError: Unexpected number (line 1, column 3)"),
    ("import x from 'y'", "SyntaxError: Cannot use import statement outside a module (line 1, column 1)"),
]

THROWN = [
    ("throw 5", "the script threw 5"),
    ("throw 'why'", 'the script threw "why"'),
    ("throw {a: 1}", 'the script threw {"a":1}'),
    ("throw null", "the script threw null"),
    ("throw undefined", "the script threw undefined"),
    ("throw NaN", "the script threw NaN"),
    ("throw true", "the script threw true"),
    ("throw 10n", "the script threw 10n"),
    ("throw Symbol('s')", 'the script threw {"$type":"Symbol","value":"Symbol(s)"}'),
    ("throw () => 1", 'the script threw {"$type":"Function","source":"() => 1"}'),
    ("throw [new Date(0)]", 'the script threw ["1970-01-01T00:00:00.000Z"]'),
    ("Promise.reject(7)", "the script threw 7"),
    ("(() => { throw [1] })()", "the script threw [1]"),
]


@pytest.mark.parametrize(("source", "told"), PLACES)
async def test_an_exception_has_its_place_in_the_source(tab: Tab, source: str, told: str) -> None:
    error = await tab.fails(source, {"a": {}} if "named" in source else None)
    assert error.code == 400
    assert told in error.detail
    assert "serialise" not in error.detail


@pytest.mark.parametrize(("source", "told"), SYNTAX)
async def test_a_syntax_error_has_its_place_in_the_source(tab: Tab, source: str, told: str) -> None:
    error = await tab.fails(source)
    assert error.code == 400
    assert error.detail.startswith(told)


@pytest.mark.parametrize(("source", "told"), THROWN)
async def test_what_is_thrown_need_not_be_an_error(tab: Tab, source: str, told: str) -> None:
    assert (await tab.fails(source)).detail == told


async def test_the_stack_names_the_callers_and_the_pages_functions(tab: Tab, site: str) -> None:
    await tab.page.goto(site + "/app")
    detail = (await tab.fails("function outer() {\n  return broken()\n}\nouter()")).detail
    frames = [line.strip() for line in detail.splitlines()[1:]]
    assert frames == [
        f"at broken ({site}/app.js:2:15)",
        "at outer (line 2, column 10)",
        "at line 4, column 1",
    ]
    assert "(line 2, column 10)" in detail.splitlines()[0]


async def test_a_long_message_is_bounded(tab: Tab) -> None:
    assert len((await tab.fails("throw new Error('x'.repeat(1e6))")).detail) < 5000
    assert len((await tab.fails("throw 'x'.repeat(1e6)")).detail) < 5000
    assert len((await tab.fails("throw ['x'.repeat(1e6)]")).detail) < 5000


@pytest.mark.parametrize(
    "source",
    [
        "while (true);",
        "(() => { while (true); })()",
        "let i = 0; while (true) i++",
        "return (() => { for (;;); })()",
        "while (true) await 0",
        "new Proxy({}, {ownKeys() { for (;;); }})",
    ],
)
async def test_a_hang_is_stopped_at_the_deadline(tab: Tab, source: str) -> None:
    error = await tab.fails(source, deadline_s=1.0)
    assert error.code == 400
    assert error.detail == "stopped after 1 s: the script was still running; the page is usable"
    assert await tab.js("[1, 2]") == [1, 2]
    assert await tab.js("let v = 3; v") == 3


async def test_a_promise_that_never_settles_is_given_up(tab: Tab) -> None:
    await tab.js("var ticks = 0")
    error = await tab.fails("new Promise(() => {})", deadline_s=0.2)
    assert error.code == 400
    assert error.detail.startswith("stopped after 0.2 s: the script waits for a promise")
    # Nothing ran, so nothing may be terminated in its place.
    assert await tab.js("new Promise(done => setTimeout(() => { ticks++; done(ticks) }, 1))") == 1


async def test_navigating_away_is_told(tab: Tab, site: str) -> None:
    await tab.page.goto(site)
    error = await tab.fails("location.href = '/next'; await new Promise(() => {})")
    assert error.code == 400
    assert error.detail.startswith(f"the page navigated to {site}/next before the script finished")
    assert await tab.js("document.title") == "Next"


async def test_a_value_that_comes_before_the_navigation_is_the_answer(tab: Tab, site: str) -> None:
    await tab.page.goto(site)
    assert await tab.js("location.href = '/next'") == "/next"
    await tab.page.wait_for_url("**/next")
    assert await tab.js("document.title") == "Next"


async def test_moving_within_the_document_is_no_navigation(tab: Tab, site: str) -> None:
    await tab.page.goto(site)
    moves = "location.hash = 'a'; history.pushState(null, '', '/b');"
    source = f"{moves} await new Promise(done => setTimeout(done, 50)); location.pathname"
    assert await tab.js(source) == "/b"


async def test_declarations_end_with_the_document(tab: Tab, site: str) -> None:
    await tab.page.goto(site)
    await tab.js("let kept = 1")
    await tab.page.goto(site + "/next")
    assert await tab.js("typeof kept") == "undefined"


async def test_dialogs_do_not_hold(tab: Tab) -> None:
    assert await tab.js("[alert('a'), confirm('b'), prompt('c')]") == [None, False, None]


async def test_a_crash_of_the_page_is_told(tab: Tab) -> None:
    running = asyncio.ensure_future(tab.fails("window.started = true; await new Promise(() => {})"))
    await tab.page.wait_for_function("window.started")
    crash = asyncio.ensure_future(tab.cdp.send("Page.crash"))
    error = await running
    assert error.code == 500
    assert error.detail == "the page crashed while the script ran"
    crash.cancel()
    with contextlib.suppress(BaseException):
        await crash


async def test_a_page_that_is_closed_is_told(tab: Tab) -> None:
    other = await tab.page.context.new_page()
    closing = Tab(other, await other.context.new_cdp_session(other))
    running = asyncio.ensure_future(closing.fails("window.started = true; await new Promise(() => {})"))
    await other.wait_for_function("window.started")
    await other.close()
    assert re.match("the page (was|has been) closed", (await running).detail)
    assert (await closing.fails("1")).code == 400


async def test_args_that_are_no_json_are_refused(tab: Tab) -> None:
    assert (await tab.fails("1", {"x": float("nan")})).detail.startswith("args are not JSON")
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    assert (await tab.fails("1", deep)).detail == "args are nested too deeply"


async def test_two_at_once_do_not_disturb_each_other(tab: Tab) -> None:
    wait = "n => new Promise(done => setTimeout(done, 30 - n * 10, n))"
    assert await asyncio.gather(*(tab.js(wait, n) for n in range(3))) == [0, 1, 2]
