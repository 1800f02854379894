"""Every form of JavaScript that callers send, run once and read right."""

import contextlib
from typing import Any

import pytest

from smooth_console.engine.errors import ActionError
from tests.engine.evaluation.conftest import Tab

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

WITHOUT_ARGS = [
    ("1 + 1", 2),
    ("1 + 1;", 2),
    ("  1 + 1 ; // two\n", 2),
    ("/* first */ 'a'", "a"),
    ("{a: 1, b: 2}", {"a": 1, "b": 2}),
    ("{a: 1}", {"a": 1}),
    ("{a: 1};", {"a": 1}),
    ("{}", {}),
    ("// an object\n{a: {b: [1]}}", {"a": {"b": [1]}}),
    ("{ let x = 2; x * 2 }", 4),
    ("({a: 1}).a", 1),
    ("() => 5", 5),
    ("(() => 5);", 5),
    ("async () => 5", 5),
    ("// why\nasync () => {\n  await null;\n  return 5;\n}\n", 5),
    ("function () { return 7 }", 7),
    ("function named() { return 7 }\nnamed()", 7),
    ("(function () { return 7 })()", 7),
    ("const f = () => 1; f()", 1),
    ("return 5", 5),
    ("if (true) { return 'yes' }\nreturn 'no'", "yes"),
    ("await null\nreturn await Promise.resolve(6)", 6),
    ("return Promise.resolve(6)", 6),
    ("'return'", "return"),
    ("const f = () => { return 3 }; f()", 3),
    ("await Promise.resolve(5)", 5),
    ("const v = await Promise.resolve(5); v + 1", 6),
    ("Promise.resolve({a: 1})", {"a": 1}),
    ("let p = Promise.resolve([1]); p", [1]),
    ("new Promise(done => setTimeout(done, 1, 'late'))", "late"),
    ("let a = 1;\nlet b = 2;\na + b", 3),
    ("const x = 1\n;[x, x].length\n", 2),
    ("for (let i = 0; i < 3; i++) i * 10", 20),
    ("if (0) 1; else 2", 2),
    ("try { null.x } catch { 'caught' }", "caught"),
    ("let nothing", None),
    ("", None),
    ("  \n ", None),
    ("// only a comment", None),
    ("'use strict'; (function () { return this === undefined })()", True),
    ("a = 3, a + 1", 4),
    ("`${1}\n${2}`", "1\n2"),
    ("'x'.repeat(3)\r\n", "xxx"),
    ("class A { x = 1 }\nnew A", {"x": 1}),
    ("this === window", True),
]

WITH_ARGS = [
    ("(args) => args.x", 5),
    ("({x}) => x", 5),
    ("args => args", {"x": 5}),
    ("async ({x}) => await x", 5),
    ("function (a) { return a.x }", 5),
    ("function named(a) { return a.x }", 5),
    ("async function named(a) { return a.x }", 5),
    ("function named(a) { return a.x }\nnamed({x: 1})", 1),
    ("args.x", 5),
    ("await args.x", 5),
    ("{got: args.x}", {"got": 5}),
    ("const v = args.x; v * 2", 10),
    ("return args.x", 5),
    ("const {x} = args;\nreturn x;", 5),
    ("let args = 3; args", 3),
    ("() => document.title", ""),
]


@pytest.mark.parametrize(("source", "value"), WITHOUT_ARGS)
async def test_a_form_gives_its_value(tab: Tab, source: str, value: Any) -> None:
    assert await tab.js(source) == value


@pytest.mark.parametrize(("source", "value"), WITH_ARGS)
async def test_args_reach_every_form(tab: Tab, source: str, value: Any) -> None:
    assert await tab.js(source, {"x": 5}) == value


async def test_a_function_without_args_gets_none(tab: Tab) -> None:
    assert await tab.js("(a = 'default') => a") == "default"


async def test_args_may_be_false_zero_or_empty(tab: Tab) -> None:
    values: list[Any] = [False, 0, "", [], {}]
    for args in values:
        assert await tab.js("a => [a, typeof a]", args) == [args, await tab.js("typeof args", args)]


@pytest.mark.parametrize(
    "declaration",
    ["let v = 4", "const v = 4", "var v = 4", "function v() {}; v = 4", "const {v} = {v: 4}", "await null; let v = 4"],
)
async def test_declarations_stay_for_the_next_call(tab: Tab, declaration: str) -> None:
    await tab.js(declaration)
    assert await tab.js("v") == 4
    assert await tab.js("v + 1;") == 5


async def test_functions_and_classes_stay_and_may_be_declared_again(tab: Tab) -> None:
    assert await tab.js("function double(x) { return 2 * x }") is None
    assert await tab.js("class Point { constructor(x) { this.x = x } }") is None
    assert await tab.js("new Point(double(4))") == {"x": 8}
    await tab.js("let n = 1")
    await tab.js("let n = 2")
    await tab.js("class Point { y = 1 }")
    assert await tab.js("[n, new Point]") == [2, {"y": 1}]


async def test_a_function_declared_with_args_is_called_and_stays(tab: Tab) -> None:
    assert await tab.js("function twice({x}) { return 2 * x }", {"x": 2}) == 4
    assert await tab.js("twice({x: 5})") == 10


async def test_a_value_that_is_a_function_is_not_called(tab: Tab) -> None:
    await tab.js("var calls = 0")
    assert (await tab.js("window.f = () => { calls++ }"))["$type"] == "Function"
    assert (await tab.js("f"))["$type"] == "Function"
    assert (await tab.js("const g = () => { calls++ }; g"))["$type"] == "Function"
    assert await tab.js("calls") == 0


@pytest.mark.parametrize(
    "source",
    [
        "++n",
        "++n;",
        "{n: ++n}",
        "{ ++n; let y = 1 }",
        "() => { ++n }",
        "() => ++n",
        "function () { ++n }",
        "let m = ++n; m",
        "let o = {n: ++n}; o",
        "++n; return 1",
        "return {n: ++n}",
        "await ++n",
        "const p = Promise.resolve(++n); p",
        "(++n, JSON.parse('bad'))",
        "++n; JSON.parse('bad')",
        "++n; await null; eval('return 5')",
        "Error.stackTraceLimit = 0; ++n; eval('(')",
        "(Error.stackTraceLimit = 0, ++n, eval('let let'))",
        "++n; throw Object.assign(new SyntaxError('Illegal return statement'), {stack: ''})",
        "(() => { ++n; throw new SyntaxError('x') })()",
        "({get a() { ++n; return 1 }})",
    ],
)
async def test_side_effects_happen_once(tab: Tab, source: str) -> None:
    await tab.js("var n = 0")
    with contextlib.suppress(ActionError):
        await tab.js(source, {"unused": 1})
    assert await tab.js("n") == 1


@pytest.mark.parametrize(
    "source", ["++n; let x = ;", "return ++n +", "{n: ++n, b: }", "++n; foo(", "() => { ++n", "let a; let a; ++n"]
)
async def test_a_source_that_does_not_compile_does_nothing(tab: Tab, source: str) -> None:
    await tab.js("var n = 0")
    assert "SyntaxError" in (await tab.fails(source)).detail
    assert await tab.js("n") == 0


async def test_the_page_may_have_its_own_args(tab: Tab, site: str) -> None:
    await tab.page.goto(site + "/own-args")
    assert await tab.js("args") == "the page’s"
    assert await tab.js("args.x", {"x": 1}) == 1
    assert await tab.js("args") == "the page’s"
