"""Secrets of a session, and the one place where they are hidden. They live in memory only."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar, cast
from urllib.parse import quote, quote_plus

BULLETS = "•••"

_SHORTEST_INSIDE = 4
"""A secret shorter than this is hidden only where it is the whole string: "a" is in every word."""

T = TypeVar("T")


class Secrets:
    """Values that must not be shown or written, and their hiding.

    A value is found as it is, percent-encoded, escaped as in JSON, and in base64.
    """

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return f"Secrets({len(self._values)} values)"

    def __len__(self) -> int:
        return len(self._values)

    def add(self, value: str) -> None:
        """Hide `value` from now on. An empty one is nothing to hide."""
        if not value or value in self._values:
            return
        self._values.add(value)
        spellings = {spelling for one in self._values if len(one) >= _SHORTEST_INSIDE for spelling in _spellings(one)}
        if spellings:
            # The longest first: of two secrets that begin alike, the whole of the longer one is hidden.
            ordered = sorted(spellings, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, ordered)))

    def redact(self, value: T) -> T:
        """The same value with bullets for secrets: in text, and in keys and values of JSON at any depth.

        What holds no secret is given back as it is, not copied.
        """
        if not self._values:
            return value
        return cast(T, self._redact(value))

    def _redact(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._redact_text(value)
        if not isinstance(value, dict | list | tuple):
            # A number or a word can be a secret too: a PIN comes back as 4711.
            return (
                BULLETS if value is not None and not isinstance(value, bool) and str(value) in self._values else value
            )
        return self._redact_tree(value)

    def _redact_tree(self, root: Any) -> Any:
        """Without recursion: data from a page may be nested thousands deep."""
        holder: list[Any] = [root]
        waiting: list[tuple[Any, Any]] = [(holder, 0)]
        changed = False
        while waiting:
            parent, key = waiting.pop()
            item = parent[key]
            if isinstance(item, dict):
                copy: Any = {self._redact(name): child for name, child in item.items()}
                changed = changed or copy.keys() != item.keys()
                parent[key] = copy
                waiting += [(copy, name) for name in copy]
            elif isinstance(item, list | tuple):
                parent[key] = list(item)
                waiting += [(parent[key], index) for index in range(len(item))]
            else:
                parent[key] = self._redact(item)
                changed = changed or parent[key] is not item
        return holder[0] if changed else root

    def _redact_text(self, text: str) -> str:
        if text in self._values:
            return BULLETS
        return text if self._pattern is None else self._pattern.sub(BULLETS, text)


def hides_something(value: Any) -> bool:
    """Whether bullets stand in JSON where a secret was, so that it cannot be sent again."""
    return BULLETS in json.dumps(value, ensure_ascii=False)


def _spellings(value: str) -> Iterator[str]:
    """The value, and how it looks inside a URL, a form, JSON, and basic authentication."""
    yield value
    raw = value.encode("utf-8", "surrogatepass")
    for encoded in (quote(raw, safe=""), quote(raw), quote_plus(raw)):
        yield encoded
        yield re.sub("%[0-9A-F]{2}", lambda found: found.group().lower(), encoded)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield base64.b64encode(raw).decode("ascii").rstrip("=")
