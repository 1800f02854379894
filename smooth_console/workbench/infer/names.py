"""What a field's name says of its type, and good names for fields."""

import re
import unicodedata


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NUMBERS = _set("price cost amount total rating score weight height width length size percent ratio")
_COUNTS = _set("count number quantity qty stock reviews votes year age rank position likes views pages")
_FLAGS = _set("is has in can available active enabled sold")
_LISTS = _set("tags images links items categories features keywords authors colours colors sizes")
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def words_of(name: str) -> list[str]:
    """The words of a name, however they are joined."""
    return [word.lower() for word in _WORD.findall(name)]


def likely_type(name: str) -> str:
    """The type that a field of that name most likely has."""
    words = words_of(name)
    if not words:
        return "string"
    if words[0] in _FLAGS and len(words) > 1:
        return "boolean"
    if words[-1] in _NUMBERS:
        return "number"
    if words[-1] in _COUNTS:
        return "integer"
    return "array" if words[-1] in _LISTS else "string"


def field_name(label: str) -> str:
    """A label of a page or a header of a table as a name: lower case, words joined with `_`."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_").lower()
    return name or "column"
