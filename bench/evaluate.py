"""evaluate_js: an expression through the console's session, against the same over a bare CDP session.

Through the session it is rewritten, sent over HTTP to another process, checked, evaluated, its value written by the
engine's own serialiser, and fetched by a held GET. The bare call is one `Runtime.evaluate`.
"""

import time

from bench.measure import Goal, Series, Subject, comparison, interleaved, row
from bench.stage import BarePage, BenchError, LiveSession
from smooth_console.language.javascript import rewrite
from smooth_console.wire import evaluate_js

EXPRESSION = "document.title"
GOAL = Goal(ratio=5.0, within=0.005)
ROUNDS, WARM_UP = 300, 40
OURS, FLOOR = "the console's session", "a bare CDP session"


async def compare(live: LiveSession, bare: BarePage) -> str:
    """Both on the same page of the demo shop, in turn."""

    async def through_the_session() -> object:
        return await live.do(evaluate_js(rewrite(EXPRESSION).code), "js")

    async def over_cdp() -> object:
        answer = await bare.cdp.send("Runtime.evaluate", {"expression": EXPRESSION, "returnByValue": True})
        return answer["result"]["value"]

    if (ours := await through_the_session()) != (theirs := await over_cdp()):
        raise BenchError(f"the two do not agree: {ours!r} and {theirs!r}")
    found = await interleaved({FLOOR: over_cdp, OURS: through_the_session}, rounds=ROUNDS, warm_up=WARM_UP)
    compared = comparison(found[OURS], found[FLOOR], GOAL)
    busy = await one_after_another(through_the_session)
    return f"js {EXPRESSION} on demo/products, {ROUNDS} rounds\n{compared}\n{row(busy)}"


async def one_after_another(subject: Subject) -> Series:
    """The same without a rest in between: what it costs where no process has to be woken from its sleep."""
    series = Series("the session, one after another without a rest")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await subject()
        series.times.append(time.perf_counter() - began)
    return series
