"""How each JavaScript value comes back: the table in docs/javascript-values.md, and what a table cannot show."""

import json
import math
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.async_api import Browser

from smooth_console.engine.actions.evaluate import evaluate
from tests.engine.evaluation.conftest import PAGES, Tab

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

TABLE = Path(__file__).parents[3] / "docs" / "javascript-values.md"
ROW = re.compile(r"^\| (?P<what>[^|]*) \| `(?P<source>.*)` \| `(?P<answer>.*)` \|$", re.MULTILINE)
ROWS = [
    (row["what"].strip(), row["source"], json.loads(row["answer"])) for row in ROW.finditer(TABLE.read_text("utf-8"))
]

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=())),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=())), inner, max_size=4)
    ),
    max_leaves=12,
)


def same(a: Any, b: Any) -> bool:
    """Equal, with 0.0 and -0.0 told apart."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float | int) and isinstance(b, float | int) and not isinstance(a, bool):
        return a == b and math.copysign(1, a) == math.copysign(1, b)
    return type(a) is type(b) and bool(a == b)


def test_the_table_has_its_rows() -> None:
    assert len(ROWS) == sum(line.startswith("| ") for line in TABLE.read_text("utf-8").splitlines()) - 4
    assert len(ROWS) > 50


@pytest.mark.parametrize(("source", "answer"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
async def test_a_row_of_the_table_is_true(tab: Tab, source: str, answer: Any) -> None:
    await tab.page.set_content(PAGES["/"])
    assert same(await tab.js(source), answer)


@pytest.mark.parametrize(
    "source", ["-0", "NaN", "10n", "Symbol('a')", "undefined", "'é'", "true", "null", "({a: 1})", "[]"]
)
async def test_a_value_comes_back_the_same_from_every_form(tab: Tab, source: str) -> None:
    value = await tab.js(source)
    assert same(await tab.js(f"let v = {source}; v"), value)
    assert same(await tab.js(f"return {source}"), value)
    assert same(await tab.js(f"() => ({source})"), value)
    assert same(await tab.js(f"let w = Promise.resolve({source}); w"), value)


async def test_json_values_make_the_round_trip_unchanged(browser: Browser) -> None:
    page = await browser.new_page()
    cdp = await page.context.new_cdp_session(page)
    batches: list[Any] = []

    @settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(JSON)
    def collect(value: Any) -> None:
        batches.append(value)

    collect()
    special = [
        {"__proto__": 1, "toJSON": 2, "constructor": None, "": [""]},
        "\ud800",
        "\udc00\ud800",
        "\u2028\u2029\x00\x7f",
    ]
    for value in [*batches[::15], *special]:
        assert same(await evaluate(page, cdp, "a => a", value), value)
    for source in ("args", "return args", "let copy = args; copy", "(a) => a"):
        assert same(await evaluate(page, cdp, source, batches + special), batches + special)
    await page.context.close()


async def test_nesting_is_cut_with_a_mark(tab: Tab) -> None:
    value = await tab.js("let deep = 'end'; for (let i = 0; i < 5000; i++) deep = [deep]; deep")
    depth = 0
    while isinstance(value, list):
        value = value[0]
        depth += 1
    assert depth == 200
    assert value == {"$type": "Cut", "reason": "nested deeper than 200 levels"}


async def test_a_proxy_without_end_is_an_answer(tab: Tab) -> None:
    traps = "get: make, ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({enumerable: true, configurable: true})"
    endless = f"function make() {{ return new Proxy({{}}, {{{traps}}}) }}; make()"
    assert "Cut" in json.dumps(await tab.js(endless))
    wide = "new Proxy([], {get: (t, k) => k === 'length' ? 2 ** 40 : 1})"
    assert "too large: more than" in (await tab.fails(wide, max_bytes=100_000)).detail


async def test_long_source_and_html_say_how_much_is_missing(tab: Tab) -> None:
    await tab.page.set_content(f"<p>{'x' * 5000}</p>")
    html = (await tab.js("document.querySelector('p')"))["html"]
    assert html.startswith("<p>xxx")
    assert html.endswith("… (3007 more characters)")


async def test_windows_of_frames_are_named(tab: Tab, site: str) -> None:
    await tab.page.goto(site)
    other = site.replace("127.0.0.1", "localhost")
    make = """src => new Promise(done => {
        const frame = document.createElement('iframe');
        frame.onload = () => done(frame.contentWindow);
        frame.src = src;
        document.body.append(frame);
    })"""
    assert await tab.js(make, "/next") == {"$type": "Window", "url": f"{site}/next"}
    assert await tab.js(make, f"{other}/next") == {"$type": "Window", "url": "of another origin"}
    assert await tab.js("frames[0].document") == {"$type": "Document", "url": f"{site}/next"}
    assert await tab.js("new frames[0].Map([[1, 2]])") == {"$type": "Map", "entries": [[1, 2]]}


async def test_events_and_navigator_end(tab: Tab) -> None:
    assert (await tab.js("new MouseEvent('click', {clientX: 3})"))["clientX"] == 3
    assert "userAgent" in await tab.js("navigator")
    assert (await tab.js("getComputedStyle(document.body)"))["display"] == "block"


async def test_a_result_up_to_the_limit_arrives_whole(tab: Tab) -> None:
    for source in (
        "'x'.repeat(998)",
        "let s = 'x'.repeat(998); s",
        "['x'.repeat(996)]",
        "let a = ['x'.repeat(996)]; a",
    ):
        assert len(json.dumps(await tab.js(source, max_bytes=1000))) == 1000
        assert "1,000 bytes, the limit is 999 bytes" in await _large(tab, source, 999)


async def test_bytes_are_those_of_utf8(tab: Tab) -> None:
    assert await tab.js("'é€😀'", max_bytes=11) == "é€😀"
    assert "11 bytes, the limit is 10 bytes" in await _large(tab, "'é€😀'", 10)


async def test_too_large_says_how_large(tab: Tab) -> None:
    assert "20.0 MB of JSON, the limit is 16.0 MB" in (await tab.fails("'x'.repeat(2e7)")).detail
    assert "more than 128.0 MB of JSON" in (await tab.fails("new Array(1e9)")).detail
    assert await tab.js("1") == 1


async def test_sixteen_megabytes_arrive(tab: Tab) -> None:
    assert len(await tab.js("'x'.repeat(15_999_998)")) == 15_999_998


async def test_a_simple_expression_costs_little_more_than_the_bare_call(tab: Tab) -> None:
    await tab.js("document.title")

    async def best(call: Any) -> float:
        times = []
        for _ in range(60):
            start = time.perf_counter()
            await call()
            times.append(time.perf_counter() - start)
        return sorted(times)[10]

    bare = await best(lambda: tab.cdp.send("Runtime.evaluate", {"expression": "document.title"}))
    ours = await best(lambda: tab.js("document.title"))
    assert ours < 3 * bare + 0.001


async def _large(tab: Tab, source: str, limit: int) -> str:
    error = await tab.fails(source, max_bytes=limit)
    assert error.code == 400
    return error.detail.replace(" of JSON", "")
