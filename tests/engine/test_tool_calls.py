"""The agent's questions to the caller: asked as an event, answered once, over when the session is."""

import asyncio
from typing import Any

import pytest

from smooth_console.engine.errors import ActionError
from smooth_console.engine.inprocess import RunningEngine
from smooth_console.engine.tasks import Task
from tests.engine.conftest import Caller, Session

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
TOOL = {
    "name": "lookup",
    "description": "Looks something up.",
    "inputs": {"type": "object"},
    "output": "what was found",
}


@pytest.fixture
async def asked(caller: Caller, running: RunningEngine) -> tuple[Session, "asyncio.Task[Any]", dict[str, Any]]:
    """A session whose agent has asked for `lookup`: the session, the agent's wait, and the event."""
    session = await caller.open(custom_tools=[TOOL])
    waiting = asyncio.create_task(_task(running, session).call_tool("lookup", {"word": "sofa"}))
    return session, waiting, await session.event(name="tool_call")


def _task(running: RunningEngine, session: Session) -> Task:
    return running.engine.tasks[session.id]


async def test_a_call_is_an_event_and_its_answer_goes_to_the_agent(asked: Any) -> None:
    session, waiting, call = asked
    assert call["payload"] == {"name": "lookup", "input": {"word": "sofa"}}
    assert (await session.post("tool_call", {"code": 200, "output": [1, 2]}, call["id"])).status_code == 200
    assert await waiting == [1, 2]


async def test_a_call_comes_again_to_who_asks_from_before_it(asked: Any) -> None:
    session, waiting, call = asked
    assert (await session.get(0)).json()["r"]["events"] == [call]
    waiting.cancel()


@pytest.mark.parametrize("code", [400, 500])
async def test_a_failed_call_says_so_to_the_agent(asked: Any, code: int) -> None:
    session, waiting, call = asked
    await session.post("tool_call", {"code": code, "output": "no such word"}, call["id"])
    with pytest.raises(ActionError, match="lookup failed: no such word") as raised:
        await waiting
    assert raised.value.code == code


async def test_the_same_answer_again_is_taken_and_another_is_not(asked: Any) -> None:
    session, waiting, call = asked
    for _ in range(2):
        assert (await session.post("tool_call", {"code": 200, "output": "a"}, call["id"])).status_code == 200
    assert (await session.post("tool_call", {"code": 200, "output": "b"}, call["id"])).status_code == 400
    assert await waiting == "a"


async def test_a_call_is_over_when_the_session_is(asked: Any) -> None:
    session, waiting, call = asked
    await session.ok("close")
    with pytest.raises(asyncio.CancelledError):
        await waiting
    response = await session.post("tool_call", {"code": 200, "output": "late"}, call["id"])
    assert response.status_code == 400
    assert "over" in response.json()["detail"]


async def test_a_tool_that_was_not_given_cannot_be_called(session: Session, running: RunningEngine) -> None:
    with pytest.raises(ActionError, match="custom_tools"):
        await _task(running, session).call_tool("lookup", {})
