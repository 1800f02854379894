"""Secrets of a session, and the one place where they are hidden. They live in memory only."""

import base64
import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast
from urllib.parse import quote, quote_plus

BULLETS = "•••"

_SHORTEST_INSIDE = 4
"""A secret shorter than this is hidden only where it stands as a word of its own: "ab" is in too many words."""
_SHORTEST_WORD = 2
"""A single letter is hidden only where it is the whole text."""
_SHORTEST_CODE = 6
"""Base64 and hex of fewer letters than this look like anything."""
_LONGEST_CUT = 200

T = TypeVar("T")


class Secrets:
    """Values that must not be shown or written, and their hiding.

    A value is found as it is, percent-encoded, escaped as in JSON (once and twice), Python and HTML, in hex, in base64
    at any offset (as in basic authentication), and where a text was cut in the middle of it and ends in `…`.
    """

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._cut: re.Pattern[str] | None = None
        self._spellings: list[str] = []
        self._learnt: list[Callable[[], None]] = []

    def __repr__(self) -> str:
        return f"Secrets({len(self._values)} values)"

    def __len__(self) -> int:
        return len(self._values)

    def when_learnt(self, listener: Callable[[], None]) -> None:
        """Have a listener called each time that there is one more: what was kept before may hold it."""
        self._learnt.append(listener)

    def add(self, value: str) -> None:
        """Hide `value` from now on. An empty one is nothing to hide."""
        if not value or value in self._values:
            return
        self._values.add(value)
        spellings = {spelling for one in self._values if len(one) >= _SHORTEST_INSIDE for spelling in _spellings(one)}
        words = {one for one in self._values if _SHORTEST_WORD <= len(one) < _SHORTEST_INSIDE}
        # The longest first: of two secrets that begin alike, the whole of the longer one is hidden.
        self._spellings = sorted(spellings, key=len, reverse=True)
        found = [re.escape(spelling) for spelling in self._spellings]
        found += [rf"(?<!\w){re.escape(word)}(?!\w)" for word in words]
        self._pattern = re.compile("|".join(found)) if found else None
        begins = "|".join({re.escape(spelling[:_SHORTEST_INSIDE]) for spelling in spellings})
        self._cut = re.compile(f"(?=((?:{begins})[^…]{{0,{_LONGEST_CUT}}})…)") if spellings else None
        for listener in self._learnt:
            listener()

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
        shown = text if self._pattern is None else self._pattern.sub(BULLETS, text)
        return self._hide_cut(shown) if self._cut is not None and "…" in shown else shown

    def _hide_cut(self, text: str) -> str:
        """Hide the beginning of a secret that a text was cut in."""
        assert self._cut is not None
        shown, at = "", 0
        for match in self._cut.finditer(text):
            begun = match.group(1)
            if match.start() >= at and any(spelling.startswith(begun) for spelling in self._spellings):
                shown += text[at : match.start()] + BULLETS
                at = match.start() + len(begun)
        return shown + text[at:]


def secret_values(payload: Any) -> Iterator[str]:
    """The values of the secrets that an event's payload holds: `{input: {secrets: {name: {value}}}}`."""
    given = payload.get("input") if isinstance(payload, dict) else None
    named = given.get("secrets") if isinstance(given, dict) else None
    for secret in named.values() if isinstance(named, dict) else ():
        value = secret.get("value") if isinstance(secret, dict) else None
        if isinstance(value, str):
            yield value


def hides_something(value: Any) -> bool:
    """Whether bullets stand in JSON where a secret was, so that it cannot be sent again."""
    return BULLETS in json.dumps(value, ensure_ascii=False)


def _spellings(value: str) -> Iterator[str]:
    """The value, and how it looks inside a URL, a form, JSON, a message of Python, a page, and encoded."""
    yield value
    raw = value.encode("utf-8", "surrogatepass")
    for encoded in (quote(raw, safe=""), quote(raw), quote_plus(raw)):
        yield encoded
        yield re.sub("%[0-9A-F]{2}", lambda found: found.group().lower(), encoded)
    for escaped in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        yield escaped
        yield json.dumps(escaped, ensure_ascii=False)[1:-1]
    yield repr(value)[1:-1]
    yield html.escape(value)
    yield html.escape(value, quote=False)
    if len(raw) >= _SHORTEST_CODE:
        yield raw.hex()
        yield raw.hex().upper()
    for offset in range(3):
        # What stands before and behind it changes the letters at its ends; those between are its own.
        begin, end = -(-offset * 8 // 6), (offset + len(raw)) * 8 // 6
        letters = base64.b64encode(b"\0" * offset + raw).decode("ascii")[begin:end]
        if len(letters) >= _SHORTEST_CODE:
            yield letters
            yield letters.replace("+", "-").replace("/", "_")
    yield base64.b64encode(raw).decode("ascii").rstrip("=")
