"""Holding a result against the schema that it was extracted with, and against the page: field by field, what is right,
missing, wrong, not on the page, or suspiciously the same in all records.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from smooth_console.output.paths import escape_token
from smooth_console.workbench.follow import place_of, schema_at
from smooth_console.workbench.grounding import Grounding
from smooth_console.workbench.infer.formats import NAMES as FORMATS
from smooth_console.workbench.infer.formats import fits
from smooth_console.workbench.infer.names import words_of

LARGEST_COUNT = 200
SAME_LEAST = 4
"""Records from which on the same value in all of them is suspicious."""
_OFTEN_SAME = frozenset(
    ("currency", "unit", "language", "country", "brand", "category", "kind", "type", "status", "availability", "source")
)

Mark = Literal["right", "missing", "wrong", "ungrounded", "same"]


@dataclass(frozen=True, slots=True)
class Check:
    """One field that is not as the schema says, not there, or not on the page; or what the server says of the whole.

    Attributes:
        level: `error` does not fit the schema; `warning` is empty or doubtful; `info` is to be known, no more.
        pointer: JSON Pointer (RFC 6901) into the result.
        message: What is wrong, a line.
        mark: What the field is marked with.
        says: JSON Pointer into the schema, to what says so; "" when it is the page that does.
    """

    level: Literal["error", "warning", "info"]
    pointer: str
    message: str
    mark: Mark = "wrong"
    says: str = ""


def check_result(value: Any, schema: Any, grounding: Grounding | None = None) -> list[Check]:
    """Every field of a result that is not right, in the order of the result.

    At most `LARGEST_COUNT` are said.

    Args:
        value: The output of an extract.
        schema: The schema it was sent with; one that is not a schema gives one check that says so.
        grounding: What the page said of the values, when it was asked.
    """
    try:
        found = [*_against_schema(value, schema)]
    except RecursionError:
        return [Check("error", "", "the result or the schema is nested too deeply to be checked")]
    said = {check.pointer for check in found}
    found += [check for check in _formats(value, schema) if check.pointer not in said]
    if grounding is not None:
        missing = sorted(grounding.missing - said)
        found += [Check("warning", pointer, "not on the page", "ungrounded") for pointer in missing]
    found += _same(value, schema, "")
    order = {pointer: place for place, pointer in enumerate(_pointers(value))}
    found.sort(key=lambda check: order.get(check.pointer, order.get(check.pointer.rpartition("/")[0], 0)))
    return found[:LARGEST_COUNT]


def marks(value: Any, checks: list[Check]) -> dict[str, Mark]:
    """What each field of a result is marked with: `right` where no check says otherwise, `missing` where it is null."""
    found: dict[str, Mark] = {
        pointer: "missing" if leaf is None else "right" for pointer, leaf in _leaves(value, "") if pointer
    }
    for check in checks:
        if found.get(check.pointer, "right") == "right" or check.mark == "wrong":
            found[check.pointer] = check.mark
    return found


@dataclass(frozen=True, slots=True)
class FieldCount:
    """A field over all records.

    Attributes:
        field: Its path, `[]` for any record: `[].price`.
        counts: How often it was marked with what.
    """

    field: str
    counts: Mapping[Mark, int]


def by_field(marked: Mapping[str, Mark]) -> list[FieldCount]:
    """Marks counted by field, in the order in which fields are first seen."""
    counts: dict[str, dict[Mark, int]] = {}
    for pointer, mark in marked.items():
        row = counts.setdefault(field_of(pointer), {})
        row[mark] = row.get(mark, 0) + 1
    return [FieldCount(field, row) for field, row in counts.items()]


def field_of(pointer: str) -> str:
    """The field that a place in a result belongs to, whichever record it is in."""
    path = ""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        path += "[]" if name.isdecimal() else f".{name}"
    return path.removeprefix(".") or "the whole"


def _against_schema(value: Any, schema: Any) -> Iterator[Check]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from referencing.exceptions import Unresolvable

    try:
        Draft202012Validator.check_schema(schema)
        for number, problem in enumerate(Draft202012Validator(schema).iter_errors(value)):
            if number >= LARGEST_COUNT:
                return
            yield _check(problem, schema)
    except SchemaError as problem:
        yield Check("error", "", f"the schema is not one: {_short(problem.message)}")
    except Unresolvable as problem:
        yield Check("error", "", f"the schema refers to what is not there: {_short(str(problem))}")


def _check(problem: Any, schema: Any) -> Check:
    pointer = "".join(f"/{escape_token(str(step))}" for step in problem.absolute_path)
    says = f"{place_of(schema, pointer)}/{problem.validator}"
    if problem.instance is None:
        return Check("warning", pointer, "nothing was found", "missing", says)
    wanted, shown = problem.validator_value, _short(json.dumps(problem.instance, ensure_ascii=False), 60)
    if problem.validator == "required":
        name = next((n for n in wanted if n not in problem.instance and f"'{n}'" in problem.message), "")
        return Check("error", f"{pointer}/{escape_token(name)}", "required, and not there", "missing", says)
    if problem.validator == "type":
        kinds = wanted if isinstance(wanted, list) else [wanted]
        return Check("error", pointer, f"{shown} is not of type {' or '.join(map(str, kinds))}", "wrong", says)
    if problem.validator == "enum":
        choices = _short(", ".join(json.dumps(item, ensure_ascii=False) for item in wanted), 80)
        return Check("error", pointer, f"{shown} is none of {choices}", "wrong", says)
    if problem.validator in ("anyOf", "oneOf"):
        return Check("error", pointer, f"{shown} fits none of the alternatives", "wrong", says)
    return Check("error", pointer, _short(problem.message), "wrong", says)


def _formats(value: Any, schema: Any) -> Iterator[Check]:
    for pointer, leaf, part in _with_schema(value, schema, schema, "", 0):
        given = part.get("format") if isinstance(part, dict) else None
        if isinstance(leaf, str) and given in FORMATS and not fits(leaf, str(given)):
            shown = _short(json.dumps(leaf, ensure_ascii=False), 60)
            says = f"{place_of(schema, pointer)}/format"
            yield Check("warning", pointer, f"{shown} is no {given}", "wrong", says)


def _same(value: Any, schema: Any, pointer: str) -> list[Check]:
    """Fields that are the same, or null, in all of many records."""
    if isinstance(value, dict):
        return [c for name, inner in value.items() for c in _same(inner, None, f"{pointer}/{escape_token(name)}")]
    if not isinstance(value, list) or len(value) < SAME_LEAST or not all(isinstance(v, dict) for v in value):
        return []
    found = []
    for name in value[0]:
        values = [record.get(name) for record in value]
        first = values[0]
        if isinstance(first, bool | dict | list) or any(item != first for item in values):
            continue
        here = f"{pointer}/0/{escape_token(name)}"
        if first is None:
            found.append(Check("warning", here, f"nothing was found in any of {len(value)} records", "missing"))
        elif not _OFTEN_SAME & set(words_of(name)):
            shown = _short(json.dumps(first, ensure_ascii=False), 40)
            found.append(Check("warning", here, f"{shown} in all {len(value)} records", "same"))
    return found


def _with_schema(value: Any, schema: Any, root: Any, pointer: str, depth: int) -> Iterator[tuple[str, Any, Any]]:
    if depth > 100:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _with_schema(
                inner, schema_at(schema, root, name), root, f"{pointer}/{escape_token(name)}", depth + 1
            )
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _with_schema(inner, schema_at(schema, root, index), root, f"{pointer}/{index}", depth + 1)
    else:
        yield pointer, value, schema


def _leaves(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    for here, leaf, _ in _with_schema(value, None, None, pointer, 0):
        yield here, leaf


def _pointers(value: Any) -> Iterator[str]:
    waiting = [("", value)]
    while waiting:
        pointer, here = waiting.pop()
        yield pointer
        if isinstance(here, dict):
            waiting += [(f"{pointer}/{escape_token(name)}", inner) for name, inner in reversed(here.items())]
        elif isinstance(here, list):
            waiting += [(f"{pointer}/{index}", inner) for index, inner in reversed(list(enumerate(here)))]


def _short(message: str, most: int = 160) -> str:
    text = " ".join(message.split())
    return text if len(text) <= most else text[: most - 1] + "…"
