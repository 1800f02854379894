"""`<<TAG` as a value: it stands for the lines below, up to one that is `TAG`. What a mark is, and where it closes."""

import re

MARK = re.compile(r"<<(?P<tag>[A-Za-z_][A-Za-z0-9_]*)(?=\s|\Z)")
_MARK_WORD = re.compile(rf"(?<!\S){MARK.pattern}")


def mark_in_row(text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The first word from `start` to the end of its row that is a mark, whether or not it can stand for a value."""
    end = len(text) if end is None else end
    row_end = text.find("\n", start, end)
    return _MARK_WORD.search(text, start, end if row_end < 0 else row_end)


def closing_row(text: str, start: int, tag: str) -> tuple[int, int] | None:
    """Where the first row is, from `start` on, that is a tag: its place without the spaces behind it."""
    found = re.compile(rf"^{tag}(?=[ \t\r]*$)", re.MULTILINE).search(text, start)
    return found.span() if found else None


def is_closing(row: str, tag: str) -> bool:
    """Whether a row is the tag that closes a heredoc."""
    return row.rstrip(" \t\r") == tag


def parts(line: str) -> tuple[str, str, str] | None:
    """A line with a heredoc, taken apart: what stands before its mark, behind it on that row, and below."""
    mark = mark_in_row(line)
    row_end = line.find("\n")
    closing = closing_row(line, row_end + 1, mark["tag"]) if mark and row_end >= 0 else None
    if mark is None or closing is None or line[closing[1] :].strip():
        return None
    return line[: mark.start()], line[mark.end() : row_end], line[row_end + 1 : max(row_end + 1, closing[0] - 1)]


def free_tag(text: str, tag: str = "END") -> str:
    """A tag that is no row of a text."""
    rows = {row.rstrip(" \t\r") for row in text.split("\n")}
    number, free = 1, tag
    while free in rows:
        number += 1
        free = f"{tag}{number}"
    return free
