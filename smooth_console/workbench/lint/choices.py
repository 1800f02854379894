"""Rules about enum, const, default and examples: values that can never be, and parts that exclude each other."""

from typing import Any

from smooth_console.workbench.lint.context import Context
from smooth_console.workbench.lint.mending import as_json, child
from smooth_console.workbench.lint.vocabulary import types_of
from smooth_console.workbench.written.tokens import shown

_BESIDES = frozenset(
    ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf", "maxLength", "minLength", "pattern")
) | {"format", "maxItems", "minItems", "uniqueItems"}
_WHY = {
    "minimum": "it is below minimum {}",
    "maximum": "it is above maximum {}",
    "exclusiveMinimum": "it is not above {}",
    "exclusiveMaximum": "it is not below {}",
    "multipleOf": "it is no multiple of {}",
    "minLength": "it is shorter than minLength {}",
    "maxLength": "it is longer than maxLength {}",
    "minItems": "it has fewer items than minItems {}",
    "maxItems": "it has more items than maxItems {}",
    "pattern": "it does not match the pattern {}",
    "format": "it is no {}",
    "type": "it is not of type {}",
    "enum": "it is not among the values of enum",
    "const": "it is not {}",
    "required": "a required field is missing",
}
_CHECKED_FORMATS = ("date", "date-time", "time", "email", "ipv4", "ipv6", "uuid", "uri", "regex")


def enums(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`empty-enum`, `enum-type`, `enum-without-null`, `enum-cannot-hold`."""
    values = schema.get("enum")
    if isinstance(values, list):
        here = child(pointer, "enum")
        if not values:
            ctx.say("empty-enum", here, "an enum without values", "nothing can fit")
        for index, value in enumerate(values):
            _value(ctx, schema, value, child(here, index), pointer)
        if values and None not in values and "null" in types_of(schema) and len(types_of(schema)) > 1:
            fix = ctx.fix("add null", ctx.mend.insert_text(here, "null"))
            message = "the type allows null, the enum does not"
            ctx.say("enum-without-null", here, message, "add null to the enum", at="key", fix=fix)
    if "const" in schema:
        here = child(pointer, "const")
        _value(ctx, schema, schema["const"], here, pointer)
        if isinstance(values, list) and values and schema["const"] not in values:
            ctx.say("nothing-fits", here, "const is not among the values of enum", "nothing can fit")


def _value(ctx: Context, schema: dict[str, Any], value: Any, here: str, pointer: str) -> None:
    kinds = types_of(schema)
    if kinds and not any(is_of(value, kind) for kind in kinds):
        _of_other_type(ctx, schema, value, here, pointer, kinds)
        return
    why = misfit(value, {name: schema[name] for name in schema if name in _BESIDES})
    if why:
        ctx.say("enum-cannot-hold", here, f"{shown(as_json(value))} can never be: {why}")


def _of_other_type(
    ctx: Context, schema: dict[str, Any], value: Any, here: str, pointer: str, kinds: tuple[str, ...]
) -> None:
    message = f"{shown(as_json(value))} is no {kinds[0]}"
    if value is None and isinstance(schema["type"], str):
        edit = ctx.mend.replace(child(pointer, "type"), [schema["type"], "null"])
        hint = f'write "type": ["{schema["type"]}", "null"]'
        ctx.say("enum-type", here, message, hint, fix=ctx.fix("allow null", edit))
        return
    right = _converted(value, kinds)
    fix = ctx.fix(f"write {as_json(right)}", ctx.mend.replace(here, right)) if right is not None else None
    ctx.say("enum-type", here, message, f"write {as_json(right)}" if right is not None else "", fix=fix)


def _converted(value: Any, kinds: tuple[str, ...]) -> Any:
    if "string" in kinds and not isinstance(value, dict | list) and value is not None:
        return value if isinstance(value, str) else as_json(value)
    if isinstance(value, str) and "boolean" in kinds:
        return {"true": True, "false": False, "yes": True, "no": False}.get(value.lower())
    if isinstance(value, str) and ("number" in kinds or "integer" in kinds):
        try:
            number = float(value)
        except ValueError:
            return None
        if number.is_integer():
            return int(number)
        return number if "number" in kinds else None
    return None


def is_of(value: Any, kind: str) -> bool:
    """Whether a value is of a JSON Schema type."""
    if kind == "integer":
        return (isinstance(value, int) and not isinstance(value, bool)) or (
            isinstance(value, float) and value.is_integer()
        )
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    python = {"string": str, "boolean": bool, "object": dict, "array": list, "null": type(None)}
    return isinstance(value, python[kind])


def misfit(value: Any, schema: dict[str, Any]) -> str:
    """Why a value does not fit a schema, in words; "" when it does, or the schema cannot be used."""
    if not schema:
        return ""
    from jsonschema import Draft202012Validator

    try:
        checker = Draft202012Validator.FORMAT_CHECKER if schema.get("format") in _CHECKED_FORMATS else None
        problem = next(iter(Draft202012Validator(schema, format_checker=checker).iter_errors(value)), None)
    except Exception:  # a keyword's value is wrong, which another rule says
        return ""
    if problem is None:
        return ""
    bound = problem.validator_value
    if problem.validator == "type" and isinstance(bound, list):
        bound = " or ".join(bound)
    words = _WHY.get(str(problem.validator))
    return words.format(bound) if words else " ".join(problem.message.split())


def defaults(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`default-cannot-hold`."""
    given = [(child(pointer, "default"), schema["default"])] if "default" in schema else []
    examples = schema.get("examples")
    if isinstance(examples, list):
        given += [(child(child(pointer, "examples"), n), value) for n, value in enumerate(examples)]
    rest = {name: schema[name] for name in schema if name in _BESIDES or name in ("type", "enum")}
    for here, value in given:
        why = misfit(value, rest)
        if why and value is not None:
            what = "the default" if here.endswith("/default") else "the example"
            fix = ctx.fix("take it away", ctx.mend.remove(here))
            ctx.say("default-cannot-hold", here, f"{what} {shown(as_json(value))} does not fit: {why}", fix=fix)


def exclusions(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`nothing-fits`: false, not {} and parts of allOf without a common type."""
    properties = schema.get("properties")
    for name, part in properties.items() if isinstance(properties, dict) else ():
        if part is False:
            here = child(child(pointer, "properties"), name)
            ctx.say("nothing-fits", here, f"{shown(name)} is false: no value fits", "leave the field out")
    if schema.get("not") in ({}, True) and "not" in schema:
        ctx.say("nothing-fits", child(pointer, "not"), "not with a schema that fits all: nothing fits")
    common: set[str] | None = set(types_of(schema)) or None
    parts = schema.get("allOf")
    for index, part in enumerate(parts if isinstance(parts, list) else ()):
        named = types_of(part) if isinstance(part, dict) else ()
        kinds = {*named, *(("integer",) if "number" in named else ())}
        if not kinds:
            continue
        if common is not None and not common & kinds:
            here = child(child(pointer, "allOf"), index)
            message = f"type {' or '.join(named)} excludes {', '.join(sorted(common))}"
            ctx.say("nothing-fits", child(here, "type"), message, "nothing can fit all parts")
            return
        common = kinds if common is None else common & kinds
