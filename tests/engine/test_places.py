"""How many sessions may be at work: places, who waits for one, who is turned away, and what idle sessions come to."""

import asyncio

import pytest

from smooth_console.engine import engine as engine_module
from smooth_console.engine.inprocess import engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.conftest import Caller, calling

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_sessions_past_the_places_wait_in_order_and_past_that_are_turned_away() -> None:
    options = ServeOptions(max_tasks=1, max_queued=2, recording=False, hold_s=1.0)
    async with engine_running(options) as engine, calling(engine) as http:
        caller = Caller(http)
        first = await caller.open()
        await first.ok("evaluate_js", {"js": "1"})
        second, third = await caller.open(), await caller.open()
        refused = await http.post("/task", json={"task": None})
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert "1 tasks are running and 2 wait" in refused.json()["detail"]

        waiting = asyncio.create_task(second.ok("evaluate_js", {"js": "'second'"}))
        assert (await third.record())["status"] == "waiting"
        await asyncio.sleep(0.05)
        assert (await second.record())["status"] == "waiting"
        await first.end()
        assert await waiting == "second"
        assert (await third.record())["status"] == "waiting"

        # Who gives up while waiting takes no place.
        fourth = await caller.open()
        await third.end()
        assert (await third.record())["status"] == "cancelled"
        await second.end()
        assert await fourth.ok("evaluate_js", {"js": "'fourth'"}) == "fourth"


async def test_contexts_do_not_see_each_other(caller: Caller, site: str) -> None:
    one, other = [await caller.open(url=f"{site}/page/a") for _ in range(2)]
    await one.ok("evaluate_js", {"js": "document.cookie = 'a=1'; localStorage.b = '2'; window.name = 'n'; 0"})
    seen = await other.ok("evaluate_js", {"js": "[document.cookie, localStorage.length, window.name]"})
    assert seen == ["", 0, ""]


async def test_who_is_idle_too_long_is_closed_and_who_asks_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "SWEEP_EVERY_S", 0.05)
    options = ServeOptions(idle_timeout_s=1.0, recording=False, hold_s=0.2)
    async with engine_running(options) as engine, calling(engine) as http:
        caller = Caller(http)
        idle, used = await caller.open(), await caller.open()
        task = engine.engine.tasks[idle.id]
        while task.live:
            await used.get(used.seen)
        assert task.status == "done"
        assert engine.engine.tasks[used.id].live
        assert (await idle.post("session_action", {"name": "close"})).status_code == 400
