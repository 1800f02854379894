"""What a run_task is at, said while it runs: in the record, to whoever waits for news, and beside the answer."""

import asyncio

import pytest

from smooth_console.engine.inprocess import engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.conftest import Caller, calling

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

TOOL = {"name": "code", "description": "Gives the code.", "inputs": {"type": "object"}, "output": "a code"}
DONE = ["1/2 reload", "2/2 call 'code' with {}"]


async def test_a_run_says_what_it_is_at_and_pays_only_for_the_steps_of_one_that_worked() -> None:
    async with engine_running(ServeOptions(rate=1, recording=False)) as engine, calling(engine) as http:
        session = await Caller(http).open(custom_tools=[TOOL])
        await session.event(await session.send("run_task", {"task": "reload; reload; click 'Nowhere to be found'"}))
        waiting = asyncio.create_task(session.get(session.seen))
        sent = await session.send("run_task", {"task": "reload; call code"})

        said = (await waiting).json()["r"]  # the step alone is news
        assert said["doing"] == {"id": sent, "steps": ["1/2 reload"]}
        call = await session.event(name="tool_call")
        assert (await session.record())["doing"] == {"id": sent, "steps": DONE}
        await session.post("tool_call", {"code": 200, "output": 7}, call["id"])

        payload = (await session.event(sent))["payload"]
        assert payload["steps"] == DONE
        assert payload["output"]["credits_used"] == 2
        assert (await session.record())["doing"] is None
