"""Which set of records an array is: each that may be is read, and the one that fits the fields best is taken."""

from smooth_console.engine.extraction.candidates import Gatherer
from smooth_console.engine.extraction.columns import SetReading, read_set
from smooth_console.engine.extraction.leaves import Leaf, leaves_of
from smooth_console.engine.extraction.model import Record, RecordSet
from smooth_console.engine.extraction.page import Page
from smooth_console.engine.extraction.schema import Field

_MOST_TRIED = 30  # sets of records that are looked into for one array


class Chooser:
    """The sets of records of a page, to choose from.

    Args:
        page: The page.
        sets: All that there are.
        gatherer: Gathers what may be a value in a record.
        weights: How much each node's part of the page counts.
    """

    def __init__(self, page: Page, sets: list[RecordSet], gatherer: Gatherer, weights: list[float]) -> None:
        self._page = page
        self._sets = sets
        self._gatherer = gatherer
        self._weights = weights

    def best(self, field: Field, within: Record | None) -> SetReading | None:
        """The set of records that fits an array best, or None when none surely does."""
        items = field.items
        assert items is not None
        leaves = leaves_of(items)
        sets = self._sets_in(within)
        best: SetReading | None = None
        for one in sets:
            reading = read_set(one, leaves, field, self._gatherer, self._page, self._weights)
            if reading is not None and (best is None or reading.score > best.score):
                best = reading
        return self._whole(best, sets, leaves, field) if best is not None else None

    def _whole(self, best: SetReading, sets: list[RecordSet], leaves: list[Leaf], field: Field) -> SetReading:
        """The records as a whole, when the best set is the same part of each: the card rather than the link in it."""
        for one in sets:
            if len(one.records) != len(best.one.records) or one.span <= best.one.span or one.kind == "json-ld":
                continue
            if all(
                outer.start <= inner.start and inner.end <= outer.end
                for outer, inner in zip(one.records, best.one.records, strict=True)
            ):
                reading = read_set(one, leaves, field, self._gatherer, self._page, self._weights)
                if (
                    reading is not None
                    and reading.score > 0.85 * best.score
                    and len(reading.places) >= len(best.places)
                ):
                    best = reading
        return best

    def _sets_in(self, record: Record | None) -> list[RecordSet]:
        """Sets to try: all, or those inside one record."""
        if record is None:
            sets = self._sets
        elif record.data is not None:
            return _nested_data(record)
        else:
            sets = [
                one
                for one in self._sets
                if one.start >= record.start
                and one.stop <= record.end
                and one.kind != "json-ld"
                and not (one.start == record.start and one.stop == record.end and len(one.records) == 1)
            ]
        if len(sets) <= _MOST_TRIED:
            return sets
        return sorted(sets, key=lambda one: -one.span)[:_MOST_TRIED]


def _nested_data(record: Record) -> list[RecordSet]:
    found = []
    for key, value in (record.data or {}).items():
        listed = value if isinstance(value, list) else [value]
        if listed and all(isinstance(item, dict) for item in listed):
            records = [
                Record(record.node, 0, 0, data=item, detail=f"{record.detail}.{key}[{n}]")
                for n, item in enumerate(listed)
            ]
            found.append(RecordSet(records, "json-ld", [key]))
    return found
