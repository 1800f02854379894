"""JSON Pointers lead where RFC 6901 says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.output.paths import read_pointer, steps_at, value_at, write_pointer

# The document of RFC 6901, section 5.
DOCUMENT = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6, " ": 7, "m~n": 8}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [("", DOCUMENT), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/m~0n", 8), ("#/ ", 7)],
)
def test_the_examples_of_the_rfc(pointer: str, value: object) -> None:
    assert value_at(DOCUMENT, pointer) == value


@given(st.lists(st.text()).map(tuple))
def test_what_is_written_is_read_again(names: tuple[str, ...]) -> None:
    assert read_pointer(write_pointer(names)) == names


def test_a_number_is_a_place_in_an_array_and_a_name_in_an_object() -> None:
    assert steps_at({"0": [7]}, "/0/0") == ("0", 0)


@pytest.mark.parametrize("pointer", ["/foo/2", "/foo/01", "/foo/-", "/foo/x", "/nothing", "/foo/0/x"])
def test_a_pointer_to_nothing_says_so(pointer: str) -> None:
    with pytest.raises(LookupError):
        value_at(DOCUMENT, pointer)


def test_what_is_no_pointer_says_what_one_is() -> None:
    with pytest.raises(ValueError, match="begins with /"):
        read_pointer("foo")
