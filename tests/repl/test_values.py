"""Values and lines: how they are laid out, and that nothing is read that is not shown."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.output import cells
from smooth_console.repl.lines import Line, cut_line, first_rows, plain, rows_of
from smooth_console.repl.values import json_lines, short_lines, value_lines

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=60),
    lambda inside: st.lists(inside, max_size=6) | st.dictionaries(st.text(max_size=9), inside, max_size=6),
    max_leaves=40,
)


def texts(value: Any, width: int = 60) -> list[str]:
    """The lines of a value, without styles."""
    return [plain(line) for line in value_lines(value, width)]


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ({"a": 1, "b": [True, None]}, ['{"a": 1, "b": [true, null]}']),
        ([], ["[]"]),
        ("short", ['"short"']),
        ("two\nlines", ["two", "lines"]),
        (None, ["null"]),
        ([{"n": 1, "s": "x"}, {"n": 22, "s": "y"}], [" n  s", "──  ─", " 1  x", "22  y"]),
        ({"rows": [{"n": 1}]}, ["n", "─", "1"]),
        ({"rows": [{"n": 1}], "next": 2}, ['{"rows": [{"n": 1}], "next": 2}']),
    ],
)
def test_a_value_is_shown_as_one_likes_to_read_it(value: Any, lines: list[str]) -> None:
    assert texts(value) == lines


def test_what_does_not_fit_on_one_line_is_indented() -> None:
    assert texts({"word": "x" * 60})[:2] == ["{", '  "word": "' + "x" * 60 + '"']


@given(JSON)
def test_json_lines_are_the_value(value: Any) -> None:
    assert json.loads("\n".join(plain(line) for line in json_lines(value))) == value


@given(JSON, st.integers(20, 100))
def test_a_value_on_one_line_is_the_value(value: Any, width: int) -> None:
    lines = texts(value, width)
    if len(lines) == 1 and isinstance(value, dict | list):
        assert json.loads(lines[0]) == value
        assert cells.width(lines[0]) <= width


@given(JSON, st.integers(20, 100))
def test_nothing_active_is_in_a_line(value: Any, width: int) -> None:
    for line in short_lines(value, width):
        assert not set(plain(line)) & set("\x1b\x07\r\n\x9b\u202e")


@given(st.lists(st.text("ab字é", max_size=30).map(lambda text: [("", text)]), max_size=30), st.integers(0, 20))
def test_the_first_rows_fit_and_those_behind_them_are_the_rest(lines: list[Line], rows: int) -> None:
    shown, rest = first_rows(iter(lines), rows, 10)
    assert [*shown, *(rest or ())] == lines
    assert (rest is None) == (len(shown) == len(lines))
    assert sum(rows_of(line, 10) for line in shown) <= rows


@given(st.lists(st.tuples(st.just(""), st.text("ab字é", max_size=9)), max_size=9), st.integers(1, 30))
def test_a_line_is_cut_to_its_width(line: Line, width: int) -> None:
    cut = cut_line(line, width)
    assert cells.width(plain(cut)) <= width
    if cells.width(plain(line)) <= width:
        assert plain(cut) == plain(line)
    else:
        assert "…" in plain(cut)


def test_a_large_value_is_read_no_further_than_it_is_shown() -> None:
    class Endless(list[int]):
        read = 0

        def __len__(self) -> int:
            return 10**9

        def __iter__(self) -> Any:
            while True:
                self.read += 1
                yield self.read

    value = Endless([1])
    shown, rest = first_rows(json_lines(value), 10, 80)
    assert len(shown) == 10
    assert rest is not None
    assert value.read < 20
