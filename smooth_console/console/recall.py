"""Looks up typed lines: the rest of a line that has begun, and lines with some words. It changes no history."""

from typing import Protocol

LOOKED_AT = 2_000
"""Lines a suggestion looks back on, newest first."""
WIDTH = 2_000
"""Characters of a line that a search looks at."""
MOST = 60


class Lines(Protocol):
    """Lines, oldest first."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int) -> str: ...


class Recall:
    """Answers in a bounded number of steps, and goes on from the last answer while one types on.

    Attributes:
        steps: Lines looked at so far.
    """

    def __init__(self, history: Lines) -> None:
        self._history = history
        self._last = ("", 0, 0)
        self._lowered: list[str] = []
        self.steps = 0

    def rest_of(self, text: str) -> str:
        """What the newest line that begins with `text` goes on with; empty when there is none."""
        count = len(self._history)
        known, place, when = self._last
        # A line that begins with more of the same is no newer than the one found for less of it.
        start = place if known and when == count and text.startswith(known) else count - 1
        floor = max(-1, count - 1 - LOOKED_AT)
        for index in range(start, floor, -1):
            self.steps += 1
            line = self._history[index]
            if line.startswith(text) and line != text and "\n" not in line:
                self._last = (text, index, count)
                return line[len(text) :]
        self._last = (text, floor, count)
        return ""

    def search(self, text: str) -> list[tuple[int, str]]:
        """Lines that hold every word of `text` in any order, newest first, with numbers from 1; each line once."""
        while len(self._lowered) < len(self._history):
            self._lowered.append(self._history[len(self._lowered)][:WIDTH].lower())
        words = text.lower().split()
        found: dict[str, int] = {}
        for index in range(len(self._history) - 1, -1, -1):
            lowered = self._lowered[index]
            if all(word in lowered for word in words):
                found.setdefault(self._history[index], index + 1)
            if len(found) == MOST:
                break
        return [(number, line) for line, number in found.items()]
