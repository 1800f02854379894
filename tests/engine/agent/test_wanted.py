"""The shape that the words of an extract step ask for."""

from typing import Any

import pytest

from smooth_console.engine.agent.wanted import schema_for

TEXT, NUMBER = ["string", "null"], ["number", "null"]

SHAPES: list[tuple[str, dict[str, Any]]] = [
    ("the price", {"price": NUMBER}),
    ("what is the price?", {"price": NUMBER}),
    ("the title and price", {"title": TEXT, "price": NUMBER}),
    ("the title, the author and the date", {"title": TEXT, "author": TEXT, "date": TEXT}),
    ("the page title", {"title": TEXT}),
    ("the title of the page", {"title": TEXT}),
    ("the order number", {"order_number": TEXT}),
    ("the price of the lamp", {"price": NUMBER}),
]
LISTS: list[tuple[str, dict[str, Any]]] = [
    ("the title and price of the first 3 products", {"title": TEXT, "price": NUMBER}),
    ("the names and prices of all products", {"name": TEXT, "price": NUMBER}),
    ("name and price of each product that is in stock", {"name": TEXT, "price": NUMBER}),
    ("titles and authors", {"title": TEXT, "author": TEXT}),
    ("the prices", {"price": NUMBER}),
    ("title from every story as JSON", {"title": TEXT}),
]
NOT_PLAIN = [
    "all products",
    "the top 5 stories",
    "the first 3 results",
    "everything that costs less than 10",
    "products",
    "the cheapest laptop that has 16 GB of memory and a good screen",
    "what is in the order summary",
    "",
    "?!",
]


def types(schema: dict[str, Any]) -> dict[str, Any]:
    """The properties of an object schema with their types."""
    assert schema["type"] == "object"
    return {name: inner["type"] for name, inner in schema["properties"].items()}


@pytest.mark.parametrize(("what", "fields"), SHAPES)
def test_named_fields_give_an_object(what: str, fields: dict[str, Any]) -> None:
    schema = schema_for(what)
    assert schema is not None
    assert types(schema) == fields


@pytest.mark.parametrize(("what", "fields"), LISTS)
def test_fields_of_many_things_give_a_list(what: str, fields: dict[str, Any]) -> None:
    schema = schema_for(what)
    assert schema is not None
    assert schema["type"] == "array"
    assert types(schema["items"]) == fields


@pytest.mark.parametrize("what", NOT_PLAIN)
def test_words_that_name_no_fields_give_no_schema(what: str) -> None:
    assert schema_for(what) is None
