"""Reading schemas as people write them: JSON5 taken for JSON, the short form and back, and where everything stands."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smooth_console.language.json_text import problems
from smooth_console.workbench.written import read_schema, show_short


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{type: 'string', maxLength: 0x10,}", {"type": "string", "maxLength": 16}),
        ('{"type": "string", // why\n "title": "a // no comment"}', {"type": "string", "title": "a // no comment"}),
        ("{'type': 'str\\\ning', /* a */ \"title\": '\"'}", {"type": "string", "title": '"'}),
        ("{minimum: +.5, maximum: 5., multipleOf: 1e-2}", {"minimum": 0.5, "maximum": 5.0, "multipleOf": 0.01}),
        ('{"title": "\\u00e9\\ud83d\\ude00\\n"}', {"title": "é😀\n"}),
        ("\ufeff{}", {}),
    ],
)
def test_what_json5_allows_is_taken_and_sent_as_json(text: str, value: Any) -> None:
    read = read_schema(text)
    assert (read.mistake, read.form, read.value) == (None, "json", value)
    json.dumps(read.value, allow_nan=False)


TEXT: dict[str, Any] = {"type": "string"}


def fields(required: list[str], **properties: Any) -> dict[str, Any]:
    """A schema of an object."""
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


SHORT: list[tuple[str, Any]] = [
    ("{title}", fields(["title"], title=TEXT)),
    ("[string]", {"type": "array", "items": TEXT}),
    ("{a?: number}", fields([], a={"type": ["number", "null"]})),
    ("{a: number | null}", fields(["a"], a={"type": ["number", "null"]})),
    ('{s: "new" | "used"}', fields(["s"], s={"type": "string", "enum": ["new", "used"]})),
    ('{s?: "new" | "used"}', fields([], s={"type": ["string", "null"], "enum": ["new", "used", None]})),
    ("{d: date}", fields(["d"], d={"type": "string", "format": "date"})),
    ("{a: string | number}", fields(["a"], a={"type": ["string", "number"]})),
    ("{a: {b} | string}", fields(["a"], a={"anyOf": [fields(["b"], b=TEXT), TEXT]})),
    ("{p, // the price\n}", fields(["p"], p={"type": "string", "description": "the price"})),
    ('{p, q: {"type": "number", "minimum": 0}}', fields(["p", "q"], p=TEXT, q={"type": "number", "minimum": 0})),
    ("{'a b'?: any}", fields([], **{"a b": {}})),
    ("{a: integer[]}", fields(["a"], a={"type": "array", "items": {"type": "integer"}})),
]


@pytest.mark.parametrize(("text", "schema"), SHORT)
def test_the_short_form_becomes_a_schema(text: str, schema: Any) -> None:
    read = read_schema(text)
    assert (read.mistake, read.form, read.value) == (None, "short", schema)


def test_places_lead_from_the_schema_to_what_was_written() -> None:
    text = "[{title, price?: number}]"
    read = read_schema(text)

    def at(pointer: str) -> str:
        place = read.place(pointer)
        assert place is not None
        return text[slice(*place.key)]

    assert at("/items/properties/title") == "title"
    assert at("/items/properties/price") == "price"
    assert at("/items/properties/price/type") == "number"
    assert at("/items/properties/price/minimum/none/such") == "price"
    assert read.at(text.index("ice")) == "/items/properties/price"
    assert read.at(len(text)) == ""


def test_a_field_called_type_or_properties_is_told_from_a_schema_without_quotes() -> None:
    assert read_schema("{title, type: string}").value["properties"]["type"] == {"type": "string"}
    assert read_schema("{properties, items: [string]}").form == "short"
    mistake = read_schema("{type: object, properties: {a: {type: string}}}").mistake
    assert mistake is not None
    assert mistake.message == "object needs quotes"


def test_nesting_without_end_is_refused_in_words() -> None:
    mistake = read_schema("[" * 5000).mistake
    assert mistake is not None
    assert mistake.message == "nested more than 120 levels deep"


_LEAVES = st.one_of(
    st.sampled_from(["string", "number", "integer", "boolean"]).map(lambda kind: {"type": kind}),
    st.sampled_from(["date", "date-time", "uri", "email", "time"]).map(lambda f: {"type": "string", "format": f}),
    st.sampled_from(["string", "number"]).map(lambda kind: {"type": [kind, "null"]}),
    st.lists(st.text(max_size=6), min_size=2, max_size=3, unique=True).map(lambda v: {"type": "string", "enum": v}),
)
_NAMES = st.text(min_size=1, max_size=6)


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields)}


_SCHEMAS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda items: {"type": "array", "items": items}),
        st.dictionaries(_NAMES, inner, min_size=1, max_size=4).map(_object),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(_SCHEMAS)
def test_a_schema_shown_in_the_short_form_is_read_as_the_same_schema(schema: Any) -> None:
    schema = _object({"field": schema})
    shown = show_short(schema)
    assert shown.lost == ()
    read = read_schema(shown.text)
    assert read.mistake is None, shown.text
    assert read.value == schema


def test_what_the_short_form_cannot_say_is_named() -> None:
    shown = show_short({"type": "object", "properties": {"price": {"type": "number", "minimum": 0}}, "title": "A"})
    assert shown.text == "{price?: number}"
    assert shown.lost == ("/: title", "/properties/price: minimum", "/properties/price: may be missing, but not null")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@settings(deadline=None)
@given(_JSON, st.sampled_from([None, 2]))
def test_plain_json_is_read_as_json_is(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    read = read_schema(text)
    assert read.mistake is None
    assert read.form == "json"
    assert read.value == value


@settings(deadline=None)
@given(st.text(alphabet='{}[]:,"\\ntrue1.-e ', max_size=40))
def test_what_json_takes_is_taken(text: str) -> None:
    if not problems(text):
        assert read_schema(text).value == json.loads(text)
