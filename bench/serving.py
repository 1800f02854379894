"""The engine as a server: evaluate_js by bare HTTP, a long listing, eight sessions at once, and the live view."""

import asyncio
import contextlib
import json
import time
from urllib.parse import quote, urlsplit

from websockets.asyncio.client import ClientConnection, connect

from bench.http import BareSession, bare_session
from bench.measure import Goal, Series, comparison, interleaved, milliseconds, row
from bench.stage import BarePage, BenchError, LiveSession
from smooth_console.wire import evaluate_js, extract, goto

TITLE = "document.title"
HTTP_GOAL = Goal(ratio=3.0)
ROUNDS, WARM_UP = 300, 40

RECORDS = 500
LISTING_WITHIN_S = 0.150
LISTING_ROUNDS, LISTING_WARM_UP = 15, 2
LISTING = """document.body.innerHTML = '<main><h1>Lamps</h1><ul>' + Array.from({length: %d}, (_, n) =>
  `<li class="card c${n %% 7}"><h2><a href="/lamp/${n}">Lamp ${n}</a></h2>
   <p class="price">$${(n * 1.37 + 5).toFixed(2)}</p><p class="rating">${(n %% 50) / 10} of 5</p>
   <p class="stock">${n %% 3 ? 'In stock' : 'Sold out'}</p></li>`).join('') + '</ul></main>';
  document.querySelectorAll('li').length"""
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "price": {"type": "number"},
            "rating": {"type": "number"},
            "in_stock": {"type": "boolean"},
        },
    },
}

SESSIONS, EACH = 8, 60
TOGETHER_WITHIN_S = 0.030

# Every frame has another picture; a click changes it once.
MOVING = """<!doctype html><body style="margin:0"><canvas width=1280 height=720></canvas><script>
const context = document.querySelector('canvas').getContext('2d');
(function step(at) {
  context.fillStyle = `hsl(${at / 10 % 360} 70% 50%)`; context.fillRect(0, 0, 1280, 720);
  context.fillStyle = 'white'; context.fillRect(at / 2 % 1200, 300, 80, 80);
  requestAnimationFrame(step);
})(0)</script>"""
STILL = """<!doctype html><body style="margin:0;height:720px;background:#08f"
onmousedown="this.style.background = this.style.background == 'red' ? 'blue' : 'red'">"""
WATCHED_S = 3.0
CLICKS = 30
FRAMES_GOAL, CLICK_WITHIN_S = 30, 0.060


async def compare_http(live: LiveSession, bare: BarePage) -> str:
    """An expression by bare HTTP, against a bare CDP session on the same page of another browser."""
    async with bare_session(live.url, live.api_key, f"{live.demo}/products") as session:

        async def over_http() -> object:
            return await session.do(evaluate_js(TITLE))

        async def over_cdp() -> object:
            answer = await bare.cdp.send("Runtime.evaluate", {"expression": TITLE, "returnByValue": True})
            return answer["result"]["value"]

        await session.do(goto(f"{live.demo}/products"))
        await bare.page.goto(f"{live.demo}/products")
        if (ours := await over_http()) != (theirs := await over_cdp()):
            raise BenchError(f"the two do not agree: {ours!r} and {theirs!r}")
        names = ("a bare CDP session", "the engine, by bare HTTP")
        found = await interleaved({names[0]: over_cdp, names[1]: over_http}, rounds=ROUNDS, warm_up=WARM_UP)
    told = comparison(found[names[1]], found[names[0]], HTTP_GOAL)
    return f"evaluate_js {TITLE} on demo/products, {ROUNDS} rounds\n{told}"


async def time_listing(live: LiveSession, _bare: BarePage) -> str:
    """Extract of a long listing."""
    async with bare_session(live.url, live.api_key, "about:blank") as session:
        await session.do(evaluate_js(LISTING % RECORDS))

        async def read() -> object:
            return await session.do(extract(SCHEMA))

        output = await read()
        if not isinstance(output, list) or len(output) != RECORDS or output[7]["price"] != 14.59:
            raise BenchError(f"extract did not read the listing: {str(output)[:200]}")
        found = await interleaved({"extract": read}, rounds=LISTING_ROUNDS, warm_up=LISTING_WARM_UP)
    series = found["extract"]
    met = "met" if series.median < LISTING_WITHIN_S else "not met"
    goal = f"goal under {milliseconds(LISTING_WITHIN_S)}: {met}"
    return f"extract of a listing of {RECORDS} records, {LISTING_ROUNDS} rounds\n{row(series)}\n  {goal}"


