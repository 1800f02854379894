"""Where on the page a value came from: asked in JavaScript, answered with text, CSS path and an outline on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smooth_console.workbench.grounding import BUDGET_MS, LONGEST, page_code

HIGHLIGHT_MS = 8000
"""How long the outline stays."""
MOST_BESIDE = 12


@dataclass(frozen=True, slots=True)
class Origin:
    """One place that says the value. All of it is the page's words: sanitise it where it is shown.

    Attributes:
        kind: text, field, attribute, data (JSON-LD and the like), title or address.
        name: The attribute's name, or the data's key.
        text: What stands there, cut when it is long.
        path: A CSS selector of the element; "" when there is none.
        visible: Whether the element can be seen.
        around: The frames and hosts of shadow roots that the selector counts from, the outermost first: `frame` or
            `shadow`, and a selector of it.
    """

    kind: str
    name: str
    text: str
    path: str
    visible: bool
    around: tuple[tuple[str, str], ...] = ()

    @property
    def where(self) -> str:
        """The kind in words."""
        words = {
            "text": "in the text",
            "field": "in a form field",
            "attribute": f"in the attribute {self.name}",
            "data": f"in the page's data, {self.name}" if self.name else "in the page's data",
            "title": "in the title",
            "address": "in the address",
        }
        return words.get(self.kind, self.kind)

    @property
    def place(self) -> str:
        """The selector, and the frames and shadow roots that it is in, in words; "" when there is none."""
        names = {"frame": "frame", "shadow": "shadow root of"}
        outer = [f"{names[kind]} {path}" for kind, path in reversed(self.around) if kind in names]
        return ", in ".join([self.path, *outer]) if self.path else ""


@dataclass(frozen=True, slots=True)
class Origins:
    """What the page said.

    Attributes:
        places: The likeliest first, at most five.
        count: How many there are in all.
        joined: Nothing says it whole, but all its parts are there.
        nearest: What on the page comes nearest, when nothing says it.
        url: The page that was asked.
    """

    places: tuple[Origin, ...]
    count: int
    joined: bool
    nearest: str
    url: str


def question(value: str | float, beside: Sequence[str | float] = (), *, highlight: bool = True) -> tuple[str, Any]:
    """What to evaluate, and with which args.

    Args:
        value: The value.
        beside: Other values of its record, which stand close by.
        highlight: Outline the first place, and scroll there.
    """
    args = {
        "value": value[:LONGEST] if isinstance(value, str) else value,
        "beside": [item[:200] if isinstance(item, str) else item for item in beside[:MOST_BESIDE]],
        "highlight": highlight,
        "highlight_ms": HIGHLIGHT_MS,
        "budget_ms": BUDGET_MS,
    }
    return page_code("look", "why"), args


def answer(output: Any, value: str | float) -> Origins | None:
    """What the page's answer means; None when it is not an answer of ours."""
    if not isinstance(output, dict) or not isinstance(output.get("places"), list):
        return None
    places = tuple(_origin(place) for place in output["places"] if isinstance(place, dict))
    texts = [text for text in output.get("texts") or () if isinstance(text, str) and text]
    count = output.get("count")
    return Origins(
        places,
        count if isinstance(count, int) else len(places),
        output.get("joined") is True,
        _nearest(str(value), texts) if not places else "",
        str(output.get("url") or ""),
    )


def beside(value: Any, pointer: str) -> list[str | float]:
    """The other plain values of the record that a value is in."""
    from smooth_console.output.paths import value_at

    holder, _, own = pointer.rpartition("/")
    record = value_at(value, holder)
    if not isinstance(record, Mapping):
        return []
    own = own.replace("~1", "/").replace("~0", "~")
    return [
        item
        for name, item in record.items()
        if name != own and isinstance(item, str | int | float) and item is not True
    ]


def _origin(place: dict[str, Any]) -> Origin:
    def text(name: str) -> str:
        return place[name] if isinstance(place.get(name), str) else ""

    around = [
        (str(each.get("kind")), str(each.get("path"))) for each in place.get("around") or () if isinstance(each, dict)
    ]
    visible = place.get("visible") is True
    return Origin(text("kind"), text("name"), text("text"), text("path"), visible, tuple(around))


def _nearest(value: str, texts: Sequence[str]) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(value, texts, scorer=fuzz.ratio, processor=str.lower, score_cutoff=55)
    return str(found[0]) if found else ""
