"""Grounding on the pages that extraction is tested with: every planted false value is marked, and no true one is."""

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route

from smooth_console.workbench import origin
from smooth_console.workbench.grounding import Leaf, answer, leaves_of, page_code, question

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PAGES = Path(__file__).parents[1] / "engine" / "extraction" / "pages"
ADDRESS = "https://shop.example/a/page"


async def show(page: Page, html: str) -> None:
    """Put a page at the address that the expected values were read from."""

    async def fulfil(route: Route) -> None:
        body = html if route.request.url == ADDRESS else ""
        await route.fulfill(body=body, content_type="text/html; charset=utf-8")

    await page.unroute_all()
    await page.route("**/*", fulfil)
    await page.goto(ADDRESS)


async def missing(page: Page, leaves: list[Leaf]) -> set[Any]:
    """The values that the page does not have."""
    js, args = question(leaves)
    found = answer(await page.evaluate(js, args), leaves)
    assert found is not None
    assert not found.unknown
    return {leaf.value for leaf in leaves if leaf.pointer in found.missing}


def false_values(value: Any, html: str) -> list[Any]:
    """Values like a true one that the page does not have, as far as its source shows."""
    if isinstance(value, str):
        # Of a year the last digit: a page may write two of them, and 5025 would be 25 there as 2025 is.
        place = r"(?<=^\d{3})\d(?=-)" if re.match(r"\d{4}-", value) else r"\d"
        digits = re.sub(place, lambda digit: str((int(digit[0]) + 3) % 10), value, count=1)
        planted: list[Any] = [f"{value} Zq", f"Grimsby {value}", digits if digits != value else f"{value[::-1]}q"]
        parts = {each.rstrip("/").rpartition("/")[2].lower() for each in planted if "/" in each}
        return [p for p in planted if p.lower() not in html.lower() and not any(part in html.lower() for part in parts)]
    numbers = [round(value * 1.37 + 1000.11, 2), value + 1, value * 10 + 3, -value - 7]
    return [n for n in numbers if not re.search(rf"(?<!\d){re.escape(str(abs(n)))}0*(?!\d)", html)]


async def test_every_true_value_is_found_and_every_planted_false_one_is_marked(page: Page) -> None:
    true_count = false_count = 0
    for path in sorted(PAGES.glob("*.html")):
        html = path.read_text(encoding="utf-8")
        await show(page, html)
        for case in json.loads(path.with_suffix(".json").read_text(encoding="utf-8")):
            if case.get("live"):  # made by scripts, frames or shadow roots
                await page.wait_for_function("!document.querySelector('[aria-busy=true]')")
            leaves = leaves_of(case["value"], case["schema"])
            assert await missing(page, leaves) == set(), path.name
            planted = [
                Leaf(f"{leaf.pointer}/{n}", value)
                for leaf in leaves
                for n, value in enumerate(false_values(leaf.value, html))
            ]
            assert await missing(page, planted) == {leaf.value for leaf in planted}, path.name
            true_count, false_count = true_count + len(leaves), false_count + len(planted)
    assert true_count > 250
    assert false_count > 600


@pytest.mark.parametrize(
    ("html", "true", "false"),
    [
        ("<p>1.234,50 €", [1234.5], [1234, 50.5, 234.5]),
        ("<p>1,234.50 USD", [1234.5, "USD"], [12.345]),
        ("<p>97 415,20 kWh", [97415.2], [9741520]),
        ("<p>61’880.00", [61880], [6188000]),
        ("<p>Rs 12,34,567", [1234567], [123456]),
        ("<p>3.5 Mio", [3500000, 3.5], [35]),
        ("<p>12 %", [12, 0.12], [1.2]),
        ("<p>−3.2 °C", [-3.2], [32, -32]),
        ("<p>-$12.40", [-12.4], [-12]),
        ("<p>5 March 2024", ["2024-03-05"], ["2024-03-06", "2023-03-05", "2024-04-05"]),
        ("<html lang=de><p>5. März 2024", ["2024-03-05"], ["2024-05-03"]),
        ("<html lang=fr><p>5 mars 2024 à 14h30", ["2024-03-05T14:30:00"], ["2024-03-05T15:31:00"]),
        ("<p>05.03.2024", ["2024-03-05"], ["2024-03-15"]),
        ("<p>03/05/24, 2:30 pm", ["2024-03-05", "14:30:00"], ["2024-03-25", "14:31:00"]),
        ("<p>Walnut  <b>desk</b>\n, solid", ["walnut desk", "Walnut desk, solid"], ["walnut", "nut desk"][1:]),
        ("<span>Leek soup</span><span>6.50</span>", ["Leek soup", 6.5], ["soup6.50 x"]),
        ("<p>“Quoted” – it’s", ['"Quoted" - it\'s'], ["'Quoted' - its"]),
        ("<p>Tel. +49 (30) 123 45-67", ["+49301234567"], ["+49301234568"]),
        ("<p>★★★☆☆", [3], [4]),
        ("<p>1 h 10 min", [70], [71]),
        ("<a href=/p/1>x</a>", ["https://shop.example/p/1"], ["https://shop.example/p/2"]),
        ("<img src=a.png alt='A red chair'>", ["A red chair", "https://shop.example/a/a.png"], ["A blue chair"]),
        ("<meta name=author content='Ann Wu'><p>x", ["Ann Wu"], ["Ann Wo"]),
        ("<input value='Oslo 3'><p>x", ["Oslo 3"], ["Oslo 4"]),
        ("<p>A. Adams</p><p>B. Brown</p>", ["A. Adams, B. Brown"], ["A. Adams, C. Clark"]),
        ("<p id=h></p><script>h.attachShadow({mode:'open'}).innerHTML='<b>Shade'</script>", ["Shade"], ["Shady"]),
        ("<p>cash<script>var password='never shown'</script>", ["cash"], ["never shown"]),
    ],
)  # fmt: skip
async def test_values_are_found_in_the_forms_that_people_write(
    page: Page, html: str, true: list[Any], false: list[Any]
) -> None:
    await show(page, html)
    leaves = [Leaf(str(n), value) for n, value in enumerate([*true, *false])]
    assert await missing(page, leaves) == set(false)


