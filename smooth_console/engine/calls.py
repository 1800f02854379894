"""What a task asks its caller: the tool calls under way, each with the answer that it waits for. Knows no task."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from smooth_console import wire
from smooth_console.engine.errors import ActionError, RefusedError
from smooth_console.engine.eventlog import EventLog
from smooth_console.engine.inputs import ToolAnswer


class ToolCalls:
    """The questions of one task, by id; those that are over are known on, so that a late answer is told why.

    Args:
        log: Where a question is written for the caller to read.
        tools: What the caller can be asked.
    """

    def __init__(self, log: EventLog, tools: Sequence[wire.ToolSignature]) -> None:
        self._log = log
        self._names = [tool.name for tool in tools]
        self._calls: dict[str, asyncio.Future[ToolAnswer]] = {}

    def __contains__(self, call_id: object) -> bool:
        return call_id in self._calls

    async def ask(self, name: str, given: dict[str, Any]) -> Any:
        """Ask the caller to run one of its tools, and wait for the answer.

        Raises:
            ActionError: The tool is not one of the caller's, or its answer is an error.
        """
        if name not in self._names:
            known = (
                f"there are {', '.join(self._names)}" if self._names else "the session was opened without custom_tools"
            )
            raise ActionError(f"no tool is called {name!r}; {known}")
        call_id = str(uuid4())
        call = self._calls[call_id] = asyncio.get_running_loop().create_future()
        self._log.append(wire.TOOL_CALL, call_id, {"name": name, "input": given})
        answer = await call
        if answer.code == 200:
            return answer.output
        said = answer.output if isinstance(answer.output, str) else wire.encode_json(answer.output).decode()
        raise ActionError(f"the tool {name} failed: {said}", answer.code)

    def take(self, call_id: str, answer: ToolAnswer) -> None:
        """Take the caller's answer.

        Raises:
            RefusedError: Nothing waits for it.
        """
        call = self._calls.get(call_id)
        if call is None:
            raise RefusedError(f"id: there is no tool call {call_id} here")
        if call.cancelled():
            raise RefusedError(f"id: the tool call {call_id} is over; nothing waits for its answer")
        if call.done():
            raise RefusedError(f"id: the tool call {call_id} was answered before")
        call.set_result(answer)

    def end(self) -> None:
        """Nobody waits any more."""
        for call in self._calls.values():
            call.cancel()
