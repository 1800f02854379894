"""The rules of the linter as data: id, level, what it means and why. docs/lint-rules.md is made from it.

A rule's example is a schema in which it finds something, and the same one without the mistake.
"""

from dataclasses import dataclass

from smooth_console.workbench.lint.finding import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        title: What it finds, in a few words.
        why: Why that matters to an extraction.
        wrong: A schema, as text, in which it finds something.
        right: The same schema as it should be.
    """

    id: str
    level: Level
    title: str
    why: str
    wrong: str
    right: str


def _field(schema: str, name: str = "price") -> str:
    return f'{{"type": "object", "properties": {{"{name}": {schema}}}}}'


_MANY = '{"type": "object", "properties": {' + ", ".join(f'"part_{n}": {{"type": "string"}}' for n in range(70)) + "}}"

_ALL = (
    # Reading
    Rule(
        "not-json",
        "error",
        "The text is not JSON",
        "Nothing can be sent. Comments, trailing commas, single quotes and names without quotes are taken, as JSON5 "
        "has them; the first mistake beyond that is named.",
        '{"type": "string"',
        '{"type": "string"}',
    ),
    Rule(
        "duplicate-name",
        "warning",
        "A name is there twice",
        "JSON keeps the last of the two, so the first has no effect and nobody says so.",
        '{"type": "string", "type": "number"}',
        '{"type": "number"}',
    ),
    # What is a schema
    Rule(
        "not-a-schema",
        "error",
        "Something stands where a schema is due",
        "A schema is an object, or true or false. A type's name alone is none.",
        _field('"number"'),
        _field('{"type": "number"}'),
    ),
    Rule(
        "bare-example",
        "error",
        "An example in place of a schema",
        "None of its members means anything in JSON Schema, so it would ask for nothing. The fix makes a schema of it.",
        '{"name": "Walnut desk", "price": 149}',
        '{"type": "object", "properties": {"name": {"type": "string"}, "price": {"type": "integer"}}}',
    ),
    Rule(
        "misspelt-keyword",
        "error",
        "A keyword is misspelt",
        "Unknown keywords are ignored, so a slip takes a part of the schema away without a word.",
        '{"type": "array", "itms": {"type": "string"}}',
        '{"type": "array", "items": {"type": "string"}}',
    ),
    Rule(
        "unknown-keyword",
        "warning",
        "A keyword that JSON Schema does not have",
        "It has no effect. Notes of your own can be kept under names that begin with x-.",
        _field('{"type": "number", "currency": "EUR"}'),
        _field('{"type": "number", "x-currency": "EUR"}'),
    ),
    Rule(
        "stray-field",
        "error",
        "A field outside properties",
        "Beside type and properties a name is taken for a keyword: the field would not be asked for.",
        '{"type": "object", "price": {"type": "number"}}',
        _field('{"type": "number"}'),
    ),
    Rule(
        "unknown-rule",
        "warning",
        "x-lint-off names a rule that there is not",
        "What was meant to be switched off is still on.",
        '{"type": "string", "x-lint-off": ["no-descripton"]}',
        '{"type": "string", "x-lint-off": ["no-description"]}',
    ),
    # Types
    Rule(
        "no-such-type",
        "error",
        "A type that there is not",
        "There are string, number, integer, boolean, object, array and null; dates and addresses are strings.",
        _field('{"type": "float"}'),
        _field('{"type": "number"}'),
    ),
    Rule(
        "missing-type",
        "warning",
        "No type is said",
        "Anything would fit, so nothing is checked, and the page's text may come as text or as a number.",
        _field('{"description": "the price now"}'),
        _field('{"type": "number", "description": "the price now"}'),
    ),
    Rule(
        "array-without-items",
        "warning",
        "An array without items",
        "Nothing says what the elements are; most readers give texts, or nothing.",
        _field('{"type": "array"}', "tags"),
        _field('{"type": "array", "items": {"type": "string"}}', "tags"),
    ),
    Rule(
        "items-without-array",
        "warning",
        "items without an array",
        "items speaks of an array's elements; on any other type it has no effect.",
        _field('{"type": "string", "items": {"type": "string"}}', "tags"),
        _field('{"type": "array", "items": {"type": "string"}}', "tags"),
    ),
    Rule(
        "properties-without-object",
        "warning",
        "properties without an object",
        "properties speaks of objects. In an array the fields of each record go under items.",
        '{"type": "array", "properties": {"price": {"type": "number"}}}',
        '{"type": "array", "items": {"type": "object", "properties": {"price": {"type": "number"}}}}',
    ),
    Rule(
        "object-without-properties",
        "warning",
        "An object without properties",
        "It asks for nothing by name, so an extraction has nothing to look for.",
        _field('{"type": "object"}', "seller"),
        _field('{"type": "object", "properties": {"name": {"type": "string"}}}', "seller"),
    ),
    Rule(
        "no-effect",
        "warning",
        "A keyword about another type",
        "minLength says nothing of numbers, minimum nothing of texts: what was meant is not checked.",
        _field('{"type": "string", "minimum": 0}'),
        _field('{"type": "number", "minimum": 0}'),
    ),
    Rule(
        "nullable",
        "warning",
        "nullable is OpenAPI's word",
        'JSON Schema says it with the type: ["number", "null"]. Servers that follow the standard ignore nullable.',
        _field('{"type": "number", "nullable": true}'),
        _field('{"type": ["number", "null"]}'),
    ),
    # Values of keywords
    Rule(
        "keyword-value",
        "error",
        "A keyword's value is of the wrong kind",
        "The schema is no valid JSON Schema, and servers refuse it.",
        _field('{"type": "number", "minimum": "0"}'),
        _field('{"type": "number", "minimum": 0}'),
    ),
    Rule(
        "required-flag",
        "error",
        "required inside a field",
        "required is a list of names that stands beside properties, not a flag in each of them.",
        _field('{"type": "number", "required": true}'),
        '{"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}',
    ),
    Rule(
        "duplicate-entry",
        "error",
        "An entry is there twice",
        "A list of names or types holds each once; servers that check schemas refuse it.",
        '{"type": "object", "properties": {"a1": {"type": "string"}}, "required": ["a1", "a1"]}',
        '{"type": "object", "properties": {"a1": {"type": "string"}}, "required": ["a1"]}',
    ),
    Rule(
        "bad-pattern",
        "error",
        "A pattern that is no regular expression",
        "It cannot be checked, and servers refuse it.",
        _field('{"type": "string", "pattern": "[A-Z"}', "sku"),
        _field('{"type": "string", "pattern": "[A-Z]"}', "sku"),
    ),
    Rule(
        "old-keyword",
        "hint",
        "A keyword of an earlier draft",
        "Draft 2020-12 calls it otherwise; newer readers may ignore the old name.",
        '{"type": "array", "items": {"$ref": "#/definitions/a"}, "definitions": {"a": {"type": "string"}}}',
        '{"type": "array", "items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"type": "string"}}}',
    ),
    # Names
    Rule(
        "required-unknown",
        "warning",
        "A required name that is no property",
        "Nobody is told what it looks like, so it is never there, and every result is wrong.",
        '{"type": "object", "properties": {"price": {"type": "number"}}, "required": ["prise"]}',
        '{"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}',
    ),
    Rule(
        "closed-required",
        "error",
        "Required and forbidden at once",
        "additionalProperties is false, and a required name is no property: no object can fit.",
        '{"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name", "total"], '
        '"additionalProperties": false}',
        '{"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"], '
        '"additionalProperties": false}',
    ),
    Rule(
        "padded-name",
        "warning",
        "A name with space around it",
        "It is another name than the one without, and code that reads the result will not find it.",
        _field('{"type": "number"}', "price "),
        _field('{"type": "number"}'),
    ),
    Rule(
        "similar-names",
        "warning",
        "Two fields of almost the same name",
        "Both are matched with the same words of the page, so one of them gets the other's value or nothing.",
        '{"type": "object", "properties": {"unit_price": {"type": "number"}, "unitPrice": {"type": "number"}}}',
        '{"type": "object", "properties": {"unit_price": {"type": "number"}}}',
    ),
    Rule(
        "no-description",
        "hint",
        "A name that says little, without a description",
        "A description's words are matched with the page's labels; value or field1 match nothing.",
        _field('{"type": "string"}', "value"),
        _field('{"type": "string", "description": "the net weight, as written"}', "value"),
    ),
    # Formats, enums, contradictions
    Rule(
        "unknown-format",
        "warning",
        "A format that JSON Schema does not have",
        "It has no effect: neither the reader nor the check afterwards knows it.",
        _field('{"type": "string", "format": "url"}', "link"),
        _field('{"type": "string", "format": "uri"}', "link"),
    ),
    Rule(
        "format-without-string",
        "warning",
        "A format on what is no string",
        "Formats are about strings; on a number it has no effect.",
        _field('{"type": "number", "format": "date"}', "published"),
        _field('{"type": "string", "format": "date"}', "published"),
    ),
    Rule(
        "empty-enum",
        "error",
        "An enum without values",
        "Nothing can fit.",
        _field('{"type": "string", "enum": []}', "colour"),
        _field('{"type": "string", "enum": ["red", "green"]}', "colour"),
    ),
    Rule(
        "enum-type",
        "error",
        "A value of enum or const that the type forbids",
        "It can never be the result.",
        _field('{"type": "integer", "enum": [1, "2", 3]}', "stars"),
        _field('{"type": "integer", "enum": [1, 2, 3]}', "stars"),
    ),
    Rule(
        "enum-without-null",
        "warning",
        "The type allows null, the enum does not",
        "Both have to fit, so a missing value is an error all the same.",
        _field('{"type": ["string", "null"], "enum": ["new", "used"]}', "condition"),
        _field('{"type": ["string", "null"], "enum": ["new", "used", null]}', "condition"),
    ),
    Rule(
        "enum-cannot-hold",
        "error",
        "A value of enum or const that another keyword forbids",
        "It can never be the result: bounds, pattern and format count besides.",
        _field('{"type": "integer", "maximum": 5, "enum": [1, 5, 10]}', "stars"),
        _field('{"type": "integer", "maximum": 10, "enum": [1, 5, 10]}', "stars"),
    ),
    Rule(
        "default-cannot-hold",
        "warning",
        "A default or example that does not fit",
        "It shows a reader something that the schema forbids.",
        _field('{"type": "number", "default": "none"}'),
        _field('{"type": "number", "default": 0}'),
    ),
    Rule(
        "empty-range",
        "error",
        "A least that is above the most",
        "Nothing can fit.",
        _field('{"type": "number", "minimum": 100, "maximum": 10}'),
        _field('{"type": "number", "minimum": 10, "maximum": 100}'),
    ),
    Rule(
        "nothing-fits",
        "error",
        "Nothing can ever fit",
        "Parts of the schema exclude each other, so every result is wrong.",
        _field('{"type": "string", "const": "new", "enum": ["used"]}', "condition"),
        _field('{"type": "string", "enum": ["used"]}', "condition"),
    ),
    Rule(
        "ref-missing",
        "error",
        "A reference that leads nowhere",
        "What it stands for is not known; servers refuse the schema.",
        '{"type": "array", "items": {"$ref": "#/$defs/prodct"}, "$defs": {"product": {"type": "string"}}}',
        '{"type": "array", "items": {"$ref": "#/$defs/product"}, "$defs": {"product": {"type": "string"}}}',
    ),
    Rule(
        "unused-definition",
        "hint",
        "A definition that nothing refers to",
        "It costs space in each request and does nothing.",
        '{"type": "string", "$defs": {"money": {"type": "number"}}}',
        '{"type": "string"}',
    ),
    # Shapes that extraction does badly
    Rule(
        "deep-nesting",
        "warning",
        "Nested deeply",
        "A page is flat: it shows records and their fields. With each level it is less sure which value belongs where, "
        "and readers lose or mix them. Five levels of objects and arrays are more than pages have.",
        '{"type":"object","properties":{"a1":{"type":"object","properties":{"b1":{"type":"object","properties":'
        '{"c1":{"type":"object","properties":{"d1":{"type":"object","properties":{"e1":{"type":"string"}}}}}}}}}}}',
        '{"type":"object","properties":{"e1":{"type":"string"}}}',
    ),
    Rule(
        "union",
        "warning",
        "Several shapes for one value",
        "A reader has to choose a shape before it knows the value; most take the first or the largest. Ask for one "
        "shape with fields that may be null.",
        _field('{"anyOf": [{"type": "number"}, {"type": "object", "properties": {"amount": {"type": "number"}}}]}'),
        _field('{"type": ["number", "null"]}'),
    ),
    Rule(
        "large-enum",
        "warning",
        "A large enum",
        "Pages write things in their own words. With more than fifty choices the nearest is often not the right one, "
        "and the list is sent with each request. Take the text, and sort it afterwards.",
        _field('{{"type": "string", "enum": [{}]}}'.format(", ".join(f'"kind {n}"' for n in range(60))), "kind"),
        _field('{"type": "string"}', "kind"),
    ),
    Rule(
        "many-fields",
        "warning",
        "A great many fields",
        "More than sixty in one object: readers leave out what comes late. Two extractions of half of them do better.",
        _MANY,
        '{"type": "object", "properties": {"part_1": {"type": "string"}}}',
    ),
    Rule(
        "array-of-arrays",
        "warning",
        "Arrays of arrays",
        "Rows without names: where a cell is missing, all behind it move. Ask for objects with a name for each column.",
        '{"type": "array", "items": {"type": "array", "items": {"type": "string"}}}',
        '{"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}',
    ),
    Rule(
        "tuple",
        "warning",
        "Fields by their place",
        "prefixItems tells fields apart by their place alone. Readers match by name and label, so give them names.",
        '{"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}]}',
        '{"type": "object", "properties": {"name": {"type": "string"}, "price": {"type": "number"}}}',
    ),
    Rule(
        "conditional",
        "warning",
        "Conditions",
        "if, not and their like say what is forbidden, not what to look for: a reader cannot use them. The check "
        "afterwards does.",
        _field('{"type": "number", "not": {"const": 0}}'),
        _field('{"type": "number", "exclusiveMinimum": 0}'),
    ),
    Rule(
        "recursive",
        "warning",
        "A schema that refers to itself",
        "It has no end, so readers stop somewhere. Ask for as many levels as the page shows.",
        '{"type": "object", "properties": {"title": {"type": "string"}, "replies": {"type": "array", "items": '
        '{"$ref": "#"}}}}',
        '{"type": "object", "properties": {"title": {"type": "string"}, "replies": {"type": "array", "items": '
        '{"type": "object", "properties": {"title": {"type": "string"}}}}}}',
    ),
    Rule(
        "asks-to-invent",
        "warning",
        "More than the page may have",
        "minItems above one asks for records whether the page has them or not; a model then makes them up.",
        '{"type": "array", "minItems": 10, "items": {"type": "string"}}',
        '{"type": "array", "items": {"type": "string"}}',
    ),
)

RULES: dict[str, Rule] = {rule.id: rule for rule in _ALL}
"""By id, in the order of the reference."""
