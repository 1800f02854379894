"""Reads a page by a JSON Schema without a model: its own structure, matched to the schema. No browser, no network.

Rules of the result: every declared property is there; what is not surely on the page is null, a list without items is
[]. No value is made up: `const`, `default` and `examples` of a schema are never used as values, and values of different
records are never mixed.
"""

import re
from dataclasses import replace
from typing import Any

from smooth_console.engine.extraction.assemble import Reader
from smooth_console.engine.extraction.generic import read_generic
from smooth_console.engine.extraction.model import Extraction, Source
from smooth_console.engine.extraction.names import meaning
from smooth_console.engine.extraction.page import parse
from smooth_console.engine.extraction.prompt import read_prompt
from smooth_console.engine.extraction.schema import Field, compile_schema

__all__ = ["Extraction", "Source", "compile_schema", "extract_from_html"]

_ASK = re.compile(
    r"\b(?:please|extract|get|return|give|me|find|read|what|is|are|the|all|every|of|this|from|on|a|an|list"
    r"|show|tell|fetch|page's|current|shown|here)\b",
    re.I,
)


def extract_from_html(html: str, url: str, schema: dict[str, Any] | None, prompt: str | None = None) -> Extraction:
    """Extracts what a schema describes from a page.

    Args:
        html: The page, as a snapshot of the live one or as it was served.
        url: Its address; links are resolved against it.
        schema: A JSON Schema. None or {} gives `{title, url, description, headings, text}` of the page.
        prompt: How many records, in which order, which ones: "the 3 cheapest in stock". What is not understood
            is said in `notes`.

    Returns:
        The value, the source of each part of it by JSON Pointer, and notes.

    Raises:
        ActionError: 400, when the schema is wrong: with the JSON Pointer of the mistake and the nearest right word.
    """
    field = compile_schema({} if schema is None else schema)
    page = parse(html, url)
    if not schema and not (prompt and prompt.strip()):
        return read_generic(page)
    if schema is None or schema == {}:
        result = read_generic(page)
        result.notes.append("Without a schema the page is read as it stands; the prompt was not used.")
        return result
    field = _named_by_prompt(field, prompt)
    items = _record_of(field)
    wish = read_prompt(prompt, [*(items.properties if items is not None else ())])
    return Reader(page, wish, html).read(field)


def _record_of(field: Field) -> Field | None:
    """The object that stands for one record in a schema: of the root's array, of an array in the root, or the root."""
    if field.is_array:
        return field.items
    for inner in field.properties.values():
        if inner.is_array and inner.items is not None and inner.items.is_object:
            return inner.items
    return field


def _named_by_prompt(field: Field, prompt: str | None) -> Field:
    """A root without properties has no name but what the prompt calls it."""
    leaf = field.items if field.is_array else field
    if leaf is None or leaf.properties or not leaf.is_scalar:
        return field
    words = " ".join(re.findall(r"[^\W\d_]+", _ASK.sub(" ", prompt or ""))) or leaf.description
    if not words:
        return field
    named = (words, 1.0)
    leaf = replace(leaf, name=words, names=(named, *leaf.names), meaning=leaf.meaning | meaning(words))
    if field.is_array:
        return replace(field, name=words, names=(named, *field.names), meaning=leaf.meaning, items=leaf)
    return leaf
