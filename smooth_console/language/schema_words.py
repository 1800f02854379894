"""The words of JSON Schema (2020-12, and what earlier drafts and OpenAPI call the same): what each says, what it takes,
which type it is about, and where schemas stand. Those of the short form, too.

Source: https://json-schema.org/draft/2020-12/json-schema-core and -validation.
"""

from typing import Literal

TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
FORMATS = (
    *("date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
    *("uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer", "relative-json-pointer"),
    "regex",
)
DRAFT = "https://json-schema.org/draft/2020-12/schema"

SHORT_FORMATS = {"date": "date", "datetime": "date-time", "time": "time", "url": "uri", "uri": "uri", "email": "email"}
"""Kinds of string that the short form has a word for, and their formats."""
SHORT_WORDS = (*TYPES, "any", *SHORT_FORMATS)
"""The words that stand for a type in the short form."""

# Keywords whose value is a schema, a list of schemas, or an object of names and their schemas.
SCHEMAS = ("not", "if", "then", "else", "contains", "propertyNames", "additionalProperties", "unevaluatedItems")
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")

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
OPENAPI = ("nullable", "example", "discriminator", "xml", "externalDocs", "propertyOrdering", "strict")

ABOUT: dict[str, str] = {
    **dict.fromkeys(("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"), "number"),
    **dict.fromkeys(("maxLength", "minLength", "pattern", "contentEncoding", "contentMediaType"), "string"),
    **dict.fromkeys(("maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "contains"), "array"),
    **dict.fromkeys(("prefixItems", "items"), "array"),
    **dict.fromkeys(("maxProperties", "minProperties", "required", "patternProperties", "propertyNames"), "object"),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "additionalProperties", "properties"), "object"),
}
"""The type that a keyword is about; it says nothing of others."""

COMMON = {
    "type": "string, number, integer, boolean, object, array or null",
    "properties": "names and their schemas",
    "items": "the schema of each element",
    "required": "names that must be there",
    "description": "what it is, in words: extraction reads it",
    "title": "a short name",
    "enum": "the values it may have",
    "format": "what kind of text: date, uri, email, ...",
    "minItems": "so many elements at least",
    "maxItems": "so many elements at most",
    "minimum": "not less than",
    "maximum": "not more than",
    "minLength": "so many characters at least",
    "maxLength": "so many characters at most",
    "pattern": "a regular expression that the text fits",
    "additionalProperties": "false: no other names",
    "anyOf": "one of these schemas at least",
    "oneOf": "exactly one of these schemas",
    "allOf": "all of these schemas",
    "$ref": "another schema, such as #/$defs/name",
    "$defs": "schemas to refer to",
}
"""Those that people write most, each with a few words, in the order in which they are offered."""
KEYWORDS: tuple[str, ...] = (*COMMON, *sorted({*TAKES} - {*COMMON, *OPENAPI}))
"""All that JSON Schema has, in the order in which they are offered."""
