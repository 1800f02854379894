"""Rules about what is a schema at all: examples, keywords, fields in the wrong place."""

from typing import Any

from smooth_console.language.declare import nearest
from smooth_console.language.schema_words import SHORT_FORMATS, TAKES, TYPES
from smooth_console.output.paths import escape_token
from smooth_console.workbench.edits import Edit
from smooth_console.workbench.lint.context import Context, Role
from smooth_console.workbench.lint.mending import as_json, child
from smooth_console.workbench.lint.rules import RULES
from smooth_console.workbench.lint.vocabulary import SHAPE, is_keyword, near_keyword
from smooth_console.workbench.written.short import TYPE_WORDS
from smooth_console.workbench.written.tokens import shown

_INSIDE = ("type", "properties", "items", "enum", "$ref", "anyOf", "oneOf", "allOf", "const")


def is_example(schema: Any) -> bool:
    """Whether this is a piece of data where a schema is due: nothing in it says what a value looks like."""
    if isinstance(schema, list):
        return True
    if not isinstance(schema, dict) or not schema or any(name in SHAPE for name in schema):
        return False
    if any(name.startswith(("$", "x-")) for name in schema):
        return False
    unknown = [name for name in schema if not is_keyword(name)]
    if any(near_keyword(name) or looks_like_schema(schema[name]) for name in unknown):
        return False
    return bool(unknown)


def looks_like_schema(value: Any) -> bool:
    """Whether a value is most likely meant as a schema."""
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    words = kind if isinstance(kind, list) else [kind]
    typed = any(isinstance(word, str) and (word in TYPES or word.lower() in TYPE_WORDS) for word in words)
    return typed or any(isinstance(value.get(name), dict | list) for name in _INSIDE if name != "type")


def example(ctx: Context, schema: Any) -> None:
    """`bare-example`: offer the schema that is made of it."""
    from smooth_console.workbench.infer.example import schema_of_example

    made = schema_of_example(schema)
    text = as_json(made)
    if "\n" in ctx.written.text.strip():
        import json

        text = json.dumps(made, indent=2, ensure_ascii=False)
    whole = ctx.written.place("")
    fix = ctx.fix("make a schema of it", Edit(*whole.value, text) if whole else None)
    hint = "a schema can be made of it" if fix else 'write {"type": "object", "properties": {...}}'
    ctx.say("bare-example", "", "this is an example, not a schema", hint, fix=fix)


def no_schema(ctx: Context, value: Any, pointer: str) -> None:
    """`not-a-schema`: something else stands where a schema is due."""
    right: Any = None
    if isinstance(value, str):
        word = value if value in TYPES else TYPE_WORDS.get(value.lower())
        if word:
            right = {"type": word}
        elif value in SHORT_FORMATS:
            right = {"type": "string", "format": SHORT_FORMATS[value]}
    elif isinstance(value, list) and value and all(isinstance(v, str) and v in TYPES for v in value):
        right = {"type": value}
    elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        right = {"type": "array", "items": value[0]}
    hint = f"write {shown(as_json(right))}" if right else 'a schema is an object, such as {"type": "string"}'
    fix = ctx.fix("make it a schema", ctx.mend.replace(pointer, right)) if right else None
    ctx.say("not-a-schema", pointer, f"{shown(as_json(value))} is no schema", hint, fix=fix)


def keywords(ctx: Context, schema: dict[str, Any], pointer: str, role: Role) -> None:
    """`misspelt-keyword`, `unknown-keyword`, `stray-field`."""
    stray = [name for name in schema if _is_stray(schema, name)]
    if stray:
        _stray(ctx, schema, stray, pointer)
    for name in schema:
        if is_keyword(name) or name in stray:
            continue
        here = child(pointer, name)
        near = near_keyword(name)
        if near and near not in schema:
            fix = ctx.fix(f"change {as_json(name)} to {as_json(near)}", ctx.mend.rename(here, near))
            ctx.say(
                "misspelt-keyword", here, f"unknown keyword {shown(name)}", f"did you mean {near}?", at="key", fix=fix
            )
        else:
            fix = ctx.fix(f"take {shown(name)} away", ctx.mend.remove(here))
            hint = "it has no effect; names of fields go under properties"
            ctx.say("unknown-keyword", here, f"unknown keyword {shown(name)}", hint, at="key", fix=fix)


