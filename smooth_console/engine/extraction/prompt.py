"""What a prompt asks of a list of records: how many, in which order, which of them.

Words it does not know are left, and said so.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from smooth_console.engine.extraction.lexicon import words
from smooth_console.engine.extraction.names import likeness
from smooth_console.engine.extraction.values import date_of, numbers, stock

_NUMBERS = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
_N = r"(\d{1,4}|" + "|".join(_NUMBERS) + r")"
_ABOVE = r"(?:above|over|more than|greater than|higher than|at least|from|exceeding|of more than|>=?|min(?:imum)?)"
_BELOW = r"(?:under|below|less than|lower than|cheaper than|at most|up to|no more than|not more than|<=?|max(?:imum)?)"
_VALUE = r"([$€£]?\s?\d[\d,.]*\s?(?:[$€£]|k\b|dollars?|euros?|eur|usd|stars?|%)?)"
_STRICT = re.compile(
    r"^(?:above|over|more than|greater than|higher than|exceeding|of more than|>|under|below|less than"
    r"|lower than|cheaper than|<)$"
)
_BEST_OF = {
    ("price", False): "cheapest|least expensive|lowest priced",
    ("price", True): "most expensive|priciest|dearest",
    ("rating", True): "best rated|best-rated|highest rated|highest-rated|top rated|top-rated",
    ("rating", False): "lowest rated|worst rated",
    ("date", True): "newest|latest|most recent",
    ("date", False): "oldest|earliest",
    ("name", False): "alphabetically|alphabetical|a to z|a-z",
}
_BEST = {words_of: order for order, listed in _BEST_OF.items() for words_of in listed.split("|")}
_DOWN = re.compile(
    r"\b(?:desc(?:ending)?|high(?:est)? (?:to low|first)|from high|largest first|biggest first|newest first"
    r"|latest first|most expensive first|reverse)"
)
_SMALL = words(
    """
    extract get return list give find show fetch read collect scrape grab please me all every the a an of and
    with for from on in this page its their each is are products product items item results result jobs records
    entries articles them as json that which have has current data information details about site website first
    top sorted by order ordered only to it into i want need you can
    """
)


@dataclass
class Filter:
    """A condition on a field, named by `words`."""

    words: str
    holds: Callable[[Any], bool]


@dataclass
class Wish:
    """What a prompt asks for. `most` records, `order` by (words, descending), those for which all `filters` hold."""

    most: int | None = None
    last: bool = False
    one: bool = False
    order: tuple[str, bool] | None = None
    filters: list[Filter] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def needs(self) -> list[str]:
        """Names of the fields that it looks at."""
        found = [self.order[0]] if self.order else []
        return list(dict.fromkeys(found + [one.words for one in self.filters]))

    @property
    def empty(self) -> bool:
        return self.most is None and self.order is None and not self.filters


def read_prompt(prompt: str | None, names: Iterable[str] = ()) -> Wish:
    """Reads a prompt.

    Args:
        prompt: The words of the caller, or None.
        names: Names of the fields that records have, which a prompt may speak of.
    """
    wish = Wish()
    if not prompt or not prompt.strip():
        return wish
    text = " ".join(prompt.lower().split())[:2_000]
    known = [name for name in names if name]
    rest = _filters(text, wish, known)
    rest = _many(rest, wish)
    rest = _order(rest, wish, known)
    rest = _single(rest, wish)
    left = [word for word in re.findall(r"[a-zà-ü']{2,}", rest) if word not in _SMALL and not _known(word, known)]
    if left and not (wish.empty and len(left) <= 2):
        wish.notes.append(f"Not applied from the prompt: {' '.join(left)[:200]}")
    return wish


def _filters(text: str, wish: Wish, known: list[str]) -> str:
    rest = text
    if match := re.search(
        r"\b(?:only |that are |which are |and |not )?(?:sold out|out of stock|unavailable)(?: only| ones| items"
        r"| products)?\b",
        rest,
    ):
        before = rest[: match.start()]
        negated = "not " in match[0] or re.search(
            r"\b(?:not|exclud\w+|without|no|except|skip|ignore)\b[^.]{0,20}$", before
        )
        if "only" in match[0] or "that are" in match[0] or "which are" in match[0] or negated:
            wanted = bool(negated)
            wish.filters.append(Filter("availability", lambda value: _stocked(value) is wanted))
            rest = rest.replace(match[0], " ")
    elif match := re.search(
        r"\b(?:only |that are |which are |are )?(?:currently )?(?:in stock|in-stock|available)(?: only| ones"
        r"| items| products)?\b",
        rest,
    ):
        # "name, price, in stock" names a field; "in stock and under $50" is a condition, as what follows is one.
        bare = match[0] in ("available", "in stock", "in-stock") and not re.match(
            rf"\W*(?:and |but )?(?:{_ABOVE}|{_BELOW})\b", rest[match.end() :]
        )
        if not (bare and _known(match[0].replace(" ", "_"), known)):
            wish.filters.append(Filter("availability", lambda value: _stocked(value) is True))
            rest = rest.replace(match[0], " ")
    for match in re.finditer(rf"\bbetween {_VALUE} and {_VALUE}", rest):
        low, high = numbers(match[1])[:1], numbers(match[2])[:1]
        words = _about(rest[: match.start()], match[0], known)
        if low and high and words:
            wish.filters.append(Filter(words, _between(low[0], high[0])))
            rest = rest.replace(match[0], " ")
    for pattern, above in ((_ABOVE, True), (_BELOW, False)):
        for match in list(re.finditer(rf"(?:^|\b|\s)({pattern})\s*{_VALUE}", rest)):
            if match[1] in ("from", "up to", "max", "min", "at most") and not re.search(
                r"[$€£]|dollar|euro|star|rating|price", rest
            ):
                continue
            bound = numbers(match[2].strip())
            words = _about(rest[: match.start()], match[0], known)
            if not words and match[1] == "cheaper than":
                words = "price"
            if bound and words:
                wish.filters.append(Filter(words, _bound(bound[0], above, bool(_STRICT.match(match[1])))))
                rest = rest.replace(match[0], " ")
    for match in list(
        re.finditer(
            r"\b(?:where|whose|with|in|of)\s+(?:the\s+)?([a-z_]+)\s+(?:is|=|==|equals|equal to"
            r"|:)?\s*[\"'“]([^\"'”]+)[\"'”]",
            rest,
        )
    ):
        if any(likeness(name, match[1]) >= 0.8 for name in known):
            wish.filters.append(Filter(match[1], _equals(match[2])))
            rest = rest.replace(match[0], " ")
    for match in list(
        re.finditer(r"\b(?:containing|that contain|mentioning|with)\s+(?:the word\s+)?[\"'“]([^\"'”]+)[\"'”]", rest)
    ):
        wish.filters.append(Filter("name", _contains(match[1])))
        rest = rest.replace(match[0], " ")
    return rest


def _order(text: str, wish: Wish, known: list[str]) -> str:
    if match := re.search(
        r"\b(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?)\s+(?:them\s+)?by\s+(?:the\s+)?([a-z_]+(?: [a-z_]+)?)", text
    ):
        words = match[1].split()
        name = _field(match[1], known) or _field(words[0], known) or words[0]
        wish.order = (name, bool(_DOWN.search(text[match.end(1) - len(match[1]) :])))
        if words[0] in _BEST:
            wish.order = _BEST[words[0]]
        return re.sub(
            _DOWN.pattern + r"|\b(?:asc(?:ending)?|low(?:est)? (?:to high|first)|to high|to low|first)\b",
            " ",
            text.replace(match[0], " "),
        )
    for words_of, order in _BEST.items():
        place = re.search(rf"\b{re.escape(words_of)}\b", text)
        if place:
            wish.order = order
            wish.most = wish.most or _count_before(text[: place.start()])
            after = text[place.end() :].strip()
            noun = re.match(r"[a-z]+", after)
            if (
                noun
                and noun[0] != "first"
                and not noun[0].endswith("s")
                and re.search(r"\b(?:the|a)\s*$", text[: place.start()])
            ):
                wish.most, wish.one = 1, True
            elif count := re.match(rf"{_N}\b", after):
                wish.most = _int(count[1])
            return (text[: place.start()] + " " + text[place.end() :]).replace(" first", " ") if not wish.one else " "
    if match := re.search(r"\b(highest|lowest|largest|smallest|biggest)\s+([a-z_]+)", text):
        name = _field(match[2], known)
        if name:
            wish.order = (name, match[1] in ("highest", "largest", "biggest"))
            return text.replace(match[0], " ")
    return text


def _many(text: str, wish: Wish) -> str:
    for pattern in (
        rf"\b(?:first|top|up to|at most|limit(?:ed)?(?: to)?|maximum(?: of)?|no more than|only"
        rf"|just)\s+(?:the\s+)?(?:first\s+)?{_N}\b",
        rf"\b(last)\s+{_N}\b",
        rf"^(?:please\s+)?(?:extract|get|return|list|give me|show(?: me)?|find|fetch)\s+(?:me\s+)?(?:the\s+)?{_N}\b",
        rf"\b{_N}\s+(?:products|items|results|jobs|records|entries|articles|rows|posts|events|listings)\b",
    ):
        if match := re.search(pattern, text):
            wish.most = _int(match[match.lastindex or 1])
            wish.last = match[1] == "last"
            return text.replace(match[0], " ")
    return text


def _single(text: str, wish: Wish) -> str:
    if match := re.search(r"\bthe (first|last|top) (?:one|[a-z]+[^s\W])\b", text):
        wish.most, wish.one, wish.last = 1, True, match[1] == "last"
        return text.replace(match[0], " ")
    return text


def apply(wish: Wish, rows: list[tuple[dict[str, Any], Any]]) -> list[tuple[dict[str, Any], Any]]:
    """Filters, sorts and cuts. Each row is (values by the words that the wish `needs`, payload).

    Rows without the value fail a filter and sort last.
    """
    for one in wish.filters:
        rows = [row for row in rows if row[0].get(one.words) is not None and one.holds(row[0][one.words])]
    if wish.order:
        words, down = wish.order
        have = [row for row in rows if sort_key(row[0].get(words)) is not None]
        lack = [row for row in rows if sort_key(row[0].get(words)) is None]
        kinds = {type(sort_key(row[0][words])) for row in have}
        if len(kinds) > 1:
            have.sort(key=lambda row: str(row[0][words]), reverse=down)
        else:
            have.sort(key=lambda row: sort_key(row[0][words]), reverse=down)  # type: ignore[arg-type,return-value]
        rows = have + lack
    if wish.most is not None:
        rows = rows[-wish.most :] if wish.last and wish.most else rows[: wish.most]
    return rows


def sort_key(value: Any) -> float | str | None:
    """What a value is sorted by: its number, else its date, else its letters."""
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, (bool, int, float)):
        return float(value)
    text = str(value)
    if day := date_of(text, "", "date-time"):
        return day
    found = numbers(text) if len(text) < 30 else []
    return found[0] if found and re.match(r"^\W*\d", text) else text.lower()


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value)
    found = numbers(str(value))
    return found[0] if found else None


def _bound(bound: float, above: bool, strict: bool) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        number = _number(value)
        if number is None:
            return False
        if number == bound:
            return not strict
        return (number > bound) is above

    return holds


def _between(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: (number := _number(value)) is not None and low <= number <= high


def _equals(text: str) -> Callable[[Any], bool]:
    return lambda value: str(value).strip().lower() == text.strip().lower()


def _contains(text: str) -> Callable[[Any], bool]:
    return lambda value: text.strip().lower() in str(value).lower()


def _stocked(value: Any) -> bool | None:
    return value if isinstance(value, bool) else stock(str(value).replace("_", " "))


def _about(before: str, around: str, known: list[str]) -> str:
    """Which field a bound speaks of: the words before it, else its unit."""
    if re.search(r"[$€£]|dollar|euro|eur\b|usd", around):
        return _field("price", known) or "price"
    if "star" in around:
        return _field("rating", known) or "rating"
    words = re.findall(r"[a-z_]+", before)[-3:]
    for size in (2, 1):
        for place in range(len(words) - size, -1, -1):
            if name := _field(" ".join(words[place : place + size]), known):
                return name
    for word in reversed(words):
        for meaning in ("price", "rating"):
            if likeness(meaning, word) >= 0.9:
                return meaning
    return ""


def _field(words: str, known: list[str]) -> str:
    best = max(known, key=lambda name: likeness(name, words), default="")
    return best if best and likeness(best, words) >= 0.7 else ""


def _known(word: str, known: list[str]) -> bool:
    return any(likeness(name, word) >= 0.5 for name in known)


def _count_before(text: str) -> int | None:
    match = re.search(rf"\b{_N}\s*$", text)
    return _int(match[1]) if match else None


def _int(text: str) -> int:
    return _NUMBERS.get(text) or int(text)
