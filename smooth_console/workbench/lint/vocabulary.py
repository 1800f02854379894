"""The vocabulary of JSON Schema 2020-12 (json-schema.org/draft/2020-12): keywords, what they take, which types they
are about, formats; and what earlier drafts and OpenAPI call the same.
"""

from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from smooth_console.language.schema_words import SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS, TYPES

Takes = Literal["text", "number", "count", "flag", "list", "names", "schema", "schemas", "map", "any", "type"]

TAKES: dict[str, Takes] = {
    **dict.fromkeys(("$schema", "$id", "$ref", "$anchor", "$comment", "$dynamicRef", "$dynamicAnchor", "id"), "text"),
    **dict.fromkeys(("title", "description", "format", "pattern", "contentEncoding", "contentMediaType"), "text"),
    **dict.fromkeys(("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"), "number"),
    **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems", "maxContains", "minContains"), "count"),
    **dict.fromkeys(("maxProperties", "minProperties"), "count"),
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly", "nullable"), "flag"),
    **dict.fromkeys(("enum", "examples"), "list"),
    "required": "names",
    **dict.fromkeys((*SCHEMAS, "contentSchema", "unevaluatedProperties", "items", "additionalItems"), "schema"),
    **dict.fromkeys(SCHEMA_LISTS, "schemas"),
    **dict.fromkeys((*SCHEMA_MAPS, "dependentRequired", "dependencies", "$vocabulary"), "map"),
    **dict.fromkeys(("const", "default", "example"), "any"),
    **dict.fromkeys(("discriminator", "xml", "externalDocs", "propertyOrdering", "strict"), "any"),
    "type": "type",
}
"""What each keyword takes; those of OpenAPI that servers know among them."""

KEYWORDS: tuple[str, ...] = tuple(sorted(TAKES))

ABOUT: dict[str, str] = {
    **dict.fromkeys(("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"), "number"),
    **dict.fromkeys(("maxLength", "minLength", "pattern", "contentEncoding", "contentMediaType"), "string"),
    **dict.fromkeys(("maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "contains"), "array"),
    **dict.fromkeys(("prefixItems", "items"), "array"),
    **dict.fromkeys(("maxProperties", "minProperties", "required", "patternProperties", "propertyNames"), "object"),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "additionalProperties", "properties"), "object"),
}
"""The type that a keyword is about; it says nothing of others."""

FORMAT_WORDS = {
    **dict.fromkeys(("datetime", "timestamp", "date_time", "iso8601", "iso-8601"), "date-time"),
    **dict.fromkeys(("url", "link", "href", "http", "https", "web"), "uri"),
    **dict.fromkeys(("mail", "e-mail", "email-address"), "email"),
    **dict.fromkeys(("guid",), "uuid"),
    **dict.fromkeys(("ip", "ip-address", "ipaddress"), "ipv4"),
    **dict.fromkeys(("domain", "host"), "hostname"),
    **dict.fromkeys(("day", "full-date"), "date"),
    **dict.fromkeys(("regexp",), "regex"),
}
"""What people call formats that have another name."""
NUMBER_FORMATS = ("int32", "int64", "float", "double")
"""Formats of OpenAPI about numbers: they do no harm."""

SHAPE = frozenset(
    ("type", "properties", "items", "prefixItems", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "$dynamicRef")
) | {"additionalProperties", "patternProperties", "contains", "not", "if"}
"""Keywords that say what a value looks like; titles and bounds do not."""


def is_keyword(name: str) -> bool:
    """Whether a name means something in a schema; `x-` is for extensions."""
    return name in TAKES or name.startswith(("x-", "$"))


def near_keyword(name: str) -> str | None:
    """The keyword that a name is a slip of; looser words than that are no slip."""
    folded = name.lower().replace("_", "").replace("-", "")
    same = next((keyword for keyword in KEYWORDS if keyword.lower() == folded), None)
    if same or len(name) <= 3:
        return same
    found = process.extractOne(name, KEYWORDS, scorer=OSA.normalized_similarity, score_cutoff=0.75)
    return str(found[0]) if found else None


def types_of(schema: dict[str, object]) -> tuple[str, ...]:
    """The types that a schema names, those that there are; empty when it names none."""
    kinds = schema.get("type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return tuple(kind for kind in listed if isinstance(kind, str) and kind in TYPES)
