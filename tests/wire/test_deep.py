"""JSON without recursion says what the standard library says, at any depth."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.wire import decode_json, deep, encode_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)


@given(JSON, st.sampled_from([None, 1]))
def test_it_reads_and_writes_what_the_standard_library_does(value: Any, indent: int | None) -> None:
    assert deep.loads(json.dumps(value, indent=indent)) == value
    assert deep.dumps(value) == json.dumps(value, separators=(",", ":"))


@given(st.text(st.sampled_from('[]{},:"a1 -.\\n\n'), max_size=12))
def test_it_refuses_what_the_standard_library_refuses(text: str) -> None:
    try:
        expected = json.loads(text)
    except json.JSONDecodeError:
        with pytest.raises(json.JSONDecodeError):
            deep.loads(text)
    else:
        assert deep.loads(text) == expected


@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"a":', "}"), ('[1,{"b":[', ',2]},"c"]')])
def test_data_nested_thousands_deep_goes_through(begin: str, end: str) -> None:
    text = begin * 5_000 + '"x"' + end * 5_000
    assert encode_json(decode_json(text, any_depth=True)).decode("ascii") == text


def test_depth_has_a_bound_and_a_cycle_is_refused() -> None:
    with pytest.raises(ValueError, match="too deeply"):
        decode_json("[" * (deep.DEEPEST + 2), any_depth=True)
    cycle: list[Any] = []
    cycle.append([cycle])
    with pytest.raises(ValueError, match="in itself"):
        deep.dumps(cycle)
