"""goto on the demo shop, against Playwright's own; and extract of its listing, against nothing: nothing else does it.

Both gotos wait for the page's load event. The listing has twelve products; the schema is the one that the library
starts with.
"""

import json
from importlib.resources import files

from bench.measure import comparison, interleaved, row
from bench.stage import BarePage, BenchError, LiveSession
from smooth_console.wire import evaluate_js, extract, goto

ROUNDS, WARM_UP = 30, 3
PRODUCTS = 12
OURS, FLOOR = "the console's session", "bare Playwright, page.goto"


async def compare_goto(live: LiveSession, bare: BarePage) -> str:
    """To the first page of the listing and to its second in turn, so that neither goto is a reload."""
    places = [f"{live.demo}/products", f"{live.demo}/products?page=2"]
    turns = {"ours": 0, "theirs": 0}

    def next_place(who: str) -> str:
        turns[who] += 1
        return places[turns[who] % 2]

    async def through_the_session() -> object:
        return await live.do(goto(next_place("ours")), "goto")

    async def with_playwright() -> object:
        return await bare.page.goto(next_place("theirs"))

    found = await interleaved({FLOOR: with_playwright, OURS: through_the_session}, rounds=ROUNDS, warm_up=WARM_UP)
    return f"goto demo/products, {ROUNDS} rounds\n{comparison(found[OURS], found[FLOOR])}"


async def time_extract(live: LiveSession, _bare: BarePage) -> str:
    """Twelve products read by a schema, without a model."""
    starter = files("smooth_console.workbench") / "starter" / "listing.json"
    schema = json.loads(starter.read_text(encoding="utf-8"))
    await live.do(goto(f"{live.demo}/products"), "goto")
    cards = await live.do(evaluate_js("document.querySelectorAll('.product-grid > li').length"), "js")

    async def read() -> object:
        return await live.do(extract(schema), "extract")

    output = await read()
    if not isinstance(output, list) or len(output) != PRODUCTS:
        count = len(output) if isinstance(output, list) else "no list"
        raise BenchError(f"extract found {count} of {cards} products")
    found = await interleaved({OURS: read}, rounds=ROUNDS, warm_up=WARM_UP)
    return f"extract @listing on demo/products, {ROUNDS} rounds\n{row(found[OURS])}"
