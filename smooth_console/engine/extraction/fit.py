"""How well a candidate suits a field: by what the page calls it, else by what such values look like. Judging only."""

import re
from typing import Any

from smooth_console.engine.extraction import names
from smooth_console.engine.extraction.candidates import without_by
from smooth_console.engine.extraction.lexicon import words
from smooth_console.engine.extraction.model import Candidate
from smooth_console.engine.extraction.page import Page
from smooth_console.engine.extraction.schema import Field
from smooth_console.engine.extraction.values import MISSING, MONEY, RATING, convert, has_day, stock

ENOUGH = 0.5
_URI = frozenset(("uri", "url", "uri-reference", "iri"))
_AMOUNT = re.compile(r"(\d[\d.,]*[kKM]?)[\s+]*([^\W\d_]+)")
_BRACKET = re.compile(r"\(\s*(\d[\d.,]*[kKM]?)\s*\)")
_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif)\b|/ima?ge?s?/|/picture|/photo", re.I)
_HEADING = {"h1": 0.86, "h2": 0.8, "h3": 0.76, "h4": 0.72, "h5": 0.66, "h6": 0.62}
# For other roles where nothing is called anything: the first of them is best.
_NAME_ROLES = {"a": 0.62, "strong": 0.58, "aria": 0.0, "alt": 0.3, "text": 0.51}


def wants_image(field: Field) -> bool:
    """Whether the field is the address of a picture."""
    return (
        field.wants("image", "logo", "avatar") and "alt" not in field.meaning and bool(field.kinds & {"string", "any"})
    )


def wants_link(field: Field) -> bool:
    """Whether the field is an address."""
    return field.format in _URI or (field.wants("url", "website") and bool(field.kinds & {"string", "any"}))


def fit(field: Field, candidate: Candidate, in_record: bool) -> float:
    """0 to 1: how surely the candidate is the field. `ENOUGH` and more can be relied on."""
    image, link = wants_image(field), wants_link(field)
    attr = candidate.attr
    if attr in ("href", "src") and not (image or link or field.wants("email", "phone")):
        return 0.0
    if image:
        if attr == "src":
            return max(0.8, _labelled(field, candidate)) - (
                0.1 if "avatar" in candidate.key or "logo" in candidate.key else 0
            )
        if attr == "href" or (
            not _FILE.search(candidate.text) and candidate.kind not in ("json-ld", "meta", "microdata")
        ):
            return 0.0
        return _labelled(field, candidate)
    if link and attr not in ("href", "src", "content") and not candidate.text.startswith(("http", "/")):
        return 0.0
    if link and attr == "src":
        return 0.0
    named = _labelled(field, candidate)
    if (
        candidate.role in ("a", "button")
        and attr == ""
        and named < 0.8
        and not field.wants("name", "brand", "author", "category", "company", "city", "location")
    ):
        named *= 0.8
    return max(named, _looks(field, candidate, in_record, link))


def _labelled(field: Field, candidate: Candidate) -> float:
    best = 0.0
    for label, weight in candidate.labels:
        found = field.likeness(label) * weight
        if found > best:
            best = found
    return best


