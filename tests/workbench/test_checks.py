"""Checks of results: what is said of each field, by what in the schema, and how it is counted."""

from smooth_console.workbench.checks import by_field, check_result, field_of, marks
from smooth_console.workbench.follow import place_of
from smooth_console.workbench.grounding import Grounding

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "price": {"type": "number", "maximum": 500},
            "when": {"type": ["string", "null"], "format": "date"},
            "size": {"enum": ["S", "M"]},
        },
        "required": ["name", "price"],
    },
}


def said(value: object, grounding: Grounding | None = None) -> list[tuple[str, str, str]]:
    """Mark, pointer and what says so."""
    return [(check.mark, check.pointer, check.says) for check in check_result(value, SCHEMA, grounding)]


def test_what_is_wrong_names_the_part_of_the_schema_that_says_so() -> None:
    value = [
        {"name": "Desk", "price": "149"},
        {"name": None, "price": 900, "when": "May 5", "size": "L"},
        {"name": "x"},
    ]
    assert said(value) == [
        ("wrong", "/0/price", "/items/properties/price/type"),
        ("missing", "/1/name", "/items/properties/name/type"),
        ("wrong", "/1/price", "/items/properties/price/maximum"),
        ("wrong", "/1/when", "/items/properties/when/format"),
        ("wrong", "/1/size", "/items/properties/size/enum"),
        ("missing", "/2/price", "/items/required"),
    ]


def test_messages_are_words_for_people() -> None:
    value = [{"name": 7, "price": 1, "size": "L"}, {"price": 1}]
    messages = [check.message for check in check_result(value, SCHEMA)]
    assert messages == ["7 is not of type string", '"L" is none of "S", "M"', "required, and not there"]


def test_what_is_not_on_the_page_is_marked_unless_it_is_wrong_anyway() -> None:
    value = [{"name": "Desk", "price": "1"}]
    grounding = Grounding(frozenset(), frozenset({"/0/name", "/0/price"}), frozenset())
    assert said(value, grounding) == [
        ("ungrounded", "/0/name", ""),
        ("wrong", "/0/price", "/items/properties/price/type"),
    ]


def test_the_same_in_all_records_is_suspicious_and_null_in_all_is_said_once() -> None:
    value = [{"name": f"n{n}", "price": 9, "when": None, "currency": "EUR", "new": True} for n in range(5)]
    assert said(value) == [("same", "/0/price", ""), ("missing", "/0/when", "")]
    assert said(value[:3]) == []


def test_marks_are_given_to_every_field_and_counted() -> None:
    value = [{"name": "Desk", "price": 1}, {"name": None, "price": "x"}]
    marked = marks(value, check_result(value, SCHEMA))
    assert marked == {"/0/name": "right", "/0/price": "right", "/1/name": "missing", "/1/price": "wrong"}
    assert [(each.field, each.counts) for each in by_field(marked)] == [
        ("[].name", {"right": 1, "missing": 1}),
        ("[].price", {"right": 1, "wrong": 1}),
    ]
    assert field_of("/a~1b/0/c") == "a/b[].c"


def test_a_place_in_the_result_leads_through_references_and_alternatives() -> None:
    schema = {
        "type": "object",
        "properties": {"list": {"anyOf": [{"type": "null"}, {"type": "array", "items": {"$ref": "#/$defs/item"}}]}},
        "$defs": {"item": {"type": "object", "properties": {"a/b": {"type": "string"}}}},
    }
    assert place_of(schema, "/list/0/a~1b") == "/$defs/item/properties/a~1b"
    assert place_of(schema, "/list/0/none") == "/properties/list/anyOf/1/items"
    assert place_of({"$ref": "#"}, "/a/b") == ""


def test_a_schema_that_is_none_and_nesting_without_end_are_said_in_words() -> None:
    assert check_result(1, {"type": "objct"})[0].message.startswith("the schema is not one")
    assert check_result({}, {"$ref": "#/none"})[0].message.startswith("the schema refers to what is not there")
    deep: object = 1
    for _ in range(3000):
        deep = [deep]
    assert check_result(deep, {"type": "array", "items": {"$ref": "#"}})[0].message.endswith("too deeply to be checked")
