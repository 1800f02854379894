"""What is wrong with a JSON Schema before it is sent: where, and the nearest right thing. It knows no page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from smooth_console.language.declare import nearest

Level = Literal["error", "warning"]

TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")

# The vocabulary of JSON Schema 2020-12, and what earlier drafts called the same.
_SCHEMAS = ("not", "if", "then", "else", "contains", "propertyNames", "additionalProperties", "unevaluatedItems")
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_OTHER = (
    *("$schema", "$id", "$ref", "$anchor", "$comment", "$dynamicRef", "$dynamicAnchor", "$vocabulary"),
    *("type", "enum", "const", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"),
    *("multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern"),
    *("maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties"),
    *("required", "dependentRequired", "format", "contentEncoding", "contentMediaType", "contentSchema"),
    *("items", "unevaluatedProperties", "additionalItems", "dependencies", "id"),
)
KEYWORDS: tuple[str, ...] = tuple(sorted({*_SCHEMAS, *_SCHEMA_LISTS, *_SCHEMA_MAPS, *_OTHER}))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a schema, or doubtful.

    Attributes:
        pointer: JSON Pointer (RFC 6901) to the part that is wrong; "" is the whole.
        message: What is wrong, a line.
        hint: The nearest right thing.
        start: Offset in the text, in characters, when the text was given and the place found.
        end: Offset behind it.
    """

    level: Level
    pointer: str
    message: str
    hint: str = ""
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


def check_schema(schema: Any, text: str = "") -> list[Finding]:
    """Everything that is wrong with a schema, in its own order.

    Args:
        schema: The parsed schema.
        text: The text that it was parsed from, to place findings in it.
    """
    findings = list(_walk(schema, ""))
    if not any(finding.level == "error" for finding in findings):
        findings += _against_metaschema(schema)
    return [_placed(finding, text) for finding in findings] if text else findings


def _walk(schema: Any, pointer: str) -> Iterator[Finding]:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        yield Finding("error", pointer, "a schema is an object", 'such as {"type": "string"}')
        return
    if schema and pointer == "" and not any(_keyword(name) for name in schema):
        yield Finding("error", pointer, *_example_or_typo(schema))
        return
    yield from _unknown_keywords(schema, pointer)
    yield from _types(schema, pointer)
    yield from _required(schema, pointer)
    for name, part in schema.items():
        here = f"{pointer}/{_escape(name)}"
        if name in _SCHEMAS or (name == "items" and not isinstance(part, list)):
            yield from _walk(part, here)
        elif (name in _SCHEMA_LISTS or name == "items") and isinstance(part, list):
            for index, item in enumerate(part):
                yield from _walk(item, f"{here}/{index}")
        elif name in _SCHEMA_MAPS:
            yield from _map(name, part, here)


def _map(name: str, part: Any, here: str) -> Iterator[Finding]:
    if not isinstance(part, dict):
        yield Finding("error", here, f"{name} is an object of names and their schemas")
        return
    for member, item in part.items():
        if isinstance(item, str) and item in TYPES:
            yield Finding("error", f"{here}/{_escape(member)}", "a schema is an object", f'write {{"type": "{item}"}}')
        else:
            yield from _walk(item, f"{here}/{_escape(member)}")


def _example_or_typo(schema: dict[str, Any]) -> tuple[str, str]:
    for name in schema:
        near = _near_keyword(name)
        if near:
            return f"unknown keyword {name}", f"did you mean {near}?"
    return (
        "this is an example, not a schema: none of its members is a keyword of JSON Schema",
        'write {"type": "object", "properties": {...}}',
    )


def _unknown_keywords(schema: dict[str, Any], pointer: str) -> Iterator[Finding]:
    for name in schema:
        if _keyword(name):
            continue
        near = _near_keyword(name)
        hint = f"did you mean {near}?" if near else "it has no effect; names of fields go under properties"
        yield Finding("error" if near else "warning", f"{pointer}/{_escape(name)}", f"unknown keyword {name}", hint)


def _types(schema: dict[str, Any], pointer: str) -> Iterator[Finding]:
    given = schema.get("type")
    for name in given if isinstance(given, list) else [given]:
        if isinstance(name, str) and name not in TYPES:
            near = _TYPE_WORDS.get(name.lower()) or nearest(name, TYPES)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(TYPES)}"
            yield Finding("error", f"{pointer}/type", f"no type {name}", hint)
        elif "type" in schema and not isinstance(name, str):
            yield Finding("error", f"{pointer}/type", "a type is a text, or a list of them", ", ".join(TYPES))
    if given == "array" and not any(name in schema for name in ("items", "prefixItems", "contains")):
        yield Finding("warning", f"{pointer}/type", "an array without items", "say what is in it")
    if "properties" in schema and isinstance(given, str) and given in TYPES and given != "object":
        yield Finding("warning", f"{pointer}/properties", f"properties have no effect on type {given}")


_TYPE_WORDS = {
    **dict.fromkeys(("str", "text", "varchar", "date", "url"), "string"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("int", "long"), "integer"),
    **dict.fromkeys(("bool",), "boolean"),
    **dict.fromkeys(("dict", "map", "record"), "object"),
    **dict.fromkeys(("list", "tuple", "set"), "array"),
    **dict.fromkeys(("none", "nil", "undefined"), "null"),
}


def _required(schema: dict[str, Any], pointer: str) -> Iterator[Finding]:
    required, properties = schema.get("required"), schema.get("properties")
    if isinstance(required, bool):
        yield Finding(
            "error", f"{pointer}/required", "required is a list of names", "it stands beside properties, not inside one"
        )
    if not isinstance(required, list) or not isinstance(properties, dict):
        return
    for index, name in enumerate(required):
        if isinstance(name, str) and name not in properties:
            near = nearest(name, properties)
            hint = f"did you mean {near}?" if near else "it is not among the properties"
            yield Finding(
                "warning", f"{pointer}/required/{index}", f"required names {name}, which is no property", hint
            )


def _against_metaschema(schema: Any) -> list[Finding]:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    found = []
    try:
        for problem in validator.iter_errors(schema):
            deepest = min(problem.context or [problem], key=lambda error: -len(error.absolute_path))
            pointer = "".join(f"/{_escape(str(step))}" for step in deepest.absolute_path)
            found.append(Finding("error", pointer, _one_line(deepest.message)))
    except RecursionError:
        found.append(Finding("error", "", "nested too deeply"))
    return found


def _keyword(name: str) -> bool:
    return name in KEYWORDS or name.startswith("x-")


def _near_keyword(name: str) -> str | None:
    """A keyword that a name is a slip of; looser words than that are no slip."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extractOne(name, KEYWORDS, scorer=OSA.normalized_similarity, score_cutoff=0.75)
    if found and len(name) > 3:
        return str(found[0])
    return next((keyword for keyword in KEYWORDS if keyword.lower() == name.lower().replace("_", "")), None)


_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[^\s,\]}:]+')


def _placed(finding: Finding, text: str) -> Finding:
    """A finding with the place of its key, or of the nearest part around it that the text shows."""
    from smooth_console.language.json_text import pointer_positions
    from smooth_console.language.problems import offset

    positions = pointer_positions(text)
    pointer = finding.pointer
    while pointer and pointer not in positions:
        pointer = pointer.rpartition("/")[0]
    if pointer not in positions:
        return finding
    start = offset(text, *positions[pointer])
    token = _TOKEN.match(text, start)
    return replace(finding, start=start, end=token.end() if token else start + 1)


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _one_line(message: str) -> str:
    text = " ".join(message.split())
    return text if len(text) <= 160 else text[:159] + "…"
