"""What is asked of pages, on the demo site in a real Chromium: records, tables, starter snippets, the fingerprint."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from smooth_console.workbench import fingerprint
from smooth_console.workbench.grounding import page_code
from smooth_console.workbench.infer.page import answer, infer_page, question
from smooth_console.workbench.library import Library
from smooth_console.workbench.snippets import read_snippet

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def repeated(page: Page, address: str) -> Any:
    """What a page repeats, the largest first."""
    await page.goto(address)
    js, args = question()
    return answer(await page.evaluate(js, args))


async def test_the_products_of_a_listing_are_records_with_the_page_s_own_names(page: Page, demo_address: str) -> None:
    found = (await repeated(page, f"{demo_address}/products"))[0]
    assert (found.kind, found.count) == ("records", 12)
    assert found.records[0] == {
        "title": "Walnut desk",
        "url": f"{demo_address}/products/walnut-desk",
        "image": f"{demo_address}/art/walnut-desk.svg",
        "rating_value": 5,
        "stock": "In stock",
        "price": 149,
    }
    schema = infer_page(found).schema
    assert schema["items"]["properties"]["price"] == {"type": "number"}
    assert "required" not in schema["items"]
    assert "enum" not in str(schema)
    assert "[].old_price: left out, because only 2 of 12 have it" in map(str, infer_page(found).decisions)


async def test_a_table_is_rows_named_by_its_header_with_numbers_of_any_country(page: Page, demo_address: str) -> None:
    found = (await repeated(page, f"{demo_address}/table"))[0]
    assert (found.kind, found.count, found.path) == ("table", 6, "#roofs")
    assert found.records[1]["output_kwh"] == 108930.5
    assert found.records[2]["output_kwh"] == 97415.2
    properties = infer_page(found).schema["items"]["properties"]
    assert properties["roof"] == {"type": "string"}
    assert properties["peak_kw"] == {"type": "number"}


async def test_articles_are_records_with_dates_and_a_page_that_repeats_nothing_says_so(
    page: Page, demo_address: str
) -> None:
    found = (await repeated(page, f"{demo_address}/articles"))[0]
    assert infer_page(found).schema["items"]["properties"]["date"] == {"type": "string", "format": "date"}
    assert await repeated(page, f"{demo_address}/login") == []


async def run(page: Page, name: str, **args: Any) -> Any:
    """Run a snippet of the starter set with its defaults."""
    source = Library.standard(Path("/nowhere")).read(name)
    given = read_snippet(source).args(args)
    return await page.evaluate(source, given) if read_snippet(source).parameters else await page.evaluate(source)


async def test_the_starter_snippets_do_on_a_page_what_they_say(page: Page, demo_address: str) -> None:
    await page.goto(f"{demo_address}/products/walnut-desk")
    links = await run(page, "links")
    assert {"text": "Products", "url": f"{demo_address}/products"} in links
    assert (await run(page, "meta"))["title"].startswith("Walnut desk")
    assert any(each.get("name") == "Walnut desk" for each in await run(page, "json-ld"))
    assert "Walnut desk" in await run(page, "visible-text")
    forms = await run(page, "forms")
    assert forms
    assert all(set(form) == {"action", "method", "fields"} for form in forms)
    timing = await run(page, "timing", most=2)
    assert timing["requests"] >= len(timing["slowest"]) == 2
    assert timing["loaded"] >= timing["first_byte"] >= 0
    await page.evaluate("localStorage.setItem('seen', 'yes')")
    assert (await run(page, "storage"))["seen"] == "yes"
    assert await run(page, "highlight", selector="h1", ms=0) == 1
    assert await page.evaluate("document.querySelector('h1').style.outline") == "rgb(229, 0, 125) solid 3px"


async def test_snippets_that_wait_do_so_no_longer_than_they_have_to(page: Page, demo_address: str) -> None:
    await page.goto(f"{demo_address}/late")
    await page.evaluate("setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<p class=come>here'), 150)")
    assert await run(page, "wait-for", selector=".come") == "here"
    assert await run(page, "wait-for", selector=".never", ms=60) is None
    await page.goto(f"{demo_address}/table")
    rows = await run(page, "table-to-json")
    assert [row["Roof"] for row in rows][:2] == ["Old Granary", "Kesselhaus"]
    assert await run(page, "table-to-json", selector="#none") is None
    await page.goto("about:blank")
    await page.set_content("<p>x<div style=height:2000px>first</div>")
    await page.evaluate(
        "let n = 0; addEventListener('scroll', () => { if (n++ < 3)"
        " document.body.insertAdjacentHTML('beforeend', '<div style=height:2000px>more') })"
    )
    ended = await run(page, "scroll-to-end", ms=1500)
    assert ended["grew"] == 3
    assert ended["height"] > 8000


async def test_a_fingerprint_differs_by_what_changed(page: Page, demo_address: str) -> None:
    code = page_code("fingerprint").removesuffix("}") + "return print; }"
    await page.goto(f"{demo_address}/login")
    before = fingerprint.read(await page.evaluate(code, {}))
    await page.evaluate("document.title = 'New'; document.body.append(document.createElement('form'))")
    after = fingerprint.read(await page.evaluate(code, {}))
    found = fingerprint.differences(before, after)
    assert f"title {before['title']} → New" in found
    assert f"forms {before['forms']} → {before['forms'] + 1} (+1)" in found
    assert fingerprint.differences(after, after) == []
    assert fingerprint.read(None) == {}
    assert fingerprint.lines(after)[0].startswith(f"{demo_address}/login")
