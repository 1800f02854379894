"""What inferring gives: a schema, and why it is as it is."""

import json
from dataclasses import dataclass
from typing import Any


class InferError(ValueError):
    """A text of which no schema can be made; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice that was made.

    Attributes:
        pointer: JSON Pointer into the schema.
        what: What was decided.
        why: On what ground.
    """

    pointer: str
    what: str
    why: str

    def __str__(self) -> str:
        return f"{field_path(self.pointer)}: {self.what}, because {self.why}"


@dataclass(frozen=True, slots=True)
class Inferred:
    """A schema and its reasons.

    Attributes:
        source: What it was made from, in words.
    """

    schema: dict[str, Any]
    decisions: tuple[Decision, ...] = ()
    source: str = ""

    @property
    def text(self) -> str:
        """The schema as one keeps it in a file."""
        return schema_text(self.schema)


def schema_text(schema: Any) -> str:
    """A schema laid out for people: short lists stay in their line."""
    return _laid_out(schema, 0)


def field_path(pointer: str) -> str:
    """A pointer into a schema as the path of the field: `[].price`."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    path, at = "", 0
    while at < len(steps):
        if steps[at] == "properties" and at + 1 < len(steps):
            path += f".{steps[at + 1]}"
            at += 2
        else:
            path += "[]" if steps[at] == "items" else f"/{steps[at]}"
            at += 1
    return path.removeprefix(".") or "the whole"


def _laid_out(value: Any, depth: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    simple = not isinstance(value, dict | list) or not value
    if simple or (isinstance(value, list) and len(flat) < 72 and not any(isinstance(v, dict) for v in value)):
        return flat
    pad, end = "  " * (depth + 1), "  " * depth
    if isinstance(value, list):
        rows = [pad + _laid_out(item, depth + 1) for item in value]
        return "[\n" + ",\n".join(rows) + f"\n{end}]"
    if depth > 1 and len(flat) + len(pad) < 100 and not any(isinstance(v, dict) for v in value.values()):
        return flat
    rows = [
        f"{pad}{json.dumps(name, ensure_ascii=False)}: {_laid_out(item, depth + 1)}" for name, item in value.items()
    ]
    return "{\n" + ",\n".join(rows) + f"\n{end}}}"
