"""JSON as text: exact where it is JSON, bounded where it is a preview, and never slower than what shows."""

import json
import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from smooth_console.output import cells
from smooth_console.output.render import copy_text, pretty_lines, preview, preview_string
from smooth_console.output.sanitise import sanitise_line

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)


@given(JSON)
def test_pretty_text_is_the_same_value(value: Any) -> None:
    assert json.loads("\n".join(pretty_lines(value))) == value


@given(JSON)
def test_pretty_text_looks_as_python_writes_it(value: Any) -> None:
    text = "\n".join(pretty_lines(value))
    assert json.dumps(json.loads(text), indent=2) == json.dumps(value, indent=2)
    assert len(text.split("\n")) == len(json.dumps(value, indent=2).split("\n"))


@given(JSON, st.integers(1, 120))
def test_a_preview_is_one_harmless_line_of_the_width(value: Any, width: int) -> None:
    text = preview(value, width)
    assert cells.width(text) <= width
    assert sanitise_line(text) == text


@given(st.text(), st.integers(4, 60))
def test_a_cut_string_still_has_its_quotes(text: str, width: int) -> None:
    shown = preview_string(text, width)
    assert cells.width(shown) <= width
    assert shown[0] == shown[-1] == '"'


def test_a_preview_leaves_quotes_off_plain_names() -> None:
    assert preview({"title": "Walnut desk", "odd key": [1, None]}, 80) == '{title: "Walnut desk", "odd key": [1, null]}'
    assert preview({"title": "Walnut desk"}, 12) == '{title: "Wa…'


def test_a_preview_reads_no_more_than_it_shows() -> None:
    large = {"text": "x" * 5_000_000, "list": [{"n": 1}] * 1_000_000}
    start = time.process_time()
    for _ in range(20):
        preview(large, 80)
    assert time.process_time() - start < 0.5


def test_nesting_has_no_limit() -> None:
    deep: list[Any] = []
    for _ in range(20_000):
        deep = [deep]
    assert sum(1 for _ in pretty_lines(deep)) == 40_001
    assert preview(deep, 20) == "[[[[[…]]]]]"


def test_a_string_is_copied_raw_and_the_rest_as_json() -> None:
    assert copy_text("a\tb\x1b") == "a\tb\x1b"
    assert copy_text({"a": [1]}) == '{\n  "a": [\n    1\n  ]\n}'
