"""How wide text is on a terminal, for plain text layouts. Takes sanitised text, and draws nothing."""

import unicodedata


def width(text: str) -> int:
    """The cells that a sanitised line takes."""
    if text.isascii():
        return len(text)
    return sum(map(_letter_width, text))


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """A text of exactly so many cells: cut with `…`, or filled with spaces (on the left when it goes to the right)."""
    text = cut(text, cells)
    fill = " " * (cells - width(text))
    return fill + text if right else text + fill


def cut(text: str, cells: int) -> str:
    """A text of at most so many cells; a longer one ends in `…`."""
    if text.isascii():
        return text if len(text) <= cells else text[: max(cells - 1, 0)] + "…"[:cells]
    used = kept = 0
    for place, letter in enumerate(text):
        used += _letter_width(letter)
        if used > cells:
            return text[:kept] + "…"[:cells]
        if used < cells:
            kept = place + 1
    return text


def _letter_width(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
