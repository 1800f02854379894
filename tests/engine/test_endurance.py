"""Many sessions after one another leave nothing behind. `make endurance` is the long form, with memory over time."""

import asyncio

import pytest

from bench.endurance import Reading, grown
from smooth_console.engine.inprocess import RunningEngine, engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.conftest import Caller, calling

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

WARM_UP, MORE, AT_ONCE = 3, 8, 4


def held(engine: RunningEngine) -> int:
    """How many things of the browser the engine's side of Playwright holds on to."""
    connection = engine.engine.browser._playwright._impl_obj._connection  # type: ignore[union-attr]
    return len(connection._objects)


async def test_sessions_leave_no_pages_and_nothing_of_playwright(site: str) -> None:
    async with engine_running(ServeOptions(recording=False)) as engine, calling(engine) as http:

        async def some(count: int) -> None:
            for _ in range(count):
                session = await Caller(http).open(url=f"{site}/page/a")
                await session.ok("goto", {"url": f"{site}/page/b"})
                await session.ok("evaluate_js", {"js": "open('about:blank'); document.title"})
                await session.ok("close")
                await session.get(session.seen)

        await some(WARM_UP)
        await engine.engine.settled()
        before = held(engine)
        await asyncio.gather(*(some(MORE // AT_ONCE) for _ in range(AT_ONCE)))
        await engine.engine.settled()
        browser = engine.engine.browser._browser
        assert browser is not None
        assert browser.contexts == []
        assert held(engine) == before


@pytest.mark.parametrize(("totals", "growth"), [([9] * 3 + [5] * 7, 0), ([1] * 3 + [4, 4, 5, 5, 5, 6, 6], 0.5)])
def test_growth_is_told_from_a_warm_up(totals: list[float], growth: float) -> None:
    readings = [Reading(n, total, 0, 0) for n, total in enumerate(totals)]
    assert grown(readings) == pytest.approx(growth, abs=0.05)
