"""JSON on the wire: what goes in comes out, and what cannot be read says where."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.wire import (
    Secret,
    Task,
    TaskEvent,
    TaskRequest,
    ToolSignature,
    WireError,
    decode,
    decode_json,
    encode,
    encode_json,
    to_builtins,
)

TEXT = st.text(st.characters(), max_size=10)  # lone surrogates included
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(TEXT, JSON, max_size=4)
EVENTS = st.builds(
    TaskEvent, name=TEXT, payload=OBJECTS, id=st.none() | TEXT, timestamp=st.none() | st.integers(0, 2**53)
)
NAMES = st.text("abcxyz", min_size=1, max_size=6).map(lambda name: "x_" + name)


@given(JSON)
def test_any_json_comes_back_the_same_and_travels_as_ascii(value: Any) -> None:
    sent = encode_json(value)
    assert sent.isascii()
    assert decode_json(sent) == value
    assert decode_json("\ufeff" + sent.decode()) == value
    assert decode_json(b"\xef\xbb\xbf" + sent) == value


@given(EVENTS)
def test_an_event_comes_back_the_same(event: TaskEvent) -> None:
    assert decode(TaskEvent, decode_json(encode(event))) == event


@given(OBJECTS, st.dictionaries(NAMES, JSON, max_size=3), st.dictionaries(NAMES, JSON, max_size=3))
def test_fields_that_no_record_knows_survive(
    payload: dict[str, Any], outer: dict[str, Any], inner: dict[str, Any]
) -> None:
    event = {"name": "n", "payload": payload, "id": "e", "timestamp": 1, **inner}
    task = decode(Task, {"id": "t", "status": "running", "events": [event], **outer})
    assert task.unknown == outer
    back = to_builtins(task)
    assert {name: back[name] for name in outer} == outer
    assert back["events"] == [event]


def test_a_request_says_only_what_differs_from_the_defaults_and_always_its_task() -> None:
    assert to_builtins(TaskRequest(task=None)) == {"task": None}
    tool = ToolSignature(name="t", description="d", inputs={}, output="o")
    request = TaskRequest(task=None, device="mobile", use_adblock=None, custom_tools=[tool])
    assert to_builtins(request) == {
        "task": None,
        "device": "mobile",
        "use_adblock": None,
        "custom_tools": [{"name": "t", "description": "d", "inputs": {}, "output": "o"}],
    }


def test_a_secret_does_not_print_its_value() -> None:
    assert "hunter22" not in repr(Secret(value="hunter22"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": \n  }', "line 2 column 3"),
        (b"", "not JSON"),
        (b"\xff", "not UTF-8 at byte 0"),
        (b"[" * 100_000, "nested too deeply"),
        (b"1" * 10_000, "not readable"),
    ],
)
def test_what_cannot_be_read_says_where(data: bytes, said: str) -> None:
    with pytest.raises(WireError, match=said):
        decode_json(data)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, object(), b"bytes"])
def test_what_is_not_json_is_not_written(value: object) -> None:
    with pytest.raises(WireError, match="cannot be written as JSON"):
        encode_json({"a": value})


def test_a_cycle_is_not_written() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(WireError):
        encode_json(cycle)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"id": "t"}, "status"),
        ({"id": 7, "status": "done"}, r"\$.id"),
        (
            {"id": "t", "status": "done", "events": [{"name": "n", "payload": []}]},
            r"events\[0\].payload|events\[...\].payload",
        ),
        ([], "expected an object for Task, got an array"),
        (None, "got null"),
        (True, "got a boolean"),
        ("x", "got a string"),
        (3, "got a number"),
    ],
)
def test_a_wrong_shape_names_the_field(value: Any, said: str) -> None:
    with pytest.raises(WireError, match=said):
        decode(Task, value)


@given(JSON)
def test_anything_is_a_task_or_a_wire_error(value: Any) -> None:
    try:
        task = decode(Task, value)
    except WireError:
        return
    assert json.loads(encode(task))["id"] == task.id
