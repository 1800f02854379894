"""Values as lines: JSON with colours, text as text, a list of objects as a table. Lazy, and bounded by who asks."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from smooth_console.output import cells
from smooth_console.output.render import pretty_pieces
from smooth_console.output.sanitise import sanitise
from smooth_console.output.tables import Table, find_table, table_lines
from smooth_console.repl.lines import Fragment, Line, cut_line

SENTENCE = 40
"""Characters above which a string is shown as the text it is, not as JSON."""
TABLE_HEAD = 2
"""Lines of a table before its first row."""
_STYLES = {"key": "class:key", "string": "class:string", "number": "class:number", "word": "class:keyword"}


def json_lines(value: Any) -> Iterator[Line]:
    """A value as indented JSON."""
    return ([_coloured(piece.kind, piece.text) for piece in line] for line in pretty_pieces(value))


def value_lines(value: Any, width: int) -> Iterator[Line]:
    """A value as one likes to read it: a table, a text, JSON on one line if it fits, else indented JSON."""
    table = table_of(value)
    if table is not None:
        return _table_lines(table, width)
    if isinstance(value, str) and (len(value) > SENTENCE or "\n" in value):
        return ([("class:string", row.expandtabs(4))] for row in sanitise(value).split("\n"))
    line = _one_line(value, width)
    return iter([line]) if line is not None else json_lines(value)


def short_lines(value: Any, width: int) -> Iterator[Line]:
    """The same with each line on one row: JSON is cut at the right, text is not."""
    cut = table_of(value) is None and not isinstance(value, str)
    return (cut_line(line, width) if cut else line for line in value_lines(value, width))


def table_of(value: Any) -> Table | None:
    """The table that a value is: a list of objects, or an object with such a list and nothing else."""
    if isinstance(value, dict) and len(value) != 1:
        return None
    return find_table(value)


def _table_lines(table: Table, width: int) -> Iterator[Line]:
    lines = table_lines(table, width)
    yield [("class:head", next(lines))]
    yield [("class:muted", next(lines))]
    for line in lines:
        yield [("", line)]


def _one_line(value: Any, width: int) -> Line | None:
    """`{"a": 1, "b": [2, 3]}`; None when it takes more than the width, which is found out without reading it all."""
    line: Line = []
    used = 0
    for number, pieces in enumerate(islice(pretty_pieces(value), width)):
        parts = [_coloured(p.kind, p.text) for p in _without_indent(pieces)]
        if number and line[-1][1].endswith(","):
            parts.insert(0, ("", " "))
        line += parts
        used += sum(cells.width(text) for _, text in parts)
        if used > width:
            return None
    return line if _is_whole(line) else None


def _is_whole(line: Line) -> bool:
    """Whether every bracket is closed: a value of more lines than the width has cells is not."""
    marks = [text.strip(" ,") for style, text in line if style == "class:punctuation"]
    return marks.count("{") + marks.count("[") == marks.count("}") + marks.count("]")


def _without_indent(pieces: Iterable[Any]) -> Iterator[Any]:
    for number, piece in enumerate(pieces):
        yield piece if number else piece._replace(text=piece.text.lstrip(" "))


def _coloured(kind: str, text: str) -> Fragment:
    return _STYLES.get(kind, "class:punctuation"), text