async def test_choices_booleans_and_null_are_not_looked_for() -> None:
    schema = {"type": "object", "properties": {"stock": {"enum": ["in", "out"]}}}
    found = leaves_of({"stock": "in", "new": True, "was": None, "name": "Desk", "": ""}, schema)
    assert found == [Leaf("/name", "Desk")]


async def test_a_very_large_page_is_given_up_in_time_and_its_values_are_not_called_missing(page: Page) -> None:
    rng = random.Random(7)
    rows = "".join(f"<p>{rng.randrange(10**9)} words and more of them</p>" for _ in range(25_000))
    await show(page, rows)
    leaves = [Leaf(str(n), f"value {n}") for n in range(3000)]
    js, args = question(leaves)
    spent = await page.evaluate(
        f"(args) => {{ const t = performance.now(); ({js})(args); return performance.now() - t }}", args
    )
    assert spent < args["budget_ms"] * 8
    found = answer(await page.evaluate(js, {**args, "budget_ms": 1}), leaves)
    assert found is not None
    assert found.unknown
    assert not found.missing


async def test_an_answer_that_is_not_ours_is_told_from_one_that_is() -> None:
    leaves = [Leaf("/a", 1)]
    assert answer(None, leaves) is None
    assert answer({"verdicts": []}, leaves) is None
    assert answer({"verdicts": ["?"], "url": 3}, leaves) is not None
    assert page_code("look", "ground").startswith("(args) => {")


PRODUCTS = """<main><ul>
<li class=card><h3>Walnut desk</h3><p class=price>$149.00</p><p>12 left</p></li>
<li class=card><h3>Oak desk</h3><p class=price>$149.00</p><p>7 left</p></li>
<li class=card><h3>Lamp</h3><p class=price>$30.00</p><p>149 left</p></li></ul></main>"""


async def test_the_origin_of_a_value_is_that_of_its_own_record(page: Page) -> None:
    await show(page, PRODUCTS)
    value = [{"name": "Walnut desk", "price": 149}, {"name": "Oak desk", "price": 149}]
    for index, path in enumerate(("nth-of-type(1)", "nth-of-type(2)")):
        js, args = origin.question(149, origin.beside(value, f"/{index}/price"))
        found = origin.answer(await page.evaluate(js, args), 149)
        assert found is not None
        assert found.places[0].text == "$149.00"
        assert found.places[0].path == f"li.card:{path} > p.price"
        assert found.count == 3
        outlined = "[...document.querySelectorAll('p')].filter(p => p.style.outline).map(p => p.innerText)"
        assert "$149.00" in await page.evaluate(outlined)


PARTS = """<main><h1>Lamps</h1>
<iframe id=sum srcdoc="<script type='application/ld+json'>{&quot;sku&quot;: &quot;HB-77&quot;}</script>
<dl><dt>Total</dt><dd>$127.50</dd></dl>"></iframe><lamp-list></lamp-list></main><script>
const open = (host, html) => { host.attachShadow({mode: 'open'}).innerHTML = html; return host.shadowRoot; };
const list = open(document.querySelector('lamp-list'), '<lamp-card></lamp-card><lamp-card></lamp-card>');
[...list.children].forEach((card, n) => open(card, `<h2>Lamp ${'AB'[n]}</h2><p class=price>$64.00</p>`));
</script>"""
OUTLINED = """() => {
  const inner = (each) => [each.shadowRoot, each.contentDocument].filter(Boolean).flatMap(all);
  const all = (root) => [...root.querySelectorAll('*')].flatMap((each) => [each, ...inner(each)]);
  return all(document).filter((each) => each.style?.outline).map((each) => each.textContent);
}"""


async def test_a_value_in_a_frame_or_shadow_root_is_found_named_with_what_holds_it_and_outlined(page: Page) -> None:
    await show(page, PARTS)
    cases: list[tuple[str | float, list[str | float], str, str]] = [
        (127.5, [], "dd, in frame #sum", "$127.50"),
        (64, ["Lamp A"], "p.price, in shadow root of lamp-card:nth-of-type(1), in shadow root of lamp-list", "$64.00"),
        (64, ["Lamp B"], "p.price, in shadow root of lamp-card:nth-of-type(2), in shadow root of lamp-list", "$64.00"),
        ("HB-77", [], "script, in frame #sum", ""),
    ]
    for value, record, place, outlined in cases:
        js, args = origin.question(value, record)
        found = origin.answer(await page.evaluate(js, args), value)
        assert found is not None
        assert found.places[0].place == place
        if outlined:
            assert outlined in await page.evaluate(OUTLINED)


async def test_a_value_that_is_not_there_comes_with_what_is_nearest(page: Page) -> None:
    await show(page, PRODUCTS)
    js, args = origin.question("Walnut table")
    found = origin.answer(await page.evaluate(js, args), "Walnut table")
    assert found is not None
    assert (found.places, found.nearest) == ((), "Walnut desk")
