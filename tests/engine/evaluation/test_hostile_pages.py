"""A page that replaces built-ins cannot change what is answered, nor find the engine's own code."""

import pytest

from tests.engine.evaluation.conftest import Tab

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

TRUTHS = [
    ("[1, {a: [2, 3]}]", [1, {"a": [2, 3]}]),
    ("let o = {a: [1]}; o", {"a": [1]}),
    ("return {a: [1]}", {"a": [1]}),
    ("new Date(0)", "1970-01-01T00:00:00.000Z"),
    ("/x/g", {"$type": "RegExp", "value": "/x/g"}),
    ("let m = new Map; m.set(1, {a: 2}); m", {"$type": "Map", "entries": [[1, {"a": 2}]]}),
    ("let s = new Set; s.add(1); s", {"$type": "Set", "values": [1]}),
    ("new Uint8Array(2)", {"$type": "Uint8Array", "values": [0, 0]}),
    ("document.querySelector('a')", {"$type": "Element", "html": '<a href="/next">Next</a>'}),
    ("[x => 1]", [{"$type": "Function", "source": "x => 1"}]),
    ("Promise.resolve({a: 1})", {"a": 1}),
    ("return Promise.resolve({a: 1})", {"a": 1}),
    ("let p = Promise.resolve({a: 1}); p", {"a": 1}),
]


@pytest.mark.parametrize("prepared", [True, False], ids=["prepared before the page", "first used in the page"])
async def test_a_hostile_page_cannot_lie(tab: Tab, site: str, prepared: bool) -> None:
    if prepared:
        await tab.js("1")
    await tab.page.goto(site + "/hostile")
    for source, truth in TRUTHS:
        assert await tab.js(source) == truth, source
    assert await tab.js("(args) => args", {"a": [1], "b": {"c": "d"}}) == {"a": [1], "b": {"c": "d"}}
    assert await tab.js("document.getElementsByTagName('iframe').length") == 0


async def test_errors_in_a_hostile_page_keep_their_places(tab: Tab, site: str) -> None:
    await tab.page.goto(site + "/hostile")
    await tab.js("delete Error.prepareStackTrace")
    assert "line 2, column 6" in (await tab.fails("\nnull.x")).detail
    assert "SyntaxError: Unexpected identifier 'bar' (line 1, column 5)" in (await tab.fails("foo bar")).detail


@pytest.mark.parametrize(
    "lie",
    [
        "JSON.stringify = () => '1'",
        "JSON.stringify = new Proxy(JSON.stringify, {apply: () => '1'})",
        "JSON.stringify = JSON.stringify.bind(null, 1)",
        "Object.keys = Object.getOwnPropertyNames",
        "Object.getPrototypeOf = () => { throw 1 }",
        "delete JSON.stringify",
        "Reflect.apply = null",
    ],
)
async def test_a_document_older_than_the_session_is_checked(tab: Tab, site: str, lie: str) -> None:
    await tab.page.goto(site)
    await tab.page.evaluate(lie + ", 0")
    assert await tab.js("[{a: ['b']}]") == [{"a": ["b"]}]


async def test_the_page_cannot_list_what_the_engine_put_there(tab: Tab, site: str) -> None:
    await tab.js("1")
    await tab.page.goto(site)
    assert await tab.js("[{}]") == [{}]
    clean = await tab.page.context.new_page()
    await clean.goto(site)
    listing = "Object.getOwnPropertyNames(window).sort()"
    assert await tab.page.evaluate(listing) == await clean.evaluate(listing)


async def test_a_getter_cannot_reach_the_serialiser(tab: Tab) -> None:
    source = "({get a() { try { return String(arguments.callee.caller) } catch (e) { return 'refused' } }})"
    assert await tab.js(source) in ({"a": "null"}, {"a": "refused"})


async def test_a_getter_that_takes_for_ever_is_stopped(tab: Tab) -> None:
    assert "stopped after 0.3 s" in (await tab.fails("({get a() { while (true); }})", deadline_s=0.3)).detail
    assert await tab.js("1") == 1
