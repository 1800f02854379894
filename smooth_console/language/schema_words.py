"""The words of JSON Schema (2020-12, and what earlier drafts called the same): what each says, and where schemas stand.

Source: https://json-schema.org/draft/2020-12/json-schema-core and -validation.
"""

TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
FORMATS = (
    *("date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
    *("uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer", "relative-json-pointer"),
    "regex",
)
DRAFT = "https://json-schema.org/draft/2020-12/schema"

# Keywords whose value is a schema, a list of schemas, or an object of names and their schemas.
SCHEMAS = ("not", "if", "then", "else", "contains", "propertyNames", "additionalProperties", "unevaluatedItems")
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
BOOLEANS = ("uniqueItems", "deprecated", "readOnly", "writeOnly", "additionalProperties", "unevaluatedProperties")

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
OTHERS = (
    *("$schema", "$id", "$anchor", "$comment", "$dynamicRef", "$dynamicAnchor", "$vocabulary"),
    *("const", "default", "examples", "deprecated", "readOnly", "writeOnly"),
    *("multipleOf", "exclusiveMaximum", "exclusiveMinimum", "uniqueItems", "maxContains", "minContains"),
    *("maxProperties", "minProperties", "dependentRequired", "contentEncoding", "contentMediaType", "contentSchema"),
    *("unevaluatedProperties", "additionalItems", "dependencies", "id"),
)
KEYWORDS: tuple[str, ...] = tuple(sorted({*COMMON, *OTHERS, *SCHEMAS, *SCHEMA_LISTS, *SCHEMA_MAPS}))
