"""Repeated records: siblings that are built alike, whatever their classes are called.

Finding sets, not reading values.
"""

from collections import Counter

from smooth_console.engine.extraction.lexicon import words
from smooth_console.engine.extraction.model import Record, RecordSet
from smooth_console.engine.extraction.names import class_label
from smooth_console.engine.extraction.page import Node, Page
from smooth_console.engine.extraction.tables import Grid

_PASSED = words("br hr script style link meta option td th col source track area param wbr path source")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARTS = words("table thead tbody tfoot")
MOST_SETS = 400
_LEAST_FACTS = 1.3  # on average: a plain list of links has one each, and is no list of records


def record_sets(page: Page, grids: list[Grid], weights: list[float]) -> list[RecordSet]:
    """All sets of records that the markup shows, in no order."""
    found: list[RecordSet] = []
    for grid in grids:
        for one in grid.sets(page):
            one.zone = weights[grid.node.index]
            found.append(one)
    merged: dict[tuple[int, str, str], list[Node]] = {}
    loose: list[list[Node]] = []
    for node in page.nodes:
        if node.hidden or len(node.children) < 1:
            continue
        for group in _alike(node):
            classes = group[0].attrs.get("class", "")
            key = (
                node.parent.index if node.parent is not None else -1,
                node.tag + node.attrs.get("class", ""),
                group[0].tag + classes,
            )
            if classes and node.parent is not None and node.tag not in ("ul", "ol", "table", "main", "body"):
                merged.setdefault(key, []).extend(group)
            elif len(group) > 1:
                loose.append(group)
        if len(node.children) >= 4:
            found += _flat(page, node, weights)
    for group in [*loose, *(group for group in merged.values() if len(group) > 1)]:
        if len(found) >= MOST_SETS:
            break
        facts = _facts(page, group)
        if facts >= _LEAST_FACTS:
            records = [Record(one, one.index, one.end) for one in group]
            weight = max(weights[one.index] for one in group[:50])
            records = [one for one in records if weights[one.node.index] >= weight * 0.99]
            found.append(RecordSet(records, "cards", names_of(page, group[0]), weight, _evenness(group), facts))
    return found


def _alike(node: Node) -> list[list[Node]]:
    """Children built alike, group by group."""
    by_tag: dict[str, list[Node]] = {}
    for child in node.children:
        if not child.hidden and child.tag not in _PASSED and child.tag not in _PARTS:
            by_tag.setdefault(child.tag, []).append(child)
    found = []
    for group in by_tag.values():
        if len(group) == 1:
            if group[0].attrs.get("class"):
                found.append(group)
            continue
        found += _clusters(group)
    return found


def _clusters(group: list[Node]) -> list[list[Node]]:
    """One tag's siblings split by class, else by how they are built. A class that most share makes them one."""
    classes = [frozenset(node.attrs.get("class", "").split()) for node in group]
    counts = Counter(name for names in classes for name in names)
    if counts:
        name, count = max(counts.items(), key=lambda item: (item[1], -len(item[0])))
        if count >= 2 and (count >= 0.6 * len(group) or class_label(name)):
            chosen = [node for node, names in zip(group, classes, strict=True) if name in names]
            rest = [node for node, names in zip(group, classes, strict=True) if name not in names]
            return [chosen, *(_clusters(rest) if len(rest) > 1 and len(rest) < len(group) else [])]
    shapes = [_shape(node) for node in group]
    usual = Counter(shapes).most_common(1)[0][0]
    chosen = [node for node, shape in zip(group, shapes, strict=True) if _near(shape, usual)]
    return [chosen] if len(chosen) > 1 else []


def _shape(node: Node) -> frozenset[str]:
    paths = set()
    for child in node.children[:40]:
        paths.add(child.tag)
        for inner in child.children[:20]:
            paths.add(f"{child.tag}>{inner.tag}")
    return frozenset(paths)


def _near(one: frozenset[str], other: frozenset[str]) -> bool:
    union = len(one | other)
    return union == 0 or len(one & other) / union >= 0.4


def _evenness(group: list[Node]) -> float:
    """How much the records are built alike, 0 to 1."""
    shapes = [_shape(node) for node in group[:12]]
    usual = Counter(shapes).most_common(1)[0][0]
    return sum(len(shape & usual) / (len(shape | usual) or 1) if shape | usual else 1.0 for shape in shapes) / len(
        shapes
    )


def _facts(page: Page, group: list[Node]) -> float:
    """How many texts, links and pictures a record holds, on average."""
    sample = group[:6]
    total = 0
    for node in sample:
        for inner in page.nodes[node.index : min(node.end, node.index + 60)]:
            if not inner.hidden and (inner.own or inner.tag in ("img", "input", "time") or "href" in inner.attrs):
                total += 1
    return total / len(sample)


def _flat(page: Page, node: Node, weights: list[float]) -> list[RecordSet]:
    """Records that follow each other without a box of their own: each begins with the same kind of heading."""
    found = []
    for tag in (*_HEADINGS, "dt"):
        heads = [place for place, child in enumerate(node.children) if child.tag == tag and not child.hidden]
        if len(heads) < 2:
            continue
        records = []
        for start, stop in zip(heads, [*heads[1:], len(node.children)], strict=True):
            inner = node.children[start:stop]
            cut = next(
                (n for n, child in enumerate(inner) if n and child.tag in _HEADINGS and child.tag < tag), len(inner)
            )
            inner = inner[:cut]
            if len(inner) > 1:
                records.append(Record(inner[0], inner[0].index, inner[-1].end))
        if len(records) > 1:
            first = node.children[heads[0]]
            found.append(RecordSet(records, "flat", names_of(page, first), weights[first.index], 0.7, 2.0))
        break
    return found


def names_of(page: Page, first: Node) -> list[str]:
    """What the page calls these records: their class, and class, id, label or heading of what they are in."""
    names = _own_names(first)
    for level, parent in enumerate(first.ancestors()):
        if level > 2 or parent.tag in ("body", "html"):
            break
        names += _own_names(parent)
        before = None
        for child in parent.children:
            if child.holds(first):
                break
            if child.tag in _HEADINGS or (child.tag == "header" and page.size(child) < 100):
                before = child
        if before is not None and page.size(before) < 100 and (text := page.text(before)):
            names.append(text)
            break
    return names


def _own_names(node: Node) -> list[str]:
    attrs = node.attrs
    names = [label for token in attrs.get("class", "").split()[:6] if (label := class_label(token))]
    names += [attrs[key] for key in ("id", "aria-label", "itemprop", "data-testid") if attrs.get(key)]
    if "itemtype" in attrs:
        names.append(attrs["itemtype"].rsplit("/", 1)[-1])
    return names
