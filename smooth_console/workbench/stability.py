"""The same extraction several times: which fields are stable, which vary, and between which values."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smooth_console.output.paths import Step
from smooth_console.workbench.diff import Key, key_of

MOST_SHOWN = 3
_ABSENT = "(not there)"


@dataclass(frozen=True, slots=True)
class Varying:
    """A value that was not the same in all runs.

    Attributes:
        path: Where, records by their key.
        values: Each as JSON text (or "(not there)"), with how often it came, most often first.
    """

    path: tuple[Step, ...]
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class FieldStability:
    """A field over all records and runs.

    Attributes:
        field: Its path, `[]` for any record.
        stable: In how many records it was the same in all runs.
        varying: Those in which it was not.
    """

    field: str
    stable: int
    varying: tuple[Varying, ...]


@dataclass(frozen=True, slots=True)
class Stability:
    """Several results compared.

    Attributes:
        runs: How many.
        fields: In the order in which they are first seen.
        key: By which member records were matched.
    """

    runs: int
    fields: tuple[FieldStability, ...]
    key: str = ""

    @property
    def stable(self) -> bool:
        """Whether nothing varied."""
        return not any(field.varying for field in self.fields)

    def as_data(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "runs": self.runs,
            "key": self.key or None,
            "stable": self.stable,
            "fields": [
                {
                    "field": field.field,
                    "stable": field.stable,
                    "varying": [
                        {"path": list(v.path), "values": [list(pair) for pair in v.values]} for v in field.varying
                    ],
                }
                for field in self.fields
            ],
        }

    def lines(self) -> list[str]:
        """As text. Untrusted words: sanitise them."""
        if not self.fields:
            return [f"{self.runs} runs gave nothing to compare"]
        width = max(len(field.field) for field in self.fields)
        by = f", records matched by {self.key}" if self.key else ""
        lines = [f"{self.runs} runs: " + ("all the same" if self.stable else "some fields vary") + by]
        for field in self.fields:
            varying = len(field.varying)
            said = "stable" if not varying else f"varies in {varying} of {field.stable + varying}"
            lines.append(f"  {field.field:<{width}}  {said}")
            for each in field.varying[:MOST_SHOWN]:
                values = ", ".join(f"{_short(text)} ({count}×)" for text, count in each.values[:4])
                lines.append(f"  {'':<{width}}    {_path(each.path)}: {values}")
            if varying > MOST_SHOWN:
                lines.append(f"  {'':<{width}}    and {varying - MOST_SHOWN} more")
        return lines


def compare(results: Sequence[Any]) -> Stability:
    """Compare the results of several runs field by field."""
    seen: list[dict[tuple[Step, ...], str]] = []
    fields: dict[tuple[Step, ...], str] = {}
    keys: dict[str, str] = {}
    for result in results:
        flat: dict[tuple[Step, ...], str] = {}
        _flatten(result, (), "", [*results], flat, fields, keys)
        seen.append(flat)
    rows: dict[str, tuple[int, list[Varying]]] = {}
    for path, field in fields.items():
        counts = Counter(flat.get(path, _ABSENT) for flat in seen)
        stable, varying = rows.setdefault(field, (0, []))
        if len(counts) == 1:
            rows[field] = (stable + 1, varying)
        else:
            varying.append(Varying(path, tuple(counts.most_common())))
    found = tuple(FieldStability(field, stable, tuple(varying)) for field, (stable, varying) in rows.items())
    return Stability(len(results), found, next((key for key in keys.values() if key), ""))


def _flatten(
    value: Any,
    path: tuple[Step, ...],
    field: str,
    alike: list[Any],
    flat: dict[tuple[Step, ...], str],
    fields: dict[tuple[Step, ...], str],
    keys: dict[str, str],
) -> None:
    """Every leaf by its path. `alike` are the values at the same place in all runs, to find one key for all."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            others = [other[name] for other in alike if isinstance(other, dict) and name in other]
            here = f"{field}.{name}" if field else name
            _flatten(inner, (*path, name), here, others, flat, fields, keys)
    elif isinstance(value, list) and value:
        lists = [other for other in alike if isinstance(other, list)]
        key = keys.setdefault(field, key_of(*lists))
        for index, item in enumerate(value):
            step: Step = Key(json.dumps(item[key], ensure_ascii=False)) if key else index
            others = [
                record for each in lists for place, record in enumerate(each) if _is(record, key, item, place, index)
            ]
            _flatten(item, (*path, step), f"{field}[]", others, flat, fields, keys)
    else:
        flat[path] = json.dumps(value, ensure_ascii=False)
        fields.setdefault(path, field or "the whole")


def _is(record: Any, key: str, item: Any, place: int, index: int) -> bool:
    return bool(record[key] == item[key]) if key else place == index


def _path(path: tuple[Step, ...]) -> str:
    return " ".join(f"[{s}]" if isinstance(s, int) else s if isinstance(s, Key) else f".{s}" for s in path) or "all"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
