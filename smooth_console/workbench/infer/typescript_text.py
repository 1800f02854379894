"""A schema from TypeScript: interfaces, type aliases and enums that hold data. Functions and generics are not data."""

import re
from dataclasses import dataclass
from typing import Any

from smooth_console.workbench.infer.result import Decision, InferError, Inferred
from smooth_console.workbench.written.short import nullable

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<doc>/\*\*[\s\S]*?\*/)
      | (?P<comment>//[^\n]*|/\*[\s\S]*?\*/)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`$]*`)
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<word>[A-Za-z_$\u00aa-\uffff][\w$\u00aa-\uffff.]*)
      | (?P<mark>=>|[{}\[\]()<>:;,|&?=+\-@*!/])
      | (?P<other>[\s\S])""",
    re.VERBOSE,
)
_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    **{key: {"type": "number"} for key in ("number", "bigint")},
    **{key: {"type": "boolean"} for key in ("boolean", "true", "false")},
    **{key: {"type": "null"} for key in ("null", "undefined", "void")},
    **{key: {} for key in ("any", "unknown", "object")},
    "Date": {"type": "string", "format": "date-time"},
    "URL": {"type": "string", "format": "uri"},
}
_LISTS = ("Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable")
_KEPT = ("Readonly", "Required", "NonNullable")
_SKIPPED_WORDS = ("export", "declare", "default", "const", "abstract", "readonly", "public", "private", "protected")
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int
    doc: str = ""


def infer_typescript(text: str, wanted: str = "") -> Inferred:
    """The schema of a type.

    Args:
        text: TypeScript with one interface or type, or several.
        wanted: Which of them; by default the last that none of the others uses.

    Raises:
        InferError: There is none, or it holds what is not data.
    """
    tokens = _tokens(text)
    declared = _declarations(tokens)
    reader = _Reader(tokens, declared)
    if not declared:
        if tokens[0].text not in ("{", "["):
            raise InferError("line 1: an interface or a type is due, such as  interface Product { name: string }")
        schema = reader.at(0, "")
        return Inferred(schema, tuple(reader.decisions), "TypeScript type")
    if wanted and wanted not in declared:
        raise InferError(f"there is no type {wanted}; there are {', '.join(declared)}")
    used = reader.used()
    name = wanted or next((name for name in reversed(declared) if name not in used), list(declared)[-1])
    schema = reader.named(name, "", ())
    return Inferred(schema, tuple(reader.decisions), f"TypeScript type {name}")


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    line, doc = 1, ""
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "", match.group()
        if kind == "doc":
            doc = (
                " ".join(re.sub(r"^\s*\*\s?", "", row).strip() for row in piece[3:-2].split("\n"))
                .split(" @")[0]
                .strip()
            )
        elif kind == "comment":
            # What stands behind a member in its line is about that member.
            if found and found[-1].line == line and piece.startswith("//"):
                found.append(_Token("note", piece[2:].strip(), line))
        elif kind == "other":
            raise InferError(f"line {line}: {piece!r} is no TypeScript")
        elif kind != "space":
            found.append(_Token(kind, piece, line, doc))
            doc = ""
        line += piece.count("\n")
    found.append(_Token("end", "", line))
    return found


def _declarations(tokens: list[_Token]) -> dict[str, int]:
    """Where each interface, type and enum begins, behind its name."""
    found: dict[str, int] = {}
    depth = 0
    for index, token in enumerate(tokens):
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "mark" else 0
        following = tokens[index + 1] if index + 1 < len(tokens) else token
        if depth == 0 and token.text in ("interface", "type", "enum", "class") and following.kind == "word":
            found[following.text] = index
    return found


class _Reader:
    def __init__(self, tokens: list[_Token], declared: dict[str, int]) -> None:
        self.tokens = tokens
        self.declared = declared
        self.decisions: list[Decision] = []
        self.place = 0
        self.inside: tuple[str, ...] = ()

    def used(self) -> set[str]:
        """Names that other declarations use."""
        starts = sorted(self.declared.items(), key=lambda item: item[1])
        found = set()
        for number, (name, start) in enumerate(starts):
            end = starts[number + 1][1] if number + 1 < len(starts) else len(self.tokens)
            found |= {t.text for t in self.tokens[start + 2 : end] if t.text in self.declared and t.text != name}
        return found

    def named(self, name: str, pointer: str, inside: tuple[str, ...]) -> dict[str, Any]:
        if name in inside or len(inside) > _DEEPEST:
            self.decisions.append(Decision(pointer, "an object of anything", f"{name} refers to itself"))
            return {"type": "object", "additionalProperties": True}
        before = (self.place, self.inside)
        start = self.declared[name]
        kind, self.place, self.inside = self.tokens[start].text, start + 2, (*inside, name)
        try:
            if kind == "enum":
                return self._enum()
            if self._here.text == "<":
                raise self._wrong(f"{name} is generic; write the types out")
            found = self._alias(pointer) if kind == "type" else self._interface(pointer)
            doc = self.tokens[start].doc or next(
                (self.tokens[at].doc for at in range(max(0, start - 3), start) if self.tokens[at].doc), ""
            )
            return {"title": doc, **found} if doc and pointer == "" else found
        finally:
            self.place, self.inside = before

    def at(self, place: int, pointer: str) -> dict[str, Any]:
        self.place = place
        return self._type(pointer)

    @property
    def _here(self) -> _Token:
        while self.place < len(self.tokens) and self.tokens[self.place].kind == "note":
            self.place += 1
        return self.tokens[min(self.place, len(self.tokens) - 1)]

    @property
    def _next(self) -> _Token:
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    def _take(self, text: str) -> None:
        if self._here.text != text:
            raise self._wrong(f"expected {text}, found {self._here.text or 'the end'}")
        self.place += 1

    def _wrong(self, message: str) -> InferError:
        return InferError(f"line {self._here.line}: {message}")

    def _alias(self, pointer: str) -> dict[str, Any]:
        self._take("=")
        return self._type(pointer)

    def _interface(self, pointer: str) -> dict[str, Any]:
        parts = []
        while self._here.text in ("extends", "implements", ","):
            self.place += 1
            parts.append(self._one(pointer))
        parts.append(self._object(pointer))
        return _joined(parts)

    def _enum(self) -> dict[str, Any]:
        self._take("{")
        values: list[Any] = []
        while self._here.text != "}" and self._here.kind != "end":
            self.place += 1
            if self._here.text == "=":
                self.place += 1
                values.append(_value(self._here))
                self.place += 1
            else:
                values.append(len(values))
            if self._here.text == ",":
                self.place += 1
        return {"enum": values}

    def _type(self, pointer: str) -> dict[str, Any]:
        if self._here.text in ("|", "&"):
            self.place += 1
        parts = [self._both(pointer)]
        while self._here.text == "|":
            self.place += 1
            parts.append(self._both(pointer))
        return _union(parts)

    def _both(self, pointer: str) -> dict[str, Any]:
        parts = [self._many(pointer)]
        while self._here.text == "&":
            self.place += 1
            parts.append(self._many(pointer))
        return _joined(parts)

    def _many(self, pointer: str) -> dict[str, Any]:
        found = self._one(pointer)
        while self._here.text == "[" and self._next.text == "]":
            self.place += 2
            found = {"type": "array", "items": found}
        return found

    def _one(self, pointer: str) -> dict[str, Any]:
        token = self._here
        if token.kind in ("string", "number") or token.text in ("true", "false"):
            self.place += 1
            return {"const": _value(token)}
        if token.text == "{":
            return self._object(pointer)
        if token.text == "(":
            self.place += 1
            found = self._type(pointer)
            self._take(")")
            if self._here.text == "=>":
                raise self._wrong("a function is no data; leave the member out")
            return found
        if token.text == "[":
            return self._tuple(pointer)
        if token.kind != "word":
            raise self._wrong(f"expected a type, found {token.text or 'the end'}")
        self.place += 1
        if token.text == "readonly":
            return self._many(pointer)
        return self._word(token, pointer)

    def _word(self, token: _Token, pointer: str) -> dict[str, Any]:
        given = self._given(pointer) if self._here.text == "<" else []
        name = token.text
        if name in _LISTS:
            return {"type": "array", "items": given[0]} if given else {"type": "array"}
        if name in ("Record", "Map"):
            return {"type": "object", "additionalProperties": given[-1] if given else True}
        if name == "Partial" and given:
            return {key: value for key, value in given[0].items() if key != "required"}
        if name in _KEPT and given:
            return given[0]
        if name in self.declared and not given:
            return self.named(name, pointer, self.inside)
        if name in _TYPES:
            return dict(_TYPES[name])
        self.decisions.append(Decision(pointer, "anything", f"the type {name} is not known"))
        return {}

    def _given(self, pointer: str) -> list[dict[str, Any]]:
        self._take("<")
        found = [self._type(pointer)]
        while self._here.text == ",":
            self.place += 1
            found.append(self._type(pointer))
        self._take(">")
        return found

    def _tuple(self, pointer: str) -> dict[str, Any]:
        self._take("[")
        parts: list[dict[str, Any]] = []
        while self._here.text != "]":
            parts.append(self._type(pointer))
            if self._here.text == ",":
                self.place += 1
        self._take("]")
        return {"type": "array", "prefixItems": parts}

    def _object(self, pointer: str) -> dict[str, Any]:
        self._take("{")
        properties: dict[str, Any] = {}
        required: list[str] = []
        extra: dict[str, Any] = {}
        while self._here.text != "}":
            token = self._here
            if token.text in _SKIPPED_WORDS and self._next.kind in ("word", "string"):
                self.place += 1
                continue
            if token.text == "[":
                extra = {"additionalProperties": self._index(pointer)}
            else:
                name, schema, needed = self._member(token, pointer)
                properties[name] = schema
                if needed:
                    required.append(name)
        self._take("}")
        found: dict[str, Any] = {"type": "object"}
        if properties or not extra:
            found["properties"] = properties
        return found | extra | ({"required": required} if required else {})

    def _index(self, pointer: str) -> dict[str, Any]:
        while self._here.text != "]" and self._here.kind != "end":
            self.place += 1
        self._take("]")
        self._take(":")
        found = self._type(pointer)
        self._end_of_member()
        return found

    def _member(self, token: _Token, pointer: str) -> tuple[str, dict[str, Any], bool]:
        if token.kind not in ("word", "string", "number"):
            raise self._wrong(f"expected the name of a member, found {token.text or 'the end'}")
        name = str(_value(token)) if token.kind == "string" else token.text
        doc = token.doc or self.tokens[self.place - 1].doc
        self.place += 1
        optional = self._here.text == "?"
        if optional or self._here.text == "!":
            self.place += 1
        if self._here.text in ("(", "<"):
            raise self._wrong(f"{name} is a method, which is no data; leave it out")
        self._take(":")
        here = f"{pointer}/properties/{name}"
        schema = self._type(here)
        if optional:
            schema = nullable(schema)
            self.decisions.append(Decision(here, "may be missing or null", "it is optional"))
        doc = doc or self._end_of_member()
        self._end_of_member()
        return name, ({**schema, "description": doc} if doc and "description" not in schema else schema), not optional

    def _end_of_member(self) -> str:
        """Pass over what parts members; the comment behind the last one."""
        last = len(self.tokens) - 1
        if self.tokens[min(self.place, last)].text in (";", ",") and self.tokens[min(self.place, last)].kind == "mark":
            self.place += 1
        token = self.tokens[min(self.place, last)]
        if token.kind == "note":
            self.place += 1
            return token.text
        return ""


def _value(token: _Token) -> Any:
    if token.kind == "string":
        return re.sub(r"\\(.)", r"\1", token.text[1:-1])
    if token.text in ("true", "false"):
        return token.text == "true"
    return float(token.text) if "." in token.text else int(token.text)


def _joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Several objects as one: `A & B`, `extends A`."""
    if len(parts) == 1:
        return parts[0]
    found: dict[str, Any] = {"type": "object", "properties": {}}
    required: list[str] = []
    for part in parts:
        found["properties"] |= part.get("properties", {})
        required += part.get("required", [])
    return found | ({"required": list(dict.fromkeys(required))} if required else {})


def _union(parts: list[dict[str, Any]]) -> dict[str, Any]:
    if len(parts) == 1:
        return {"enum": [parts[0]["const"]]} if set(parts[0]) == {"const"} else parts[0]
    useful = [part for part in parts if part != {"type": "null"}]
    empty = len(useful) < len(parts)
    values = [part["const"] for part in useful if set(part) == {"const"}]
    if len(values) == len(useful):
        kinds = {type(value) for value in values}
        found: dict[str, Any] = {"enum": values}
        if kinds == {bool}:
            found = {"type": "boolean"}
        elif kinds == {str}:
            found = {"type": "string", "enum": values}
    elif len(useful) == 1:
        found = useful[0]
    elif all(set(part) == {"type"} for part in useful):
        found = {"type": list(dict.fromkeys(part["type"] for part in useful))}
        found = found if len(found["type"]) > 1 else {"type": found["type"][0]}
    else:
        found = {"anyOf": useful}
    return nullable(found) if empty else found
