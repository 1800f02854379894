"""The loop whose time jumps: hours in no time, and nothing that hangs goes unseen."""

import asyncio
import time

import pytest

from tests.faults.clock import NothingHappensError, run_virtually


def test_hours_go_by_in_no_time() -> None:
    async def sleep() -> float:
        begun = asyncio.get_running_loop().time()
        await asyncio.gather(asyncio.sleep(3600), asyncio.sleep(1))
        return asyncio.get_running_loop().time() - begun

    begun = time.monotonic()
    assert run_virtually(sleep()) == pytest.approx(3600, abs=1)
    assert time.monotonic() - begun < 5


def test_what_waits_for_ever_is_said() -> None:
    async def wait() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(NothingHappensError):
        run_virtually(wait())


def test_tasks_that_are_left_behind_are_said() -> None:
    async def leave() -> None:
        leave.task = asyncio.create_task(asyncio.sleep(1))  # type: ignore[attr-defined]

    with pytest.raises(AssertionError, match="left running"):
        run_virtually(leave())
