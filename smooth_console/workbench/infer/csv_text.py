"""A schema from CSV: its header names the fields, its rows, where there are any, say what they are."""

import csv
import io
import re
from typing import Any

from smooth_console.workbench.infer.documents import infer
from smooth_console.workbench.infer.names import field_name, likely_type
from smooth_console.workbench.infer.result import Decision, InferError, Inferred

_SEPARATORS = ",;\t|"
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_WORDS = {"true": True, "false": False, "yes": True, "no": False}
MOST_ROWS = 2000


def infer_csv(text: str) -> Inferred:
    """The schema of a list with a field for each column.

    Raises:
        InferError: There is no header.
    """
    lines = text.strip("\ufeff\n")
    head = lines.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    rows = list(csv.reader(io.StringIO(lines), delimiter=separator))[: MOST_ROWS + 1]
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise InferError("line 1: a header with the names of the columns is due")
    names = _names(rows[0])
    body = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    renamed = [
        Decision(f"/items/properties/{name}", f"called {name}", f"the column is {cell.strip()!r}")
        for name, cell in zip(names, rows[0], strict=True)
        if name != cell.strip()
    ]
    if not body:
        return _by_names(names, renamed)
    # Where semicolons part the cells, commas are decimal points.
    comma = separator == ";"
    records = [{name: _value(row[i], comma) if i < len(row) else None for i, name in enumerate(names)} for row in body]
    found = infer([records], f"CSV, {len(names)} columns, {len(body)} rows")
    return Inferred(found.schema, (*renamed, *found.decisions), found.source)


def _names(header: list[str]) -> list[str]:
    names: list[str] = []
    for cell in header:
        name = bare = field_name(cell)
        number = 2
        while name in names:
            name, number = f"{bare}_{number}", number + 1
        names.append(name)
    return names


def _by_names(names: list[str], renamed: list[Decision]) -> Inferred:
    decisions = list(renamed)
    properties: dict[str, Any] = {}
    for name in names:
        kind = likely_type(name)
        properties[name] = {"type": "array", "items": {"type": "string"}} if kind == "array" else {"type": kind}
        if kind != "string":
            decisions.append(Decision(f"/items/properties/{name}", kind, "its name says so; there are no rows"))
    schema = {"type": "array", "items": {"type": "object", "properties": properties, "required": names}}
    return Inferred(schema, tuple(decisions), f"CSV header, {len(names)} columns")


def _value(cell: str, comma: bool) -> Any:
    text = cell.strip()
    if comma and re.fullmatch(r"-?[\d.]*\d,\d+", text):
        text = text.replace(".", "").replace(",", ".")
    if not text or text.lower() in ("null", "n/a", "na", "-"):
        return None
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _NUMBER.fullmatch(text) and len(text) < 18:
        return float(text) if "." in text else int(text)
    return text
