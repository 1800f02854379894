"""What was typed, oldest first, kept from one run to the next. Secrets in lines are hidden before."""

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

KEPT = 5_000


class History:
    """Typed lines, in memory and in a file of one JSON string a line (0600).

    Args:
        path: The file; None keeps everything in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lines: list[str] = []
        self.problem = ""
        if path is not None:
            self._read(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, index: int) -> str:
        return self._lines[index]

    def add(self, line: str) -> None:
        """Keep a line. One that is the same as the last is kept once."""
        line = line.strip("\n")
        if not line.strip() or (self._lines and self._lines[-1] == line):
            return
        self._lines.append(line)
        if self._path is not None:
            self._append(self._path, line)

    def search(self, text: str) -> list[tuple[int, str]]:
        """Lines that hold every word of `text`, newest first, with their numbers from 1; each line once."""
        words = text.lower().split()
        found: dict[str, int] = {}
        for number in range(len(self._lines), 0, -1):
            line = self._lines[number - 1]
            if line not in found and all(word in line.lower() for word in words):
                found[line] = number
        return [(number, line) for line, number in found.items()]

    def hide(self, redact: Callable[[str], str]) -> None:
        """Hide what has turned out to be secret, in the file too, and in what others wrote to it meanwhile."""
        self._lines = [redact(line) for line in self._lines]
        if self._path is None or not self._path.exists():
            return
        kept = History(self._path)
        lines = [redact(line) for line in kept]
        if lines != kept._lines:
            kept._lines = lines
            kept._rewrite(self._path)

    def _read(self, path: Path) -> None:
        try:
            rows = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return
        except OSError as problem:
            self.problem = f"history cannot be read: {problem.strerror}"
            return
        for row in rows[-KEPT:]:
            with contextlib.suppress(ValueError):
                line = json.loads(row)
                if isinstance(line, str):
                    self._lines.append(line)
        if len(rows) > 2 * KEPT:
            self._rewrite(path)

    def _append(self, path: Path, line: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(json.dumps(line) + "\n")
        except OSError as problem:
            self.problem = f"history cannot be written: {problem.strerror}"

    def _rewrite(self, path: Path) -> None:
        """Keep the newest lines only, by way of a file beside it."""
        beside = path.with_suffix(".new")
        with contextlib.suppress(OSError):
            handle = os.open(beside, os.O_WRONLY | os.O_TRUNC | os.O_CREAT, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.writelines(json.dumps(line) + "\n" for line in self._lines)
            beside.replace(path)
