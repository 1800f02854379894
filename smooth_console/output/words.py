"""Numbers as a person would say them: durations, sizes, counts, credits, ids. `language.units` reads them."""

import math

_SHORT_ID_LETTERS = 4
_SIZES = ("kB", "MB", "GB", "TB")


def duration(ms: float) -> str:
    """A time in milliseconds, in the unit a person would say: `0.4 ms`, `2 ms`, `1.2 s`, `3 min`, `1.5 h`, `2 d`."""
    if not math.isfinite(ms):
        return "?"
    ms = max(ms, 0.0)
    if ms < 0.95:
        return f"{_decimal(ms)} ms"
    if ms < 999.5:
        return f"{round(ms)} ms"
    seconds = ms / 1000
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 59.5:
        return f"{round(seconds)} s"
    minutes = seconds / 60
    if minutes < 59.5:
        return f"{_decimal(minutes) if minutes < 9.95 else round(minutes)} min"
    hours = minutes / 60
    if hours < 47.5:
        return f"{_decimal(hours) if hours < 9.95 else round(hours)} h"
    return f"{round(hours / 24):,} d"


def size(count: int) -> str:
    """A number of bytes: `812 B`, `1.3 kB`, `5 MB` (of 1000)."""
    if count < 1000:
        return f"{count} B"
    amount = float(count)
    for unit in _SIZES:
        amount /= 1000
        if amount < 999.5 or unit == _SIZES[-1]:
            return f"{_decimal(amount) if amount < 9.95 else f'{round(amount):,}'} {unit}"
    raise AssertionError("the last unit takes everything")


def count(number: int, noun: str, plural: str = "") -> str:
    """How many of what: `1 record`, `1,204 records`, `2 entries` (given its plural)."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def credit_count(amount: float) -> str:
    """Credits as a number alone, for a column: `0`, `0.25`, `1,204`."""
    return f"{amount:,.2f}".rstrip("0").rstrip(".") if amount >= 0.005 or amount == 0 else f"{amount:.1g}"


def credits_used(amount: float) -> str:
    """Credits in a sentence: `0 credits`, `1 credit`, `0.25 credits`."""
    number = credit_count(amount)
    return f"{number} {'credit' if number == '1' else 'credits'}"


def short_id(identifier: str) -> str:
    """An id as one recognises it: its prefix and the first letters after it (`evt_2kq1…`); a short one whole."""
    prefix, underscore, rest = identifier.partition("_")
    if not underscore or len(prefix) > 6:
        return identifier if len(identifier) <= 9 else identifier[:8] + "…"
    return identifier if len(rest) <= _SHORT_ID_LETTERS + 1 else f"{prefix}_{rest[:_SHORT_ID_LETTERS]}…"


def _decimal(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
