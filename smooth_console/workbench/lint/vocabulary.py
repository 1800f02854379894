"""What the linter knows of JSON Schema's words beyond the words themselves: slips of keywords, what people call
formats, and which keywords say what a value looks like.
"""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from smooth_console.language.schema_words import TAKES, TYPES

_KEYWORDS = tuple(sorted(TAKES))

FORMAT_WORDS = {
    **dict.fromkeys(("datetime", "timestamp", "date_time", "iso8601", "iso-8601"), "date-time"),
    **dict.fromkeys(("url", "link", "href", "http", "https", "web"), "uri"),
    **dict.fromkeys(("mail", "e-mail", "email-address"), "email"),
    **dict.fromkeys(("guid",), "uuid"),
    **dict.fromkeys(("ip", "ip-address", "ipaddress"), "ipv4"),
    **dict.fromkeys(("domain", "host"), "hostname"),
    **dict.fromkeys(("day", "full-date"), "date"),
    **dict.fromkeys(("regexp",), "regex"),
}
"""What people call formats that have another name."""
NUMBER_FORMATS = ("int32", "int64", "float", "double")
"""Formats of OpenAPI about numbers: they do no harm."""

SHAPE = frozenset(
    ("type", "properties", "items", "prefixItems", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "$dynamicRef")
) | {"additionalProperties", "patternProperties", "contains", "not", "if"}
"""Keywords that say what a value looks like; titles and bounds do not."""


def is_keyword(name: str) -> bool:
    """Whether a name means something in a schema; `x-` is for extensions."""
    return name in TAKES or name.startswith(("x-", "$"))


def near_keyword(name: str) -> str | None:
    """The keyword that a name is a slip of; looser words than that are no slip."""
    folded = name.lower().replace("_", "").replace("-", "")
    same = next((keyword for keyword in _KEYWORDS if keyword.lower() == folded), None)
    if same or len(name) <= 3:
        return same
    found = process.extractOne(name, _KEYWORDS, scorer=OSA.normalized_similarity, score_cutoff=0.75)
    return str(found[0]) if found else None


def types_of(schema: dict[str, object]) -> tuple[str, ...]:
    """The types that a schema names, those that there are; empty when it names none."""
    kinds = schema.get("type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return tuple(kind for kind in listed if isinstance(kind, str) and kind in TYPES)
