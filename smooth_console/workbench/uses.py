"""Where a name of the library is used: in the project's scripts and among what was typed."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = (".smooth", ".txt", ".md", ".sh", ".py")
"""Files that may hold lines of the console."""
MOST_FILES = 2000
LARGEST = 512 * 1024
DEEPEST = 4
_SKIPPED = frozenset((".git", ".venv", "node_modules", "__pycache__", ".smooth", "dist", "build"))


@dataclass(frozen=True, slots=True)
class Use:
    """A line that names an item.

    Attributes:
        where: `path:line`, or `history`.
        line: The line.
    """

    where: str
    line: str


def uses(name: str, folder: Path, typed: Iterable[str] = (), most: int = 20) -> list[Use]:
    """The lines that name `@name`: those of files below a folder first, then those that were typed.

    Args:
        name: The name, without `@`.
        folder: The project's folder; links out of it are not followed.
        typed: The history, newest first.
        most: How many are looked for.
    """
    named = re.compile(rf"(?<![\w@])@{re.escape(name)}(?![\w.\-/])")
    found: list[Use] = []
    for path in _files(folder):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if named.search(line):
                found.append(Use(f"{path.relative_to(folder)}:{number}", line.strip()[:200]))
        if len(found) >= most:
            return found[:most]
    for line in dict.fromkeys(typed):
        if named.search(line):
            found.append(Use("history", " ".join(line.split())[:200]))
    return found[:most]


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    for here, folders, names in os.walk(folder):
        depth = len(Path(here).relative_to(folder).parts)
        folders[:] = sorted(f for f in folders if f not in _SKIPPED) if depth < DEEPEST else []
        for name in sorted(names):
            path = Path(here) / name
            if path.suffix not in SCRIPTS or path.is_symlink():
                continue
            seen += 1
            if seen > MOST_FILES:
                return
            if path.stat().st_size <= LARGEST:
                yield path