def _looks(field: Field, candidate: Candidate, in_record: bool, link: bool) -> float:
    """Values that are known by what they are: headings, money, dates, stars, stock."""
    meaning, role, text = field.meaning, candidate.role, candidate.text
    if candidate.kind in ("json-ld", "meta") or role in ("data", "pair", "json", "group"):
        return 0.0
    if link:
        if not in_record or candidate.attr != "href" or not _plain(field, {"url", "website", "name", "page"}):
            return 0.0
        if candidate.text.startswith(("mailto:", "tel:", "javascript:", "#")):
            return 0.0
        return {"main link": 0.8, "link": 0.62}.get(role, 0.0)
    if candidate.attr == "href":
        return (
            0.95
            if text.startswith("mailto:") and "email" in meaning
            else 0.7
            if text.startswith("tel:") and "phone" in meaning
            else 0.0
        )
    if meaning & {"email"} and "@" in text and len(text) < 80:
        return 0.7
    if field.format in ("date", "date-time") or meaning & {"date"}:
        if not _qualified(field, text, {"date", "time"}):
            return 0.0
        if (
            not meaning & {"updated", "end"}
            and (role == "time" or candidate.machine)
            and has_day(candidate.machine or text)
        ):
            return 0.8
        if len(text) < 40 and has_day(text):
            return 0.6
        return 0.0
    if "name" in meaning and _plain(field, {"name"}):
        if role in _HEADING:
            return _HEADING[role]
        return _NAME_ROLES.get(role, 0.0) if in_record and 1 < len(text) < 160 and not _valued(text) else 0.0
    if "price" in meaning and len(text) < 40 and MONEY.search(text) and _qualified(field, text, {"price", "old"}):
        if not meaning & {"old", "max", "min", "shipping", "tax", "currency", "unit"}:
            return 0.3 if candidate.labels and candidate.labels[0][0].startswith("old") else 0.74
        return 0.72 if "old" in meaning and candidate.labels and candidate.labels[0][0].startswith("old") else 0.0
    if "currency" in meaning and MONEY.search(text) and len(text) < 40:
        return 0.6
    if (
        "rating" in meaning
        and not meaning & {"count", "review"}
        and len(text) < 50
        and (RATING.search(text) or set(text) & set("★⭐"))
    ):
        return 0.8
    if field.kinds & {"integer", "number"} and len(text) < 60 and _counted(field, text):
        return 0.72 if "(" in text else 0.76
    if meaning & {"availability", "sold"} and len(text) < 50 and stock(text) is not None:
        return 0.8
    if in_record and "question" in meaning and text.endswith("?") and 6 < len(text) < 300:
        return 0.8
    if in_record and role == "text" and _answers(field, text):
        return 0.6 if candidate.node.tag in ("p", "div", "dd") else 0.0
    if "author" in meaning and role == "by":
        return 0.8
    if "phone" in meaning and re.fullmatch(r"(?:tel|phone)?[.:]?\s*\+?[\d\s()./-]{7,20}", text, re.I):
        return 0.6
    if (
        "description" in meaning
        and role == "text"
        and candidate.node.tag in ("p", "div")
        and 30 < len(text) < 2_000
        and in_record
    ):
        return 0.6
    if (
        "boolean" in field.kinds
        and len(text) < 40
        and convert(field, text, "", "") is not MISSING
        and _words(text) & _words(field.name.replace("_", " "))
    ):
        return 0.7
    return 0.0


def _qualified(field: Field, text: str, base: set[str]) -> bool:
    """Whether what the name says beyond `base` ("delivery" of "delivery_date") is in the text too."""
    extra = names.read(field.name).core - base
    return not extra or bool(extra & names.meaning(text))


def _answers(field: Field, text: str) -> bool:
    """Whether the field is the answer to a question, and the text not another question."""
    asked = names.read(field.name).words
    return "answer" in asked and "count" not in field.meaning and len(text) > 1 and not text.endswith("?")


def _plain(field: Field, allowed: set[str]) -> bool:
    """Whether the name says no more than what is allowed, besides the kind of record."""
    extra = field.meaning - allowed
    return not extra & _OTHER_THINGS


_OTHER_THINGS = words(
    """
    brand author company category first last user city country state street seller file host hotel alt contact
    buyer vendor team player old parent department currency location event-place agent unit sub subtitle short
    venue room organizer nav next previous logo
    """
)


def _valued(text: str) -> bool:
    return (
        bool(MONEY.search(text))
        or stock(text) is not None
        or bool(RATING.search(text))
        or not any(character.isalpha() for character in text)
        or has_day(text)
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", text.lower()))


def value_of(field: Field, candidate: Candidate, page: Page) -> Any:
    """The candidate's value for the field, or MISSING."""
    lang = "en" if candidate.kind == "json-ld" or candidate.role == "data" else page.lang_of(candidate.node)
    text = candidate.text
    machine = candidate.machine
    if candidate.attr == "href" and text.startswith(("mailto:", "tel:")) and not wants_link(field):
        text = text.split(":", 1)[1].split("?", 1)[0]
    if field.wants("author"):
        text = without_by(text)
    if wants_link(field) or wants_image(field):
        machine = ""
    if (
        (wants_link(field) or wants_image(field))
        and not candidate.attr
        and " " not in text
        and ("/" in text or _FILE.search(text))
    ):
        text = page.absolute(text)
    if not machine and field.kinds & {"integer", "number"} and (counted := _counted(field, text)):
        text = counted
    return convert(field, text, machine, lang)


def _counted(field: Field, text: str) -> str:
    """The number before the field's name ("45 points"), or in brackets for a count ("(45)"); "" when there is none."""
    if len(text) > 80 or (field.wants("rating") and not field.wants("count")):
        return ""
    reviews = "review" in field.meaning or ("count" in field.meaning and "rating" in field.meaning)
    for match in _AMOUNT.finditer(text):
        if any(names.likeness(name, match[2]) >= 0.87 for name, _ in field.names):
            return match[1]
        if (
            reviews
            and names.meaning(match[2]) & {"review", "rating", "bewertungen", "vote"}
            and not match[2].lower().startswith(("star", "score"))
        ):
            return match[1]
    if "count" in field.meaning and (bracket := _BRACKET.search(text)):
        return bracket[1]
    return ""
