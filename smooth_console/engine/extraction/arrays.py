"""Arrays of scalars: tags, ingredients, pictures, links.

From lists that are named so, or from places that are there several times.
"""

import re
from typing import TYPE_CHECKING, Any

from smooth_console.engine.extraction.fit import value_of, wants_image, wants_link
from smooth_console.engine.extraction.model import Candidate, Record
from smooth_console.engine.extraction.page import Node
from smooth_console.engine.extraction.schema import Field
from smooth_console.engine.extraction.values import MISSING

if TYPE_CHECKING:
    from smooth_console.engine.extraction.assemble import Reader, Scope

_NAMED = 0.6
_SEPARATORS = re.compile(r"\s*[,;·|•]\s+|\s+[/·|•]\s+|\s*[;|•]\s*")
_ITEMS = ("li", "dd", "option")
_MOST = 10_000

Found = list[tuple[Any, Candidate]]


def scalars_of(reader: "Reader", field: Field, items: Field, scope: "Scope") -> Found:
    """The values of an array of scalars in a scope, each with where it was read; [] when nothing is surely it."""
    record = scope.record
    if record is not None and record.data is not None:
        return _of_data(reader, field, items, record.data, record.node, record.detail)
    if record is None:
        for entity in reader.entities:
            if entity.top and (
                found := _of_data(reader, field, items, entity.data, entity.node, entity.path.lstrip("."))
            ):
                return found
    candidates = scope.candidates
    best: Found = []
    best_score = 0.0
    if wants_image(items) or wants_link(items):
        best = _addresses(reader, field, items, candidates, record)
        best_score = 0.7 if best else 0.0
    for candidate, weight in candidates:
        score = max(
            (field.likeness(label) * label_weight for label, label_weight in candidate.labels), default=0.0
        ) * max(weight, 0.3)
        if candidate.attr or score < _NAMED or score <= best_score + 0.02:
            continue
        found = _inside(reader, items, candidate, candidates, field)
        if found:
            best, best_score = found, score
    for node, score in _named_lists(reader, field, record):
        if score > best_score + 0.02:
            found = _of_list(reader, items, node)
            if found:
                best, best_score = found, score
    return best[:_MOST]


def _of_data(reader: "Reader", field: Field, items: Field, data: dict[str, Any], node: Node, at: str) -> Found:
    for key, value in data.items():
        if key.startswith("@") or field.likeness(key) < 0.7 or isinstance(value, dict):
            continue
        values = value if isinstance(value, list) else _SEPARATORS.split(str(value))
        found: Found = []
        for number, one in enumerate(values):
            if isinstance(one, dict):
                one = one.get("text") or one.get("name") or one.get("url")
            if one is None or isinstance(one, (dict, list)):
                continue
            candidate = Candidate(
                key, ((key, 1.0),), "json-ld", node, " ".join(str(one).split()), detail=f"#{at}.{key}[{number}]"
            )
            if (read := value_of(items, candidate, reader.page)) is not MISSING:
                found.append((read, candidate))
        if found:
            return found
    return []


def _inside(
    reader: "Reader", items: Field, chosen: Candidate, candidates: list[tuple[Candidate, float]], field: Field
) -> Found:
    """The parts of a named element, or all elements of that name."""
    if chosen.kind == "json-ld":
        return []
    node = chosen.node
    if chosen.kind == "meta":
        same = [one for one, _ in candidates if one.kind == "meta" and one.key == chosen.key]
        return _read(reader, items, same) if len(same) > 1 else _split(reader, items, chosen)
    if node.end - node.index > 2 and (found := _of_list(reader, items, node)) and len(found) > 1:
        return found
    base = chosen.key.split("#")[0]
    if not base.startswith("label:"):
        same = [one for one, weight in candidates if one.key.split("#")[0] == base and not one.attr and weight >= 0.25]
        if len(same) > 1:
            return _read(reader, items, same)
    return _split(reader, items, chosen)


def _named_lists(reader: "Reader", field: Field, record: Record | None) -> list[tuple[Node, float]]:
    """Lists whose class, id, label or heading names the field."""
    page = reader.page
    start, end = (record.start, record.end) if record is not None else (0, len(page.nodes))
    found = []
    for node in page.within(start, end, "ul", "ol"):
        weight = max(reader.weights[node.index], 0.5)
        labels = reader.gatherer.labels(node, start)
        score = max((field.likeness(label) * w for label, w in labels), default=0.0)
        if aria := node.attrs.get("aria-label"):
            score = max(score, field.likeness(aria) * 0.95)
        for pair in reader.pairs_at(node.index):
            score = max(score, field.likeness(pair.label) * 0.92)
        if score * weight >= _NAMED:
            found.append((node, score * weight))
    return found


def _of_list(reader: "Reader", items: Field, node: Node) -> Found:
    page = reader.page
    inner = [n for n in page.within(node.index + 1, node.end, *_ITEMS) if not n.hidden]
    inner = [
        n
        for n in inner
        if not any(p.tag in _ITEMS and p.index > node.index for p in n.ancestors() if p.index >= node.index)
    ]
    if not inner:
        shown = [child for child in node.children if not child.hidden and page.size(child)]
        if len(shown) > 1 and not node.own and len({child.tag for child in shown}) == 1:
            inner = shown
        elif len(shown) == 1 and shown[0].children:
            return _of_list(reader, items, shown[0])
    if wants_link(items) or wants_image(items):
        return []
    texts = [Candidate("item", (), "record", n, page.text(n)) for n in inner if page.size(n) < 5_000]
    return _read(reader, items, [one for one in texts if one.text])


def _split(reader: "Reader", items: Field, chosen: Candidate) -> Found:
    parts = [part.strip() for part in _SEPARATORS.split(chosen.text) if part.strip()]
    if chosen.kind == "record" and len(parts) < 2:
        parts = [chosen.text]
    found: Found = []
    for part in parts:
        one = Candidate(chosen.key, chosen.labels, chosen.kind, chosen.node, part, detail=chosen.detail)
        if (value := value_of(items, one, reader.page)) is not MISSING:
            found.append((value, one))
    return found


def _read(reader: "Reader", items: Field, candidates: list[Candidate]) -> Found:
    found: Found = []
    for candidate in candidates:
        if (value := value_of(items, candidate, reader.page)) is not MISSING:
            found.append((value, candidate))
    return found


def _addresses(
    reader: "Reader", field: Field, items: Field, candidates: list[tuple[Candidate, float]], record: Record | None
) -> Found:
    """Pictures or links of a scope, each address once."""
    attr = "src" if wants_image(items) else "href"
    least = 0.3 if record is not None else 0.39
    seen: set[str] = set()
    found: Found = []
    for candidate, weight in candidates:
        if candidate.attr != attr or weight < least or candidate.text in seen or candidate.role == "pair":
            continue
        if candidate.text.startswith(("javascript:", "data:")):
            continue
        if (value := value_of(items, candidate, reader.page)) is not MISSING:
            seen.add(candidate.text)
            found.append((value, candidate))
    return found
