"""Credits: free, or by the rate that was set; counted in answers and in the record."""

import pytest

from smooth_console.engine.inprocess import engine_running
from smooth_console.engine.options import ServeOptions
from smooth_console.engine.tariff import Tariff
from tests.engine.conftest import Caller, Session, calling

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("rate", "action", "steps", "cost"),
    [
        (0, "goto", 0, 0),
        (0, "run_task", 9, 0),
        (0.5, "goto", 0, 0.5),
        (2, "extract", 0, 2),
        (0.1, "run_task", 3, 0.3),
        (1, "run_task", 0, 1),
        (1, "close", 0, 0),
    ],
)
def test_an_action_costs_the_rate_and_a_task_its_steps(rate: float, action: str, steps: int, cost: float) -> None:
    assert Tariff(rate).cost(action, steps) == cost


@pytest.mark.browser
async def test_what_was_spent_is_counted() -> None:
    async with engine_running(ServeOptions(rate=0.4, recording=False)) as engine, calling(engine) as http:
        session = await Caller(http).open()

        async def paid(action: str, **given: object) -> object:
            answer = (await session.event(await session.send(action, given or None)))["payload"]
            return answer["output"]["credits_used"] if answer["code"] == 200 else None

        assert await paid("goto", url="data:text/html,<title>a</title><h1>a</h1>") == 0.4
        assert await paid("run_task", task="reload; reload; wait 0.01 seconds") == 1.2
        assert await paid("evaluate_js", js="1") == 0.4
        assert await paid("evaluate_js", js="nobody.knows") is None
        assert (await session.record())["credits_used"] == 2
        assert await paid("close") == 0
        task = await Caller(http).open(task="go to data:text/html,b; reload")
        record = await task.until(lambda record: record["status"] == "done")
        assert record["credits_used"] == 1


@pytest.mark.browser
async def test_without_a_rate_everything_is_free(session: Session) -> None:
    answer = (await session.event(await session.send("evaluate_js", {"js": "1"})))["payload"]["output"]
    assert answer["credits_used"] == 0
    assert (await session.record())["credits_used"] == 0
