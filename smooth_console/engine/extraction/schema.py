"""A JSON Schema as a tree of fields to fill: references resolved, alternatives chosen, mistakes named.

No page is looked at here.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

from smooth_console.engine.errors import ActionError
from smooth_console.engine.extraction import names
from smooth_console.engine.extraction.lexicon import words

MOST_LEVELS = 12  # of nesting; a schema that refers to itself is followed so far
MOST_FIELDS = 2_000
MOST_NESTED = 30  # references and alternatives within each other
MOST_FOLLOWED = 20_000

_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
_KEYWORDS = words(
    """
    $schema $id $ref $defs $anchor $dynamicRef $dynamicAnchor $vocabulary $comment definitions type properties
    items prefixItems required enum const default title description examples example format pattern minLength
    maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems
    contains minContains maxContains additionalProperties patternProperties propertyNames minProperties
    maxProperties dependentRequired dependentSchemas dependencies unevaluatedItems unevaluatedProperties
    additionalItems if then else allOf anyOf oneOf not nullable readOnly writeOnly deprecated contentEncoding
    contentMediaType contentSchema discriminator xml externalDocs propertyOrdering id strict
    """
)
_SHAPES = words("type properties items prefixItems enum const anyOf oneOf allOf $ref")
_QUOTED = re.compile(r"[\"'“‘«]([^\"'”’»]{2,40})[\"'”’»]")


@dataclass
class Field:
    """One value to find.

    `names` are what it may be called on a page, each with a weight of 0 to 1; `pointer` is its place in the result,
    with `*` for any item of an array.
    """

    name: str
    pointer: str
    kinds: frozenset[str]
    format: str = ""
    description: str = ""
    enum: tuple[Any, ...] | None = None
    properties: dict[str, "Field"] = field(default_factory=dict)
    items: "Field | None" = None
    required: frozenset[str] = frozenset()
    most: int | None = None
    css: str = ""
    xpath: str = ""
    names: tuple[tuple[str, float], ...] = ()
    meaning: frozenset[str] = frozenset()

    @property
    def is_object(self) -> bool:
        return "object" in self.kinds and bool(self.properties)

    @property
    def is_array(self) -> bool:
        return "array" in self.kinds

    @property
    def is_scalar(self) -> bool:
        return not self.is_object and not self.is_array

    def wants(self, *words: str) -> bool:
        """Whether its name has one of these meanings."""
        return not self.meaning.isdisjoint(words)

    def likeness(self, label: str) -> float:
        """How surely `label` names this field, 0 to 1."""
        best = 0.0
        for name, weight in self.names:
            found = names.likeness(name, label) * weight
            if found > best:
                best = found
        return best


def same_thing(one: Field, other: Field) -> bool:
    """Whether two fields ask for one thing in two ways (weight and weight_kg).

    A synonym is another thing where both are asked for (state and region), but for the name of the thing itself.
    """
    if not names.read(one.name).words & names.read(other.name).words and not (
        one.wants("name") and other.wants("name")
    ):
        return False
    return max(names.likeness(one.name, other.name), names.likeness(other.name, one.name)) >= 0.7


def compile_schema(schema: Any) -> Field:
    """The tree of fields of a JSON Schema (draft 2020-12, and what older drafts and OpenAPI have in common with it).

    Raises:
        ActionError: 400, naming the JSON Pointer of the mistake and the nearest keyword.
    """
    return _Compiler(schema).field(schema, "", "", "", 0)


class _Compiler:
    def __init__(self, root: Any) -> None:
        self.root = root
        self.count = 0
        self.followed = 0  # steps of $ref, allOf, anyOf and oneOf, all together
        self.nested = 0  # of them, open at the moment

    def field(self, schema: Any, where: str, name: str, pointer: str, level: int, parent: str = "") -> Field:
        self.count += 1
        if self.count > MOST_FIELDS:
            raise _wrong(where, f"has more than {MOST_FIELDS} fields with its references followed")
        if schema is True:
            schema = {}
        if schema is False:
            return Field(name, pointer, frozenset({"null"}))
        if not isinstance(schema, dict):
            raise _wrong(where, f"must be an object, not {_kind(schema)}")
        self.check(schema, where)
        if level > MOST_LEVELS:
            return Field(name, pointer, frozenset({"null"}))
        schema, where = self.resolve(schema, where)
        found = Field(name, pointer, self.kinds(schema, where))
        found.format = _text(schema, "format", where)
        found.description = _text(schema, "description", where)
        if isinstance(schema.get("enum"), list):
            found.enum = tuple(schema["enum"])
        elif "const" in schema:
            found.enum = (schema["const"],)
        found.css, found.xpath = _text(schema, "x-css", where), _text(schema, "x-xpath", where)
        limit = schema.get("maxItems")
        found.most = limit if isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0 else None
        found.required = frozenset(item for item in schema.get("required", []) if isinstance(item, str))
        found.names = _names(name, parent, _text(schema, "title", where), found.description)
        found.meaning = names.meaning(name) if name else names.meaning(_text(schema, "title", where))
        for key, inner in schema.get("properties", {}).items():
            step = f"{pointer}/{_escape(key)}"
            found.properties[key] = self.field(inner, f"{where}/properties/{_escape(key)}", key, step, level + 1, name)
        if "array" in found.kinds:
            items = schema.get("items", schema.get("prefixItems", True))
            if isinstance(items, list):
                items = items[0] if items else True
            found.items = self.field(items, f"{where}/items", name, f"{pointer}/*", level + 1, parent)
        return found

    def resolve(self, schema: dict[str, Any], where: str) -> tuple[dict[str, Any], str]:
        """Follows $ref, merges allOf, and takes the alternative of anyOf/oneOf that says most."""
        self.nested += 1
        try:
            return self.resolved(schema, where)
        finally:
            self.nested -= 1

    def resolved(self, schema: dict[str, Any], where: str) -> tuple[dict[str, Any], str]:
        if self.nested > MOST_NESTED:
            raise _wrong(where, "refers to itself without end, or is nested too deeply")
        for _ in range(20):
            self.followed += 1
            if self.followed > MOST_FOLLOWED:
                raise _wrong(where, "has too many references and alternatives")
            if "$ref" in schema:
                target = self.target(schema["$ref"], where)
                schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
                self.check(schema, where)
            elif "allOf" in schema:
                parts = [
                    self.resolve(self.part(part, f"{where}/allOf/{n}"), where)[0]
                    for n, part in enumerate(schema["allOf"])
                ]
                schema = _merge([*parts, {key: value for key, value in schema.items() if key != "allOf"}])
            elif "anyOf" in schema or "oneOf" in schema:
                schema = self.choose(schema, where)
            else:
                return schema, where
        raise _wrong(where, "refers to itself without end")

    def choose(self, schema: dict[str, Any], where: str) -> dict[str, Any]:
        word = "anyOf" if "anyOf" in schema else "oneOf"
        rest = {key: value for key, value in schema.items() if key != word}
        options = [self.resolve(self.part(one, f"{where}/{word}/{n}"), where)[0] for n, one in enumerate(schema[word])]
        nullable = any(one.get("type") == "null" for one in options)
        options = [one for one in options if one.get("type") != "null"]
        if not options:
            return {**rest, "type": "null"}
        shaped = [
            one for one in options if "properties" in one or "items" in one or one.get("type") in ("array", "object")
        ]
        if shaped:
            chosen = max(shaped, key=lambda one: len(one.get("properties", ())))
            merged = _merge([chosen, rest])
        else:
            kinds = [kind for one in options for kind in _listed(one.get("type"))]
            merged = _merge([*reversed(options), rest])
            merged["type"] = list(dict.fromkeys(kinds)) or list(_TYPES[:4])
            choices = [
                value
                for one in options
                for value in [*one.get("enum", ()), *([one["const"]] if "const" in one else ())]
            ]
            if choices and all("enum" in one or "const" in one for one in options):
                merged["enum"] = choices
                merged.pop("const", None)
        if nullable and "type" in merged:
            merged["type"] = [*_listed(merged["type"]), "null"]
        return merged

    def part(self, part: Any, where: str) -> dict[str, Any]:
        if isinstance(part, bool):
            return {}
        if not isinstance(part, dict):
            raise _wrong(where, f"must be an object, not {_kind(part)}")
        self.check(part, where)
        return part

    def target(self, ref: Any, where: str) -> dict[str, Any]:
        if not isinstance(ref, str) or not ref.startswith("#"):
            raise _wrong(f"{where}/$ref", "must be a reference within the schema, such as '#/$defs/item'")
        found: Any = self.root
        for step in ref[1:].split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            if isinstance(found, dict) and key in found:
                found = found[key]
            elif isinstance(found, list) and key.isdigit() and int(key) < len(found):
                found = found[int(key)]
            else:
                known = list(found) if isinstance(found, dict) else []
                raise _wrong(f"{where}/$ref", f"points to {ref}, which is not there{_nearest(key, known)}")
        return self.part(found, ref)

    def kinds(self, schema: dict[str, Any], where: str) -> frozenset[str]:
        kinds = set(_listed(schema.get("type")))
        if schema.get("nullable") is True and kinds:
            kinds.add("null")
        if not kinds - {"null"}:
            if "properties" in schema:
                kinds.add("object")
            elif "items" in schema or "prefixItems" in schema:
                kinds.add("array")
        return frozenset(kinds) or frozenset({"any"})

    def check(self, schema: dict[str, Any], where: str) -> None:
        """Keywords and the shapes of their values."""
        for key in schema:
            if not isinstance(key, str):
                raise _wrong(where, "has a key that is not text")
            if key not in _KEYWORDS and not key.startswith(("x-", "$")):
                near = process.extractOne(key, _KEYWORDS, score_cutoff=82) if len(key) > 3 else None
                if near:
                    raise _wrong(f"{where}/{_escape(key)}", f"is not a JSON Schema keyword; did you mean '{near[0]}'?")
        unknown = [key for key in schema if key not in _KEYWORDS and not key.startswith(("x-", "$"))]
        if unknown and not _SHAPES & schema.keys():
            raise _wrong(
                f"{where}/{_escape(unknown[0])}",
                'is not a JSON Schema keyword; properties go into {"type": "object", "properties": {...}}',
            )
        for kind in _listed(schema.get("type"), where):
            if kind not in _TYPES:
                raise _wrong(
                    f"{where}/type", f"is {_show(kind)}, which is not a JSON Schema type{_nearest(kind, _TYPES)}"
                )
        for key, shape, say in _EXPECTED:
            if key in schema and not isinstance(schema[key], shape):
                raise _wrong(f"{where}/{key}", f"must be {say}, not {_kind(schema[key])}")
        for key in ("anyOf", "oneOf", "allOf"):
            if key in schema and not schema[key]:
                raise _wrong(f"{where}/{key}", "must not be empty")
        if any(not isinstance(name, str) for name in schema.get("required", ())):
            raise _wrong(f"{where}/required", "must be a list of property names")


_EXPECTED: tuple[tuple[str, type | tuple[type, ...], str], ...] = (
    ("properties", dict, "an object of schemas by name"),
    ("items", (dict, bool, list), "a schema"),
    ("prefixItems", list, "a list of schemas"),
    ("required", list, "a list of property names"),
    ("enum", list, "a list of values"),
    ("anyOf", list, "a list of schemas"),
    ("oneOf", list, "a list of schemas"),
    ("allOf", list, "a list of schemas"),
)


def _names(name: str, parent: str, title: str, description: str) -> tuple[tuple[str, float], ...]:
    """What a page may call a field, surest first."""
    found: list[tuple[str, float]] = []
    if name:
        found.append((name, 1.0))
        if parent:
            found.append((f"{parent} {name}", 0.97))
    if title:
        found.append((title, 0.96))
    found += [(quoted, 0.98) for quoted in _QUOTED.findall(description)[:4]]
    if description and len(description.split()) <= 6:
        found.append((description, 0.8))
    return tuple(found)


def _merge(parts: list[dict[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for part in parts:
        properties = {**merged.get("properties", {}), **part.get("properties", {})}
        required = [*merged.get("required", []), *part.get("required", [])]
        merged = {**merged, **part}
        if properties:
            merged["properties"] = properties
        if required:
            merged["required"] = required
    return merged


def _listed(kinds: Any, where: str | None = None) -> list[str]:
    if kinds is None:
        return []
    listed = kinds if isinstance(kinds, list) else [kinds]
    if where is not None:
        for kind in listed:
            if not isinstance(kind, str):
                raise _wrong(f"{where}/type", f"must be the name of a type or a list of them, not {_kind(kind)}")
    return [kind for kind in listed if isinstance(kind, str)]


def _text(schema: dict[str, Any], key: str, where: str) -> str:
    value = schema.get(key, "")
    if not isinstance(value, str):
        raise _wrong(f"{where}/{key}", f"must be text, not {_kind(value)}")
    return value


def _wrong(where: str, what: str) -> ActionError:
    return ActionError(
        f"The schema is wrong at {where or 'its root'}: it {what}."
        if not what.endswith("?")
        else f"The schema is wrong at {where or 'its root'}: it {what}"
    )


def _nearest(word: str, known: Any) -> str:
    near = process.extractOne(word, list(known), score_cutoff=60)
    return f"; did you mean '{near[0]}'?" if near else f" (there are: {', '.join(list(known)[:8])})" if known else ""


def _kind(value: Any) -> str:
    names_of = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return "null" if value is None else names_of.get(type(value), type(value).__name__)


def _show(value: str) -> str:
    return f"'{value[:40]}'"


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
