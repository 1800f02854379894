"""Rules about the values of keywords: of the right kind, and not against each other."""

import math
import re
from typing import Any, TypeGuard

from smooth_console.language.declare import nearest
from smooth_console.language.schema_words import FORMATS, TAKES
from smooth_console.workbench.lint.context import Context
from smooth_console.workbench.lint.mending import as_json, child, parent
from smooth_console.workbench.lint.vocabulary import FORMAT_WORDS, NUMBER_FORMATS, types_of
from smooth_console.workbench.written.tokens import shown

_KIND = {
    "text": (str, "a text"),
    "number": ((int, float), "a number"),
    "count": (int, "a whole number, 0 or more"),
    "list": (list, "a list of values"),
    "names": (list, "a list of names"),
    "schemas": (list, "a list of schemas"),
}
_PAIRS = (
    ("minimum", "maximum", False),
    ("exclusiveMinimum", "maximum", True),
    ("minimum", "exclusiveMaximum", True),
    ("exclusiveMinimum", "exclusiveMaximum", True),
    ("minLength", "maxLength", False),
    ("minItems", "maxItems", False),
    ("minProperties", "maxProperties", False),
    ("minContains", "maxContains", False),
)


def kinds(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`keyword-value`, `required-flag`, `duplicate-entry`."""
    for name, value in schema.items():
        takes = TAKES.get(name)
        here = child(pointer, name)
        if takes is None or name in ("type", "nullable"):
            continue
        if name == "required" and isinstance(value, bool):
            _required_flag(ctx, value, pointer)
        elif takes == "flag" and not isinstance(value, bool):
            right = {"true": True, "false": False}.get(str(value).lower())
            _wrong(ctx, here, f"{name} is true or false", right)
        elif takes in _KIND:
            _kind(ctx, name, takes, value, here)
        if takes == "names" and isinstance(value, list):
            _names(ctx, name, value, here)
        if takes == "schemas" and value == []:
            ctx.say("keyword-value", here, f"{name} holds one schema at least", at="value")
    if "multipleOf" in schema and _is_number(schema["multipleOf"]) and schema["multipleOf"] <= 0:
        ctx.say("keyword-value", child(pointer, "multipleOf"), "multipleOf is more than 0")


def _kind(ctx: Context, name: str, takes: str, value: Any, here: str) -> None:
    wanted, words = _KIND[takes]
    if isinstance(value, dict) and takes == "text" and value:
        return  # a field of that name: `stray-field`
    good = isinstance(value, wanted) and not isinstance(value, bool)  # type: ignore[arg-type]
    if takes == "count" and isinstance(value, float) and value.is_integer():
        good = True
    if good and takes == "count" and value < 0:
        _wrong(ctx, here, f"{name} is {words}", 0)
    if good:
        return
    right: Any = None
    if takes in ("number", "count") and isinstance(value, str):
        right = _as_number(value)
    elif takes in ("names", "list") and isinstance(value, str):
        right = [value]
    elif takes == "list" and isinstance(value, dict):
        right = list(value)
    if isinstance(value, bool) and name in ("exclusiveMinimum", "exclusiveMaximum"):
        words = "the bound itself, not a flag beside " + name.removeprefix("exclusive").lower()
    _wrong(ctx, here, f"{name} is {words}", right)


def _wrong(ctx: Context, here: str, message: str, right: Any) -> None:
    fix = ctx.fix(f"write {as_json(right)}", ctx.mend.replace(here, right)) if right is not None else None
    ctx.say("keyword-value", here, message, f"write {as_json(right)}" if right is not None else "", fix=fix)


def _required_flag(ctx: Context, value: bool, pointer: str) -> None:
    here = child(pointer, "required")
    hint = "it stands beside properties and lists names"
    outer = parent(parent(pointer))
    fix = None
    if pointer.rpartition("/")[0].endswith("/properties"):
        name = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        listed = _at(ctx.root, outer).get("required") if isinstance(_at(ctx.root, outer), dict) else None
        if not value or (isinstance(listed, list) and name in listed):
            fix = ctx.fix("take it away", ctx.mend.remove(here))
        elif isinstance(listed, list):
            at = child(outer, "required")
            fix = ctx.fix(f"add {name} to required", ctx.mend.insert_text(at, as_json(name)), ctx.mend.remove(here))
        else:
            edit = ctx.mend.insert(outer, "required", [name])
            fix = ctx.fix(f'add "required": ["{name}"]', edit, ctx.mend.remove(here))
    ctx.say("required-flag", here, "required is a list of names", hint, at="key", fix=fix)


def _at(root: Any, pointer: str) -> Any:
    from smooth_console.output.paths import value_at

    try:
        return value_at(root, pointer)
    except (LookupError, ValueError):
        return None


def _names(ctx: Context, name: str, value: list[Any], here: str) -> None:
    seen: set[str] = set()
    for index, item in enumerate(value):
        place = child(here, index)
        if not isinstance(item, str):
            ctx.say("keyword-value", place, f"{name} lists names, and {shown(as_json(item))} is none")
        elif item in seen:
            fix = ctx.fix("take the second away", ctx.mend.remove(place))
            ctx.say("duplicate-entry", place, f"{shown(item)} is listed twice", fix=fix)
        else:
            seen.add(item)


def duplicates(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`duplicate-entry` among types and enum values."""
    for name in ("type", "enum"):
        value = schema.get(name)
        if not isinstance(value, list):
            continue
        seen: list[str] = []
        for index, item in enumerate(value):
            key = as_json(item)
            if key in seen:
                here = child(child(pointer, name), index)
                fix = ctx.fix("take the second away", ctx.mend.remove(here))
                ctx.say("duplicate-entry", here, f"{shown(key)} is listed twice", fix=fix)
            seen.append(key)


def ranges(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`empty-range`."""
    for low, high, strict in _PAIRS:
        least, most = schema.get(low), schema.get(high)
        if not (_is_number(least) and _is_number(most)):
            continue
        if least > most or (strict and least >= most):
            edits = (ctx.mend.replace(child(pointer, low), most), ctx.mend.replace(child(pointer, high), least))
            fix = ctx.fix("swap them", *edits) if least != most else None
            message = f"{low} {as_json(least)} is above {high} {as_json(most)}"
            if least == most:
                message = f"nothing lies between {low} {as_json(least)} and {high} {as_json(most)}"
            ctx.say("empty-range", child(pointer, low), message, "nothing can fit", fix=fix)
            return
    least, most = schema.get("minimum"), schema.get("maximum")
    if types_of(schema) == ("integer",) and _is_number(least) and _is_number(most) and math.ceil(least) > most:
        message = f"no whole number lies between {as_json(least)} and {as_json(most)}"
        ctx.say("empty-range", child(pointer, "minimum"), message, "nothing can fit")


def patterns(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`bad-pattern`."""
    given = schema.get("pattern")
    if isinstance(given, str):
        _pattern(ctx, given, child(pointer, "pattern"), at_key=False)
    named = schema.get("patternProperties")
    for name in named if isinstance(named, dict) else ():
        _pattern(ctx, name, child(child(pointer, "patternProperties"), name), at_key=True)


def _pattern(ctx: Context, pattern: str, here: str, *, at_key: bool) -> None:
    # What ECMAScript writes otherwise, in Python's words; what only one of them knows is let pass.
    known = re.sub(r"\(\?<(?![=!])", "(?P<", pattern)
    known = re.sub(r"\\[pP]\{[^}]*\}|\\k<[^>]*>", "x", known)
    try:
        re.compile(known)
    except re.error as problem:
        at = f" at letter {problem.pos + 1}" if problem.pos is not None and known == pattern else ""
        message = f"not a regular expression: {problem.msg}{at}"
        ctx.say("bad-pattern", here, message, at="key" if at_key else "value")


def formats(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`unknown-format`, `format-without-string`."""
    given = schema.get("format")
    if not isinstance(given, str):
        return
    here = child(pointer, "format")
    kinds = types_of(schema)
    if given in NUMBER_FORMATS and {"number", "integer"} & set(kinds):
        return
    if given not in FORMATS:
        near = FORMAT_WORDS.get(given.lower()) or nearest(given, FORMATS)
        fix = ctx.fix(f"write {as_json(near)}", ctx.mend.replace(here, near)) if near else None
        hint = f"did you mean {near}?" if near else "say it in the description"
        ctx.say("unknown-format", here, f"no format {shown(given)}", hint, fix=fix)
    elif kinds and "string" not in kinds:
        kind = next((kind for kind in kinds if kind != "null"), "null")
        fix = ctx.fix("take the format away", ctx.mend.remove(here))
        if schema["type"] in ("number", "integer", "boolean"):
            fix = ctx.fix('write "type": "string"', ctx.mend.replace(child(pointer, "type"), "string"))
        message = f"format {given} has no effect on type {kind}"
        ctx.say("format-without-string", here, message, "formats are about strings", fix=fix)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _as_number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() and "." not in text else number
