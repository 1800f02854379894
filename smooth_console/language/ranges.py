"""Ranges of entries as people type them: `3`, `3-7`, `5-`, `3,5-9`."""

import re

_RANGE = re.compile(r"\s*(\d{1,9})(?:\s*-\s*(\d{1,9})?)?\s*")


def is_range(text: str) -> bool:
    """Whether a word is a range, right or wrong, and nothing else that it could be (a file's name)."""
    return re.fullmatch(r"[\d,\-\s]*\d[\d,\-\s]*", text) is not None


def read_ranges(text: str) -> list[tuple[int, int | None]]:
    """The parts of a range, each from a number to a number, both included; None is to the end.

    Raises:
        ValueError: It is none; the message says what one looks like.
    """
    parts: list[tuple[int, int | None]] = []
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise ValueError(f"{part.strip() or text} is not a range; one looks like 3, 3-7, 5- or 3,5-9")
        low = int(match[1])
        high = low if "-" not in part else int(match[2]) if match[2] else None
        if high is not None and high < low:
            raise ValueError(f"{part.strip()} is the wrong way round; write {high}-{low}")
        parts.append((low, high))
    return parts
