"""Puts a result together.

For each field of the schema the best candidate in its scope, for each array the best set of records.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from smooth_console.engine.extraction import prompt as prompts
from smooth_console.engine.extraction.arrays import scalars_of
from smooth_console.engine.extraction.candidates import Gatherer
from smooth_console.engine.extraction.choosing import Chooser
from smooth_console.engine.extraction.columns import Row
from smooth_console.engine.extraction.fit import ENOUGH, fit, value_of
from smooth_console.engine.extraction.hints import hinted
from smooth_console.engine.extraction.labels import pairs
from smooth_console.engine.extraction.leaves import Leaf, leaves_of
from smooth_console.engine.extraction.model import Candidate, Extraction, Pair, Record, RecordSet, Source
from smooth_console.engine.extraction.names import likeness, meaning
from smooth_console.engine.extraction.page import Node, Page
from smooth_console.engine.extraction.prompt import Wish
from smooth_console.engine.extraction.records import record_sets
from smooth_console.engine.extraction.schema import Field, same_thing
from smooth_console.engine.extraction.structured import (
    entities,
    entity_candidates,
    entity_sets,
    main_entities,
    meta_candidates,
)
from smooth_console.engine.extraction.subject import best_entity, other_items
from smooth_console.engine.extraction.tables import grids
from smooth_console.engine.extraction.values import MISSING
from smooth_console.engine.extraction.zones import zones

_APART = 0.6  # the zone of asides and the like: two short records there are a list of other things already


@dataclass
class Scope:
    """Where values are looked for: the whole page (`record` None) or one record."""

    record: Record | None
    gather: Callable[[], list[tuple[Candidate, float]]]

    @cached_property
    def candidates(self) -> list[tuple[Candidate, float]]:
        """What may be a value here, with the weight of its place; gathered when first asked for."""
        return self.gather()


class Reader:
    """Reads one page by one schema."""

    def __init__(self, page: Page, wish: Wish, html: str) -> None:
        self.page = page
        self.wish = wish
        self.html = html
        self.grids = grids(page)
        self.pairs = pairs(page, self.grids)
        self.weights = zones(page)
        self.entities = entities(page)
        self.sets = record_sets(page, self.grids, self.weights) + entity_sets(self.entities)
        self.gatherer = Gatherer(page, self.pairs)
        self.chooser = Chooser(page, self.sets, self.gatherer, self.weights)
        self.result = Extraction(None, {}, list(page.notes) + wish.notes)

    def read(self, field: Field) -> Extraction:
        """The page by a schema's tree of fields."""
        self.wanted = leaves_of(field)
        if field.is_array:
            self.result.value = self.array(field, self.page_scope(), "", True)
        elif field.is_object:
            self.result.value = self.root_object(field)
        else:
            self.result.value = self.object_of([Leaf(("value",), field)], self.page_scope(), "", root=True).get("value")
        return self.result

    def root_object(self, field: Field) -> Any:
        """An object for the page; for one record when the prompt asks for "the cheapest" or "the first"."""
        lists = [
            one for one in field.properties.values() if one.is_array and one.items is not None and one.items.is_object
        ]
        if self.wish.one and not lists:
            listed = Field(field.name, "", frozenset({"array"}), items=field)
            rows = self.rows(listed, self.page_scope(), wished=True)
            if rows:
                self.keep(rows[0], "")
                return rows[0].value
        self.wished = next((one.pointer for one in lists), None)
        return self.object(field, self.page_scope(), "")

    wished: str | None = None
    wanted: list[Leaf]

    # Scopes

    def page_scope(self) -> Scope:
        """All that the page says about itself.

        JSON-LD of its subject, meta tags, and its nodes, weighted by where they are.
        """
        return Scope(None, self.of_page)

    def of_page(self) -> list[tuple[Candidate, float]]:
        found: list[tuple[Candidate, float]] = []
        for entity in best_entity(main_entities(self.entities), self.wanted):
            found += [(one, 1.0) for one in entity_candidates(entity.data, entity.node, entity.path.lstrip("."))]
        found += [(one, 1.0) for one in meta_candidates(self.page)]
        weights = self.alone()
        body = self.page.body
        for one in self.gatherer.within(body.index, body.end):
            found.append((one, weights[one.node.index]))
        return found

    def alone(self) -> list[float]:
        """Weights for values of the page as a whole: what stands in a repeated record is not one."""
        weights = list(self.weights)
        inside = [1.0] * (len(weights) + 1)
        others = other_items(self.page, self.wanted)
        for one in self.sets:
            if one.kind in ("cards", "flat", "table") and self.is_rich(one):
                for record in one.records:
                    for index in range(record.start, record.end):
                        inside[index] = 0.4
        for other in others:
            inside[other.index : other.end] = [0.0] * (other.end - other.index)
        return [weight * factor for weight, factor in zip(weights, inside, strict=False)]

    def is_rich(self, one: RecordSet) -> bool:
        """Whether records say enough to be things of their own, and are enough to be a list."""
        types = [record.node.attrs.get("itemtype") for record in one.records[:9]]
        if all(types) and len(set(types)) == len(types):
            return False  # different things that only look alike
        if one.kind == "table":
            return len(one.records) > 1
        first, last = (one.records[place].node.attrs.get("class") for place in (0, -1))
        apart = one.zone < _APART
        if one.likeness < 0.6 or len(one.records) < (2 if apart or (first and first == last) else 3):
            return False
        return one.facts >= (2 if apart else 3) and sum(
            record.end - record.start for record in one.records
        ) < 0.9 * len(self.page.nodes)

    def pairs_at(self, index: int) -> list[Pair]:
        """The pairs whose value is the node of this index."""
        low = bisect_left(self.pairs, index, key=lambda pair: pair.node.index)
        high = bisect_left(self.pairs, index + 1, low, key=lambda pair: pair.node.index)
        return self.pairs[low:high]

    def record_scope(self, row: Row) -> Scope:
        return Scope(row.record, lambda: [(one, 1.0) for one in row.candidates(self.gatherer)])

    # Objects

    def object(self, field: Field, scope: Scope, pointer: str) -> dict[str, Any]:
        """An object of a schema, each declared property present, null when nothing on the page is surely it."""
        found = self.object_of(leaves_of(field), scope, pointer)
        return self.shape(field, found, scope, pointer, ())

    def shape(
        self, field: Field, found: dict[str, Any], scope: Scope, pointer: str, keys: tuple[str, ...]
    ) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for key, inner in field.properties.items():
            path = (*keys, key)
            at = f"{pointer}/{_escape(key)}"
            if inner.is_object:
                value[key] = self.shape(inner, found, scope, at, path)
                if "null" in inner.kinds and not _has(value[key]):
                    value[key] = None
            elif inner.is_array:
                value[key] = self.array(inner, scope, at, inner.pointer == self.wished)
            else:
                value[key] = found.get("/".join(path))
        return value

    def object_of(self, leaves: list[Leaf], scope: Scope, pointer: str, root: bool = False) -> dict[str, Any]:
        """Values of leaves by their joined keys. Surest first; what one field took no other gets."""
        offers: list[tuple[float, int, int]] = []
        found: dict[str, Any] = {}
        for number, leaf in enumerate(leaves):
            if (leaf.field.css or leaf.field.xpath) and (hint := self.by_hint(leaf.field, scope)):
                self.take(leaf, hint[0], hint[1], pointer, found, root)
                continue
            for place, (candidate, weight) in enumerate(scope.candidates):
                if weight < ENOUGH and candidate.kind != "meta" and weight * 1.0 < ENOUGH:
                    continue
                score = fit(leaf.field, candidate, scope.record is not None) * weight
                if score >= ENOUGH:
                    offers.append((score * self.preference(leaf.field, candidate), number, place))
        offers.sort(key=lambda offer: (-offer[0], offer[2]))
        used: dict[tuple[int, str, str], list[Field]] = {}
        done: set[int] = set()
        for _, number, place in offers:
            leaf, candidate = leaves[number], scope.candidates[place][0]
            identity = (candidate.node.index, candidate.attr, candidate.text)
            if number in done:
                continue
            others = used.get(identity, [])
            if (
                others
                and not _exact(leaf.field, candidate)
                and not any(same_thing(leaf.field, other) for other in others)
            ):
                continue
            value = value_of(leaf.field, candidate, self.page)
            if value is MISSING:
                continue
            used.setdefault(identity, []).append(leaf.field)
            done.add(number)
            self.take(leaf, candidate, value, pointer, found, root)
        return found

    def take(
        self, leaf: Leaf, candidate: Candidate, value: Any, pointer: str, found: dict[str, Any], root: bool
    ) -> None:
        found["/".join(leaf.keys)] = value
        at = pointer if root else pointer + "".join(f"/{_escape(key)}" for key in leaf.keys)
        self.result.sources[at] = self.source(candidate)

    def preference(self, field: Field, candidate: Candidate) -> float:
        """Small reasons to take one of two that fit alike."""
        factor = 1.0
        if candidate.kind == "json-ld" and "string" in field.kinds and field.enum is None:
            factor *= 0.86 if candidate.machine or (field.wants("price") and not field.wants("currency")) else 1.0
        if len(candidate.text) > 400 and not field.wants("description", "text", "instruction"):
            factor *= 0.6
        if scopes := field.likeness(candidate.labels[0][0]) if candidate.labels else 0.0:
            factor *= 1 + 0.001 * scopes
        return factor

    def by_hint(self, field: Field, scope: Scope) -> tuple[Candidate, Any] | None:
        """The value at an x-css or x-xpath hint."""
        record = scope.record
        root: Node = record.node if record is not None else self.page.nodes[0]
        for node in hinted(self.page, field, self.html, root):
            for candidate in self.gatherer.of_node(node, "hint", node.index):
                if (value := value_of(field, candidate, self.page)) is not MISSING:
                    return candidate, value
        return None

    def source(self, candidate: Candidate) -> Source:
        return Source(candidate.kind, self.page.path(candidate.node) + candidate.detail, candidate.text[:500])

    # Arrays

    def array(self, field: Field, scope: Scope, pointer: str, wished: bool = False) -> list[Any] | None:
        """An array of a schema: records for objects, texts for scalars; [] when there are none."""
        items = field.items
        if items is None:
            return []
        if not items.is_object:
            values = scalars_of(self, field, items, scope)
            if not values and items.is_scalar and scope.record is None:
                values = self.one_column(field, items, wished)
            if wished and self.wish.most is not None:
                values = values[: self.wish.most]
            for number, (_, candidate) in enumerate(values[: field.most]):
                self.result.sources[f"{pointer}/{number}"] = self.source(candidate)
            return [value for value, _ in values[: field.most]]
        rows = self.rows(field, scope, wished)[: field.most]
        for number, row in enumerate(rows):
            self.keep(row, f"{pointer}/{number}")
        return [row.value for row in rows]

    def one_column(self, field: Field, items: Field, wished: bool) -> list[tuple[Any, Candidate]]:
        """One value of each record, for lists such as "product names"."""
        inner = replace(items, name=field.name or items.name)
        if not inner.names or not inner.wants("name", "price", "image", "url", "rating", "author", "date", "email"):
            return []
        holder = Field("", "", frozenset({"object"}), properties={"value": inner})
        reading = self.chooser.best(Field(field.name, "", frozenset({"array"}), items=holder), None)
        rows = reading.rows(self.gatherer, self.page) if reading else []
        return [(row.values["value"], row.chosen["value"]) for row in rows if "value" in row.values]

    def rows(self, field: Field, scope: Scope, wished: bool) -> list[Row]:
        """The records of an array, each with its value, as the prompt wants them."""
        items = field.items
        assert items is not None
        wish = self.wish if wished else Wish()
        reading = self.chooser.best(field, scope.record)
        if reading is None:
            return []
        rows = reading.rows(self.gatherer, self.page)
        full = []
        for number, row in enumerate(rows):
            inner = self.record_scope(row)
            before = self.result.sources
            self.result.sources = {}
            row.value = self.shape(items, dict(row.values), inner, "", ())
            row.sources = self.result.sources
            self.result.sources = before
            for key, candidate in row.chosen.items():
                row.sources["".join(f"/{_escape(part)}" for part in key.split("/"))] = self.source(candidate)
            if _has(row.value):
                full.append((number, row))
        if wish.empty:
            return [row for _, row in full]
        return self.wish_of(wish, items, [row for _, row in full])

    def wish_of(self, wish: Wish, items: Field, rows: list[Row]) -> list[Row]:
        """Rows as the prompt wants them. A value that the schema does not ask for is read for this only."""
        keyed: list[tuple[dict[str, Any], Row]] = []
        for row in rows:
            values: dict[str, Any] = {}
            for words in wish.needs():
                name = max(items.properties, key=lambda key: likeness(key, words), default="")
                if name and likeness(name, words) >= 0.7:
                    values[words] = row.value.get(name)
                if values.get(words) is None:
                    values[words] = self.aside(words, row)
            keyed.append((values, row))
        for words in wish.needs():
            if keyed and all(values.get(words) is None for values, _ in keyed):
                self.result.notes.append(f"Not applied from the prompt: no record says its {words}.")
                wish = replace(
                    wish,
                    filters=[one for one in wish.filters if one.words != words],
                    order=None if wish.order and wish.order[0] == words else wish.order,
                )
        return [row for _, row in prompts.apply(wish, keyed)]

    def aside(self, words: str, row: Row) -> Any:
        kinds = {"price": "number", "rating": "number", "availability": "boolean"}.get(words, "string")
        field = Field(words, "", frozenset({kinds}), names=((words, 1.0),), meaning=meaning(words))
        if words == "date":
            field.format = "date"
        sources, self.result.sources = self.result.sources, {}
        found = self.object_of([Leaf(("value",), field)], self.record_scope(row), "").get("value")
        self.result.sources = sources
        return found

    def keep(self, row: Row, pointer: str) -> None:
        for key, source in row.sources.items():
            self.result.sources[pointer + key] = source


def _exact(field: Field, candidate: Candidate) -> bool:
    return any(field.likeness(label) >= 0.96 for label, _ in candidate.labels)


def _has(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_has(inner) for inner in value)
    return value is not None


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
