"""What callers post to a task, checked and typed. Nothing is carried out here."""

from typing import Any, TypeVar

import msgspec

from smooth_console import wire

T = TypeVar("T")

MIN_STEPS, MAX_STEPS = 2, 128


class Input(msgspec.Struct, kw_only=True):
    """The input of an action. Members that it does not know are let through."""


class GotoInput(Input):
    """Go to a page."""

    url: str


class ExtractInput(Input):
    """Read the page into the shape of `schema`."""

    schema: dict[str, Any] | bool
    prompt: str | None = None


class EvaluateInput(Input):
    """Evaluate JavaScript in the page."""

    js: str
    args: Any = None


class RunTaskInput(Input):
    """Have the agent do a task."""

    task: str
    max_steps: int | None = None
    response_model: dict[str, Any] | None = None
    url: str | None = None
    metadata: dict[str, str | int | float | bool] | None = None
    secrets: dict[str, wire.Secret] | None = None


class CloseInput(Input):
    """End the session. It has no input."""


class ToolAnswer(msgspec.Struct, kw_only=True):
    """The answer to a tool call."""

    code: int
    output: Any = None


ACTIONS: dict[str, dict[str, type[Input]]] = {
    wire.BROWSER_ACTION: {
        "goto": GotoInput,
        "extract": ExtractInput,
        "evaluate_js": EvaluateInput,
        "exec_js": EvaluateInput,
    },
    wire.SESSION_ACTION: {"run_task": RunTaskInput, "close": CloseInput},
}


class Posted(msgspec.Struct, kw_only=True):
    """An event as it was posted.

    Attributes:
        name: `browser_action`, `session_action` or `tool_call`.
        id: The caller's id, or None when the engine is to make one.
        payload: As it came, for comparing two posts of one id.
        action: The name of the action, `tool_call` for the answer to one.
        input: The action's input, or the answer.
    """

    name: str
    id: str | None
    payload: dict[str, Any]
    action: str
    input: Input | ToolAnswer


def read_event(body: Any) -> Posted:
    """Check a posted event.

    Raises:
        WireError: Its shape is wrong; the message names the field.
    """
    if not isinstance(body, dict):
        raise wire.WireError("the body must be an object {name, payload, id}")
    name, payload, event_id = body.get("name"), body.get("payload"), body.get("id")
    if not isinstance(name, str):
        raise wire.WireError(f"name: {_wanted('a string', body, 'name')}; one of {_listed(_NAMES)}")
    if name not in _NAMES:
        raise wire.WireError(f"name: unknown event {name!r}; one of {_listed(_NAMES)}")
    if not isinstance(payload, dict):
        raise wire.WireError(f"payload: {_wanted('an object', body, 'payload')}")
    if event_id is not None and (not isinstance(event_id, str) or not event_id):
        raise wire.WireError("id: must be a string that is not empty, or left out")
    if name == wire.TOOL_CALL:
        return _tool_answer(event_id, payload)
    return _action(name, event_id, payload)


def _tool_answer(event_id: str | None, payload: dict[str, Any]) -> Posted:
    if event_id is None:
        raise wire.WireError("id: the answer to a tool call carries the id of the call")
    answer = _convert(payload, ToolAnswer, "payload")
    if answer.code not in (200, 400, 500):
        raise wire.WireError(f"payload.code: must be 200, 400 or 500, not {answer.code}")
    return Posted(name=wire.TOOL_CALL, id=event_id, payload=payload, action=wire.TOOL_CALL, input=answer)


def _action(name: str, event_id: str | None, payload: dict[str, Any]) -> Posted:
    known = ACTIONS[name]
    action = payload.get("name")
    if not isinstance(action, str):
        raise wire.WireError(f"payload.name: {_wanted('a string', payload, 'name')}; one of {_listed(known)}")
    if action not in known:
        home = next((kind for kind, actions in ACTIONS.items() if action in actions), None)
        hint = f"{action} is a {home}" if home else f"one of {_listed(known)}"
        raise wire.WireError(f"payload.name: no {name} is called {action!r}; {hint}")
    given = payload.get("input")
    if known[action] is CloseInput:
        given = {}
    record = _convert(given, known[action], "payload.input")
    if isinstance(record, RunTaskInput):
        _check_run_task(record)
    return Posted(name=name, id=event_id, payload=payload, action=action, input=record)


def _check_run_task(given: RunTaskInput) -> None:
    if not given.task.strip():
        raise wire.WireError("payload.input.task: is empty")
    if given.max_steps is not None and not MIN_STEPS <= given.max_steps <= MAX_STEPS:
        raise wire.WireError(f"payload.input.max_steps: must be {MIN_STEPS} to {MAX_STEPS}, not {given.max_steps}")


def _convert(value: Any, kind: type[T], where: str) -> T:
    """`value` as a record; what is wrong is named by its dotted path."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as problem:
        message, path = split_path(str(problem))
        raise wire.WireError(f"{'.'.join((where, *path))}: {message}") from None


def split_path(message: str) -> tuple[str, list[str]]:
    """A validation message and the members it is about: ("Expected `int`, got `str`", ["max_steps"])."""
    text, _, where = message.partition(" - at `$")
    path = where.rstrip("`").replace("[", ".[").split(".")
    return text, [part.strip("[]") if part != "[...]" else "*" for part in path if part]


def _wanted(kind: str, holder: dict[str, Any], member: str) -> str:
    return f"must be {kind}" if member in holder else "is missing"


def _listed(names: Any) -> str:
    return ", ".join(names)


_NAMES = (*ACTIONS, wire.TOOL_CALL)
