"""What holds for any page and schema: nothing made up, nothing but ActionError raised, time in step with size."""

import contextlib
import json
import re
import time
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bench.reading import PAGES
from smooth_console.engine.errors import ActionError
from smooth_console.engine.extraction import extract_from_html

ADDRESS = "https://shop.example/a/page"
WORDS = st.sampled_from(
    (
        "price",
        "name",
        "$5",
        "1,234",
        "In stock",
        "Sold out",
        "2025-01-02",
        "4.5 / 5",
        "by Ann",
        "a, b",
        "sku",
        "✓",
        "yes",
    )
)
TAGS = (
    *("div", "span", "p", "ul", "li", "table", "tr", "td", "th", "dl", "dt", "dd", "h1", "h2", "h3"),
    *("a", "img", "time", "article", "section", "form", "input", "select", "option"),
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(("class", "id", "href", "src", "itemprop", "datetime", "value", "colspan", "role", "data-price")),
    st.one_of(
        WORDS,
        st.text(st.characters(exclude_characters="<>"), max_size=12),
        st.sampled_from(("price", "card", "product-title", "999999", "row", "-1")),
    ),
    max_size=3,
)


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def build(tag: str, attributes: dict[str, str], inner: list[str]) -> str:
        listed = "".join(f' {key}="{value}"' for key, value in attributes.items())
        return f"<{tag}{listed}>{''.join(inner)}</{tag}>"

    return st.builds(build, st.sampled_from(TAGS), ATTRIBUTES, st.lists(children, max_size=5))


MARKUP = st.recursive(st.one_of(WORDS, st.text(max_size=20)), _element, max_leaves=40)
NAMES = st.sampled_from(
    (
        "name",
        "price",
        "title",
        "url",
        "image",
        "rating",
        "in_stock",
        "date",
        "tags",
        "author",
        "items",
        "brand",
        "count",
    )
)
SCALARS = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "number", "integer", "boolean", ["string", "null"]])},
    optional={"format": st.sampled_from(["date", "date-time", "uri", "email"]), "enum": st.just(["yes", "no"])},
)
SCHEMAS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(lambda of: {"type": "object", "properties": of}, st.dictionaries(NAMES, inner, max_size=4)),
        st.builds(lambda of: {"type": "array", "items": of}, inner),
    ),
    max_leaves=8,
)
PROMPTS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(("first 3", "cheapest first", "only in stock", "under $50", "the newest", "last 2 sorted by name")),
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ("type", "properties", "items", "$ref", "anyOf", "enum", "required", "format", "x-css", "a")
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=10,
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(html=MARKUP, schema=SCHEMAS, prompt=PROMPTS)
def test_any_page_and_schema_give_a_json_value(html: str, schema: dict[str, Any], prompt: str | None) -> None:
    found = extract_from_html(html, ADDRESS, schema, prompt)

    json.dumps(found.value, allow_nan=False)
    json.dumps({key: source.path for key, source in found.sources.items()})


@SLOW
@given(schema=ANYTHING)
@example(schema={"$ref": "#"})
@example(schema={"type": "object", "properties": {"a": {"$ref": "#"}}})
@example(schema={"anyOf": [{"$ref": "#"}]})
def test_any_json_as_a_schema_is_read_or_refused(schema: Any) -> None:
    with contextlib.suppress(ActionError):
        extract_from_html("<h1>Name</h1><p class=a>1</p>", ADDRESS, schema)


@SLOW
@given(html=st.text(max_size=200), url=st.text(max_size=20))
def test_any_text_as_a_page_is_read(html: str, url: str) -> None:
    extract_from_html(
        html, url, {"type": "object", "properties": {"name": {"type": "string"}, "url": {"format": "uri"}}}
    )


@SLOW
@given(html=st.recursive(WORDS, _element, max_leaves=40), names=st.lists(NAMES, min_size=1, max_size=5, unique=True))
def test_no_text_is_made_up(html: str, names: list[str]) -> None:
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    found = extract_from_html(html, ADDRESS, schema)

    visible = _plain(re.sub(r"<[^>]*>", "", html)) + _plain(html)
    for key, source in found.sources.items():
        assert _plain(source.text) in visible or source.text.startswith("https://shop.example"), key


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_every_text_of_a_result_is_on_its_page(page: Any) -> None:
    html = page.read_text(encoding="utf-8")
    on_page = _plain(unescape(html))
    for case in json.loads(page.with_suffix(".json").read_text(encoding="utf-8")):
        value = extract_from_html(html, ADDRESS, case["schema"], case["prompt"]).value
        iso = {case_text for case_text in strings(value) if case_text[:4].isdigit()}  # dates are converted
        options = set(strings(case["schema"]))
        for text in set(strings(value)) - iso - options:
            assert _plain(text.removeprefix("https://shop.example")) in on_page, text


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "x",
        "<table>" + "<tr><td colspan=99999 rowspan=99999>1" * 3_000,
        "<ul>" + "<li><a href=/x>Name</a> <b>$5</b><i>text</i>" * 6_000,
        "<p>" + "label: value " * 40_000,
        "<dl>" + "<dt>a<dd>b" * 10_000,
        "<div class=price>" * 300 + "$5" * 20_000,
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
    ],
    ids=["deep", "spans", "list", "text", "definitions", "nested labels", "json"],
)
def test_a_pathological_page_is_read_in_time(html: str) -> None:
    item = {"type": "object", "properties": {"name": {"type": "string"}, "price": {"type": "number"}}}
    schema = {"type": "object", "properties": {"price": {"type": "number"}, "items": {"type": "array", "items": item}}}
    began = time.process_time()

    extract_from_html(html, ADDRESS, schema)

    assert time.process_time() - began < 8  # seconds of work; quadratic reading takes minutes


def strings(value: Any) -> list[str]:
    """All texts in a value."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []
