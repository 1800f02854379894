"""Values that a line names: what is written is read back, and what is not there is said with what is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.language.values import (
    ValueReference,
    leading_reference,
    read_line_reference,
    read_path,
    read_reference,
    substitute_variables,
    value_at,
    write_path,
)

STEPS = st.lists(st.text() | st.integers(-999_999_999, 999_999_999), max_size=6).map(tuple)
PAGE = {"items": [{"name": "Desk", "odd key": 1}, {"name": "Lamp"}], "a.b": True, 'q"': None}


@given(STEPS)
def test_a_path_reads_back_as_it_was_written(path: tuple[str | int, ...]) -> None:
    assert read_path(write_path(path)) == path


@given(st.none() | st.integers(0, 999_999_999), STEPS)
def test_a_reference_reads_back_as_it_was_written(entry: int | None, path: tuple[str | int, ...]) -> None:
    reference = ValueReference(entry, path)
    assert read_reference(str(reference)) == reference
    assert leading_reference(f"{reference} | length") == (reference, len(str(reference)))


@given(st.text())
def test_any_text_is_a_reference_or_is_not(text: str) -> None:
    read_reference(text)
    read_reference(f"${text}")
    found = leading_reference(f"$1{text}")
    assert found is None or found[1] <= len(text) + 2


@pytest.mark.parametrize(
    ("word", "entry", "path"),
    [
        ("$_", None, ()),
        ("$7", 7, ()),
        ("$7.items[0].name", 7, ("items", 0, "name")),
        ('$7["odd key"][-1]', 7, ("odd key", -1)),
        ('$_["q\\""]', None, ('q"',)),
        ("$12.größe", 12, ("größe",)),
    ],
)
def test_the_forms_that_are_promised(word: str, entry: int | None, path: tuple[str | int, ...]) -> None:
    assert read_reference(word) == ValueReference(entry, path)


@pytest.mark.parametrize(
    "word", ["$", "$x", "$7.", "$7..a", "$7[", "$7[x]", "7", "$_a", "a$7", "$" + "9" * 5000, "${7}"]
)
def test_what_only_looks_like_a_reference_is_none(word: str) -> None:
    assert read_reference(word) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("", PAGE),
        (".items[1].name", "Lamp"),
        (".items[-1].name", "Lamp"),
        ('.items[0]["odd key"]', 1),
        ('["a.b"]', True),
        ('["q\\""]', None),
    ],
)
def test_a_path_leads_to_its_value(path: str, value: Any) -> None:
    assert value_at(PAGE, read_path(path) or ()) == value


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (".itms", "the value has no member itms; it has items, a.b"),
        (".items[2]", ".items has 2 items, there is no [2]"),
        (".items.name", ".items is an array, it has no member name"),
        ("[0]", "the value is an object, it has no [0]"),
        ('["q\\""].x', '["q\\""] is null, it has no member x'),
        ('["a.b"].x', "is a boolean"),
    ],
)
def test_a_path_that_leads_nowhere_says_what_is_there(path: str, says: str) -> None:
    with pytest.raises(LookupError) as raised:
        value_at(PAGE, read_path(path) or ())
    assert says in str(raised.value)


def test_variables_are_put_in_and_missing_ones_are_named_with_their_place() -> None:
    missing: list[tuple[str, str, int, int]] = []

    def note(name: str, path: str, start: int, end: int) -> str:
        missing.append((name, path, start, end))
        return "?"

    assert substitute_variables("a ${x} ${y} $x ${1}", {"x": "${y}"}, missing=note) == "a ${y} ? $x ${1}"
    assert missing == [("y", "", 7, 11)]


def test_what_is_inside_a_variable_that_holds_json_has_a_path() -> None:
    missing: list[str] = []

    def note(name: str, path: str, start: int, end: int) -> str:
        missing.append(name + path)
        return "?"

    item = {"link": '{"url": "https://a.example/", "tags": ["x", {"odd key": 2}]}', "word": "plain"}
    text = '${link.url} ${link.tags[0]} ${link.tags[1]["odd key"]} ${link.tags[1]} ${link.none} ${word.url} ${no.url}'
    assert substitute_variables(text, item, missing=note) == 'https://a.example/ x 2 {"odd key":2} ? ? ?'
    assert missing == ["link.none", "word.url", "no.url"]


@pytest.mark.parametrize(("word", "number"), [("%7", 7), ("%12", 12), ("%", None), ("5%7", None), ("%7x", None)])
def test_a_line_is_named_with_a_percent(word: str, number: int | None) -> None:
    assert read_line_reference(word) == number
