"""Which formats of JSON Schema a text fits (RFC 3339, RFC 3986, RFC 5321, RFC 9562). Stricter than a guess."""

import datetime
import re

_PATTERNS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)"),
    "time": re.compile(r"\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"),
    "uri": re.compile(r"(?:https?|ftp|mailto|tel|data):[^\s<>\"{}|\\^`]+"),
    "email": re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII),
    "uuid": re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
    "ipv4": re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}"),
}
NAMES = tuple(_PATTERNS)


def formats_of(text: str) -> frozenset[str]:
    """Every format that a text fits."""
    return frozenset(name for name in NAMES if fits(text, name))


def fits(text: str, name: str) -> bool:
    """Whether a text fits a format."""
    if len(text) > 2000 or not _PATTERNS[name].fullmatch(text):
        return False
    if name in ("date", "date-time"):
        try:
            datetime.date.fromisoformat(text[:10])
        except ValueError:
            return False
    return True
