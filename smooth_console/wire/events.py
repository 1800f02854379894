"""The six events of `POST /task/{task_id}/event`, made here and nowhere else."""

from collections.abc import Mapping
from typing import Any, Literal

from smooth_console.wire.codec import to_builtins
from smooth_console.wire.records import Secret, TaskEvent

BROWSER_ACTION = "browser_action"
SESSION_ACTION = "session_action"
TOOL_CALL = "tool_call"

Action = Literal["goto", "extract", "evaluate_js", "run_task", "close"]


def goto(url: str, *, id: str | None = None) -> TaskEvent:
    """Go to a page and wait until it has loaded."""
    return TaskEvent(name=BROWSER_ACTION, payload={"name": "goto", "input": {"url": url}}, id=id)


def extract(schema: Any, prompt: str | None = None, *, id: str | None = None) -> TaskEvent:
    """Read the page into the shape of a JSON Schema. `prompt` says in words what to take."""
    given: dict[str, Any] = {"schema": schema}
    if prompt is not None:
        given["prompt"] = prompt
    return TaskEvent(name=BROWSER_ACTION, payload={"name": "extract", "input": given}, id=id)


def evaluate_js(js: str, args: Any = None, *, id: str | None = None) -> TaskEvent:
    """Evaluate JavaScript in the page. `args` is what a function is called with."""
    given: dict[str, Any] = {"js": js}
    if args is not None:
        given["args"] = args
    return TaskEvent(name=BROWSER_ACTION, payload={"name": "evaluate_js", "input": given}, id=id)


def run_task(
    task: str,
    *,
    max_steps: int | None = None,
    response_model: Any = None,
    url: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    secrets: Mapping[str, Secret] | None = None,
    id: str | None = None,
) -> TaskEvent:
    """Have the agent do a task in the session. `max_steps` is 2 to 128, the server's default 32."""
    given: dict[str, Any] = {"task": task}
    if max_steps is not None:
        given["max_steps"] = max_steps
    if response_model is not None:
        given["response_model"] = response_model
    if url is not None:
        given["url"] = url
    if metadata:
        given["metadata"] = dict(metadata)
    if secrets:
        given["secrets"] = {name: to_builtins(secret) for name, secret in secrets.items()}
    return TaskEvent(name=SESSION_ACTION, payload={"name": "run_task", "input": given}, id=id)


def close(*, id: str | None = None) -> TaskEvent:
    """End the session at the server."""
    return TaskEvent(name=SESSION_ACTION, payload={"name": "close"}, id=id)


def tool_answer(call_id: str, output: Any, *, code: int = 200) -> TaskEvent:
    """Answer a tool call, with the id of the call. `code` is 200, 400 (the caller's mistake) or 500."""
    return TaskEvent(name=TOOL_CALL, payload={"code": code, "output": output}, id=call_id)
