"""One set of records read by a schema.

Each field takes the same place in every record, so that values are never mixed.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from smooth_console.engine.extraction.candidates import Gatherer
from smooth_console.engine.extraction.fit import ENOUGH, fit, value_of
from smooth_console.engine.extraction.leaves import Leaf
from smooth_console.engine.extraction.model import Candidate, Record, RecordSet, Source
from smooth_console.engine.extraction.page import Page
from smooth_console.engine.extraction.schema import Field, same_thing
from smooth_console.engine.extraction.values import MISSING
from smooth_console.engine.extraction.zones import ADVERT

_SAMPLE = 6
_FURTHER = 200  # records that are looked through for what none of the sample has
_SURE = 0.8  # a place that is named so surely may stand in where a record lacks the usual one
_LEAST = 0.3  # of the properties of a schema; fewer, and the set is something else


@dataclass
class Row:
    """A record as read: `values` and where they were `chosen`, by joined keys; later its whole `value`."""

    record: Record
    values: dict[str, Any] = field(default_factory=dict)
    chosen: dict[str, Candidate] = field(default_factory=dict)
    value: Any = None
    sources: dict[str, Source] = field(default_factory=dict)
    gathered: list[Candidate] | None = None

    def candidates(self, gatherer: Gatherer) -> list[Candidate]:
        """All candidates of the record, gathered when first asked for."""
        if self.gathered is None:
            self.gathered = gatherer.of_record(self.record)
        return self.gathered


@dataclass
class SetReading:
    """How a set of records is read: for each leaf the places to look at, best first; and how good that is."""

    one: RecordSet
    places: dict[str, list[str]]
    leaves: dict[str, Field]
    score: float

    def rows(self, gatherer: Gatherer, page: Page) -> list[Row]:
        """All records of the set, read."""
        self._look_further(gatherer, page)
        found = []
        adverts = 0
        keys = frozenset(key.split("#")[0].split("@")[0] for keys in self.places.values() for key in keys)
        for record in self.one.records:
            if _is_advert(record, page):
                adverts += 1
                continue
            row = Row(record)
            self._fill(row, gatherer.of_record(record, keys), page)
            found.append(row)
        if adverts and adverts < len(self.one.records):
            page.notes.append(f"{adverts} records marked as advertisements were left out.")
        return found

    def _look_further(self, gatherer: Gatherer, page: Page) -> None:
        """Places of what no record of the sample has, such as a price before a sale: where a name is surely theirs."""
        missing = [name for name in self.leaves if name not in self.places]
        if not missing or len(self.one.records) <= _SAMPLE:
            return
        gathered = [gatherer.of_record(record) for record in self.one.records[:_FURTHER]]
        taken = {key for keys in self.places.values() for key in keys}
        for name in missing:
            places = _places(self.leaves[name], gathered, page).items()
            sure = [(quality, key) for key, (quality, mean) in places if mean >= _SURE and key not in taken]
            if sure:
                self.places[name] = [max(sure)[1]]
                taken.add(max(sure)[1])

    def _fill(self, row: Row, candidates: list[Candidate], page: Page) -> None:
        by_key: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            by_key[candidate.key].append(candidate)
        for name, keys in self.places.items():
            for key in keys:
                for candidate in by_key.get(key, ()):
                    value = value_of(self.leaves[name], candidate, page)
                    if value is not MISSING:
                        row.values[name] = value
                        row.chosen[name] = candidate
                        break
                if name in row.values:
                    break


def read_set(
    one: RecordSet, leaves: list[Leaf], array: Field, gatherer: Gatherer, page: Page, weights: list[float]
) -> SetReading | None:
    """Decides where each leaf is in the records of a set; None when the set does not fit."""
    sample = _sample(one.records)
    gathered = [gatherer.of_record(record) for record in sample]
    if not leaves:
        return None
    named = max((array.likeness(name) for name in one.names), default=0.0)
    scored: list[tuple[float, float, str, str]] = []
    for leaf in leaves:
        name = "/".join(leaf.keys)
        for key, (quality, mean) in _places(leaf.field, gathered, page).items():
            scored.append((quality, mean, name, key))
    scored.sort(key=lambda item: -item[0])
    places: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    fields = {"/".join(leaf.keys): leaf.field for leaf in leaves}
    best: dict[str, float] = {}
    for quality, mean, name, key in scored:
        if name not in places:
            if key in taken and mean < 0.95 and not same_thing(fields[name], fields[taken[key]]):
                continue
            places[name] = [key]
            best[name] = quality
            taken[key] = name
    for _, mean, name, key in scored:
        if name in places and key not in taken and mean >= max(_SURE, best[name] - 0.25):
            places[name].append(key)
    total = sum(best.values()) / len(leaves)
    if total < _LEAST and not (named >= 0.8 and total > 0.2):
        return None
    if not any(quality >= 0.45 for quality in best.values()):
        return None
    size = 1 + 0.06 * math.log2(len(one.records))
    shared = _crowding(gathered, places)
    score = total * one.zone * size * shared + 0.3 * (named if named >= 0.5 else 0)
    if one.zone < 0.5 and named < 0.8:
        return None
    return SetReading(one, places, fields, score)


def _places(field: Field, gathered: list[list[Candidate]], page: Page) -> dict[str, tuple[float, float]]:
    """For each place: how good it is for the field over the sample, and how well it is named."""
    fits: dict[str, list[float]] = defaultdict(list)
    values: dict[str, set[Any]] = defaultdict(set)
    order: dict[str, int] = {}
    for candidates in gathered:
        here: dict[str, float] = {}
        for place, candidate in enumerate(candidates):
            score = fit(field, candidate, True)
            if score < ENOUGH:
                continue
            value = value_of(field, candidate, page)
            if value is MISSING:
                continue
            order.setdefault(candidate.key, place)
            values[candidate.key].add(str(value)[:80])
            here[candidate.key] = max(score, here.get(candidate.key, 0.0))
        for key, score in here.items():
            fits[key].append(score)
    found = {}
    for key, scores in fits.items():
        mean = sum(scores) / len(scores)
        share = len(scores) / len(gathered)
        # A name that is the same in every record is a button or a label, not a name.
        same = 0.7 if len(gathered) > 2 and len(values[key]) == 1 and field.wants("name", "url") and mean < 0.9 else 1.0
        found[key] = (mean * (0.55 + 0.45 * share) * same - 0.0005 * order[key], mean)
    return found


def _crowding(gathered: list[list[Candidate]], places: dict[str, list[str]]) -> float:
    """Less than 1 when a chosen place is there several times in one record: then the record is a group of records."""
    chosen = {keys[0].split("#")[0] for keys in places.values() if not keys[0].startswith(("label:", "json:"))}
    if not chosen:
        return 1.0
    times = 0.0
    for candidates in gathered:
        for key in chosen:
            times += max(1, len({c.key for c in candidates if c.key.split("#")[0] == key and c.node.index}))
    mean = times / (len(gathered) * len(chosen))
    return 1.0 if mean < 1.3 else max(0.35, 1.3 / mean)


def _sample(records: list[Record]) -> list[Record]:
    if len(records) <= _SAMPLE:
        return records
    step = len(records) / _SAMPLE
    return [records[int(number * step)] for number in range(_SAMPLE)]


def _is_advert(record: Record, page: Page) -> bool:
    if record.end <= record.start:
        return False
    return bool(ADVERT.search(page.buffer, page.nodes[record.start].start, page.nodes[record.end - 1].stop))
