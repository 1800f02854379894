"""What can stand at a place of a schema that is being written, so that it cannot be read yet; and words of JavaScript.

A schema's text is taken apart as far as brackets, names and colons go; what is wrong in between does no harm.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from smooth_console.language.schema_words import FORMATS, KEYWORDS, SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS, TYPES
from smooth_console.workbench.lint.vocabulary import ABOUT, TAKES
from smooth_console.workbench.written.short import WORDS

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<mark>[{}\[\]:,])
    |(?P<text>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(?P<word>[^\s{}\[\]:,"']+)""",
    re.VERBOSE | re.DOTALL,
)
_WORD_BEFORE = re.compile(r"[\w$#/-]*\Z")
_WORD_BEHIND = re.compile(r"[\w$#/-]*")
_JS_WORD = re.compile(r"[A-Za-z_$][\w$]{2,}")
_FIRST = ("type", "properties", "items", "required", "description", "enum", "format")
"""Keywords that one writes most, in that order; the others follow by letters."""
MOST = 60

Role = Literal["schema", "map", "list", "types", "required", "other"]


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can stand there.

    Attributes:
        name: As a menu shows it.
        note: What it is.
        insert: What is put there.
        more: Whether what comes behind it can be completed at once.
    """

    name: str
    note: str
    insert: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """What can stand in place of the text from `start` to `end`; `typed` is what was written of it."""

    start: int
    end: int
    typed: str
    items: tuple[Item, ...]


@dataclass(slots=True, eq=False)
class _Frame:
    """An object or array that is open."""

    bracket: str
    role: Role
    above: "_Frame | None" = None
    key: str = ""
    key_is_bare: bool = False
    at_value: bool = False
    done: bool = False
    names: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    required: list[str] = field(default_factory=list)

    def child(self, bracket: str) -> "_Frame":
        role: Role = "other"
        if self.bracket == "[":
            role = "schema" if self.role == "list" else "other"
        elif self.role == "map":
            role = "schema"
        elif self.role == "schema":
            role = _role_of(self.key, bracket)
        return _Frame(bracket, role, self)


def _role_of(keyword: str, bracket: str) -> Role:
    if bracket == "[":
        if keyword in SCHEMA_LISTS or keyword == "items":
            return "list"
        return "types" if keyword == "type" else "required" if keyword == "required" else "other"
    if keyword in SCHEMA_MAPS:
        return "map"
    return "schema" if keyword in SCHEMAS or TAKES.get(keyword) == "schema" else "other"


def complete_schema(text: str, offset: int) -> Completion | None:
    """What can stand at an offset of a schema; None where nothing is known.

    Args:
        text: The text, whole or not.
        offset: Where the cursor is, in characters.
    """
    frame, inside, defs = _read(text, offset)
    if frame is None or inside == "comment" or frame.done:
        return None
    before = _WORD_BEFORE.search(text, 0, offset)
    start = before.start() if before else offset
    quote = text[start - 1] if start and text[start - 1] in "\"'" and inside == "text" else ""
    if inside == "text" and not quote:
        return None
    typed = text[start:offset]
    behind = _WORD_BEHIND.match(text, offset)
    end = behind.end() if behind else offset
    if quote:
        start -= 1
        end += text[end : end + 1] == quote
    items = _names(frame, text, start, end, quote) if _at_name(frame) else _values(frame, quote, defs)
    fitting = _fitting(items, typed)
    return Completion(start, end, typed, fitting) if fitting else None


def complete_words(text: str, offset: int) -> Completion | None:
    """Words of a JavaScript text that begin as the one at the offset, those nearest before it first."""
    start = offset
    while start and (text[start - 1].isalnum() or text[start - 1] in "_$"):
        start -= 1
    typed = text[start:offset]
    if len(typed) < 2 or typed[0].isdigit():
        return None
    here: dict[str, int] = {}
    for found in _JS_WORD.finditer(text):
        word = found.group()
        if word.startswith(typed) and word != typed and found.start() != start:
            here[word] = min(here.get(word, len(text)), abs(found.start() - start))
    items = tuple(Item(word, "", word) for word in sorted(here, key=lambda word: here[word]))[:MOST]
    return Completion(start, offset, typed, items) if items else None


def _read(text: str, offset: int) -> tuple[_Frame | None, str, list[str]]:
    """The frame around an offset, what the offset is inside of, and where `$refs` can lead, as the whole text says."""
    frame: _Frame | None = None
    here: _Frame | None = None
    inside, reached = "", False
    defs: list[str] = []
    for token in _TOKEN.finditer(text):
        closed = token.lastgroup == "text" and token.end() == offset and _is_closed(token.group())
        within = token.start() < offset <= token.end() and not closed and token.lastgroup != "mark"
        if not reached and (within or token.start() >= offset):
            reached = True
            here = _copy(frame)
            comment = within and token.lastgroup == "skip" and token.group().startswith("/")
            inside = "comment" if comment else "text" if within and token.lastgroup == "text" else ""
        if token.lastgroup == "mark":
            frame = _marked(frame, token.group())
        elif token.lastgroup in ("text", "word") and frame is not None:
            _taken(frame, token.group(), token.lastgroup == "word", defs, skip=within)
    return (here if reached else _copy(frame)), inside, defs


def _copy(frame: _Frame | None) -> _Frame | None:
    """The frame as it stands now; what it holds goes on to be filled in."""
    if frame is None:
        return None
    return _Frame(
        frame.bracket,
        frame.role,
        frame.above,
        frame.key,
        frame.key_is_bare,
        frame.at_value,
        frame.done,
        frame.names,
        frame.kinds,
        frame.fields,
        frame.required,
    )


def _marked(frame: _Frame | None, mark: str) -> _Frame | None:
    if mark in "{[":
        return frame.child(mark) if frame is not None else _Frame(mark, "schema" if mark == "{" else "other")
    if frame is None:
        return None
    if mark in "}]":
        around = frame.above or frame
        around.done = True
        return around
    frame.at_value, frame.done = mark == ":", False
    return frame


def _taken(frame: _Frame, token: str, bare: bool, defs: list[str], *, skip: bool) -> None:
    """A text or word that was read: a name, or a value that says something of its schema."""
    said = token if bare else token[1:-1] if _is_closed(token) else token[1:]
    if _at_name(frame):
        frame.key, frame.key_is_bare = said, bare
        if not skip:
            frame.names.append(said)
            if frame.role == "map" and frame.above is not None:
                (frame.above.fields if frame.above.key == "properties" else []).append(said)
                if frame.above.key in ("$defs", "definitions"):
                    defs.append(f"#/{frame.above.key}/{said}")
        return
    if skip:
        return
    frame.done = True
    if frame.key == "type" and frame.bracket == "{" and frame.role == "schema":
        frame.kinds.append(said)
    elif frame.role == "types" and frame.above is not None:
        frame.above.kinds.append(said)
    elif frame.role == "required" and frame.above is not None:
        frame.above.required.append(said)


def _at_name(frame: _Frame) -> bool:
    return frame.bracket == "{" and not frame.at_value


def _is_closed(token: str) -> bool:
    return len(token) > 1 and token[0] == token[-1]


def _names(frame: _Frame, text: str, start: int, end: int, quote: str) -> list[Item]:
    """What a member can be called here."""
    behind = "" if text[end:].lstrip(" \t").startswith(":") else ": "
    mark = quote or '"'
    if frame.role == "schema":
        kinds = [kind for kind in frame.kinds if kind in TYPES]
        known = [
            name
            for name in (*_FIRST, *(name for name in KEYWORDS if name not in _FIRST))
            if name not in frame.names and (not kinds or ABOUT.get(name, kinds[0]) in (*kinds, "number"))
        ]
        known = [name for name in known if ABOUT.get(name) != "number" or not kinds or {"number", "integer"} & {*kinds}]
        return [
            Item(name, TAKES[name], f"{mark}{name}{mark}{behind}", bool(behind) and name in ("type", "format"))
            for name in known
        ]
    if frame.role == "map" and frame.above is not None and frame.above.key == "properties":
        wanted = [name for name in dict.fromkeys(frame.above.required) if name not in frame.names]
        return [Item(name, "required", f"{mark}{name}{mark}{behind}") for name in wanted]
    return []


def _values(frame: _Frame, quote: str, defs: list[str]) -> list[Item]:
    """What a value can be here."""
    mark = quote or '"'
    if frame.bracket == "[":
        if frame.role == "types":
            return _quoted(TYPES, "type", mark)
        if frame.role == "required" and frame.above is not None:
            above = frame.above
            return _quoted((n for n in above.fields if n not in above.required), "property", mark)
        return []
    if frame.key_is_bare and not quote:
        return [Item(word, "type", word) for word in WORDS]
    if frame.role != "schema":
        return []
    if frame.key == "type":
        return _quoted(TYPES, "type", mark)
    if frame.key == "format":
        return _quoted(FORMATS, "format", mark)
    if frame.key == "$ref":
        return _quoted(defs, "", mark)
    if not quote and (TAKES.get(frame.key) == "flag" or frame.key == "additionalProperties"):
        return [Item("true", "", "true"), Item("false", "", "false")]
    return []


def _quoted(words: Iterable[str], note: str, mark: str) -> list[Item]:
    return [Item(word, note, f"{mark}{word}{mark}") for word in dict.fromkeys(words)]


def _fitting(items: list[Item], typed: str) -> tuple[Item, ...]:
    """Those that begin as what was typed, then those that hold it; none when there is nothing left to add."""
    low = typed.lower()
    begin = [item for item in items if item.name.lower().startswith(low)]
    hold = [item for item in items if len(low) > 1 and low in item.name.lower() and item not in begin]
    found = [*begin, *hold][:MOST]
    return () if len(found) == 1 and found[0].name == found[0].insert == typed else tuple(found)
