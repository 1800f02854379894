"""Which of many names fit what is typed, best first: the same letters in the same order, near misses last."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
NEAR = 75
"""How alike a name must be that does not hold the letters in order; of 100."""


def fits(word: str, name: str) -> float:
    """How well a name fits, 0 to 4: it begins so, a part of it does, it holds it, its letters in order, is near."""
    wanted, given = word.lower(), name.lower()
    if given.startswith(wanted):
        return 4.0
    at = given.find(wanted)
    if at >= 0:
        return 3.0 if not given[at - 1].isalnum() or name[at].isupper() else 2.5
    if len(wanted) > 1 and _in_order(wanted, given):
        initials = "".join(c for i, c in enumerate(name) if i == 0 or c.isupper() or not name[i - 1].isalnum()).lower()
        return 2.0 if initials.startswith(wanted) else 1.5
    if len(wanted) < 2:
        return 0.0
    from rapidfuzz import fuzz  # where it is needed: the prompt is there before

    alike = fuzz.partial_ratio(wanted, given)
    return alike / 100 if alike >= NEAR else 0.0


def ranked(
    word: str, offered: Sequence[Item], name: Callable[[Item], str], uses: Callable[[str], int], most: int
) -> list[Item]:
    """Those that fit, best first; among equals those with the capitals that were typed, then those that are used more.

    Args:
        word: What is typed; all fit when it is empty.
        offered: What there is.
        name: The name of one.
        uses: How often a name was used.
        most: No more than so many.
    """
    scored = [(fits(word, name(item)) if word else 4.0, item) for item in offered]

    def order(pair: tuple[float, Item]) -> tuple[float, bool, int]:
        return -pair[0], not name(pair[1]).startswith(word), -uses(name(pair[1]))

    return [item for _, item in sorted((pair for pair in scored if pair[0] > 0), key=order)[:most]]


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
