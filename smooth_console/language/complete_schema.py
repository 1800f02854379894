"""What can stand at a place of a schema that is being written, so that it cannot be read yet: of JSON Schema and of the
short form.

The text is taken apart as far as brackets, names and colons go; what is wrong in between does no harm. What stands
behind the place counts too: names that are there, and those to require.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from smooth_console.language.offer import Offer, Offers
from smooth_console.language.rank import ranked
from smooth_console.language.schema_words import (
    ABOUT,
    COMMON,
    DRAFT,
    FORMATS,
    KEYWORDS,
    SCHEMA_LISTS,
    SCHEMA_MAPS,
    SCHEMAS,
    SHORT_WORDS,
    TAKES,
    TYPES,
)

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<mark>[{}\[\]:,])
    |(?P<text>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(?P<word>[^\s{}\[\]:,"']+)""",
    re.VERBOSE | re.DOTALL,
)
_WORD_BEFORE = re.compile(r"[\w$#/-]*\Z")
_WORD_BEHIND = re.compile(r"[\w$#/-]*")
MOST = 60

Role = Literal["schema", "map", "list", "types", "required", "other"]


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


def complete_schema(text: str, offset: int, uses: Callable[[str], int] = lambda _: 0) -> Offers | None:
    """What can stand at an offset of a schema, best first; None where nothing is known, or nothing is left to add.

    Args:
        text: The text, whole or not.
        offset: Where the cursor is, in characters.
        uses: How often a word was used: that comes first among equals.
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
    best = ranked(typed, items, lambda item: item.name, uses, MOST)
    if not best or (best[0].insert == typed and not any(item.name.startswith(typed) for item in best[1:])):
        return None
    return Offers(start, end, typed, tuple(best))


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
            here = _as_it_stands(frame)
            comment = within and token.lastgroup == "skip" and token.group().startswith("/")
            inside = "comment" if comment else "text" if within and token.lastgroup == "text" else ""
        if token.lastgroup == "mark":
            frame = _marked(frame, token.group())
        elif token.lastgroup in ("text", "word") and frame is not None:
            _taken(frame, token.group(), token.lastgroup == "word", defs, skip=within)
    return (here if reached else frame), inside, defs


def _as_it_stands(frame: _Frame | None) -> _Frame | None:
    """A copy of the frame: it stays where it is, while its lists go on to be filled in."""
    return replace(frame) if frame is not None else None


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


def _names(frame: _Frame, text: str, start: int, end: int, quote: str) -> list[Offer]:
    """What a member can be called here."""
    behind = "" if text[end:].lstrip(" \t").startswith(":") else ": "
    mark = quote or '"'
    if frame.role == "schema":
        names = [name for name in KEYWORDS if name not in frame.names and _fits_type(name, frame.kinds)]
        return [
            Offer(
                name,
                COMMON.get(name, TAKES[name]),
                f"{mark}{name}{mark}{behind}",
                "keyword",
                bool(behind) and name in ("type", "format"),
            )
            for name in names
        ]
    if frame.role == "map" and frame.above is not None and frame.above.key == "properties":
        wanted = [name for name in dict.fromkeys(frame.above.required) if name not in frame.names]
        return [Offer(name, "required", f"{mark}{name}{mark}{behind}", "value") for name in wanted]
    return []


def _fits_type(keyword: str, kinds: list[str]) -> bool:
    """Whether a keyword says anything of values of these types; of any, when none is known."""
    known = {"number" if kind == "integer" else kind for kind in kinds if kind in TYPES}
    return not known or keyword not in ABOUT or ABOUT[keyword] in known


def _values(frame: _Frame, quote: str, defs: list[str]) -> list[Offer]:
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
        return [Offer(word, "type", word, "value") for word in SHORT_WORDS]
    if frame.role != "schema":
        return []
    if frame.key == "type":
        return _quoted(TYPES, "type", mark)
    if frame.key == "format":
        return _quoted(FORMATS, "format", mark)
    if frame.key == "$ref":
        return _quoted(defs, "", mark)
    if frame.key == "$schema":
        return _quoted([DRAFT], "", mark)
    if not quote and TAKES.get(frame.key) == "flag":
        return [Offer("true", "", "true", "value"), Offer("false", "", "false", "value")]
    if not quote and frame.key in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems"):
        return [Offer("false", "no others", "false", "value"), Offer("true", "any others", "true", "value")]
    return []


def _quoted(words: Iterable[str], note: str, mark: str) -> list[Offer]:
    return [Offer(word, note, f"{mark}{word}{mark}", "value") for word in dict.fromkeys(words)]
