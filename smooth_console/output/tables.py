"""A list of objects as a table: its columns, its cells and its plain text. Holds the value itself, not a copy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from smooth_console.output import cells
from smooth_console.output.paths import Step
from smooth_console.output.render import preview, scalar_text
from smooth_console.output.sanitise import sanitise_line

SAMPLE = 300
"""Rows that decide whether a column is of numbers, and how wide it is."""
WIDEST_CELL = 48
NARROWEST_CELL = 8
GAP = "  "

_FORMULA = re.compile(r"\s*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: The member's name, as it is in the data.
        numeric: Whether the values are numbers, which go to the right.
        width: Cells that its name and values take, at most `WIDEST_CELL`.
    """

    name: str
    numeric: bool
    width: int

    @property
    def title(self) -> str:
        """The name, harmless and on one line."""
        return sanitise_line(self.name)


@dataclass(frozen=True, slots=True)
class Table:
    """A list of objects, seen as rows.

    Attributes:
        columns: In the order in which their names are first seen.
        rows: The objects.
        steps: Where in the value the list is.
    """

    columns: tuple[Column, ...]
    rows: Sequence[dict[str, Any]]
    steps: tuple[Step, ...] = ()

    def cell(self, row: int, column: int) -> str:
        """What a cell shows: strings as they are, nested values as a preview, nothing where the member is missing."""
        return cell_text(self.rows[row], self.columns[column].name)


def as_table(value: Any) -> Table | None:
    """The table that a list of objects is; None when it is something else, or empty."""
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return None
    names: dict[str, None] = {}
    for item in value:
        if item.keys() - names.keys():
            names.update(dict.fromkeys(item))
    if not names:
        return None
    return Table(tuple(_column(name, value) for name in names), value)


def find_table(value: Any) -> Table | None:
    """The table in a value: the value itself, or the one member of an object that is a list of objects."""
    if not isinstance(value, dict):
        return as_table(value)
    tables = [(name, table) for name, item in value.items() if (table := as_table(item))]
    if len(tables) != 1:
        return None
    name, table = tables[0]
    return Table(table.columns, table.rows, (name,))


def cell_text(row: dict[str, Any], name: str, width: int = WIDEST_CELL) -> str:
    """A member of a row on one line, at most `width` cells; nothing when it is missing."""
    if name not in row:
        return ""
    value = row[name]
    if isinstance(value, str):
        return cells.cut(sanitise_line(value[: width + 1]), width)
    if isinstance(value, dict | list | tuple):
        return preview(value, width)
    return cells.cut(sanitise_line(scalar_text(value)), width)


def table_lines(table: Table, width: int) -> Iterator[str]:
    """A table as plain text of at most `width` cells: a head, a rule, and a line a row, made as they are asked for."""
    columns, widths = _columns_that_fit(table.columns, width)
    left_out = len(table.columns) - len(columns)
    more = f"{GAP}…" if left_out else ""
    names = (cells.fit(c.title, w, right=c.numeric) for c, w in zip(columns, widths, strict=True))
    yield (GAP.join(names) + more).rstrip()
    yield GAP.join("─" * w for w in widths)
    for row in table.rows:
        texts = (cells.fit(cell_text(row, c.name, w), w, right=c.numeric) for c, w in zip(columns, widths, strict=True))
        yield (GAP.join(texts) + more).rstrip()


def csv_text(table: Table, *, head: bool = True) -> str:
    """A table as CSV (RFC 4180, with line feeds): strings as they are, nested values as JSON, nothing for null.

    A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula. A text
    that does, and is no number, gets the apostrophe that says "text" there.
    """
    import csv
    import io

    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    names = [column.name for column in table.columns]
    if head:
        writer.writerow(map(_plain_cell, names))
    for row in table.rows:
        writer.writerow([_csv_cell(row.get(name)) for name in names])
    return lines.getvalue()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _plain_cell(value)
    # What begins with a bracket, a letter, a digit or a sign before one is no formula.
    from smooth_console.wire import encode_json

    return encode_json(value).decode("ascii")


def _plain_cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _column(name: str, rows: Sequence[dict[str, Any]]) -> Column:
    sample = [row for row in islice(rows, SAMPLE) if name in row]
    values = [row[name] for row in sample if row[name] is not None]
    numeric = bool(values) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    widest = max((cells.width(cell_text(row, name)) for row in sample), default=0)
    title = cells.width(cells.cut(sanitise_line(name), WIDEST_CELL))
    return Column(name, numeric, max(widest, title, 1))


def _columns_that_fit(columns: tuple[Column, ...], width: int) -> tuple[tuple[Column, ...], list[int]]:
    """The columns to show and their widths: the widest give way first, then the last are left out."""
    shown = list(columns)
    while True:
        widths = [column.width for column in shown]
        room = width - len(GAP) * (len(shown) - 1) - (len(GAP) + 1 if len(shown) < len(columns) else 0)
        while sum(widths) > room and max(widths) > NARROWEST_CELL:
            widths[widths.index(max(widths))] -= 1
        if sum(widths) <= room or len(shown) == 1:
            return tuple(shown), [min(cell, max(room, 1)) for cell in widths]
        shown.pop()
