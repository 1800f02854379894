"""Text of a page turned into the value that a field asks for, or `MISSING`: never a guess.

Conversion only; finding is done elsewhere.
"""

import math
import re
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from smooth_console.engine.extraction.lexicon import MONTHS, NO, YES
from smooth_console.engine.extraction.schema import Field


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()

# Languages that write 1.234,56
_COMMA_DECIMAL = (
    "de",
    "fr",
    "es",
    "it",
    "nl",
    "pt",
    "da",
    "nb",
    "no",
    "sv",
    "fi",
    "pl",
    "cs",
    "ru",
    "tr",
    "id",
    "el",
    "hu",
    "ro",
    "uk",
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>[-+−–]?)\s?(?P<cur>[$€£¥₹]|(?:[A-Z]{2,3}\s?[$]?))?\s?"
    r"(?P<body>\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d{1,3}(?:[.,'’ ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
    r"|[.,]\d+)(?P<tail>\s?%|[kKMB]\b)?"
)
_URL = re.compile(r"^(?:https?|ftp|mailto|tel):\S+$|^//\S+$|^/\S*$", re.I)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\d[\d\s()./-]{5,}\d")
MONEY = re.compile(
    r"(?:[$€£¥₹₽₩]|\b(?:USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|JPY|CAD|AUD|kr|zł|Kč)\b)\s?[\d.,]|[\d]\s?(?:[$€£¥₹₽₩]"
    r"|\b(?:USD|EUR|GBP|CHF|SEK|NOK|DKK"
    r"|PLN|JPY|CAD|AUD)\b|kr\b|zł|Kč)"
)
RATING = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:/|out of|of|von|sur|de)\s*(?:5|10|100)\b|(\d+(?:[.,]\d+)?)\s*(?:stars?|★|Sterne)", re.I
)
_OWED = re.compile(r"^\([^\w()]?\s?\d[\d.,'’ ]*[.,]\d{2}\)$")  # as accountants write what is below zero
_STARS = re.compile(r"^[★☆✭⭐✩\s]+$")

_OUT = re.compile(
    r"out[ _-]?of[ _-]?stock|outofstock|sold[ _-]?out|soldout|unavailable|not available|no longer|discontinued"
    r"|ausverkauft|nicht (?:vorrätig|verfügbar"
    r"|lieferbar)|vergriffen|épuisé|rupture|indisponible|agotado|esaurito|backorder|pre-?order|coming soon"
    r"|\b0 (?:left|in stock)",
    re.I,
)
_IN = re.compile(
    r"in[ _-]?stock|instock|\bavailable\b|only \d+ left|\d+ left|few left|low stock|limitedavailability"
    r"|auf lager|vorrätig|verfügbar|lieferbar|en stock"
    r"|disponible|disponibile|\b[1-9]\d* in stock|ships? (?:today|now|in)",
    re.I,
)


def stock(text: str) -> bool | None:
    """What a text says about availability; None when it says nothing."""
    if len(text) > 80:
        return None
    if _OUT.search(text):
        return False
    return True if _IN.search(text) else None


def convert(field: Field, text: str, machine: str, lang: str) -> Any:
    """The value of a field, from what the page shows (`text`) and what it says to machines (`machine`, "" if nothing).

    Args:
        field: What is wanted.
        text: Visible text or an attribute.
        machine: A `datetime`, `content` or `value` that means the same as the text.
        lang: Language of the page, for numbers and dates ("de", "en-us", "").

    Returns:
        The value, or MISSING when the text is not surely one.
    """
    text = text.strip()
    if not text and not machine:
        return MISSING
    if field.enum is not None:
        return _choice(field.enum, text, machine)
    for kind in ("integer", "number", "boolean", "string", "any"):
        if kind in field.kinds:
            if kind in ("number", "integer") and kind == "integer" and "number" in field.kinds:
                continue
            value = _CONVERTERS[kind](field, text, machine, lang)
            if value is not MISSING:
                return value
    return MISSING


