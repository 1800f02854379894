"""Rules about shapes that extraction does badly, and about references."""

from collections.abc import Iterator
from typing import Any

from smooth_console.language.declare import nearest
from smooth_console.output.paths import value_at
from smooth_console.workbench.lint.context import Context
from smooth_console.workbench.lint.mending import child
from smooth_console.workbench.lint.vocabulary import types_of
from smooth_console.workbench.written.tokens import shown

DEEPEST = 4
"""Levels of objects and arrays below the root that are too many."""
LARGEST_ENUM = 50
MOST_FIELDS = 60
_CONDITIONS = ("if", "not", "dependentSchemas", "dependentRequired", "contains", "propertyNames")
_OLD = {"definitions": "$defs", "id": "$id", "additionalItems": "items", "dependencies": "dependentSchemas"}


def shape(ctx: Context, schema: dict[str, Any], pointer: str, depth: int) -> None:
    """`deep-nesting`, `large-enum`, `many-fields`, `array-of-arrays`, `tuple`, `conditional`, `asks-to-invent`."""
    if depth == DEEPEST and (schema.get("properties") or looks_like_records(schema.get("items"))):
        hint = "ask for flat records, or in two extractions"
        ctx.say("deep-nesting", pointer, f"{depth + 1} levels of objects and arrays", hint, at="key")
    values = schema.get("enum")
    if isinstance(values, list) and len(values) > LARGEST_ENUM:
        hint = "take the text, and sort it afterwards"
        ctx.say("large-enum", child(pointer, "enum"), f"an enum of {len(values)} values", hint, at="key")
    properties = schema.get("properties")
    if isinstance(properties, dict) and len(properties) > MOST_FIELDS:
        hint = "two extractions of half of them do better"
        ctx.say("many-fields", child(pointer, "properties"), f"{len(properties)} fields in one object", hint, at="key")
    items = schema.get("items")
    if isinstance(items, dict) and "array" in types_of(schema) and "array" in types_of(items):
        hint = "ask for objects, with a name for each column"
        ctx.say("array-of-arrays", child(pointer, "items"), "an array of arrays", hint, at="key")
    if isinstance(items, list):
        here = child(pointer, "items")
        fix = ctx.fix('write "prefixItems"', ctx.mend.rename(here, "prefixItems"))
        message = "items is one schema; a list of them is prefixItems"
        ctx.say("keyword-value", here, message, "name the fields of an object, if you can", at="key", fix=fix)
    if isinstance(schema.get("prefixItems"), list):
        ctx.say("tuple", child(pointer, "prefixItems"), "fields told apart by their place", "give them names", at="key")
    for name in _CONDITIONS:
        if name in schema and not (name == "not" and schema["not"] in ({}, True)):
            hint = "the check afterwards uses it"
            ctx.say("conditional", child(pointer, name), f"a reader cannot use {name}", hint, at="key")
    least = schema.get("minItems")
    if isinstance(least, int) and not isinstance(least, bool) and least > 1:
        here = child(pointer, "minItems")
        fix = ctx.fix("take minItems away", ctx.mend.remove(here))
        message = f"minItems asks for {least}, whether the page has them or not"
        ctx.say("asks-to-invent", here, message, "say in the prompt how many you want", at="key", fix=fix)


def looks_like_records(items: Any) -> bool:
    """Whether the items of an array are more than texts or numbers."""
    return isinstance(items, dict) and bool(items.get("properties") or items.get("items"))


def unions(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`union`: several types, or several shapes."""
    kinds = [kind for kind in types_of(schema) if kind != "null"]
    if len(kinds) > 1 and {"integer", "number"} != set(kinds):
        here = child(pointer, "type")
        hint = "string takes what is written; one type and null is best"
        ctx.say("union", here, f"{' or '.join(kinds)}: several shapes for one value", hint)
    for name in ("anyOf", "oneOf"):
        parts = schema.get(name)
        if not isinstance(parts, list):
            continue
        real = [part for part in parts if not (isinstance(part, dict) and types_of(part) == ("null",))]
        plain = [part for part in real if isinstance(part, dict) and ("const" in part or "enum" in part)]
        if len(real) > 1 and len(plain) < len(real):
            hint = "ask for one shape with fields that may be null"
            ctx.say("union", child(pointer, name), f"{name}: {len(real)} shapes for one value", hint, at="key")


def old(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`old-keyword`."""
    for name, new in _OLD.items():
        if name not in schema or (name == "id" and not isinstance(schema["id"], str)):
            continue
        here = child(pointer, name)
        edits = [ctx.mend.rename(here, new)] if name in ("id", "definitions") and new not in schema else [None]
        if name == "definitions" and pointer == "":
            edits += [ctx.mend.replace(at, ref.replace("#/definitions/", "#/$defs/")) for at, ref in _refs(ctx.root)]
        message = f"{name} is a keyword of an earlier draft"
        ctx.say("old-keyword", here, message, f"now {new}", at="key", fix=ctx.fix(f"write {new}", *edits))


def _refs(schema: Any) -> Iterator[tuple[str, str]]:
    """Every `$ref` in a schema, with the pointer of its value."""
    waiting = [("", schema)]
    while waiting:
        pointer, part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield f"{pointer}/$ref", part["$ref"]
            waiting += [(child(pointer, name), inner) for name, inner in part.items()]
        elif isinstance(part, list):
            waiting += [(child(pointer, index), inner) for index, inner in enumerate(part)]


def references(ctx: Context) -> None:
    """`ref-missing`, `recursive`, `unused-definition`."""
    used: set[str] = set()
    for at, ref in sorted(_refs(ctx.root)):
        if not ref.startswith("#"):
            hint = "copy it under $defs and refer to #/$defs/NAME"
            ctx.say("ref-missing", at, f"{shown(ref)} lies outside this schema, and is not fetched", hint)
            continue
        target = ref[1:]
        used.add(target)
        if target and not target.startswith("/"):
            continue  # an anchor
        try:
            value_at(ctx.root, target)
        except LookupError:
            used.add(_missing(ctx, at, ref))
            continue
        holder = at.removesuffix("/$ref")
        if holder == target or holder.startswith(target + "/") or (not target and holder):
            ctx.say("recursive", at, f"{ref} refers back to what it is in", "ask for as many levels as the page shows")
    for home in ("$defs", "definitions"):
        defined = ctx.root.get(home) if isinstance(ctx.root, dict) else None
        for name in defined if isinstance(defined, dict) else ():
            here = child(f"/{home}", name)
            if not any(target == here or target.startswith(here + "/") for target in used):
                alone = len(defined or ()) == 1
                fix = ctx.fix("take it away", ctx.mend.remove(f"/{home}" if alone else here))
                ctx.say("unused-definition", here, f"nothing refers to {shown(name)}", at="key", fix=fix)


def _missing(ctx: Context, at: str, ref: str) -> str:
    """Say that a reference leads nowhere; what it most likely means."""
    known = [
        f"#/{home}/{name}"
        for home in ("$defs", "definitions")
        if isinstance(ctx.root, dict) and isinstance(ctx.root.get(home), dict)
        for name in ctx.root[home]
    ]
    near = nearest(ref, known)
    fix = ctx.fix(f"write {near}", ctx.mend.replace(at, near)) if near else None
    hint = f"did you mean {near}?" if near else "nothing is defined under $defs"
    ctx.say("ref-missing", at, f"{shown(ref)} leads nowhere", hint, fix=fix)
    return (near or "#")[1:]
