"""A schema from examples: it accepts each of them, and is the same whatever their order. Every choice has a reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from smooth_console.language.schema_words import TYPES
from smooth_console.output.paths import escape_token
from smooth_console.output.words import count
from smooth_console.workbench.infer.formats import formats_of
from smooth_console.workbench.infer.names import likely_type
from smooth_console.workbench.infer.result import Decision, Inferred

ENUM_LEAST = 8
"""Values that have to be seen before a few that repeat are taken for all there are."""
ENUM_MOST = 6
ENUM_LONGEST = 24
MAP_LEAST = 20
"""Different names from which on an object may be a map from keys to values."""
MAP_SHARE = 0.55
"""How many of the names an object of a map has, on average, at the most."""
DEEPEST = 60

_DISTINCT = 400


@dataclass(slots=True)
class _Seen:
    """What was seen at one place of the documents."""

    count: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    many_texts: bool = False
    formats: frozenset[str] | None = None
    members: "dict[str, _Seen]" = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    objects: int = 0
    items: "_Seen | None" = None

    def add(self, value: Any, depth: int = 0) -> None:
        self.count += 1
        kind = _kind(value)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if kind == "string":
            self._text(value)
        elif kind == "object" and depth < DEEPEST:
            self.objects += 1
            for place, (name, inner) in enumerate(value.items()):
                self.members.setdefault(name, _Seen()).add(inner, depth + 1)
                self.places[name] = self.places.get(name, 0) + place
        elif kind == "array" and depth < DEEPEST:
            self.items = self.items or _Seen()
            for inner in value:
                self.items.add(inner, depth + 1)

    def _text(self, text: str) -> None:
        fits = formats_of(text)
        self.formats = fits if self.formats is None else self.formats & fits
        if len(self.texts) < _DISTINCT:
            self.texts[text] = self.texts.get(text, 0) + 1
        elif text not in self.texts:
            self.many_texts = True

    def merge(self, other: "_Seen") -> None:
        """Take in what was seen elsewhere."""
        self.count += other.count
        self.objects += other.objects
        self.many_texts |= other.many_texts
        for kind, number in other.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0) + number
        for text, number in other.texts.items():
            self.texts[text] = self.texts.get(text, 0) + number
        if other.formats is not None:
            self.formats = other.formats if self.formats is None else self.formats & other.formats
        for name, inner in other.members.items():
            self.members.setdefault(name, _Seen()).merge(inner)
            self.places[name] = self.places.get(name, 0) + other.places[name]
        if other.items is not None:
            self.items = self.items or _Seen()
            self.items.merge(other.items)


def infer(documents: Iterable[Any], source: str = "", *, enums: bool = True) -> Inferred:
    """The schema of some documents.

    Args:
        documents: JSON values; several are several examples of the same thing.
        source: What they are, in words.
        enums: A few texts that repeat may be all there are; not so where more pages follow.
    """
    seen = _Seen()
    for document in documents:
        seen.add(document)
    writer = _Writer(enums)
    schema = writer.schema(seen, "", "") if seen.count else {}
    return Inferred(schema, tuple(writer.decisions), source)


class _Writer:
    def __init__(self, enums: bool) -> None:
        self.decisions: list[Decision] = []
        self.enums = enums

    def decide(self, pointer: str, what: str, why: str) -> None:
        self.decisions.append(Decision(pointer, what, why))

    def schema(self, seen: _Seen, pointer: str, name: str) -> dict[str, Any]:
        kinds = self._kinds(seen, pointer, name)
        if not kinds:
            return {}
        found: dict[str, Any] = {"type": kinds[0] if len(kinds) == 1 else kinds}
        if "string" in seen.kinds:
            found |= self._text(seen, pointer, kinds)
        if "object" in seen.kinds:
            found |= self._object(seen, pointer)
        if "array" in seen.kinds:
            if seen.items is not None and seen.items.count:
                found["items"] = self.schema(seen.items, f"{pointer}/items", name)
            else:
                self.decide(pointer, "an array of anything", "it was always empty")
        return found

    def _kinds(self, seen: _Seen, pointer: str, name: str) -> list[str]:
        found = dict(seen.kinds)
        if "integer" in found and "number" in found:
            whole, broken = found.pop("integer"), found["number"]
            self.decide(pointer, "number", f"{broken} of {whole + broken} have a decimal point")
        elif "integer" in found and name and likely_type(name) == "number":
            found["number"] = found.pop("integer")
            self.decide(pointer, "number", f"a {name} need not be whole, though all that were seen are")
        elif found.get("integer", 0) > 1:
            self.decide(pointer, "integer", f"all {found['integer']} are whole")
        if set(found) == {"null"}:
            self.decide(pointer, "string or null", "it was null in all, so its type is not known")
            return ["string", "null"]
        if "null" in found:
            self.decide(pointer, "may be null", f"it is null in {found['null']} of {seen.count}")
        kinds = [kind for kind in TYPES if kind in found]
        if len([kind for kind in kinds if kind != "null"]) > 1:
            said = ", ".join(f"{found[kind]} {kind}" for kind in kinds)
            self.decide(pointer, " or ".join(kinds), f"there are {said}")
        return kinds

    def _text(self, seen: _Seen, pointer: str, kinds: list[str]) -> dict[str, Any]:
        number = seen.kinds["string"]
        if seen.formats:
            name = min(seen.formats)
            self.decide(pointer, f"format {name}", f"all {number} texts are of that form")
            return {"format": name}
        only = [kind for kind in kinds if kind != "null"] == ["string"]
        if only and self.enums and self._enum(seen, number):
            values: list[Any] = sorted(seen.texts)
            self.decide(pointer, f"enum of {len(values)}", f"{number} texts are {len(values)} different ones")
            return {"enum": [*values, None] if "null" in kinds else values}
        return {}

    def _enum(self, seen: _Seen, number: int) -> bool:
        texts = seen.texts
        few = not seen.many_texts and 1 < len(texts) <= ENUM_MOST and len(texts) * 3 <= number
        return few and number >= ENUM_LEAST and all(0 < len(text) <= ENUM_LONGEST for text in texts)

    def _object(self, seen: _Seen, pointer: str) -> dict[str, Any]:
        if self._is_map(seen):
            values = _Seen()
            for name in sorted(seen.members):
                values.merge(seen.members[name])
            why = f"{len(seen.members)} different names, hardly one of them twice"
            self.decide(pointer, "a map from names to values", why)
            return {"additionalProperties": self.schema(values, f"{pointer}/additionalProperties", "")}
        properties: dict[str, Any] = {}
        required: list[str] = []
        for name in sorted(seen.members, key=lambda n: (Fraction(seen.places[n], seen.members[n].count), n)):
            member = seen.members[name]
            here = f"{pointer}/properties/{escape_token(name)}"
            properties[name] = self.schema(member, here, name)
            if member.count == seen.objects:
                required.append(name)
            else:
                self.decide(here, "not required", f"it is missing in {seen.objects - member.count} of {seen.objects}")
        if required and seen.objects > 1:
            self.decide(pointer, f"{count(len(required), 'field')} required", f"all {seen.objects} objects have them")
        found: dict[str, Any] = {"properties": properties}
        return found | ({"required": required} if required else {})

    def _is_map(self, seen: _Seen) -> bool:
        if len(seen.members) < MAP_LEAST or seen.objects < 2:
            return False
        total = sum(member.count for member in seen.members.values())
        kinds = {kind for member in seen.members.values() for kind in member.kinds}
        return total < MAP_SHARE * seen.objects * len(seen.members) and len(kinds - {"null"}) == 1


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list | tuple):
        return "array"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "null" if value is None else "string"