def _to_number(field: Field, text: str, machine: str, lang: str) -> Any:
    if field.wants("minute", "hour") or (field.wants("time") and field.wants("prep", "cook", "total")):
        spent = minutes(machine or text)
        if spent is not None:
            return spent / 60 if field.wants("hour") and not field.wants("minute") else spent
    if field.wants("rating"):
        for source in (machine, text):
            if stars := RATING.search(source):
                return _plain(parse_number(stars[1] or stars[2], lang))
        if _STARS.match(text) and "☆" in text + "☆" and len(text) <= 10:
            return sum(text.count(star) for star in "★⭐✭")
    for source, language in ((machine, "en"), (text, lang)):
        if source:
            found = numbers(source, language)
            if found:
                chosen = found[-1] if field.wants("max") and len(found) == 2 else found[0]
                if _OWED.match(source) and not field.wants("rating", "review", "count"):
                    chosen = -abs(chosen)
                return _plain(chosen)
    return MISSING


def _to_integer(field: Field, text: str, machine: str, lang: str) -> Any:
    value = _to_number(field, text, machine, lang)
    if value is MISSING or (isinstance(value, float) and not value.is_integer()):
        return MISSING
    return int(value)


def _plain(value: float | None) -> Any:
    if value is None or not math.isfinite(value):
        return MISSING
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def numbers(text: str, lang: str = "") -> list[float]:
    """The numbers in a short text, as people write them where `lang` is spoken.

    Long prose has none that can be relied on.
    """
    if len(text) > 120:
        return []
    found = []
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    for match in _NUMBER.finditer(text):
        value = parse_number(match["body"], lang, "€" in text)
        if value is None:
            continue
        sign, before = match["sign"], text[: match.start()].rstrip()
        negative = sign in ("-", "−") or (sign == "–" and not before)
        if negative and not before[-1:].isdigit():
            value = -value
        value *= {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9}.get((match["tail"] or "").strip(), 1)
        found.append(value)
    return found


def parse_number(body: str, lang: str = "", euro: bool = False) -> float | None:
    """One number: grouping and decimal signs decided by their places, then by language."""
    body = body.strip().replace(" ", "").replace("'", "").replace("’", "")
    comma, dot = body.count(","), body.count(".")
    decimal_comma = lang.split("-")[0] in _COMMA_DECIMAL
    if comma and dot:
        if body.rindex(",") > body.rindex("."):
            body = body.replace(".", "").replace(",", ".")
        else:
            body = body.replace(",", "")
    elif comma > 1 or (
        comma == 1 and len(body.split(",")[1]) == 3 and not decimal_comma and not body.startswith(("0,", ","))
    ):
        body = body.replace(",", "")
    elif comma:
        body = body.replace(",", ".")
    elif dot > 1 or (
        dot == 1 and len(body.split(".")[1]) == 3 and (decimal_comma or euro) and not body.startswith("0.")
    ):
        body = body.replace(".", "")
    try:
        return float(body)
    except ValueError:
        return None


_ISO_DURATION = re.compile(r"^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?$")
_DURATION = re.compile(r"(\d+(?:[.,]\d+)?)\s*(h(?:ours?|rs?)?|std\.?|stunden?|m(?:in(?:utes?|uten|s)?)?)\b", re.I)


def minutes(text: str) -> float | int | None:
    """A length of time in minutes, from ISO 8601 (PT1H30M) or words (1 h 30 min)."""
    if iso := _ISO_DURATION.match(text.strip()):
        days, hours, mins = (int(part or 0) for part in iso.groups())
        return days * 1440 + hours * 60 + mins
    parts = _DURATION.findall(text)
    if not parts or len(text) > 60:
        return None
    total = 0.0
    total += sum(float(number.replace(",", ".")) * (60 if unit[0].lower() in "hs" else 1) for number, unit in parts)
    return int(total) if total.is_integer() else total


def _to_boolean(field: Field, text: str, machine: str, lang: str) -> Any:
    for source in (machine, text):
        word = source.strip().lower().rstrip(".!")
        if word in YES:
            return True
        if word in NO:
            return False
    if field.wants("availability", "sold") and (known := stock(machine or text)) is not None:
        return not known if field.wants("sold") else known
    own = field.name.replace("_", " ").replace("-", " ").lower().removeprefix("is ").removeprefix("has ")
    plain = text.lower().strip(" .!✓✔").replace("-", " ")
    if own and plain == own:
        return True
    if own and plain in (f"not {own}", f"no {own}"):
        return False
    return MISSING


