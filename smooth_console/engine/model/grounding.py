"""Whether a value that a model gives stands on the page, and where. What does not is no answer."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from smooth_console.engine.extraction.model import Source
from smooth_console.engine.extraction.page import Page
from smooth_console.engine.extraction.schema import Field
from smooth_console.engine.extraction.values import date_of, numbers

_ATTRIBUTES = ("content", "href", "src", "alt", "value", "datetime", "title", "aria-label", "data-value")
_LONGEST_DATE = 100  # characters of a text that may be a date
_MOST_DATES = 5_000
_PIECE = re.compile(r"(?<!\S)[^\n]{1,110}(?!\S)")  # cut between words, so that no number is cut in two


@dataclass(frozen=True, slots=True)
class Place:
    """A text of the page and where it is."""

    text: str
    path: str


class Ground:
    """What a page says.

    Args:
        places: Its texts. The path is where, as in `Source`.
        lang: Its language, for numbers and dates.
    """

    def __init__(self, places: Iterable[Place], lang: str = "") -> None:
        self._places = list(places)
        self._lang = lang
        self._folded = [(fold(place.text), place) for place in self._places]
        self._exact = dict(reversed(self._folded))
        self._numbers: dict[float, Place] | None = None
        self._dates: dict[str, Place] | None = None

    def where(self, value: Any, format_: str = "") -> Place | None:
        """The place that says a value; None when none does."""
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return self.numbers.get(float(value))
        text = fold(str(value))
        if not text:
            return None
        if (found := self._exact.get(text)) is not None:
            return found
        if format_ in ("date", "date-time") and (found := self.dates.get(str(value)[:10])) is not None:
            said = date_of(found.text, self._lang, format_) or ""
            return found if said[:16] == str(value)[:16] else None
        word = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
        return next((place for folded, place in self._folded if text in folded and word.search(folded)), None)

    @property
    def numbers(self) -> dict[float, Place]:
        """Every number on the page, found when first asked for."""
        if self._numbers is None:
            self._numbers = {}
            for place in self._places:
                for piece in _PIECE.findall(place.text):
                    for language in (self._lang, "en"):
                        for number in numbers(piece, language):
                            self._numbers.setdefault(number, place)
        return self._numbers

    @property
    def dates(self) -> dict[str, Place]:
        """Every day on the page, as YYYY-MM-DD."""
        if self._dates is None:
            self._dates = {}
            short = [place for place in self._places if len(place.text) <= _LONGEST_DATE and _digit(place.text)]
            for place in short[:_MOST_DATES]:
                if day := date_of(place.text, self._lang, "date"):
                    self._dates.setdefault(str(day)[:10], place)
        return self._dates


def of_page(page: Page) -> Ground:
    """What a parsed page says: texts, attributes, structured data, its address."""
    return Ground(_places(page), page.lang)


def _places(page: Page) -> Iterator[Place]:
    for node in page.nodes:
        if node.index in page.scripts:
            yield from _data(page.scripts[node.index], page.path(node))
        if node.hidden:
            continue
        for name in _ATTRIBUTES:
            if text := node.attrs.get(name):
                shown = page.absolute(text) if name in ("href", "src") else text
                yield Place(shown, f"{page.path(node)}@{name}")
        if node.own and page.size(node) < 20_000:
            yield Place(page.text(node), page.path(node))
    yield Place(page.url, "")


def _data(text: str, path: str) -> Iterator[Place]:
    """Each scalar of a script of structured data."""
    try:
        stack = [(json.loads(text), "")]
    except (ValueError, RecursionError):
        return
    while stack:
        value, at = stack.pop()
        if isinstance(value, dict):
            stack += [(inner, f"{at}.{key}") for key, inner in value.items()]
        elif isinstance(value, list):
            stack += [(inner, f"{at}[{number}]") for number, inner in enumerate(value)]
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield Place(str(value), f"{path}#{at.lstrip('.')}")


def grounded(
    value: Any, field: Field, ground: Ground, told: dict[str, Source], missing: list[str], at: str = ""
) -> Any:
    """A value of the shape of `field`, with null for what the page does not say.

    Booleans and the choices of an enum say the same in other words, so they are not looked for.

    Args:
        value: As the model gave it; it fits the schema.
        field: What was asked.
        ground: What the page says.
        told: Gets the source of each value that stands, by JSON Pointer.
        missing: Gets the pointers of those that do not.
        at: The pointer of `value`.
    """
    if isinstance(value, dict):
        keys = field.properties or dict.fromkeys(value, _ANY)
        return {
            key: grounded(value.get(key), inner, ground, told, missing, f"{at}/{_escape(key)}")
            for key, inner in keys.items()
        }
    if isinstance(value, list):
        items = field.items or _ANY
        return [grounded(item, items, ground, told, missing, f"{at}/{number}") for number, item in enumerate(value)]
    if value is None or isinstance(value, bool) or field.enum is not None:
        return value
    place = ground.where(value, field.format)
    if place is None:
        missing.append(at)
        return None
    told[at] = Source("model", place.path, place.text[:500])
    return value


def fold(text: str) -> str:
    """Text as it is compared: case, spaces and kinds of quotes and dashes do not matter."""
    text = text.replace("‘", "'").replace("’", "'").replace("“", '"').replace("”", '"').replace("–", "-")
    return " ".join(text.split()).casefold()


def _digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


_ANY = Field("", "", frozenset({"any"}))
