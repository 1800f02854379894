"""A schema from Python: a pydantic model, a dataclass or a TypedDict. The source is read, never run."""

import ast
from typing import Any

from smooth_console.workbench.infer.result import Decision, InferError, Inferred
from smooth_console.workbench.written.short import nullable

_TYPES: dict[str, dict[str, Any]] = {
    **{key: {"type": "string"} for key in ("str", "Path", "bytes", "SecretStr", "PosixPath")},
    **{key: {"type": "integer"} for key in ("int", "PositiveInt", "NonNegativeInt", "StrictInt")},
    **{key: {"type": "number"} for key in ("float", "Decimal", "PositiveFloat", "NonNegativeFloat", "Number")},
    **{key: {"type": "boolean"} for key in ("bool", "StrictBool")},
    "date": {"type": "string", "format": "date"},
    **{key: {"type": "string", "format": "date-time"} for key in ("datetime", "AwareDatetime", "NaiveDatetime")},
    "time": {"type": "string", "format": "time"},
    "timedelta": {"type": "string", "format": "duration"},
    **{key: {"type": "string", "format": "uuid"} for key in ("UUID", "UUID4")},
    **{key: {"type": "string", "format": "uri"} for key in ("HttpUrl", "AnyUrl", "AnyHttpUrl", "Url")},
    **{key: {"type": "string", "format": "email"} for key in ("EmailStr", "NameEmail")},
    **{key: {"type": "null"} for key in ("None", "NoneType")},
    **{key: {} for key in ("Any", "object")},
    "dict": {"type": "object", "additionalProperties": True},
    **{key: {"type": "array"} for key in ("list", "List", "tuple", "set")},
}
_LISTS = frozenset(("list", "List", "Sequence", "Iterable", "set", "Set", "frozenset", "FrozenSet", "Collection"))
_MAPS = frozenset(("dict", "Dict", "Mapping", "MutableMapping"))
_WRAPPERS = frozenset(("Annotated", "Required", "NotRequired", "ReadOnly", "Final", "ClassVar"))
_BOUNDS = {
    "ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum", "pattern": "pattern",
    "regex": "pattern", "multiple_of": "multipleOf", "description": "description", "title": "title",
}  # fmt: skip
_LENGTHS = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems")}


