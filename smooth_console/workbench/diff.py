"""Two values compared: records by their key rather than by their place, as data and as text."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from smooth_console.output.paths import Step

KEYS = ("id", "uuid", "sku", "isbn", "asin", "gtin", "ean", "url", "href", "link", "slug", "key", "code", "email")
"""Names of members that tell records apart, surest first; then come names and titles, then whatever does."""
_NAMES = ("name", "title", "headline", "label")
MOST_TEXT = 60


class Key(str):
    """A step to a record by its key, or to a plain value by itself: JSON text, not a member's name."""

    __slots__ = ()


Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        path: Steps to it: members by name, records by the text of their key (or their place when they have none).
        before: None when it was added.
        after: None when it was removed.
    """

    kind: Kind
    path: tuple[Step, ...]
    before: Any = None
    after: Any = None

    @property
    def where(self) -> str:
        """The path as one reads it: `"Walnut desk" .price`."""
        words = []
        for step in self.path:
            words.append(f"[{step}]" if isinstance(step, int) else str(step) if isinstance(step, Key) else f".{step}")
        return " ".join(words) or "the whole"


@dataclass(frozen=True, slots=True)
class Diff:
    """Every difference of two values.

    Attributes:
        key: The member by which records were matched, of the outermost list; "" when by their place.
    """

    changes: tuple[Change, ...]
    key: str = ""

    def as_data(self) -> dict[str, Any]:
        """The differences as JSON."""
        rows = [{**asdict(change), "path": list(change.path)} for change in self.changes]
        return {"key": self.key or None, "same": not rows, "changes": rows}

    def lines(self) -> Iterator[str]:
        """The differences as text, a line each, with a summary first. Untrusted words: sanitise them."""
        if not self.changes:
            yield "no difference"
            return
        counts = Counter(change.kind for change in self.changes)
        said = ", ".join(f"{number} {kind}" for kind, number in counts.items())
        yield f"{said}{f', records matched by {self.key}' if self.key else ''}"
        for change in self.changes:
            yield _line(change)


def diff(before: Any, after: Any) -> Diff:
    """Compare two values."""
    changes: list[Change] = []
    key = _compare(before, after, (), changes)
    return Diff(tuple(changes), key)


def key_of(*lists: Sequence[Any]) -> str:
    """The member that tells the records of all these lists apart; "" when there is none.

    A name that usually does (`id`, `url`) comes first, then names and titles, then the longest text that is unique.
    """
    records = [record for each in lists for record in each]
    if not records or not all(isinstance(record, dict) for record in records):
        return ""
    common = [name for name in records[0] if all(name in record for record in records)]
    good = [name for name in common if all(_unique([record[name] for record in each]) for each in lists)]

    def rank(name: str) -> tuple[int, float]:
        low = name.lower()
        for place, known in enumerate((*KEYS, *_NAMES)):
            if low == known or low.endswith(("_" + known, known.capitalize())):
                return place, 0.0
        texts = [record[name] for record in records if isinstance(record[name], str)]
        length = sum(map(len, texts)) / len(records) if len(texts) == len(records) else 0.0
        return len(KEYS) + len(_NAMES), -length

    # A number that differs in each record may be a price: only texts, and names that are keys, tell records apart.
    fit = [name for name in good if rank(name)[0] < len(KEYS) + len(_NAMES) or rank(name)[1] < 0]
    return min(fit, key=rank, default="")


def match(before: Sequence[Any], after: Sequence[Any]) -> tuple[str, list[tuple[Step, int | None, int | None]]]:
    """Elements of two lists that belong together: the key, and for each its step and its two places."""
    key = key_of(before, after)
    if key:
        old = {_mark(record[key]): place for place, record in enumerate(before)}
        new = {_mark(record[key]): place for place, record in enumerate(after)}
        names = dict.fromkeys([*old, *new])
        return key, [(Key(name), old.get(name), new.get(name)) for name in names]
    if _plain(before) and _plain(after):
        return "", _by_value(before, after)
    longest = max(len(before), len(after))
    return "", [(i, i if i < len(before) else None, i if i < len(after) else None) for i in range(longest)]


def _compare(before: Any, after: Any, path: tuple[Step, ...], changes: list[Change]) -> str:
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [_member(name, before, after, path, changes) for name in dict.fromkeys([*before, *after])]
        return next((key for key in keys if key), "")
    if isinstance(before, list) and isinstance(after, list):
        return _lists(before, after, path, changes)
    if not same(before, after):
        changes.append(Change("changed", path, before, after))
    return ""


def _member(name: str, before: dict[str, Any], after: dict[str, Any], path: tuple[Step, ...], out: list[Change]) -> str:
    here = (*path, name)
    if name not in after:
        out.append(Change("removed", here, before[name]))
    elif name not in before:
        out.append(Change("added", here, after=after[name]))
    else:
        return _compare(before[name], after[name], here, out)
    return ""


def _lists(before: list[Any], after: list[Any], path: tuple[Step, ...], changes: list[Change]) -> str:
    key, pairs = match(before, after)
    stay = _in_order([(old, new) for _, old, new in pairs if old is not None and new is not None])
    for step, old, new in pairs:
        here = (*path, step)
        if old is None and new is not None:
            changes.append(Change("added", here, after=after[new]))
        elif new is None and old is not None:
            changes.append(Change("removed", here, before[old]))
        elif old is not None and new is not None:
            if old not in stay:
                changes.append(Change("moved", here, old, new))
            _compare(before[old], after[new], here, changes)
    return key


def _by_value(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[Step, int | None, int | None]]:
    """Plain values matched with their equals, as often as they are there."""
    places: dict[str, list[int]] = {}
    for place, value in enumerate(after):
        places.setdefault(_mark(value), []).append(place)
    pairs: list[tuple[Step, int | None, int | None]] = []
    for place, value in enumerate(before):
        equal = places.get(_mark(value))
        pairs.append((Key(_mark(value)), place, equal.pop(0) if equal else None))
    left = sorted(place for equal in places.values() for place in equal)
    return [*pairs, *((Key(_mark(after[place])), None, place) for place in left)]


def _in_order(pairs: list[tuple[int, int]]) -> set[int]:
    """The places before, of the longest run of pairs whose order is the same on both sides (patience sorting)."""
    from bisect import bisect_left

    pairs.sort()
    tops: list[int] = []
    ends: list[int] = []
    back: dict[int, int] = {}
    for index, (_, new) in enumerate(pairs):
        at = bisect_left(tops, new)
        tops[at : at + 1] = [new]
        ends[at : at + 1] = [index]
        if at:
            back[index] = ends[at - 1]
    found: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        found.add(pairs[index][0])
        index = back.get(index, -1)
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: 1 and 1.0 are, 1 and true are not."""
    return _mark(one) == _mark(other)


def _mark(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _unique(values: list[Any]) -> bool:
    marks = [_mark(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool)]
    return len(marks) == len(values) and len(set(marks)) == len(marks) and '""' not in marks


def _plain(values: Sequence[Any]) -> bool:
    return all(not isinstance(value, dict | list) for value in values)


def _line(change: Change) -> str:
    match change.kind:
        case "added":
            return f"+ {change.where}  {_short(change.after)}" if not _told(change) else f"+ {change.where}"
        case "removed":
            return f"- {change.where}  {_short(change.before)}" if not _told(change) else f"- {change.where}"
        case "moved":
            return f"> {change.where}  from {change.before} to {change.after}"
        case _:
            return f"~ {change.where}  {_short(change.before)} → {_short(change.after)}"


def _told(change: Change) -> bool:
    """Whether the path says the value already."""
    value = change.after if change.kind == "added" else change.before
    return bool(change.path) and change.path[-1] == _mark(value)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
