"""The short form of a schema: `{title, price: number, tags: [string], rating?: integer}`.

    field   = name ["?"] [":" type] [// description]     without a type: a string
    type    = word | object | "[" type "]" | type "[]" | literal | type "|" type

A word is a type of JSON Schema, `any`, or a kind of string: date, datetime, time, url, email. Every field is required;
`?` says that it may be missing, and then it may be null, which is what an extraction gives for what is not there.
Literals are the values of an enum. An object that holds `"type": "..."` is a JSON Schema as it stands.
"""

from collections.abc import Iterator
from typing import Any

from smooth_console.language.declare import nearest
from smooth_console.language.schema_words import SHORT_FORMATS, SHORT_WORDS, TYPES
from smooth_console.output.paths import escape_token
from smooth_console.workbench.edits import Edit, Fix
from smooth_console.workbench.written.places import Place, Places, plain_places
from smooth_console.workbench.written.tokens import MistakeError, shown
from smooth_console.workbench.written.tree import Member, Node, plain_value

TYPE_WORDS = {
    **dict.fromkeys(("str", "text", "varchar", "char"), "string"),
    **dict.fromkeys(("float", "double", "decimal", "num", "money", "price"), "number"),
    **dict.fromkeys(("int", "long", "bigint", "count"), "integer"),
    **dict.fromkeys(("bool", "flag", "yesno"), "boolean"),
    **dict.fromkeys(("dict", "map", "record", "struct"), "object"),
    **dict.fromkeys(("list", "tuple", "set"), "array"),
    **dict.fromkeys(("none", "nil", "undefined"), "null"),
}
"""What other languages call the types."""

_JSON_WORDS = ("true", "false", "null")
_SHAPE = {
    **dict.fromkeys(("properties", "items", "$defs"), "object"),
    **dict.fromkeys(("anyOf", "oneOf", "allOf"), "array"),
    **dict.fromkeys(("$schema", "$ref"), "string"),
}
"""Keywords that tell a schema from a field of that name, by what they hold."""


def is_short(node: Node) -> bool:
    """Whether a tree is written in the short form: it has a sign that JSON has not, and is no schema already."""
    if node.kind == "object" and _is_schema(node):
        return False
    return any(_is_sign(part) for part in _nodes(node)) or any(
        member.value is None or member.optional for part in _nodes(node) for member in part.members
    )


def _is_sign(node: Node) -> bool:
    return node.kind in ("union", "many") or (node.kind == "word" and node.value not in _JSON_WORDS)


def _is_schema(node: Node) -> bool:
    """Whether an object is meant as JSON Schema, quotes or not."""
    if [m.name for m in node.members] == ["type"] or any(m.name == "type" and m.quoted for m in node.members):
        return True
    members = {member.name: member.value for member in node.members}
    kind = members.get("type")
    typed = kind is not None and kind.kind in ("string", "word") and kind.value in TYPES
    shaped = any((value := members.get(name)) is not None and value.kind == what for name, what in _SHAPE.items())
    return shaped and (typed or "type" not in members)