def infer_python(text: str, wanted: str = "") -> Inferred:
    """The schema of a class.

    Args:
        text: Python source with one class or several.
        wanted: Which of them; by default the last that none of the others uses.

    Raises:
        InferError: It is no Python, or has no class with annotated fields.
    """
    try:
        module = ast.parse(text)
    except SyntaxError as problem:
        raise InferError(f"line {problem.lineno}: not Python: {problem.msg}") from None
    except (ValueError, RecursionError) as problem:
        raise InferError(f"not Python: {problem}") from None
    classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
    aliases = {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    models = [name for name, node in classes.items() if _fields(node, classes)]
    if not models:
        raise InferError("there is no class with annotated fields, such as  class Product(BaseModel): name: str")
    if wanted and wanted not in models:
        raise InferError(f"there is no class {wanted}; there are {', '.join(models)}")
    reader = _Reader(classes, aliases)
    used = {name for model in models for name in _names_in(classes[model]) if name != model}
    name = wanted or next((model for model in reversed(models) if model not in used), models[-1])
    schema = reader.model(name, "", ())
    return Inferred(schema, tuple(reader.decisions), f"Python class {name}")


class _Reader:
    def __init__(self, classes: dict[str, ast.ClassDef], aliases: dict[str, ast.expr]) -> None:
        self.classes = classes
        self.aliases = aliases
        self.decisions: list[Decision] = []

    def model(self, name: str, pointer: str, inside: tuple[str, ...]) -> dict[str, Any]:
        node = self.classes[name]
        if name in inside:
            self.decisions.append(Decision(pointer, "an object of anything", f"{name} refers to itself"))
            return {"type": "object", "additionalProperties": True}
        choices = _enum(node)
        if choices is not None:
            return {"enum": choices}
        properties: dict[str, Any] = {}
        required: list[str] = []
        partial = any(k.arg == "total" and _literal(k.value) is False for k in node.keywords)
        for field, statement in _fields(node, self.classes).items():
            alias, schema, needed = self.field(statement, f"{pointer}/properties/{field}", (*inside, name))
            properties[alias or field] = schema
            if needed and not partial:
                required.append(alias or field)
        found: dict[str, Any] = {"type": "object", "properties": properties}
        doc = ast.get_docstring(node)
        if doc:
            found = {"title": " ".join(doc.split("\n\n")[0].split()), **found}
        return found | ({"required": required} if required else {})

    def field(
        self, statement: ast.AnnAssign, pointer: str, inside: tuple[str, ...]
    ) -> tuple[str, dict[str, Any], bool]:
        schema = dict(self.type(statement.annotation, pointer, inside))
        alias, needed = "", statement.value is None and _head(statement.annotation) != "NotRequired"
        call = statement.value if isinstance(statement.value, ast.Call) else None
        if call is not None and _head(call.func) in ("Field", "field"):
            given = {keyword.arg: _literal(keyword.value) for keyword in call.keywords if keyword.arg}
            first = call.args[0] if call.args else None
            needed = (first is None and not {"default", "default_factory"} & set(given)) or _is_ellipsis(first)
            alias = str(given.get("alias") or given.get("serialization_alias") or "")
            schema |= self.bounds(given, schema)
        if not needed and statement.value is not None:
            why = "it has a default, which an extraction never uses"
            self.decisions.append(Decision(pointer, "not required", why))
        return alias, schema, needed

    def bounds(self, given: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
        found = {_BOUNDS[name]: value for name, value in given.items() if name in _BOUNDS and value is not None}
        kinds = schema.get("type")
        kind = kinds if isinstance(kinds, str) else next((k for k in kinds or () if k != "null"), "")
        for name, keyword in zip(("min_length", "max_length"), _LENGTHS.get(str(kind), ()), strict=False):
            if isinstance(given.get(name), int):
                found[keyword] = given[name]
        return found

    def type(self, node: ast.expr, pointer: str, inside: tuple[str, ...]) -> dict[str, Any]:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                try:
                    return self.type(ast.parse(node.value, mode="eval").body, pointer, inside)
                except SyntaxError:
                    raise InferError(f"line {node.lineno}: {node.value!r} is no annotation") from None
            return {"type": "null"} if node.value is None else {}
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self.union([node.left, node.right], pointer, inside)
        if isinstance(node, ast.Subscript):
            return self.subscript(node, pointer, inside)
        name = _head(node)
        if name in self.classes:
            return self.model(name, pointer, inside)
        if name in self.aliases and name not in inside:
            return self.type(self.aliases[name], pointer, (*inside, name))
        if name in _TYPES:
            return dict(_TYPES[name])
        self.decisions.append(Decision(pointer, "anything", f"the type {name or ast.unparse(node)} is not known"))
        return {}

    def subscript(self, node: ast.Subscript, pointer: str, inside: tuple[str, ...]) -> dict[str, Any]:
        name = _head(node.value)
        parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Optional":
            return nullable(self.type(parts[0], pointer, inside))
        if name == "Union":
            return self.union(parts, pointer, inside)
        if name == "Literal":
            values = [_literal(part) for part in parts]
            kinds = {type(value) for value in values}
            return ({"type": "string"} if kinds == {str} else {}) | {"enum": values}
        if name in _WRAPPERS:
            schema = dict(self.type(parts[0], pointer, inside))
            for part in parts[1:]:
                if isinstance(part, ast.Call):
                    given = {keyword.arg: _literal(keyword.value) for keyword in part.keywords if keyword.arg}
                    schema |= self.bounds(given, schema)
            return schema
        if name in _LISTS or name in ("tuple", "Tuple"):
            return {"type": "array", "items": self.type(parts[0], f"{pointer}/items", inside)}
        if name in _MAPS:
            inner = self.type(parts[-1], f"{pointer}/additionalProperties", inside)
            return {"type": "object", "additionalProperties": inner}
        self.decisions.append(Decision(pointer, "anything", f"the type {ast.unparse(node)} is not known"))
        return {}

    def union(self, parts: list[ast.expr], pointer: str, inside: tuple[str, ...]) -> dict[str, Any]:
        schemas = [self.type(part, pointer, inside) for part in parts]
        useful = [schema for schema in schemas if schema != {"type": "null"}]
        if len(useful) == 1:
            return nullable(useful[0]) if len(schemas) > 1 else useful[0]
        if all(set(schema) == {"type"} for schema in schemas):
            kinds = [k for s in schemas for k in (s["type"] if isinstance(s["type"], list) else [s["type"]])]
            return {"type": list(dict.fromkeys(kinds))}
        flat = [part for schema in schemas for part in (schema["anyOf"] if set(schema) == {"anyOf"} else [schema])]
        return {"anyOf": flat}


def _fields(node: ast.ClassDef, classes: dict[str, ast.ClassDef], depth: int = 0) -> dict[str, ast.AnnAssign]:
    """The annotated fields of a class, those of its bases that stand in the same text first."""
    found: dict[str, ast.AnnAssign] = {}
    for base in node.bases:
        name = _head(base)
        if name in classes and classes[name] is not node and depth < 20:
            found |= _fields(classes[name], classes, depth + 1)
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            if name != "model_config" and not name.startswith("_") and _head(statement.annotation) != "ClassVar":
                found[name] = statement
    return found


def _enum(node: ast.ClassDef) -> list[Any] | None:
    """The values of an Enum class."""
    if not any(_head(base) in ("Enum", "StrEnum", "IntEnum") for base in node.bases):
        return None
    return [_literal(s.value) for s in node.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant)]


def _names_in(node: ast.ClassDef) -> set[str]:
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return names | {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def _head(node: ast.expr) -> str:
    """The last name of an annotation: `Optional` of `typing.Optional[str]`."""
    if isinstance(node, ast.Subscript):
        return _head(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call):
        return _head(node.func)
    return node.id if isinstance(node, ast.Name) else ""


def _is_ellipsis(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
