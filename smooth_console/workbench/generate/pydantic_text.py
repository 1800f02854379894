"""A pydantic model (version 2) from a schema: one class an object, written out so that it can be changed by hand."""

import builtins
import keyword
import re
from typing import Any

from smooth_console.output.paths import value_at
from smooth_console.workbench.generate.naming import listed, singular
from smooth_console.workbench.generate.writer import DEEPEST, Writer

_TYPES = {"string": "str", "number": "float", "integer": "int", "boolean": "bool", "null": "None"}
_FORMATS = {
    "date": ("datetime", "date"),
    "date-time": ("datetime", "datetime"),
    "time": ("datetime", "time"),
    "uri": ("pydantic", "AnyUrl"),
    "uuid": ("uuid", "UUID"),
}
_BOUNDS = {
    "minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt", "exclusiveMaximum": "lt", "multipleOf": "multiple_of",
    "minLength": "min_length", "maxLength": "max_length", "minItems": "min_length", "maxItems": "max_length",
    "pattern": "pattern",
}  # fmt: skip
_TAKEN = frozenset(
    ("BaseModel", "Field", "ConfigDict", "RootModel", "Literal", "Any", "AnyUrl", "UUID", "Annotated", "Item")
) - {"Item"}
_NOT_FIELDS = frozenset(("model_config", "model_fields", "copy", "json", "dict", "schema", "construct", "validate"))


def to_pydantic(schema: Any, name: str = "") -> str:
    """Python source of a model that takes what the schema takes.

    Args:
        schema: The schema; a valid one.
        name: What the outermost class is called; by default after its title.
    """
    writer = _Writer(schema)
    return writer.module(name)


class _Writer(Writer):
    def __init__(self, root: Any) -> None:
        super().__init__(root, _TAKEN)
        self.imports: dict[str, set[str]] = {}

    def anything(self) -> str:
        return self.need("typing", "Any")

    def known(self, name: str) -> str:
        return f'"{name}"'

    def module(self, name: str) -> str:
        title = self.title
        is_list = isinstance(self.root, dict) and listed(self.root) == ["array"]
        wish = name or title
        if is_list and isinstance(self.root, dict):
            item = self.type(self.root.get("items", True), singular(wish) or "Item", 0)
            outer = self.names.type_name(f"{wish} list" if wish else "Items")
            self.need("pydantic", "RootModel")
            doc = _docstring(title)
            self.blocks.append(f"class {outer}(RootModel[list[{item}]]):\n{doc or '    pass'}")
        else:
            found = self.type(self.root, wish or "Record", 0)
            if found not in {line.split("(")[0].removeprefix("class ") for line in self.blocks}:
                self.need("pydantic", "RootModel")
                outer = self.names.type_name(wish or "Value")
                self.blocks.append(f"class {outer}(RootModel[{found}]):\n{_docstring(title) or '    pass'}")
        return self.head() + "\n\n\n".join(self.blocks) + "\n"

    def head(self) -> str:
        order = sorted(self.imports, key=lambda module: (module == "pydantic", module))
        lines = [f"from {module} import {', '.join(sorted(self.imports[module]))}" for module in order]
        if "pydantic" in self.imports and len(lines) > 1:
            lines.insert(len(lines) - 1, "")
        return "\n".join(lines) + "\n\n\n"

    def need(self, module: str, name: str) -> str:
        self.imports.setdefault(module, set()).add(name)
        return name

    def type(self, schema: Any, wish: str, depth: int) -> str:
        if not isinstance(schema, dict) or depth > DEEPEST:
            return self.need("typing", "Any")
        if isinstance(schema.get("$ref"), str):
            return self.reference(schema["$ref"], wish, depth)
        if "const" in schema or "enum" in schema:
            return self.literal(schema)
        for word in ("anyOf", "oneOf"):
            if isinstance(schema.get(word), list) and schema[word]:
                parts = [self.type(part, wish, depth + 1) for part in schema[word]]
                return _union(parts)
        if isinstance(schema.get("allOf"), list):
            return self.type(_merged(schema, self.root), wish, depth + 1)
        kinds = listed(schema)
        return _union([self.kind(kind, schema, wish, depth) for kind in kinds]) if kinds else self.need("typing", "Any")

    def kind(self, kind: str, schema: dict[str, Any], wish: str, depth: int) -> str:
        if kind == "object":
            return self.object(schema, wish, depth)
        if kind == "array":
            return f"list[{self.type(schema.get('items', True), singular(wish), depth + 1)}]"
        if kind == "string" and schema.get("format") in _FORMATS:
            return self.need(*_FORMATS[schema["format"]])
        return _TYPES.get(kind) or self.need("typing", "Any")

    def literal(self, schema: dict[str, Any]) -> str:
        values = schema["enum"] if "enum" in schema else [schema["const"]]
        plain = [value for value in values if isinstance(value, str | int | bool) or value is None]
        if len(plain) < len(values) or not values:
            return self.need("typing", "Any")
        parts = [f"{self.need('typing', 'Literal')}[{', '.join(map(_quoted, v))}]" for v in [_some(plain)] if v]
        return _union([*parts, *(["None"] if None in plain else [])])

    def object(self, schema: dict[str, Any], wish: str, depth: int, name: str = "") -> str:
        properties = schema.get("properties")
        if not isinstance(properties, dict) or not properties:
            inner = schema.get("additionalProperties", True)
            value = self.type(inner, wish, depth + 1) if isinstance(inner, dict) else self.need("typing", "Any")
            return f"dict[str, {value}]"
        # A field's own title is what generators put there, and names nothing; the outermost says what it is.
        name = name or self.names.type_name(
            wish if depth else "", str(schema.get("title", "")) if depth else wish, wish
        )
        self.is_root(schema, name)
        required = schema.get("required") if isinstance(schema.get("required"), list) else []
        used: set[str] = set()
        fields = [self.field(n, part, n in (required or ()), used, depth) for n, part in properties.items()]
        self.need("pydantic", "BaseModel")
        body = [_docstring(str(schema.get("title", "") or schema.get("description", "")))]
        if any("alias=" in field for field in fields):
            self.need("pydantic", "ConfigDict")
            body.append("    model_config = ConfigDict(populate_by_name=True)")
        if schema.get("additionalProperties") is False:
            self.need("pydantic", "ConfigDict")
            inside = "populate_by_name=True, " if len(body) > 1 else ""
            body[1:] = [f'    model_config = ConfigDict({inside}extra="forbid")']
        self.blocks.append(f"class {name}(BaseModel):\n" + "\n".join(line for line in [*body, *fields] if line))
        return name

    def field(self, name: str, schema: Any, required: bool, used: set[str], depth: int) -> str:
        found = self.type(schema, name, depth + 1)
        given: list[str] = []
        identifier = _identifier(name, used)
        if identifier != name:
            given.append(f"alias={_quoted(name)}")
        if isinstance(schema, dict):
            if isinstance(schema.get("description"), str):
                given.append(f"description={_quoted(schema['description'])}")
            given += self.bounds(schema, found)
        if not required:
            found = _union([found, "None"])
        if given:
            self.need("pydantic", "Field")
            first = [] if required else ["default=None"]
            return f"    {identifier}: {found} = Field({', '.join([*first, *given])})"
        return f"    {identifier}: {found}" + ("" if required else " = None")

    def bounds(self, schema: dict[str, Any], found: str) -> list[str]:
        plain = set(re.findall(r"\w+", found)) <= {"str", "float", "int", "None", "bool"} or found.startswith("list[")
        if not plain or len([kind for kind in listed(schema) if kind != "null"]) != 1:
            return []
        about = {"array": ("minItems", "maxItems"), "string": ("minLength", "maxLength", "pattern")}
        kind = next(kind for kind in listed(schema) if kind != "null")
        numbers = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
        names = about.get(kind, numbers if kind in ("number", "integer") else ())
        rows = []
        for name in names:
            value = schema.get(name)
            if name in schema and isinstance(value, str | int | float) and not isinstance(value, bool):
                text = _pattern(value) if isinstance(value, str) else repr(value)
                rows.append(f"{_BOUNDS[name]}={text}" if text else "")
        return [row for row in rows if row]


