"""JSON text: the first mistake in words that help, and the place of every value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.language.json_text import pointer_positions, problems

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ('{"a": 1,}', (1, 8), "trailing comma before }"),
        ("[1, 2,\n]", (1, 6), "trailing comma before ]"),
        ("{'a': 1}", (1, 2), "strings need double quotes"),
        ("{\"a\": 'b'}", (1, 7), "strings need double quotes"),
        ("{a: 1}", (1, 2), 'a key needs double quotes: "a"'),
        ('{"a": "b\n}', (1, 7), "the closing quote is missing"),
        ('{"a": 1', (1, 1), "{ is not closed: } is missing"),
        ("[1,\n [2]", (1, 1), "[ is not closed: ] is missing"),
        ('{"a": 1,', (1, 1), "{ is not closed: } is missing"),
        ("[1,", (1, 1), "[ is not closed: ] is missing"),
        ('{"a": 1 // one\n}', (1, 9), "JSON has no comments"),
        ('{"a" 1}', (1, 5), 'a colon is missing after the key "a"'),
        ('{"a": 1\n "b": 2}', (1, 8), 'a comma is missing before "b"'),
        ('{"a": }', (1, 7), "found } where a value is due"),
        ('{"é": True}', (1, 7), "write true in lower case"),
        ('{"a": undefined}', (1, 7), "JSON has null, not undefined"),
        ("[01]", (1, 2), "01 is not a JSON number"),
        ('["\\x"]', (1, 2), "unknown escape in a string"),
        ("[1}", (1, 3), "found } where ] is due"),
        ("{} {}", (1, 4), "nothing may follow the value; found {"),
        ("", (1, 1), "a value is missing"),
    ],
)
def test_the_first_mistake_is_named_at_its_place(text: str, place: tuple[int, int], word: str) -> None:
    ((line, column, end_line, end_column, message),) = problems(text)
    assert ((line, column), message) == (place, word)
    assert (end_line, end_column) >= (line, column)


def test_a_deep_text_is_read_without_recursion() -> None:
    assert problems("[" * 20_000 + "]" * 20_000) == []
    assert problems("[" * 20_000) != []
    assert len(pointer_positions("[" * 300 + "]" * 300)) == 300


@given(values, st.sampled_from([None, 2]))
def test_every_json_text_is_without_problems_and_all_its_pointers_have_a_place(
    value: object, indent: int | None
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    assert problems(text) == []
    assert set(pointer_positions(text)) == set(_pointers(value))


def _pointers(value: object, pointer: str = "") -> list[str]:
    found = [pointer]
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        found += _pointers(inner, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")
    return found


@given(st.text(alphabet="{}[]:,\"\\'a1-.e tru\n/#", max_size=12))
def test_a_text_has_a_problem_exactly_when_python_cannot_read_it(text: str) -> None:
    try:
        json.loads(text)
        readable = True
    except ValueError:
        readable = False
    assert (problems(text) == []) == readable
    pointer_positions(text)


def test_places_count_characters_and_a_repeated_key_is_the_last() -> None:
    text = '{\n  "é": [1, {"a/b": 2}],\n  "t~": 1, "t~": {"x": null}\n}'
    assert pointer_positions(text) == {
        "": (1, 1), "/é": (2, 3), "/é/0": (2, 9), "/é/1": (2, 12), "/é/1/a~1b": (2, 13),
        "/t~0": (3, 12), "/t~0/x": (3, 19),
    }  # fmt: skip
