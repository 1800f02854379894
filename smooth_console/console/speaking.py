"""Where the speaker of a presentation reads notes: a file or another terminal, never the screen of the audience."""

import os
from pathlib import Path

from smooth_console.language.slides import Slide
from smooth_console.output.sanitise import sanitise


def write_notes(file: Path, slide: Slide, place: str) -> str:
    """Add what is to be said, and the line that is next; what went wrong, "" is nothing."""
    text = f"\n== {place}\n{sanitise(slide.notes)}\nnext: {sanitise(slide.line)}\n"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOCTTY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as notes:
            notes.write(text)
    except OSError as problem:
        return f"the notes cannot be written: {problem.strerror}"
    return ""
