"""Reading what a server sends back in events: answers to our actions, and questions from the agent."""

from typing import Any

import msgspec

from smooth_console.wire.beside import Source, sources, texts
from smooth_console.wire.events import TOOL_CALL
from smooth_console.wire.records import TaskEvent

_ENVELOPE = frozenset({"output", "credits_used", "duration"})


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an action, the same for both shapes that servers send.

    Attributes:
        event_id: The id of the action it answers.
        code: 200 worked, 400 the caller's mistake, 500 the server's; any other code is an error that says its number.
        output: The value, or for an error what the server said of it.
        credits_used: Credits, when the server says so in an envelope.
        duration: The server's own time in seconds, when it says so in an envelope.
        timestamp: The server's clock, ms since 1970.
        notices: What there is to know about the output, in sentences. Our own engine's, like the next two.
        sources: Where each value of an extract was read, by JSON Pointer, when its schema asked for that.
        steps: What a run_task did, step by step.
    """

    event_id: str
    code: int
    output: Any
    credits_used: float | None = None
    duration: float | None = None
    timestamp: int | None = None
    notices: tuple[str, ...] = ()
    sources: dict[str, Source] = {}
    steps: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the action worked."""
        return self.code == 200


class ToolCall(msgspec.Struct, frozen=True, kw_only=True):
    """A question from the agent: call the tool `name` with `input`, and answer once under `id`."""

    id: str
    name: str
    input: Any
    timestamp: int | None = None


def read_answer(event: TaskEvent) -> Answer | None:
    """The answer that an event carries, or None when it is not one (a tool call, an echo, something new).

    A 200 answer is either bare (`output` is the value) or the envelope `{output, credits_used, duration}`; an object
    with exactly those three members is taken to be the envelope. A code that is not a number is read as 500.
    """
    payload = event.payload
    if event.id is None or "code" not in payload:
        return None
    code = payload["code"]
    if isinstance(code, str) and code.isdecimal() and len(code) <= 4:
        code = int(code)
    if isinstance(code, bool) or not isinstance(code, int):
        code = 500
    output, credits_used, duration = payload.get("output"), None, None
    if code == 200 and isinstance(output, dict) and output.keys() == _ENVELOPE:
        credits_used, duration = _number(output["credits_used"]), _number(output["duration"])
        output = output["output"]
    return Answer(
        event_id=event.id,
        code=code,
        output=output,
        credits_used=credits_used,
        duration=duration,
        timestamp=event.timestamp,
        notices=texts(payload.get("notices")),
        sources=sources(payload.get("sources")),
        steps=texts(payload.get("steps")),
    )


def read_tool_call(event: TaskEvent) -> ToolCall | None:
    """The tool call that an event carries, or None when it is something else (an answer to one, for example)."""
    payload = event.payload
    if event.name != TOOL_CALL or event.id is None or "code" in payload:
        return None
    name = payload.get("name")
    return ToolCall(
        id=event.id,
        name=name if isinstance(name, str) else "",
        input=payload.get("input"),
        timestamp=event.timestamp,
    )


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value
