"""A TypeScript type from a schema: one interface an object, with descriptions as comments."""

import json
import re
from typing import Any

from smooth_console.workbench.generate.naming import listed, singular
from smooth_console.workbench.generate.writer import DEEPEST, Writer

_TYPES = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}
_TAKEN = frozenset(("Array", "Record", "Date", "Object", "String", "Number", "Boolean", "Map", "Set", "URL", "Error"))


def to_typescript(schema: Any, name: str = "") -> str:
    """TypeScript source of a type that takes what the schema takes, as far as types can say it.

    Args:
        schema: The schema; a valid one.
        name: What the outermost type is called; by default after its title.
    """
    writer = _Writer(schema)
    return writer.module(name)


class _Writer(Writer):
    def __init__(self, root: Any) -> None:
        super().__init__(root, _TAKEN)

    def anything(self) -> str:
        return "unknown"

    def module(self, name: str) -> str:
        title = self.title
        wish = name or title or "Record"
        if isinstance(self.root, dict) and listed(self.root) == ["object"] and self.root.get("properties"):
            self.object(self.root, wish, 0)
        else:
            is_list = isinstance(self.root, dict) and listed(self.root) == ["array"]
            found = self.type(self.root, wish, 0)
            outer = self.names.type_name(f"{wish} list" if is_list else wish)
            self.blocks.append(f"{_comment(title, '')}export type {outer} = {found};")
        return "\n\n".join(self.blocks) + "\n"

    def type(self, schema: Any, wish: str, depth: int) -> str:
        if not isinstance(schema, dict) or depth > DEEPEST:
            return "unknown"
        if isinstance(schema.get("$ref"), str):
            return self.reference(schema["$ref"], wish, depth)
        if "const" in schema or "enum" in schema:
            values = schema["enum"] if "enum" in schema else [schema["const"]]
            return " | ".join(json.dumps(value, ensure_ascii=False) for value in values) or "never"
        for word, joint in (("anyOf", " | "), ("oneOf", " | "), ("allOf", " & ")):
            if isinstance(schema.get(word), list) and schema[word]:
                parts = [_wrapped(self.type(part, wish, depth + 1), joint) for part in schema[word]]
                return joint.join(dict.fromkeys(parts))
        kinds = listed(schema)
        return " | ".join(dict.fromkeys(self.kind(kind, schema, wish, depth) for kind in kinds)) or "unknown"

    def kind(self, kind: str, schema: dict[str, Any], wish: str, depth: int) -> str:
        if kind == "object":
            if schema.get("properties"):
                return self.object(schema, wish, depth)
            inner = schema.get("additionalProperties", True)
            return f"Record<string, {self.type(inner, wish, depth + 1) if isinstance(inner, dict) else 'unknown'}>"
        if kind == "array":
            prefix = schema.get("prefixItems")
            if isinstance(prefix, list):
                return f"[{', '.join(self.type(part, wish, depth + 1) for part in prefix)}]"
            return _wrapped(self.type(schema.get("items", True), singular(wish), depth + 1), "[]") + "[]"
        return _TYPES.get(kind, "unknown")

    def object(self, schema: dict[str, Any], wish: str, depth: int, name: str = "") -> str:
        name = name or self.names.type_name(wish, str(schema.get("title", "")))
        self.is_root(schema, name)
        required = schema.get("required") if isinstance(schema.get("required"), list) else []
        rows = []
        for field, part in schema["properties"].items():
            found = self.type(part, field, depth + 1)
            text = field if re.fullmatch(r"[A-Za-z_$][\w$]*", field) else json.dumps(field, ensure_ascii=False)
            said = part.get("description", "") if isinstance(part, dict) else ""
            rows.append(f"{_comment(str(said), '  ')}  {text}{'' if field in (required or ()) else '?'}: {found};")
        title = str(schema.get("title", "") or schema.get("description", ""))
        self.blocks.append(f"{_comment(title, '')}export interface {name} {{\n" + "\n".join(rows) + "\n}")
        return name


def _wrapped(text: str, joint: str) -> str:
    inner = text.split('"')[::2]
    apart = any(" | " in piece for piece in inner) or (joint != " | " and any(" & " in piece for piece in inner))
    return f"({text})" if apart and joint != " | " else text


def _comment(text: str, pad: str) -> str:
    said = " ".join(text.split()).replace("*/", "* /")
    return f"{pad}/** {said} */\n" if said else ""
