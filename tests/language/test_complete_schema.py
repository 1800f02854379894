"""What can stand where in a schema that is being written; and words of JavaScript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.language.complete_javascript import complete_words
from smooth_console.language.complete_schema import complete_schema


def offered(marked: str) -> list[str]:
    """The names that are offered where `^` stands."""
    offset = marked.index("^")
    found = complete_schema(marked.replace("^", ""), offset)
    return [item.name for item in found.items] if found else []


def taken(marked: str) -> str:
    """The text after the first offer was taken."""
    offset = marked.index("^")
    text = marked.replace("^", "")
    found = complete_schema(text, offset)
    assert found is not None
    return text[: found.start] + found.items[0].insert + text[found.end :]


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ('{"^', "type"),
        ('{"prop^', "properties"),
        ('{"type": "^', "string"),
        ('{"type": ^', "string"),
        ('{"type": ["string", "nu^"]}', "number"),
        ('{"type": "string", "format": "da^"}', "date-time"),
        ('{"properties": {"a": {"ty^', "type"),
        ('{"items": {"des^', "description"),
        ('{"anyOf": [{"typ^"}]}', "type"),
        ('{"properties": {"a": {}, "b": {}}, "required": ["a", "^"]}', "b"),
        ('{"required": ["^"], "properties": {"late": {"type": "string"}}}', "late"),
        ('{"required": ["price"], "properties": {"^', "price"),
        ('{"$defs": {"money": {}}, "items": {"$ref": "^"}}', "#/$defs/money"),
        ('{"uniqueItems": t^', "true"),
        ("{price: nu^", "number"),
        ("[{name, price: num^}]", "number"),
        ('// a remark: "\n{"typ^', "type"),
        ('{"type": "object", "prop^', "properties"),
        ('{"items": {"anyOf": [{"min^', "minItems"),
        ('{"additionalProperties": ^', "false"),
        ('{"$schema": "^', "https://json-schema.org/draft/2020-12/schema"),
        ('{"adprop^', "additionalProperties"),
        ('{"tpye^', "type"),
    ],
)
def test_the_first_offer_is_what_fits_the_place(marked: str, first: str) -> None:
    assert offered(marked)[0] == first


@pytest.mark.parametrize(
    "marked",
    [
        '{"description": "ty^"}',
        '{"enum": ["ty^"]}',
        '{"properties": {"ty^"}}',
        '{"default": {"ty^"}}',
        "// ty^",
        '{"type": "string"^}',
        '{"type": "string" ^}',
        '{"items": {"type": "string"}^}',
        "^",
    ],
)
def test_nothing_is_offered_where_anything_may_stand(marked: str) -> None:
    assert offered(marked) == []


def test_what_is_there_already_is_not_offered_again() -> None:
    assert "type" not in offered('{"type": "string", "^": 1}')
    assert "a" not in offered('{"properties": {"a": {}, "b": {}}, "required": ["a", "^"]}')


def test_keywords_about_other_types_are_not_offered() -> None:
    names = offered('{"^": 1, "type": "string"}')
    assert "minLength" in names
    assert not {"items", "properties", "maximum"} & set(names)
    assert "maximum" in offered('{"type": "integer", "^"}')


@pytest.mark.parametrize(
    ("marked", "after"),
    [
        ('{"ty^', '{"type": '),
        ('{"ty^"', '{"type": '),
        ('{"ty^": "string"}', '{"type": "string"}'),
        ('{ty^: "string"}', '{"type": "string"}'),
        ('{"type": "str^"}', '{"type": "string"}'),
        ('{"type": str^}', '{"type": "string"}'),
        ("{price: num^}", "{price: number}"),
    ],
)
def test_taking_an_offer_leaves_quotes_and_colons_as_they_should_be(marked: str, after: str) -> None:
    assert taken(marked) == after


@given(st.text(alphabet="{}[]:,\"'\\/*\n typeab", max_size=60), st.integers(0, 60))
def test_any_text_can_be_completed_or_not_but_never_fails(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    found = complete_schema(text, offset)
    if found is not None:
        assert 0 <= found.start <= offset <= found.end <= len(text)
        assert found.items


def test_words_of_the_text_complete_javascript_the_nearest_first() -> None:
    text = "const productRows = 1;\nconst products = 2;\npro"
    found = complete_words(text, len(text))
    assert found is not None
    assert [item.name for item in found.items] == ["products", "productRows"]
    assert complete_words("x = 12", 6) is None
