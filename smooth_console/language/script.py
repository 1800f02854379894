"""A script as lines with their places: which rows belong to one line, and what is wrong with each. Runs nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from smooth_console.language.complete import is_complete
from smooth_console.language.declare import Registry
from smooth_console.language.heredoc import is_closing
from smooth_console.language.javascript.scanner import scan
from smooth_console.language.line import Line, Step, Word
from smooth_console.language.parse import behind_head, heredoc_tag, parse
from smooth_console.language.problems import LanguageError, Problem

END = "end"
DEEPEST = 20
LONGEST = 2_000
"""Rows that one line may have, unless it is a heredoc."""
_CLOSING = re.compile(r"""[)\]}`'"/]""")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a line.

    Attributes:
        number: The row that its text begins on, from 1.
        problem: What, and where in the line's text.
        column: How far the row is indented; the line's text begins behind that.
    """

    number: int
    problem: LanguageError
    column: int = 0


@dataclass(slots=True)
class Rows:
    """What rows hold.

    Attributes:
        steps: The lines that are well, comments and empty rows left out.
        mistakes: The others, in order.
        at: The index of the row where reading ended: that of `end`, or behind the last.
        closed: Whether there was an `end`.
    """

    steps: list[Step] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    at: int = 0
    closed: bool = False


def read_script(text: str, registry: Registry) -> Rows:
    """Every line of a script. One that is wrong does not hide what is wrong behind it."""
    return read_rows(text.split("\n"), 0, registry)


def read_rows(
    rows: Sequence[str],
    at: int,
    registry: Registry,
    *,
    in_block: bool = False,
    whole: bool = False,
    depth: int = 0,
) -> Rows:
    """The lines from a row on, numbered from the first row.

    Args:
        rows: The text, split at its line ends.
        at: Where to begin.
        registry: The commands.
        in_block: End with the `end` that closes a block.
        whole: All rows are one line, whatever is open in them.
        depth: How many blocks are around.
    """
    found = Rows(at=at)
    while found.at < len(rows):
        row = rows[found.at]
        if row.strip() == END:
            if in_block:
                found.closed = True
                return found
            _wrong(found, row, "there is nothing that this end closes", "it ends for and retry")
        elif depth == DEEPEST and opens_block(row, registry):
            _wrong(found, row, f"lines stand more than {DEEPEST} deep in each other", "include a file")
        elif opens_block(row, registry):
            _block(found, rows, registry, depth)
        else:
            _line(found, rows, registry, len(rows) - found.at if whole else 0)
    return found


def _wrong(found: Rows, row: str, message: str, hint: str) -> None:
    text = row.strip()
    problem = LanguageError(Problem(message, 0, len(text), hint), text)
    found.mistakes.append(Mistake(found.at + 1, problem, _indent(row)))
    found.at += 1


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def _line(found: Rows, rows: Sequence[str], registry: Registry, count: int = 0) -> None:
    """The line that begins at a row: as few rows as make it whole, unless it is said how many."""
    start = found.at
    count = count or _rows_of_line(rows, start, registry)
    whole = count > 0
    # What is open stays open to the end of the file: the mistake is in the first row, not in the last.
    count = max(1, count)
    column = _indent(rows[start])
    text = "\n".join(rows[start : start + count])[column:]
    found.at = start + count
    try:
        line = parse(text, registry)
    except LanguageError as problem:
        found.mistakes.append(Mistake(start + 1, problem, column))
        if not whole:
            found.at = _next_verb(rows, found.at, registry)
    else:
        if not line.blank:
            found.steps.append(Step(1, line, column=column).moved(start))


def _rows_of_line(rows: Sequence[str], start: int, registry: Registry) -> int:
    """As few rows as make a line whole; 0 when none do. It looks again only where something may have been closed."""
    text, is_open = "", False
    for at in range(start, min(len(rows), start + LONGEST)):
        text += "\n" + rows[at] if at > start else rows[at]
        if is_open and not _CLOSING.search(rows[at]):
            continue
        if is_complete(text, registry):
            return at - start + 1
        heredoc = heredoc_tag(text, registry)
        if heredoc is not None:
            last = next((row for row in range(at + 1, len(rows)) if is_closing(rows[row], heredoc[0])), None)
            return 0 if last is None else last - start + 1
        is_open = bool(scan(text).open)
    return 0


def _next_verb(rows: Sequence[str], at: int, registry: Registry) -> int:
    """The next row that surely begins a line: what stands before it belongs to one that is open."""
    while at < len(rows):
        first = rows[at].split(maxsplit=1)[:1]
        if first and rows[at][:1] not in (" ", "\t") and (registry.get(first[0]) or first[0] == END):
            break
        at += 1
    return at


def opens_block(row: str, registry: Registry) -> bool:
    """Whether lines follow a row, up to one that is `end`."""
    words = row.split()
    command = registry.get(words[0]) if words else None
    if command is None or not command.takes_lines:
        return False
    try:
        return behind_head(row, registry) is None
    except LanguageError:
        return len(words) <= len(command.arguments) + 1


def _block(found: Rows, rows: Sequence[str], registry: Registry, depth: int) -> None:
    """A command with the lines below it. Its head is read by itself, so that a mistake in it hides none below."""
    start = found.at
    row, column = rows[start].lstrip(), _indent(rows[start])
    inside = read_rows(rows, start + 1, registry, in_block=True, depth=depth + 1)
    head: Line | None = None
    try:
        head = parse(f"{row}\n{END}", registry)
    except LanguageError as problem:
        found.mistakes.append(Mistake(start + 1, LanguageError(problem.problem, row), column))
    if not inside.closed:
        message = f"expected a line that is {END} below, to close {row.split()[0]}"
        open_end = LanguageError(Problem(message, len(row), len(row)), row)
        found.mistakes.append(Mistake(start + 1, open_end, column))
    found.mistakes += inside.mistakes
    found.at = inside.at + 1
    if head is not None and inside.closed:
        text = "\n".join([row, *rows[start + 1 : inside.at + 1]])
        rest = Word(text[len(row) + 1 :], len(row) + 1, len(text))
        line = replace(head, text=text, rest=rest, body=tuple(inside.steps))
        found.steps.append(Step(start + 1, line, column=column))