def meant(schema: dict[str, Any]) -> frozenset[str]:
    """The keywords of a schema, those that are misspelt or missing around a field too: one mistake is said once."""
    near = {near_keyword(name) for name in schema if not is_keyword(name)}
    stray = {"properties"} if any(_is_stray(schema, name) for name in schema) else set()
    return frozenset(schema) | frozenset(name for name in near if name) | stray


def _is_stray(schema: dict[str, Any], name: str) -> bool:
    """Whether a member is a field that stands where keywords are due."""
    value = schema[name]
    if name.startswith(("$", "x-")) or not looks_like_schema(value):
        return False
    takes = TAKES.get(name)
    if takes is None:
        return near_keyword(name) is None or "properties" in schema
    return takes in ("text", "number", "count", "flag", "type")


def _stray(ctx: Context, schema: dict[str, Any], names: list[str], pointer: str) -> None:
    properties = schema.get("properties")
    sources = ", ".join(ctx.mend.source(child(pointer, name)) for name in names)
    removed = [ctx.mend.remove(child(pointer, name)) for name in names]
    if isinstance(properties, dict):
        edits = [ctx.mend.insert_text(child(pointer, "properties"), sources), *removed]
    elif "properties" not in schema:
        # The first of them makes room for all.
        first = ctx.written.places.get(child(pointer, names[0]))
        opening = Edit(first.key[0], first.value[1], f'"properties": {{{sources}}}') if first else None
        edits = [opening, *removed[1:]]
    else:
        edits = [None]
    label = f"put {shown(', '.join(names))} under properties"
    for index, name in enumerate(names):
        fix = ctx.fix(label, *edits) if index == 0 else None
        here = child(pointer, name)
        ctx.say("stray-field", here, f"{shown(name)} stands outside properties", label, at="key", fix=fix)


def lint_off(ctx: Context, schema: dict[str, Any], pointer: str) -> frozenset[str]:
    """The rules that `x-lint-off` switches off from here on; `unknown-rule` where it names none."""
    given = schema.get("x-lint-off")
    if given is True:
        return frozenset({"all"})
    names = given if isinstance(given, list) else [given] if isinstance(given, str) else []
    for index, name in enumerate(names):
        if name in RULES or name == "all":
            continue
        here = f"{pointer}/x-lint-off" + (f"/{index}" if isinstance(given, list) else "")
        near = nearest(str(name), RULES)
        fix = ctx.fix(f"write {near}", ctx.mend.replace(here, near)) if near else None
        hint = f"did you mean {near}?" if near else "docs/lint-rules.md lists them"
        ctx.say("unknown-rule", here, f"there is no rule {shown(str(name))}", hint, fix=fix)
    return frozenset(str(name) for name in names)


def map_of_schemas(ctx: Context, name: str, part: Any, pointer: str) -> bool:
    """Whether a keyword that holds schemas by name does; says so when not."""
    if isinstance(part, dict):
        return True
    hint = f'write {{"{part[0]}": {{"type": "string"}}}}' if _names(part) else "{name: schema, ...}"
    fix = None
    if _names(part):
        made = {escape_token(item): {"type": "string"} for item in part}
        fix = ctx.fix("make each name a field", ctx.mend.replace(pointer, made))
    ctx.say("keyword-value", pointer, f"{name} is an object of names and their schemas", hint, fix=fix)
    return False


def _names(part: Any) -> bool:
    return isinstance(part, list) and bool(part) and all(isinstance(item, str) for item in part)
