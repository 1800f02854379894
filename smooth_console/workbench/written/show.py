"""A JSON Schema shown in the short form, and what the short form cannot say of it."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from smooth_console.language.schema_words import SHORT_FORMATS, TYPES
from smooth_console.output.paths import escape_token

_NAME = re.compile(r"[A-Za-z_$][\w$\-]*")
_WORD_OF = {"date": "date", "date-time": "datetime", "time": "time", "uri": "url", "email": "email"}
_SAID = frozenset({"type", "properties", "required", "items", "description", "enum", "const", "anyOf", "format"})
_QUIET = frozenset({"$schema", "$comment"})
_WIDE = 88


@dataclass(frozen=True, slots=True)
class Shown:
    """A schema in the short form.

    Attributes:
        text: The short form.
        lost: What it does not say, each as `pointer: what`; empty when it says all.
    """

    text: str
    lost: tuple[str, ...]


@dataclass(slots=True)
class _Writer:
    lost: list[str] = field(default_factory=list)

    def type(self, schema: Any, pointer: str, depth: int, *, noted: bool = False) -> str:
        if not isinstance(schema, dict):
            if schema is not True:
                self.lose(pointer, "nothing fits here")
            return "any"
        for name in schema:
            if name not in _SAID and name not in _QUIET:
                self.lose(pointer, name)
        if not noted and "description" in schema:
            self.lose(pointer, "description")
        if "anyOf" in schema:
            parts = [self.type(p, f"{pointer}/anyOf/{n}", depth) for n, p in enumerate(schema["anyOf"])]
            return " | ".join(dict.fromkeys(parts)) or "any"
        if "const" in schema or "enum" in schema:
            return self.values(schema, pointer)
        kinds = schema.get("type")
        listed = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind in TYPES]
        if not listed:
            listed = ["object"] if "properties" in schema else ["array"] if "items" in schema else []
        return " | ".join(self.kind(kind, schema, pointer, depth) for kind in listed) or "any"

    def values(self, schema: dict[str, Any], pointer: str) -> str:
        values = schema["enum"] if "enum" in schema else [schema["const"]]
        if any(isinstance(value, dict | list) for value in values):
            self.lose(pointer, "enum")
            return "any"
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in values) or "any"

    def kind(self, kind: str, schema: dict[str, Any], pointer: str, depth: int) -> str:
        if kind == "object":
            return self.object(schema, pointer, depth)
        if kind == "array":
            return f"[{self.type(schema['items'], pointer + '/items', depth)}]" if "items" in schema else "[]"
        given = schema.get("format")
        if given is None or kind != "string":
            return kind
        word = _WORD_OF.get(str(given), str(given))
        if word not in SHORT_FORMATS:
            self.lose(pointer, f"format {given}")
            return kind
        return word

    def object(self, schema: dict[str, Any], pointer: str, depth: int) -> str:
        properties = schema.get("properties")
        if not isinstance(properties, dict) or not properties:
            return "{}" if isinstance(properties, dict) else "object"
        required = schema.get("required")
        names = required if isinstance(required, list) else []
        self.unlisted(names, properties, pointer)
        rows = []
        for name, inner in properties.items():
            here = f"{pointer}/properties/{escape_token(name)}"
            rows.append(self.field(name, inner, here, name in names, depth + 1))
        flat = "{" + ", ".join(text for text, _ in rows) + "}"
        if not any(note for _, note in rows) and "\n" not in flat and len(flat) + 2 * depth <= _WIDE:
            return flat
        pad = "  " * (depth + 1)
        lines = [f"{pad}{text},{'  // ' + note if note else ''}" for text, note in rows]
        return "\n".join(["{", *lines, "  " * depth + "}"])

    def unlisted(self, names: list[Any], properties: dict[str, Any], pointer: str) -> None:
        for name in names:
            if name not in properties:
                self.lose(pointer, f"required {name}")

    def field(self, name: str, schema: Any, pointer: str, required: bool, depth: int) -> tuple[str, str]:
        text = self.type(schema, pointer, depth, noted=True)
        note = schema.get("description", "") if isinstance(schema, dict) else ""
        name = name if _NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)
        if not required:
            parts = text.split(" | ")
            if "null" in parts and len(parts) > 1:
                text = " | ".join(part for part in parts if part != "null")
            elif text != "any":
                self.lose(pointer, "may be missing, but not null")
            name += "?"
        said = f"{name}: {text}" if text != "string" else name
        return said, " ".join(str(note).split())

    def lose(self, pointer: str, what: str) -> None:
        self.lost.append(f"{pointer or '/'}: {what}")


def show_short(schema: Any) -> Shown:
    """A schema in the short form.

    What is written is always read again as a schema; where nothing is lost, as the same one.
    """
    writer = _Writer()
    text = writer.type(schema, "", 0)
    return Shown(text, tuple(writer.lost))
