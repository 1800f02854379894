"""Rules about the fields of an object: required ones, names, descriptions."""

import re
from typing import Any

from smooth_console.language.declare import nearest
from smooth_console.workbench.lint.context import Context
from smooth_console.workbench.lint.mending import as_json, child
from smooth_console.workbench.written.tokens import shown

_VAGUE = frozenset(
    word
    for row in (
        "value values val data info information item items text txt field column col thing things stuff misc other",
        "result results content entry object obj string number num int str detail details attr attribute prop",
        "property param key tmp temp foo bar baz test",
    )
    for word in row.split()
)
_NUMBERED = re.compile(r"(?:field|col|column|value|val|item|text|data|attr|prop|key|x|f|c)_?\d+", re.IGNORECASE)


def required(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`required-unknown`, `closed-required`."""
    names, properties = schema.get("required"), schema.get("properties")
    if not isinstance(names, list) or not isinstance(properties, dict):
        return
    open_patterns = bool(schema.get("patternProperties"))
    closed = schema.get("additionalProperties") is False and not open_patterns
    elsewhere = any(name in schema for name in ("allOf", "anyOf", "oneOf", "$ref"))
    for index, name in enumerate(names):
        if not isinstance(name, str) or name in properties or (elsewhere and not closed):
            continue
        here = child(child(pointer, "required"), index)
        near = nearest(name, properties)
        near = near if near not in names else None
        if near:
            hint, fix = f"did you mean {near}?", ctx.fix(f"write {as_json(near)}", ctx.mend.replace(here, near))
        else:
            hint, fix = "it is not among the properties", ctx.fix("take it away", ctx.mend.remove(here))
        if closed:
            message = f"required names {shown(name)}, and additionalProperties forbids it"
            ctx.say("closed-required", here, message, hint, fix=fix)
        else:
            message = f"required names {shown(name)}, which is no property"
            ctx.say("required-unknown", here, message, hint, fix=fix)


def names(ctx: Context, schema: dict[str, Any], pointer: str) -> None:
    """`padded-name`, `similar-names`, `no-description`."""
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return
    seen: dict[str, str] = {}
    for name, part in properties.items():
        here = child(child(pointer, "properties"), name)
        bare = name.strip()
        if bare != name:
            fix = ctx.fix(f"write {as_json(bare)}", ctx.mend.rename(here, bare)) if bare not in properties else None
            ctx.say("padded-name", here, f"the name {as_json(name)} has space around it", at="key", fix=fix)
        folded = re.sub(r"[\W_]+", "", name).lower()
        if folded and folded in seen:
            message = f"{shown(name)} and {shown(seen[folded])} are almost the same name"
            ctx.say("similar-names", here, message, "ask for it once", at="key")
        seen.setdefault(folded, name)
        if isinstance(part, dict) and is_vague(name) and not _described(part):
            hint = "add a description in the page's own words"
            ctx.say("no-description", here, f"{shown(name)} says little of what to look for", hint, at="key")


def is_vague(name: str) -> bool:
    """Whether a field's name says little of what it is."""
    bare = name.strip().lower()
    return bare in _VAGUE or len(bare) == 1 or _NUMBERED.fullmatch(bare) is not None


def _described(part: dict[str, Any]) -> bool:
    told = any(isinstance(part.get(name), str) and part[name].strip() for name in ("description", "title", "x-css"))
    return told or "x-xpath" in part or "$ref" in part or "enum" in part or "properties" in part or "items" in part
