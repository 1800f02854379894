"""Rules about types: misspelt, missing, and keywords that are about another type."""

from typing import Any

from smooth_console.language.declare import nearest
from smooth_console.language.schema_words import ABOUT, SHORT_FORMATS, TYPES
from smooth_console.workbench.edits import Edit
from smooth_console.workbench.infer.names import likely_type
from smooth_console.workbench.lint import structure
from smooth_console.workbench.lint.context import Context, Role
from smooth_console.workbench.lint.mending import as_json, child
from smooth_console.workbench.lint.vocabulary import SHAPE, types_of
from smooth_console.workbench.written.short import TYPE_WORDS
from smooth_console.workbench.written.tokens import shown

_ITS_OWN = ("properties", "items", "format")
"""Keywords with a rule of their own."""


def names(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`no-such-type`, and types that are no texts."""
    if "type" not in schema:
        return
    given, here = schema["type"], child(pointer, "type")
    if isinstance(given, dict):
        return  # a field that is called type: `stray-field`
    listed = given if isinstance(given, list) else [given]
    if not listed:
        ctx.say("keyword-value", here, "a list of types holds one at least", ", ".join(TYPES))
    for index, name in enumerate(listed):
        place = child(here, index) if isinstance(given, list) else here
        if name in TYPES:
            continue
        if name is None:
            fix = ctx.fix('write "null"', ctx.mend.replace(place, "null"))
            ctx.say("keyword-value", place, "the type null is written as text", 'write "null"', fix=fix)
        elif not isinstance(name, str):
            ctx.say("keyword-value", place, "a type is a text, or a list of them", ", ".join(TYPES))
        else:
            _no_type(ctx, name, place, schema, pointer, alone=not isinstance(given, list))


def _no_type(ctx: Context, name: str, place: str, schema: dict[str, Any], pointer: str, *, alone: bool) -> None:
    if name.lower() in SHORT_FORMATS and alone and "format" not in schema:
        given = SHORT_FORMATS[name.lower()]
        edits = (ctx.mend.replace(place, "string"), ctx.mend.insert(pointer, "format", given))
        hint = f'a string of format {given}: {{"type": "string", "format": "{given}"}}'
        ctx.say("no-such-type", place, f"no type {shown(name)}", hint, fix=ctx.fix(f"write format {given}", *edits))
        return
    if name.endswith("[]") and alone and "items" not in schema:
        inner = name[:-2] if name[:-2] in TYPES else TYPE_WORDS.get(name[:-2].lower(), "string")
        edits = (ctx.mend.replace(place, "array"), ctx.mend.insert(pointer, "items", {"type": inner}))
        hint = f'write "array" and items of {inner}'
        ctx.say("no-such-type", place, f"no type {shown(name)}", hint, fix=ctx.fix("make it an array", *edits))
        return
    near = TYPE_WORDS.get(name.lower()) or nearest(name, TYPES)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(TYPES)}"
    fix = ctx.fix(f"write {as_json(near)}", ctx.mend.replace(place, near)) if near else None
    ctx.say("no-such-type", place, f"no type {shown(name)}", hint, fix=fix)


def missing(ctx: Context, schema: Any, pointer: str, role: Role) -> None:
    """`missing-type`."""
    if role == "part" or schema is False:
        return
    if schema is True or not schema:
        if role == "root":
            return  # {} asks for a plain reading of the page
        guess = _guess(pointer, role)
        fix = ctx.fix(f"make it a {guess}", ctx.mend.replace(pointer, {"type": guess}))
        ctx.say("missing-type", pointer, f"{_what(pointer, role)} has no type: anything fits", fix=fix)
        return
    meant = structure.meant(schema)
    shapes = [name for name in meant if name in SHAPE]
    if "type" in meant or (shapes and not {"properties", "items"} & set(shapes)):
        return
    if "properties" in schema or "items" in schema:
        kind = "object" if "properties" in schema else "array"
        at = child(pointer, "properties" if kind == "object" else "items")
        message = f"{'properties' if kind == 'object' else 'items'} without a type"
    elif shapes:
        return
    else:
        kind, at, message = _guess(pointer, role), pointer, f"{_what(pointer, role)} has no type"
    fix = ctx.fix(f'add "type": "{kind}"', ctx.mend.insert(pointer, "type", kind))
    ctx.say("missing-type", at, message, f'add "type": "{kind}"', at="key", fix=fix)


def _guess(pointer: str, role: Role) -> str:
    return likely_type(pointer.rpartition("/")[2]) if role == "field" else "object" if role == "root" else "string"


def _what(pointer: str, role: Role) -> str:
    return "the schema" if role == "root" else "an item" if role == "items" else shown(pointer.rpartition("/")[2])


def shape(ctx: Context, schema: dict[str, Any], pointer: str, role: Role) -> None:
    """Arrays without items, objects without properties, and the other way round."""
    kinds = types_of(schema)
    meant = structure.meant(schema)
    if "array" in kinds and not any(name in meant for name in ("items", "prefixItems", "contains", "properties")):
        fix = ctx.fix("add items of strings", ctx.mend.insert(pointer, "items", {"type": "string"}))
        ctx.say("array-without-items", child(pointer, "type"), "an array without items", "say what is in it", fix=fix)
    known = ("properties", "additionalProperties", "patternProperties", "items", "allOf", "anyOf", "oneOf", "$ref")
    if "object" in kinds and role != "part" and not any(name in meant for name in known):
        fix = ctx.fix("add properties", ctx.mend.insert(pointer, "properties", {"name": {"type": "string"}}))
        message = "an object without properties"
        ctx.say("object-without-properties", child(pointer, "type"), message, "say what is in it", fix=fix)
    if kinds and "items" in schema and "array" not in kinds:
        edit = ctx.mend.replace(child(pointer, "type"), "array") if "properties" not in schema else None
        message = f"items have no effect on type {kinds[0]}"
        fix = ctx.fix('write "type": "array"', edit)
        ctx.say("items-without-array", child(pointer, "items"), message, "items are an array's", at="key", fix=fix)
    if kinds and "properties" in schema and "object" not in kinds:
        _properties(ctx, schema, kinds, pointer)


def _properties(ctx: Context, schema: dict[str, Any], kinds: tuple[str, ...], pointer: str) -> None:
    here = child(pointer, "properties")
    message = f"properties have no effect on type {kinds[0]}"
    if "array" in kinds and "items" not in schema:
        inner = ctx.mend.source(here)
        place = ctx.written.places.get(here)
        text = f'"items": {{"type": "object", {inner}}}'
        edit = None
        if place and inner:
            edit = Edit(place.key[0], place.value[1], text)
        fix = ctx.fix("put them under items", edit)
        ctx.say(
            "properties-without-object", here, message, "the fields of each record go under items", at="key", fix=fix
        )
    else:
        edit = ctx.mend.replace(child(pointer, "type"), "object") if len(kinds) == 1 and "items" not in schema else None
        fix = ctx.fix('write "type": "object"', edit)
        ctx.say("properties-without-object", here, message, "properties are an object's", at="key", fix=fix)


def effect(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`no-effect`: keywords about a type that this one is not."""
    kinds = types_of(schema)
    if not kinds or len(kinds) < len(schema["type"] if isinstance(schema["type"], list) else [1]):
        return
    for name in schema:
        about = ABOUT.get(name)
        if about is None or name in _ITS_OWN or (isinstance(schema[name], bool) and name == "required"):
            continue
        if about in kinds or (about == "number" and "integer" in kinds):
            continue
        here = child(pointer, name)
        kind = next((kind for kind in kinds if kind != "null"), "null")
        fix = ctx.fix(f"take {name} away", ctx.mend.remove(here))
        article = "an" if about[0] in "ao" else "a"
        message = f"{name} has no effect on type {kind}"
        ctx.say("no-effect", here, message, f"it is about {article} {about}", at="key", fix=fix)


def nullable(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`nullable`."""
    if not isinstance(schema.get("nullable"), bool):
        return
    here = child(pointer, "nullable")
    kinds = schema.get("type")
    if schema["nullable"] and isinstance(kinds, str) and kinds in TYPES and kinds != "null":
        edits = (ctx.mend.replace(child(pointer, "type"), [kinds, "null"]), ctx.mend.remove(here))
        hint = f'write "type": ["{kinds}", "null"]'
        ctx.say("nullable", here, "nullable is no keyword of JSON Schema", hint, at="key", fix=ctx.fix(hint, *edits))
    else:
        fix = ctx.fix("take nullable away", ctx.mend.remove(here))
        ctx.say("nullable", here, "nullable is no keyword of JSON Schema", "the type says it", at="key", fix=fix)
