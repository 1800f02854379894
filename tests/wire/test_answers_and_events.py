"""The events that are sent, as the API describes them, and what is read from those that come."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.wire import (
    Secret,
    Source,
    Task,
    TaskEvent,
    close,
    decode,
    evaluate_js,
    extract,
    goto,
    read_answer,
    read_tool_call,
    run_task,
    to_builtins,
    tool_answer,
)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (goto("https://a"), {"name": "browser_action", "payload": {"name": "goto", "input": {"url": "https://a"}}}),
        (extract({}), {"name": "browser_action", "payload": {"name": "extract", "input": {"schema": {}}}}),
        (
            extract(True, "cheap ones", id="e"),
            {
                "name": "browser_action",
                "payload": {"name": "extract", "input": {"schema": True, "prompt": "cheap ones"}},
                "id": "e",
            },
        ),
        (evaluate_js("1"), {"name": "browser_action", "payload": {"name": "evaluate_js", "input": {"js": "1"}}}),
        (
            evaluate_js("a => a", {}),
            {"name": "browser_action", "payload": {"name": "evaluate_js", "input": {"js": "a => a", "args": {}}}},
        ),
        (run_task("go"), {"name": "session_action", "payload": {"name": "run_task", "input": {"task": "go"}}}),
        (
            run_task(
                "go",
                max_steps=2,
                response_model={},
                url="u",
                metadata={"k": 1},
                secrets={"pw": Secret(value="v", allowed_urls=["*"])},
            ),
            {
                "name": "session_action",
                "payload": {
                    "name": "run_task",
                    "input": {
                        "task": "go",
                        "max_steps": 2,
                        "response_model": {},
                        "url": "u",
                        "metadata": {"k": 1},
                        "secrets": {"pw": {"value": "v", "allowed_urls": ["*"]}},
                    },
                },
            },
        ),
        (close(), {"name": "session_action", "payload": {"name": "close"}}),
        (tool_answer("c", [1]), {"name": "tool_call", "payload": {"code": 200, "output": [1]}, "id": "c"}),
    ],
)
def test_each_event_has_the_shape_of_the_description(event: TaskEvent, expected: dict[str, Any]) -> None:
    assert to_builtins(event) == expected


def came(payload: dict[str, Any], name: str = "browser_action", id: str | None = "e") -> TaskEvent:
    return TaskEvent(name=name, payload=payload, id=id, timestamp=9)


VALUES = (
    st.none() | st.integers() | st.text(max_size=5) | st.dictionaries(st.text(max_size=3), st.integers(), max_size=3)
)


@given(VALUES, st.none() | st.floats(0, 100), st.none() | st.floats(0, 100))
def test_both_shapes_of_an_answer_give_the_same_value(
    value: Any, credits: float | None, duration: float | None
) -> None:
    bare = read_answer(came({"code": 200, "output": value}))
    envelope = {"output": value, "credits_used": credits, "duration": duration}
    wrapped = read_answer(came({"code": 200, "output": envelope}))
    assert bare is not None
    assert wrapped is not None
    assert bare.output == wrapped.output == value
    assert (wrapped.credits_used, wrapped.duration, wrapped.timestamp) == (credits, duration, 9)
    assert (bare.credits_used, bare.duration, bare.ok) == (None, None, True)


@pytest.mark.parametrize(
    "output",
    [{"output": 1}, {"output": 1, "credits_used": 0}, {"output": 1, "credits_used": 0, "duration": 1, "more": 2}],
)
def test_an_object_that_only_resembles_the_envelope_is_the_value(output: dict[str, Any]) -> None:
    answer = read_answer(came({"code": 200, "output": output}))
    assert answer is not None
    assert answer.output == output


def test_an_error_is_never_unwrapped() -> None:
    envelope = {"output": "x", "credits_used": 1, "duration": 1}
    answer = read_answer(came({"code": 400, "output": envelope}))
    assert answer is not None
    assert (answer.ok, answer.output) == (False, envelope)


@pytest.mark.parametrize(
    ("code", "read"),
    [(200, 200), ("200", 200), (418, 418), (True, 500), (None, 500), ("ok", 500), (1.5, 500), ([], 500)],
)
def test_any_code_is_read_as_a_number(code: Any, read: int) -> None:
    answer = read_answer(came({"code": code, "output": 1}))
    assert answer is not None
    assert answer.code == read


def test_credits_that_are_no_number_are_not_known() -> None:
    answer = read_answer(came({"code": 200, "output": {"output": 1, "credits_used": "2", "duration": True}}))
    assert answer is not None
    assert (answer.credits_used, answer.duration) == (None, None)


def test_what_is_no_answer_is_none() -> None:
    assert read_answer(came({"name": "goto", "input": {}})) is None
    assert read_answer(came({"code": 200}, id=None)) is None


def test_a_tool_call_is_told_from_the_answer_to_one() -> None:
    call = read_tool_call(came({"name": "weather", "input": {"city": "Oslo"}}, "tool_call", "c"))
    assert call is not None
    assert (call.id, call.name, call.input) == ("c", "weather", {"city": "Oslo"})
    assert read_tool_call(came({"code": 200, "output": 1}, "tool_call", "c")) is None
    assert read_tool_call(came({"name": "weather"}, "browser_action")) is None
    nameless = read_tool_call(came({"name": 7}, "tool_call"))
    assert nameless is not None
    assert (nameless.name, nameless.input) == ("", None)


@given(st.dictionaries(st.sampled_from(["code", "output", "name", "input"]), VALUES), st.text(max_size=12))
def test_reading_never_fails(payload: dict[str, Any], name: str) -> None:
    read_answer(came(payload, name))
    read_tool_call(came(payload, name))


def test_what_our_engine_says_besides_is_read() -> None:
    source = {"kind": "table", "path": "td", "text": "$1"}
    payload = {"code": 200, "output": 1, "notices": ["a"], "sources": {"/0": source}, "steps": ["1/1 reload"]}
    answer = read_answer(TaskEvent(name="browser_action", id="e", payload=payload))
    assert answer is not None
    assert answer.notices == ("a",)
    assert answer.sources == {"/0": Source(kind="table", path="td", text="$1")}
    assert answer.steps == ("1/1 reload",)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_other_servers_may_use_the_same_names_for_anything(value: Any) -> None:
    payload = {"code": 200, "output": 7, "notices": value, "sources": value, "steps": value}
    answer = read_answer(TaskEvent(name="browser_action", id="e", payload=payload))
    task = decode(Task, {"id": "t", "status": "running", "notices": value, "doing": value, "page_url": value})
    assert answer is not None
    assert answer.output == 7
    assert all(isinstance(said, str) for said in (*answer.notices, *answer.steps, *task.notices, task.page_url))
    assert to_builtins(task)["doing"] == value
