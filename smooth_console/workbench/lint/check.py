"""Going through a schema with every rule."""

from collections.abc import Collection
from typing import Any

from smooth_console.language.schema_words import SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS
from smooth_console.workbench.lint import choices, fields, shapes, structure, types, values
from smooth_console.workbench.lint.context import Context, Role
from smooth_console.workbench.lint.finding import WORST_FIRST, Finding
from smooth_console.workbench.lint.mending import child
from smooth_console.workbench.written import Written, read_schema

MOST = 500
"""Findings that are said of one schema."""
MOST_PARTS = 3000
"""Parts of a schema up to which it is held against the meta-schema too, which takes a second for more of them."""
_DEPTH = {"properties": 1, "items": 1}


def lint_text(text: str, off: Collection[str] = ()) -> list[Finding]:
    """Everything that is wrong with a schema as it is written, in the order of the text.

    Args:
        text: JSON, JSON5 or the short form.
        off: Ids of rules that are switched off.
    """
    return lint_written(read_schema(text), off)


def lint_value(schema: Any, off: Collection[str] = ()) -> list[Finding]:
    """Everything that is wrong with a schema that has no text: findings have no places and no fixes."""
    return lint_written(Written("", "json", schema), off)


def lint_written(written: Written, off: Collection[str] = ()) -> list[Finding]:
    """Everything that is wrong with what was read."""
    ctx = Context(written, frozenset(off))
    mistake = written.mistake
    if mistake is not None:
        rule = "no-such-type" if mistake.message.startswith("no type ") else "not-json"
        span = (mistake.start, mistake.end)
        ctx.say(rule, "", mistake.message, mistake.hint, fix=mistake.fix, span=span)
        return ctx.found
    for name in written.twice:
        span = (name.start, name.end)
        message = f"{name.name} is there twice; the last one counts"
        ctx.say("duplicate-name", name.pointer, message, at="key", fix=name.fix, span=span)
    if structure.is_example(written.value):
        structure.example(ctx, written.value)
    else:
        _walk(ctx, written.value, "", "root", 0)
        shapes.references(ctx)
        if not ctx.wrong and len(written.places) <= MOST_PARTS:
            _metaschema(ctx)
    found = sorted(ctx.found, key=lambda f: (f.start if f.start is not None else -1, WORST_FIRST.index(f.level)))
    return found[:MOST]


def worst(findings: Collection[Finding]) -> Finding | None:
    """The first of the worst: what one shows when there is room for one."""
    return min(findings, key=lambda f: (WORST_FIRST.index(f.level), f.start or 0), default=None)


def mend_all(text: str, off: Collection[str] = (), *, rounds: int = 50) -> str:
    """A text after every fix that can be applied, one finding after the other."""
    for _ in range(rounds):
        fix = next((f.fix for f in lint_text(text, off) if f.fix is not None and f.rule != "no-description"), None)
        if fix is None:
            break
        after = fix.apply(text)
        if after == text:
            break
        text = after
    return text


def _walk(ctx: Context, schema: Any, pointer: str, role: Role, depth: int) -> None:
    if not isinstance(schema, dict | bool):
        structure.no_schema(ctx, schema, pointer)
        return
    ctx.enter(structure.lint_off(ctx, schema, pointer) if isinstance(schema, dict) else frozenset())
    types.missing(ctx, schema, pointer, role)
    if isinstance(schema, dict):
        structure.keywords(ctx, schema, pointer, role)
        types.names(ctx, schema, pointer)
        types.shape(ctx, schema, pointer, role)
        types.effect(ctx, schema, pointer)
        types.nullable(ctx, schema, pointer)
        values.kinds(ctx, schema, pointer)
        values.duplicates(ctx, schema, pointer)
        values.ranges(ctx, schema, pointer)
        values.patterns(ctx, schema, pointer)
        values.formats(ctx, schema, pointer)
        choices.enums(ctx, schema, pointer)
        choices.defaults(ctx, schema, pointer)
        choices.exclusions(ctx, schema, pointer)
        fields.required(ctx, schema, pointer)
        fields.names(ctx, schema, pointer)
        shapes.shape(ctx, schema, pointer, depth)
        shapes.unions(ctx, schema, pointer)
        shapes.old(ctx, schema, pointer)
        _inside(ctx, schema, pointer, role, depth)
    ctx.leave()


def _inside(ctx: Context, schema: dict[str, Any], pointer: str, role: Role, depth: int) -> None:
    for name, part in schema.items():
        here = child(pointer, name)
        deeper = depth + _DEPTH.get(name, 0)
        if name == "items":
            for index, item in enumerate(part) if isinstance(part, list) else [(-1, part)]:
                _walk(ctx, item, here if index < 0 else child(here, index), "items", deeper)
        elif name in SCHEMAS:
            _walk(ctx, part, here, "part", deeper)
        elif name in SCHEMA_LISTS and isinstance(part, list):
            for index, item in enumerate(part):
                _walk(ctx, item, child(here, index), "part", deeper)
        elif name in SCHEMA_MAPS and structure.map_of_schemas(ctx, name, part, here):
            inner: Role = "field" if name == "properties" else "part"
            for member, item in part.items():
                if item is not False:
                    _walk(ctx, item, child(here, member), inner, deeper)


def _metaschema(ctx: Context) -> None:
    """What no rule above said, and the meta-schema forbids."""
    from jsonschema import Draft202012Validator

    said: set[tuple[str, str]] = set()
    try:
        for problem in Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(ctx.root):
            deepest = min(problem.context or [problem], key=lambda error: -len(error.absolute_path))
            pointer = ""
            for step in deepest.absolute_path:
                pointer = child(pointer, step)
            message = " ".join(deepest.message.split())
            if (pointer, message) not in said:
                said.add((pointer, message))
                ctx.say("keyword-value", pointer, message if len(message) <= 160 else message[:159] + "…")
    except RecursionError:
        ctx.say("keyword-value", "", "nested too deeply")
