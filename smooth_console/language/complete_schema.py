"""Completion inside a JSON Schema that is being written: keywords, types, formats, names to require. It reads the text
before the cursor only, whole or not.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from smooth_console.language.offer import Completion
from smooth_console.language.schema_words import (
    BOOLEANS,
    COMMON,
    DRAFT,
    FORMATS,
    KEYWORDS,
    SCHEMA_LISTS,
    SCHEMA_MAPS,
    SCHEMAS,
    TYPES,
)

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]:,]|[^\s{}\[\]:,"]+')


@dataclass(slots=True)
class _Open:
    """A bracket that is open: what stands in it, and how far it is."""

    bracket: str
    role: str  # schema, map (names and schemas), list (of schemas), value
    keyword: str = ""
    key: str | None = None
    names: list[str] = field(default_factory=list)

    def role_of_next(self) -> tuple[str, str]:
        """The role of a bracket that opens here, and the keyword that it belongs to."""
        key = self.key or ""
        if self.bracket == "{" and self.role == "schema":
            if key in SCHEMA_MAPS:
                return "map", key
            if key in SCHEMA_LISTS:
                return "list", key
            return ("schema", key) if key in SCHEMAS or key == "items" else ("value", key)
        if (self.bracket == "{" and self.role == "map") or (self.bracket == "[" and self.role == "list"):
            return "schema", key
        return "value", self.keyword or key


def complete_schema(text: str, cursor: int) -> list[Completion]:
    """What can stand at the cursor of a schema, unranked; offsets are those of the text."""
    before = text[:cursor]
    stack, start, word = _read(before)
    if not stack:
        return []
    here = stack[-1]
    behind = text[cursor:]
    closed = 1 if word.startswith('"') and behind[:1] == '"' else 0
    if here.bracket == "{" and here.key is None:
        if here.role != "schema":
            return []
        end = '": ' if not re.match(r'"?\s*:', behind) else '"'
        pairs: Iterable[tuple[str, str]] = ((name, COMMON.get(name, "")) for name in _keywords(here.names))
        return [Completion(f'"{name}{end}', start, cursor + closed, note, "keyword", name) for name, note in pairs]
    values = list(_values(here, stack))
    return [Completion(json.dumps(value), start, cursor + closed, note, "value") for value, note in values]


def partial(text: str, cursor: int) -> str:
    """The word at the cursor, without its quote."""
    return _read(text[:cursor])[2].lstrip('"')


def _keywords(given: Iterable[str]) -> Iterator[str]:
    taken = set(given)
    for name in dict.fromkeys([*COMMON, *KEYWORDS]):
        if name not in taken:
            yield name


def _values(here: _Open, stack: list[_Open]) -> Iterator[tuple[object, str]]:
    keyword = here.key if here.bracket == "{" else here.keyword
    in_schema = here.role == "schema" or (here.bracket == "[" and len(stack) > 1 and stack[-2].role == "schema")
    if not in_schema or keyword is None:
        return
    if keyword == "type":
        yield from ((name, "") for name in TYPES)
    elif keyword == "format" and here.bracket == "{":
        yield from ((name, "") for name in FORMATS)
    elif keyword == "$schema":
        yield DRAFT, ""
    elif keyword == "required" and here.bracket == "[":
        known = stack[-2].names if len(stack) > 1 else []
        yield from ((name.removeprefix("."), "a property") for name in known if name.startswith("."))
    if keyword in BOOLEANS and here.bracket == "{":
        yield False, ""
        yield True, ""


def _read(before: str) -> tuple[list[_Open], int, str]:
    """The brackets that are open, and the word at the end: where it begins, and itself."""
    stack: list[_Open] = []
    last = ""
    at = len(before)
    for found in _TOKEN.finditer(before):
        token = found.group()
        is_last = found.end() == len(before)
        if is_last and token not in "{}[]:," and not _closed(token):
            return stack, found.start(), token
        if token in ("{", "["):
            role, keyword = stack[-1].role_of_next() if stack else ("schema", "")
            stack.append(_Open(token, role if token == "{" or role == "list" else "value", keyword))
        elif token in ("}", "]"):
            _close(stack)
        elif token == "," and stack:
            stack[-1].key = None
        elif token == ":" and stack and stack[-1].bracket == "{":
            stack[-1].key = _name(last)
            stack[-1].names.append(stack[-1].key)
        last = token
    return stack, at, ""


def _close(stack: list[_Open]) -> None:
    """A bracket closes. The names of properties are kept where required can offer them."""
    if not stack:
        return
    closed = stack.pop()
    if stack and closed.role == "map" and closed.keyword == "properties":
        stack[-1].names += [f".{name}" for name in closed.names]


def _closed(token: str) -> bool:
    return len(token) > 1 and token.startswith('"') and token.endswith('"') and not token.endswith('\\"')


def _name(token: str) -> str:
    try:
        value = json.loads(token)
    except ValueError:
        return token.strip('"')
    return value if isinstance(value, str) else token