def _some(values: list[Any]) -> list[Any]:
    return [value for value in values if value is not None]


def _union(parts: list[str]) -> str:
    flat = [piece for part in parts for piece in ([part] if "[" in part or '"' in part else part.split(" | "))]
    unique = list(dict.fromkeys(flat))
    if "Any" in unique:
        return "Any"
    text = " | ".join([*(p for p in unique if p != "None"), *(p for p in unique if p == "None")])
    # A name in quotes and a bar make one annotation only when all of it is in quotes.
    return '"' + text.replace('"', "") + '"' if '"' in text and "|" in text and "Literal" not in text else text


def _identifier(name: str, used: set[str]) -> str:
    bare = re.sub(r"\W+", "_", name).strip("_") or "field"
    bare = f"field_{bare}" if bare[0].isdigit() else bare
    # A field that is called like a type would hide it from the fields below.
    hides = bare in vars(builtins) or bare in ("date", "datetime", "time", "Any", "Literal")
    if keyword.iskeyword(bare) or bare in _NOT_FIELDS or hides or bare.startswith("model_"):
        bare += "_"
    found, number = bare, 2
    while found in used:
        found, number = f"{bare}_{number}", number + 1
    used.add(found)
    return found


def _pattern(text: str) -> str:
    # pydantic's expressions know no look-around.
    return "" if re.search(r"\(\?[=!<]", text) else _quoted(text)


def _quoted(value: Any) -> str:
    if not isinstance(value, str):
        return repr(value)
    text = repr(value)
    return '"' + text[1:-1].replace('"', '\\"').replace("\\'", "'") + '"' if text[0] == "'" else text


def _docstring(text: str) -> str:
    said = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    said = said[:-1] + '\\"' if said.endswith('"') else said
    return f'    """{said}"""\n' if said else ""


def _merged(schema: dict[str, Any], root: Any) -> dict[str, Any]:
    found: dict[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
    for part in schema["allOf"]:
        if isinstance(part, dict) and isinstance(part.get("$ref"), str):
            try:
                part = value_at(root, part["$ref"].removeprefix("#"))
            except (LookupError, ValueError):
                continue
        if isinstance(part, dict):
            properties = {**found.get("properties", {}), **part.get("properties", {})}
            required = [*found.get("required", []), *part.get("required", [])]
            found = {**found, **part}
            found |= ({"properties": properties} if properties else {}) | ({"required": required} if required else {})
    return found