def _nodes(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += here.items
        waiting += [member.value for member in here.members if member.value is not None]


def to_schema(node: Node) -> tuple[Any, Places]:
    """The JSON Schema that the short form stands for, and where each part of it is written.

    Raises:
        MistakeError: A word is no type, or a literal stands where it means nothing.
    """
    places: Places = {}
    return _schema(node, "", places, (node.start, node.end)), places


def _schema(node: Node, pointer: str, places: Places, key: tuple[int, int]) -> Any:
    places[pointer] = Place(key, (node.start, node.end))
    match node.kind:
        case "word":
            return _word(node, pointer, places)
        case "object":
            return _object(node, pointer, places)
        case "array":
            return _array(node.items, node, pointer, places)
        case "many":
            return _array(node.items, node, pointer, places)
        case "union":
            return _union(node, pointer, places)
        case _:
            return {"const": node.value}


def _word(node: Node, pointer: str, places: Places) -> Any:
    word = str(node.value)
    if word in ("true", "false"):
        return {"const": word == "true"}
    places[f"{pointer}/type"] = Place((node.start, node.end), (node.start, node.end))
    if word in TYPES:
        return {"type": word}
    if word == "any":
        return {}
    if word in SHORT_FORMATS:
        places[f"{pointer}/format"] = places[f"{pointer}/type"]
        return {"type": "string", "format": SHORT_FORMATS[word]}
    near = TYPE_WORDS.get(word.lower()) or nearest(word, SHORT_WORDS)
    fix = Fix(f"write {near}", (Edit(node.start, node.end, near),)) if near else None
    hint = f"did you mean {near}?" if near else f"there are {', '.join(SHORT_WORDS)}"
    raise MistakeError(f"no type {shown(word)}", node.start, node.end, hint, fix)


def _object(node: Node, pointer: str, places: Places) -> Any:
    kind = next((m.value for m in node.members if m.name == "type" and m.value is not None), None)
    if kind is not None and kind.kind == "string" and kind.value in TYPES:
        places |= plain_places(node, pointer)
        return plain_value(node)
    properties: dict[str, Any] = {}
    required: list[str] = []
    for member in node.members:
        here = f"{pointer}/properties/{escape_token(member.name)}"
        properties[member.name] = _field(member, here, places)
        if not member.optional and member.name not in required:
            required.append(member.name)
    found: dict[str, Any] = {"type": "object", "properties": properties}
    return found | ({"required": required} if required else {})


def _field(member: Member, pointer: str, places: Places) -> Any:
    key = (member.start, member.start + len(member.name) + (2 if member.quoted else 0))
    if member.value is None:
        places[pointer] = Place(key, key)
        places[f"{pointer}/type"] = places[pointer]
        found: Any = {"type": "string"}
    else:
        found = _schema(member.value, pointer, places, key)
    if member.optional:
        found = nullable(found)
    if member.note and "description" not in found:
        found["description"] = member.note
    return found


def _array(items: list[Node], node: Node, pointer: str, places: Places) -> Any:
    if len(items) > 1:
        message = "a list has one kind of item"
        raise MistakeError(message, items[1].start, items[-1].end, "write [a | b] when there are several")
    if not items:
        return {"type": "array"}
    inner = items[0]
    return {"type": "array", "items": _schema(inner, f"{pointer}/items", places, (inner.start, inner.end))}


def _union(node: Node, pointer: str, places: Places) -> Any:
    literals = [_literal(item) for item in node.items]
    values = [found[0] for found in literals if found is not None]
    if any(not isinstance(v, bool) and v is not None for v in values):
        if len(values) < len(node.items):
            raise MistakeError("literals and types do not mix", node.start, node.end, "list values, or name types")
        kinds = list(dict.fromkeys(_type_of(value) for value in values))
        places[f"{pointer}/enum"] = Place((node.start, node.end), (node.start, node.end))
        return {"type": kinds[0] if len(kinds) == 1 else kinds, "enum": values}
    parts = [_schema(i, f"{pointer}/anyOf/{n}", places, (i.start, i.end)) for n, i in enumerate(node.items)]
    useful = [part for part in parts if part != {"type": "null"}]
    if len(useful) == 1 and len(parts) > 1:
        return nullable(useful[0])
    if all(list(part) == ["type"] and isinstance(part["type"], str) for part in parts):
        return {"type": list(dict.fromkeys(part["type"] for part in parts))}
    return {"anyOf": parts}


def _literal(node: Node) -> tuple[Any] | None:
    if node.kind in ("string", "number"):
        return (node.value,)
    return (None,) if node.kind == "word" and node.value == "null" else None


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "string"
    return "integer" if isinstance(value, int) else "number"


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that takes null too."""
    if not schema:
        return schema
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "const" in schema:
        return {"enum": [schema["const"], None]}
    found = dict(schema)
    kinds = found.get("type")
    if isinstance(kinds, str) and kinds != "null":
        found["type"] = [kinds, "null"]
    elif isinstance(kinds, list) and "null" not in kinds:
        found["type"] = [*kinds, "null"]
    if isinstance(found.get("enum"), list) and None not in found["enum"]:
        found["enum"] = [*found["enum"], None]
    return found