async def time_together(live: LiveSession, _bare: BarePage) -> str:
    """evaluate_js in eight sessions at once, each sending the next as soon as the last is answered."""
    async with contextlib.AsyncExitStack() as stack:
        page = f"{live.demo}/products"
        opening = [stack.enter_async_context(bare_session(live.url, live.api_key, page)) for _ in range(SESSIONS)]
        sessions = [await one for one in opening]
        series = Series(f"evaluate_js in {SESSIONS} sessions at once")

        async def run(session: BareSession) -> None:
            for number in range(-5, EACH):
                began = time.perf_counter()
                await session.do(evaluate_js(TITLE))
                if number >= 0:
                    series.times.append(time.perf_counter() - began)

        await asyncio.gather(*(session.do(goto(page)) for session in sessions))
        began = time.perf_counter()
        await asyncio.gather(*(run(session) for session in sessions))
        rate = SESSIONS * EACH / (time.perf_counter() - began)
    met = "met" if series.slow < TOGETHER_WITHIN_S else "not met"
    goal = f"goal 95 of 100 under {milliseconds(TOGETHER_WITHIN_S)}: {met}"
    return f"{SESSIONS} sessions at once, {EACH} evaluations each\n{row(series)}\n  {rate:.0f} a second   {goal}"


async def time_live_view(live: LiveSession, _bare: BarePage) -> str:
    """Frames a second of a page that always moves, and from a click to the picture of what it did."""
    async with bare_session(live.url, live.api_key, _as_url(MOVING)) as session:
        async with await _watch(session) as viewer:
            await _frame(viewer)
            began = time.perf_counter()
            frames = 0
            while time.perf_counter() - began < WATCHED_S:
                await _frame(viewer)
                frames += 1
            rate = frames / (time.perf_counter() - began)
        await session.do(goto(_as_url(STILL)))
        async with await _watch(session) as viewer:
            await _frame(viewer)
            series = Series("from a click to its picture")
            for _ in range(CLICKS):
                await _quiet(viewer)
                began = time.perf_counter()
                for kind, buttons in (("down", 1), ("up", 0)):
                    click = {"type": "pointer", "kind": kind, "x": 300, "y": 300, "button": "left", "buttons": buttons}
                    await viewer.send(json.dumps(click | {"clicks": 1}))
                await _frame(viewer)
                series.times.append(time.perf_counter() - began)
    fast = "met" if rate >= FRAMES_GOAL else "not met"
    quick = "met" if series.median < CLICK_WITHIN_S else "not met"
    return (
        f"live view, 1280x800 (the drawing of a viewer apart)\n"
        f"  {rate:.0f} frames a second   goal {FRAMES_GOAL}: {fast}\n"
        f"{row(series)}\n  goal under {milliseconds(CLICK_WITHIN_S)}: {quick}"
    )


def _as_url(html: str) -> str:
    return "data:text/html," + quote(html)


async def _watch(session: BareSession) -> connect:
    record = await session.record()
    while record["live_url"] is None:
        record = await session.record()
    parts = urlsplit(record["live_url"])
    address = f"ws://{parts.netloc}{parts.path}/socket?{parts.query}"
    return connect(address, additional_headers={"origin": f"http://{parts.netloc}"}, compression=None, proxy=None)


async def _frame(viewer: ClientConnection) -> None:
    """Wait for a picture, and say that it was drawn."""
    async with asyncio.timeout(10):
        while not isinstance(await viewer.recv(), bytes):
            pass
    await viewer.send('{"type":"drawn"}')


async def _quiet(viewer: ClientConnection) -> None:
    """Wait until no more pictures come."""
    with contextlib.suppress(TimeoutError):
        while True:
            async with asyncio.timeout(0.15):
                await viewer.recv()
                await viewer.send('{"type":"drawn"}')