def _choice(options: tuple[Any, ...], text: str, machine: str) -> Any:
    """The option that the page names, exactly as the schema spells it."""
    plain = {_fold(str(option)): option for option in options if option is not None}
    for source in (text, machine, machine.rsplit("/", 1)[-1]):
        folded = _fold(source)
        if folded and folded in plain:
            return plain[folded]
    squashed = _fold(text)
    spaced = f" {re.sub(r'[^a-z0-9]+', ' ', text.lower())} "
    within = [
        option for option in plain.values() if f" {re.sub(r'[^a-z0-9]+', ' ', str(option).lower()).strip()} " in spaced
    ]
    if len(within) == 1 and len(squashed) < 80:
        return within[0]
    known = stock(machine or text)
    if known is not None:
        same = [option for option in plain.values() if stock(str(option).replace("_", " ")) is known]
        if len(same) == 1:
            return same[0]
    return MISSING


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _to_string(field: Field, text: str, machine: str, lang: str) -> Any:
    if field.format in ("date", "date-time", "datetime"):
        return date_of(machine, "", field.format) or date_of(text, lang, field.format) or MISSING
    if field.format in ("uri", "url", "uri-reference", "iri"):
        return text if _URL.match(text) else MISSING
    if field.format in ("email", "idn-email") or field.meaning == {"email"}:
        found = _EMAIL.search(text)
        return found[0] if found else MISSING
    if field.meaning == {"phone"}:
        phone = _PHONE.search(text)
        return phone[0].strip() if phone else MISSING
    if field.wants("currency"):
        money = re.search(r"\b[A-Z]{3}\b", machine) or re.search(r"[$€£¥₹₽₩]|\b[A-Z]{3}\b", text)
        return money[0] if money else MISSING
    return (text or machine) or MISSING


_CONVERTERS = {
    "number": _to_number,
    "integer": _to_integer,
    "boolean": _to_boolean,
    "string": _to_string,
    "any": _to_string,
}

_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$")
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,10})\.?,?\s+(?:de\s+)?(\d{4})\b")
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_DIGITS = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.I)


@lru_cache(maxsize=5_000)
def date_of(text: str, lang: str, form: str) -> str | None:
    """ISO 8601 date ("date") or date and time ("date-time") of a text; None when day, month or year is not said.

    A date-time that the page gives without a clock time stays without one: it is not made up.
    """
    text = text.strip()
    if not text or len(text) > 80:
        return None
    if iso := _ISO.match(text):
        if not _real(int(iso[1]), int(iso[2]), int(iso[3])):
            return None
        return text[:10] if form == "date" else text.replace(" ", "T", 1)
    day = _words_date(text, lang) or _any_language(text, lang)
    if day is None or form == "date":
        return day
    clock = _CLOCK.search(text)
    if clock is None:
        return day
    hour = int(clock[1]) % 24
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower().startswith("p") else 0)
    return f"{day}T{hour:02d}:{clock[2]}:{clock[3] or '00'}"


def has_day(text: str) -> bool:
    """Whether a text surely gives a day, month and year (a quick look.

    ISO 8601, digits, or words in common languages).
    """
    text = text.strip()
    return 6 <= len(text) <= 80 and bool(_ISO.match(text) or _words_date(text, "en"))


def _words_date(text: str, lang: str) -> str | None:
    for pattern, order in ((_DAY_MONTH, (3, 2, 1)), (_MONTH_DAY, (3, 1, 2))):
        if match := pattern.search(text):
            month = MONTHS.get(match[order[1]].lower())
            if month:
                return _real(int(match[order[0]]), month, int(match[order[2]]))
    if match := _DIGITS.search(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        month_first = match[2] == "/" and lang in ("", "en", "en-us") and second > 0
        if first > 12:
            month_first = False
        elif second > 12:
            month_first = True
        return _real(year, first, second) if month_first else _real(year, second, first)
    return None


def _any_language(text: str, lang: str) -> str | None:
    if not re.search(r"\d", text) or len(text) > 40 or not re.search(r"\d{4}|\bago\b|\bvor\b|il y a", text):
        return None
    import dateparser  # slow to load, and rarely needed

    languages = [lang.split("-")[0]] if lang else None
    settings: dict[str, Any] = {"REQUIRE_PARTS": ["day", "month", "year"]}
    try:
        found = dateparser.parse(text, languages=languages, settings=settings)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    return found.date().isoformat() if found else None


def _real(year: int, month: int, day: int) -> str | None:
    try:
        return datetime(year, month, day).date().isoformat()  # noqa: DTZ001
    except ValueError:
        return None
