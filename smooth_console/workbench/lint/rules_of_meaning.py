"""Rules about what a schema says: formats and enums, contradictions, shapes that extraction does badly."""

from smooth_console.workbench.lint.rule import Rule, field

_MANY = '{"type": "object", "properties": {' + ", ".join(f'"part_{n}": {{"type": "string"}}' for n in range(70)) + "}}"

MEANING = (
    # Formats, enums, contradictions
    Rule(
        "unknown-format",
        "warning",
        "A format that JSON Schema does not have",
        "It has no effect: neither the reader nor the check afterwards knows it.",
        field('{"type": "string", "format": "url"}', "link"),
        field('{"type": "string", "format": "uri"}', "link"),
    ),
    Rule(
        "format-without-string",
        "warning",
        "A format on what is no string",
        "Formats are about strings; on a number it has no effect.",
        field('{"type": "number", "format": "date"}', "published"),
        field('{"type": "string", "format": "date"}', "published"),
    ),
    Rule(
        "empty-enum",
        "error",
        "An enum without values",
        "Nothing can fit.",
        field('{"type": "string", "enum": []}', "colour"),
        field('{"type": "string", "enum": ["red", "green"]}', "colour"),
    ),
    Rule(
        "enum-type",
        "error",
        "A value of enum or const that the type forbids",
        "It can never be the result.",
        field('{"type": "integer", "enum": [1, "2", 3]}', "stars"),
        field('{"type": "integer", "enum": [1, 2, 3]}', "stars"),
    ),
    Rule(
        "enum-without-null",
        "warning",
        "The type allows null, the enum does not",
        "Both have to fit, so a missing value is an error all the same.",
        field('{"type": ["string", "null"], "enum": ["new", "used"]}', "condition"),
        field('{"type": ["string", "null"], "enum": ["new", "used", null]}', "condition"),
    ),
    Rule(
        "enum-cannot-hold",
        "error",
        "A value of enum or const that another keyword forbids",
        "It can never be the result: bounds, pattern and format count besides.",
        field('{"type": "integer", "maximum": 5, "enum": [1, 5, 10]}', "stars"),
        field('{"type": "integer", "maximum": 10, "enum": [1, 5, 10]}', "stars"),
    ),
    Rule(
        "default-cannot-hold",
        "warning",
        "A default or example that does not fit",
        "It shows a reader something that the schema forbids.",
        field('{"type": "number", "default": "none"}'),
        field('{"type": "number", "default": 0}'),
    ),
    Rule(
        "empty-range",
        "error",
        "A least that is above the most",
        "Nothing can fit.",
        field('{"type": "number", "minimum": 100, "maximum": 10}'),
        field('{"type": "number", "minimum": 10, "maximum": 100}'),
    ),
    Rule(
        "nothing-fits",
        "error",
        "Nothing can ever fit",
        "Parts of the schema exclude each other, so every result is wrong.",
        field('{"type": "string", "const": "new", "enum": ["used"]}', "condition"),
        field('{"type": "string", "enum": ["used"]}', "condition"),
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
        field('{"anyOf": [{"type": "number"}, {"type": "object", "properties": {"amount": {"type": "number"}}}]}'),
        field('{"type": ["number", "null"]}'),
    ),
    Rule(
        "large-enum",
        "warning",
        "A large enum",
        "Pages write things in their own words. With more than fifty choices the nearest is often not the right one, "
        "and the list is sent with each request. Take the text, and sort it afterwards.",
        field('{{"type": "string", "enum": [{}]}}'.format(", ".join(f'"kind {n}"' for n in range(60))), "kind"),
        field('{"type": "string"}', "kind"),
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
        field('{"type": "number", "not": {"const": 0}}'),
        field('{"type": "number", "exclusiveMinimum": 0}'),
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
