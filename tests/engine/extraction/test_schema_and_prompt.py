"""Schemas that are wrong are told where; prompts are understood as far as they are, and the rest is said."""

from typing import Any

import pytest

from smooth_console.engine.errors import ActionError
from smooth_console.engine.extraction import extract_from_html
from smooth_console.engine.extraction.names import class_label, likeness
from smooth_console.engine.extraction.prompt import read_prompt

CARDS = """<h1>Mugs</h1><ul><li class="c"><h2>Blue</h2><b class="price">$9.00</b><i>In stock</i></li>
<li class="c"><h2>Ash</h2><b class="price">$12.00</b><i>Sold out</i></li>
<li class="c"><h2>Clay</h2><b class="price">$7.50</b><i>In stock</i></li></ul>"""
NAMES = {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "object", "propertes": {}}, ["/propertes", "'properties'"]),
        ({"type": "strng"}, ["/type", "'string'"]),
        ({"type": "object", "properties": {"a/b": {"type": 3}}}, ["/properties/a~1b/type"]),
        ({"properties": {"a": {"items": 3}}}, ["/properties/a/items", "not a number"]),
        ({"$ref": "#/$defs/itm", "$defs": {"item": {}}}, ["/$ref", "'item'"]),
        ({"title": "string", "price": "number"}, ["/price", "properties"]),
        ({"type": "object", "required": True}, ["/required"]),
        ("name", ["its root", "must be an object"]),
        ({"type": "object", "properties": {"a": {"type": "string", "x-css": "div["}}}, ["x-css"]),
        ({"type": "object", "properties": {"a": {"type": "string", "x-xpath": "//["}}}, ["x-xpath"]),
    ],
)
def test_a_wrong_schema_names_the_place_and_the_nearest_word(schema: Any, words: list[str]) -> None:
    with pytest.raises(ActionError) as refusal:
        extract_from_html("<p>x</p>", "https://shop.example/", schema)

    assert refusal.value.code == 400
    assert all(word in refusal.value.detail for word in words), refusal.value.detail


def test_const_and_default_are_never_values() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"a": {"const": "x9"}, "b": {"type": "string", "default": "y9"}},
    }

    assert extract_from_html("<p>nothing here</p>", "https://shop.example/", schema).value == {"a": None, "b": None}


def test_no_schema_gives_the_page_as_it_stands() -> None:
    html = "<title>Hi</title><meta name=description content=D><nav>Menu</nav><h1>Hello</h1><p>Text.</p>"

    schemas: tuple[dict[str, Any] | None, ...] = (None, {})
    for schema in schemas:
        found = extract_from_html(html, "https://shop.example/", schema)
        assert found.value == {
            "title": "Hi",
            "url": "https://shop.example/",
            "description": "D",
            "headings": ["Hello"],
            "text": "Hello\nText.",
        }


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        (None, ["Blue", "Ash", "Clay"]),
        ("first 2", ["Blue", "Ash"]),
        ("the last 1 items", ["Clay"]),
        ("cheapest first", ["Clay", "Blue", "Ash"]),
        ("sorted by price descending", ["Ash", "Blue", "Clay"]),
        ("the 2 most expensive", ["Ash", "Blue"]),
        ("only in stock", ["Blue", "Clay"]),
        ("exclude sold out ones", ["Blue", "Clay"]),
        ("only sold out", ["Ash"]),
        ("under $9", ["Clay"]),
        ("at most $9", ["Blue", "Clay"]),
        ("between $8 and $10", ["Blue"]),
        ("in stock, sorted by price, first 1", ["Clay"]),
        ("alphabetically", ["Ash", "Blue", "Clay"]),
    ],
)
def test_a_prompt_chooses_and_sorts_records(prompt: str | None, names: list[str]) -> None:
    found = extract_from_html(CARDS, "https://shop.example/", NAMES, prompt)

    assert [one["name"] for one in found.value] == names


def test_what_a_prompt_says_and_is_not_understood_is_in_the_notes() -> None:
    found = extract_from_html(CARDS, "https://shop.example/", NAMES, "first 2 translated into pirate speech")

    assert len(found.value) == 2
    assert any("pirate" in note for note in found.notes)


def test_a_filter_that_no_record_can_answer_is_not_applied() -> None:
    found = extract_from_html(CARDS, "https://shop.example/", NAMES, "with a rating above 4")

    assert len(found.value) == 3
    assert any("rating" in note for note in found.notes)


def test_a_plain_request_needs_no_notes() -> None:
    assert read_prompt("Extract all products with their name and price", ["name", "price"]).notes == []


def test_names_fit_by_meaning_and_not_when_they_are_about_something_else() -> None:
    assert likeness("price", "product-price") > 0.8
    assert likeness("image_url", "img") >= 0.5
    assert likeness("price", "old price") < 0.5
    assert likeness("price_currency", "price") < 0.5
    assert likeness("publishedDate", "datePublished") > 0.9


def test_a_class_is_read_by_its_words() -> None:
    assert class_label("product-card__price--old") == "price old"
    assert class_label("Card_title__x7Gh2") == "title"
    assert class_label("mt-4") == ""
    assert class_label("x7Gh2k9") == ""


def test_records_are_never_mixed() -> None:
    html = """<ul><li><h3>One</h3><p>Red</p><b>$1</b></li><li><h3>Two</h3><p>Green</p></li>
    <li><h3>Three</h3><p>Blue</p><b>$3</b></li></ul>"""
    item = {"type": "object", "properties": {"name": {"type": "string"}, "price": {"type": "number"}}}

    found = extract_from_html(html, "https://shop.example/", {"type": "array", "items": item})

    assert [one["price"] for one in found.value] == [1, None, 3]
