"""Durations, sizes and pairs as people type them."""

import re

_DURATION = re.compile(r"(?P<number>\d{1,9}(?:\.\d{1,9})?)\s*(?P<unit>ms|s|m|min|h|d)?", re.IGNORECASE)
_SIZE = re.compile(r"(?P<number>\d{1,9}(?:\.\d{1,9})?)\s*(?P<unit>[kmgt])?i?b?", re.IGNORECASE)
_BYTES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


def read_duration(text: str) -> float:
    """Seconds in a text such as `500ms`, `30s`, `2m`, `1h`; a bare number is seconds.

    Raises:
        ValueError: It is not a duration, or not more than nothing; the message says what one looks like.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text} is not a duration; one looks like 500ms, 30s or 2m")
    seconds = float(match.group("number")) * _SECONDS[(match.group("unit") or "s").lower()]
    if seconds <= 0:
        raise ValueError("a duration is more than nothing")
    return seconds


def read_size(text: str) -> int:
    """Bytes in a text such as `500MB`, `2 GB`, `800k`; a bare number is bytes, and a kB has 1000.

    Raises:
        ValueError: It is not a size; the message says what one looks like.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text} is not a size; one looks like 500MB or 2GB")
    return round(float(match.group("number")) * _BYTES[(match.group("unit") or "").lower()])


def read_pair(text: str) -> tuple[str, str]:
    """The two sides of `NAME=VALUE`.

    Raises:
        ValueError: There is no `=`, or no name before it.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError(f"{text} is not NAME=VALUE")
    return name.strip(), value
