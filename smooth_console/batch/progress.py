"""One row at the bottom of a terminal that says what runs and for how long. It is gone before anything is printed."""

import os
import shutil
import time
from typing import TextIO

from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.words import duration

TICK_S = 0.1
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
CLEAR = "\r\x1b[K"
"""Erases the row: the one sequence that a headless run writes, and only to a terminal."""


class Progress:
    """What runs now.

    Args:
        err: Where it is shown: nowhere unless that is a terminal that can erase a row.
    """

    def __init__(self, err: TextIO) -> None:
        self._err = err
        self.shown = err.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._text = ""
        self._step = ""
        self._since = 0.0
        self._tick = 0
        self._drawn = False

    def now(self, text: str) -> None:
        """Say what runs from here on; "" for nothing."""
        self._text, self._step, self._since = sanitise_line(text), "", time.monotonic()

    def at(self, step: str) -> None:
        """Say how far that has come; the time goes on."""
        self._step = sanitise_line(step)

    def tick(self) -> None:
        """Draw it anew."""
        if not self.shown or not self._text:
            return
        self._tick += 1
        spent = duration((time.monotonic() - self._since) * 1000)
        room = shutil.get_terminal_size().columns - len(spent) - 6
        said = f"{self._text} · {self._step}" if self._step else self._text
        if len(said) > room and self._step:  # what was typed is known; where it is now is not
            said = f"{self._text[: max(0, room - len(self._step) - 4)]}… · {self._step}"
        text = said if len(said) <= room else said[: max(0, room - 1)] + "…"
        self._err.write(f"{CLEAR}{_FRAMES[self._tick % len(_FRAMES)]} {text}  {spent}")
        self._err.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take it away."""
        if self._drawn:
            self._err.write(CLEAR)
            self._err.flush()
            self._drawn = False
