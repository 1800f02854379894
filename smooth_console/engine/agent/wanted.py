"""From the words after "extract" to a JSON Schema, where they say plainly what is wanted. Pure."""

import re
from typing import Any

_MOST_FIELDS = 12
_ARTICLE = r"(?:the|a|an|its|their|each|every|all|all of the|all the|both|his|her)"
_COUNT = re.compile(
    r"^(?:(?:the|all|all of the|all the)\s+)?(?:(?:first|top|last|next|cheapest|best|newest|latest)\s+)?"
    r"(?:\d{1,4}|two|three|four|five|six|seven|"
    r"eight|nine|ten)\s+(?=\w)",
    re.I,
)
_EVERY = re.compile(r"^(?:each|every|all|all of|any)\b", re.I)
_OF = re.compile(r"^(?P<fields>.+?)\s+(?:of|for|from|in|on)\s+(?P<things>.+)$", re.I)
_PAGE = re.compile(
    r"^(?:the|this|current|the current)?\s*(?:page|web ?page|site|website|screen|document|article|product|item)$", re.I
)
_TAIL = re.compile(
    r"\s+(?:as|in)\s+(?:json|a list|a table|an? array|an? object)$|[.?!]+$|\s+(?:on|from|of) (?:the|this) page$", re.I
)
_QUALIFIER = re.compile(
    r"\b(?:that|which|who|where|with|whose|under|over|below|above|only|sorted|ordered|cheaper|more than|less than)\b",
    re.I,
)
_NUMBERS = re.compile(
    r"\b(?:price|cost|total|subtotal|amount|sum|rating|score|count|quantity|stock level|number of \w+|votes|"
    r"points|age|discount|salary)$",
    re.I,
)
_TRUTHS = re.compile(r"^(?:is|has|in stock|available|availability flag)\b", re.I)
_NO_PLURAL = re.compile(r"(?:ss|us|is|news|series|species|status|address|analysis)$", re.I)
_QUESTION = re.compile(r"^what(?: is|'s|’s| are)\s+", re.I)


def schema_for(what: str) -> dict[str, Any] | None:
    """The shape that the words of an extract step ask for.

    "the title and price of the first 3 products" is an array of `{title, price}`, "the price" an object `{price}`.
    Words that name things but not their fields ("all products") give None: what is there decides.
    """
    text = " ".join(what.split())
    text = _QUESTION.sub("", text)
    while (shorter := _TAIL.sub("", text).strip()) != text:
        text = shorter
    names, things = text, ""
    if match := _OF.match(text):
        names, things = match["fields"], match["things"]
    fields = _fields(names)
    if not fields:
        return None
    if things and not _PAGE.match(things):
        return _list_or_one(fields, things)
    if things or not all(_is_plural(field) for field in fields):
        # "the names" alone is a list of them; a plural among singulars is one thing with several ("title and tags").
        return _object(fields) if things or not (len(fields) == 1 and _is_plural(fields[0])) else None
    if len(fields) == 1:
        # One plural says what things are wanted ("products"), unless it names what is usually a field ("prices").
        return _array(fields) if _NUMBERS.search(_singular(fields[0])) else None
    return _array(fields)


def _list_or_one(fields: list[str], things: str) -> dict[str, Any]:
    """Fields of something: of many when it is plural or counted."""
    core = _QUALIFIER.split(_COUNT.sub("", things), maxsplit=1)[0].strip()
    core = re.sub(rf"^{_ARTICLE}\s+", "", core, flags=re.I)
    many = _COUNT.match(things) or _EVERY.match(things) or _is_plural(core)
    return _array(fields) if many else _object(fields)


def _fields(text: str) -> list[str]:
    """The names of fields in "the title, price and rating", or nothing when it is not such a list."""
    parts = [
        re.sub(rf"^(?:{_ARTICLE}\s+)+", "", part.strip(" '\"“”"), flags=re.I)
        for part in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s*&\s*", text)
    ]
    plain = [
        part
        for part in parts
        if re.fullmatch(r"[^\W\d_][\w -]{0,40}", part) and len(part.split()) <= 3 and not _QUALIFIER.search(part)
    ]
    if len(plain) != len(parts) or len(parts) > _MOST_FIELDS or _COUNT.match(text) or _EVERY.match(text):
        return []
    return list(dict.fromkeys("title" if part.lower() == "page title" else part for part in plain))


def _array(fields: list[str]) -> dict[str, Any]:
    return {"type": "array", "items": _object([_singular(field) for field in fields])}


def _object(fields: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": {_key(field): _property(field) for field in fields}}


def _property(field: str) -> dict[str, Any]:
    if _NUMBERS.search(field):
        return {"type": ["number", "null"], "description": field}
    if _TRUTHS.search(field):
        return {"type": ["boolean", "null"], "description": field}
    if _is_plural(field):
        return {"type": "array", "items": {"type": "string"}, "description": field}
    return {"type": ["string", "null"], "description": field}


def _key(field: str) -> str:
    return re.sub(r"\W+", "_", field.strip().lower()).strip("_")


def _is_plural(words: str) -> bool:
    last = words.split()[-1] if words.split() else ""
    return len(last) > 3 and last.lower().endswith("s") and not _NO_PLURAL.search(last)


def _singular(words: str) -> str:
    *before, last = words.split()
    if _is_plural(last):
        last = (
            last[:-3] + "y"
            if last.lower().endswith("ies")
            else last[:-2]
            if re.search(r"(?:x|ch|sh|ss)es$", last)
            else last[:-1]
        )
    return " ".join([*before, last])
