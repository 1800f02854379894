"""From a value to the part of the schema that speaks of it."""

from typing import Any

from smooth_console.output.paths import escape_token, value_at

_MOST = 20
"""References and alternatives that are followed on the way to one part."""


def schema_at(schema: Any, root: Any, step: str | int) -> Any:
    """The schema of a member or element; None when nothing is said of it."""
    found = locate(schema, root, "", step)
    return found[0] if found else None


def locate(schema: Any, root: Any, pointer: str, step: str | int, left: int = _MOST) -> tuple[Any, str] | None:
    """The schema of a member or element, and its own pointer in the whole schema.

    Args:
        schema: The schema of what holds it.
        root: The whole schema, for references.
        pointer: Where `schema` stands in it.
        step: The member's name, or the element's index.
        left: How many more references and alternatives are followed.
    """
    if not isinstance(schema, dict) or left <= 0:
        return None
    ref = schema.get("$ref")
    if isinstance(ref, str) and ref.startswith("#"):
        try:
            target = value_at(root, ref[1:])
        except (LookupError, ValueError):
            return None
        return locate(target, root, ref[1:], step, left - 1)
    if isinstance(step, str):
        properties = schema.get("properties")
        if isinstance(properties, dict) and step in properties:
            return properties[step], f"{pointer}/properties/{escape_token(step)}"
        if isinstance(schema.get("additionalProperties"), dict):
            return schema["additionalProperties"], f"{pointer}/additionalProperties"
    else:
        prefix = schema.get("prefixItems")
        if isinstance(prefix, list) and step < len(prefix):
            return prefix[step], f"{pointer}/prefixItems/{step}"
        if isinstance(schema.get("items"), dict):
            return schema["items"], f"{pointer}/items"
    for name in ("anyOf", "oneOf", "allOf"):
        parts = schema.get(name)
        for index, part in enumerate(parts if isinstance(parts, list) else ()):
            found = locate(part, root, f"{pointer}/{name}/{index}", step, left - 1)
            if found is not None:
                return found
    return None


def place_of(schema: Any, pointer: str) -> str:
    """The pointer, in a schema, of what speaks of a value; of the nearest part around it that is spoken of.

    Args:
        schema: The whole schema.
        pointer: The value's JSON Pointer in the result.
    """
    here, part = "", schema
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        found = locate(part, schema, here, name)
        if found is None and name.isdecimal():
            found = locate(part, schema, here, int(name))
        if found is None:
            return here
        part, here = found
    return here
