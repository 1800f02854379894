"""Text with styles, as every part of this front end makes it and only a screen draws it."""

from collections.abc import Iterable, Iterator
from itertools import chain

from smooth_console.output import cells
from smooth_console.output.sanitise import sanitise

Fragment = tuple[str, str]
"""A style (of `style.py`; "" is plain) and a text without line breaks, harmless already."""
Line = list[Fragment]


def plain(line: Line) -> str:
    """A line without its styles."""
    return "".join(text for _, text in line)


def text_lines(text: str, style: str = "") -> list[Line]:
    """The lines of any text, made harmless."""
    return [[(style, row.expandtabs(4))] for row in sanitise(text).split("\n")]


def cut_line(line: Line, width: int) -> Line:
    """A line of at most so many cells; a longer one ends in `…`."""
    if sum(cells.width(text) for _, text in line) <= width:
        return line
    left, kept = width - 1, list[Fragment]()
    for style, text in line:
        taken = cells.width(text)
        if taken > left:
            return [*kept, (style, cells.cut(text + " ", left + 1))]
        kept.append((style, text))
        left -= taken
    return kept


def rows_of(line: Line, width: int) -> int:
    """The rows that a line takes on a terminal of that width."""
    return max(1, -(-sum(cells.width(text) for _, text in line) // max(1, width)))


def first_rows(lines: Iterable[Line], rows: int, width: int) -> tuple[list[Line], Iterator[Line] | None]:
    """As many lines as fit into so many rows, and those behind them; None when that was all.

    Reads no more of the lines than it needs.
    """
    taken: list[Line] = []
    there = iter(lines)
    for line in there:
        rows -= rows_of(line, width)
        if rows < 0:
            return taken, chain([line], there)
        taken.append(line)
    return taken, None


def indented(lines: Iterable[Line], by: str) -> Iterator[Line]:
    """The lines, each behind some spaces."""
    return ([("", by), *line] for line in lines)
