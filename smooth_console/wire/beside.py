"""What our own engine says beside the description: notices, sources, steps. Of other servers there is nothing of it.

A server may use the same names for something else, so whatever has another shape is passed over, never an error.
"""

from typing import Any

import msgspec


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where a value of an extract was read.

    Attributes:
        kind: json-ld, microdata, meta, table, label, record or text; `model` where a model read it.
        path: A CSS path in the page; `@name` at its end is that attribute.
        text: What stands there.
    """

    kind: str
    path: str
    text: str

    def as_data(self) -> dict[str, str]:
        """As JSON."""
        return {"kind": self.kind, "path": self.path, "text": self.text}


class Doing(msgspec.Struct, frozen=True, kw_only=True):
    """A run_task under way: the id of its event, and the steps that it has taken so far, oldest first."""

    id: str
    steps: tuple[str, ...]


def texts(value: Any) -> tuple[str, ...]:
    """The sentences of a list of them."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def sources(value: Any) -> dict[str, Source]:
    """Sources by JSON Pointer into the output."""
    found = {}
    for pointer, given in value.items() if isinstance(value, dict) else ():
        try:
            found[pointer] = msgspec.convert(given, Source)
        except msgspec.ValidationError:
            continue
    return found


def doing(value: Any) -> Doing | None:
    """What is under way."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return None
    return Doing(id=value["id"], steps=texts(value.get("steps")))
