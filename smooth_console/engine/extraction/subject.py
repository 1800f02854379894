"""Which of several things a page describes is meant by a schema, so that values of two of them are never mixed."""

from collections.abc import Iterable

from smooth_console.engine.extraction.leaves import Leaf
from smooth_console.engine.extraction.page import Node, Page
from smooth_console.engine.extraction.structured import Entity, leaves

_NAMED = 0.7
_ITEM_PROPERTY = ("itemprop", "property")


def best_entity(found: list[Entity], wanted: list[Leaf]) -> list[Entity]:
    """The JSON-LD object that says most of what is wanted; [] when there is none."""
    if len(found) < 2:
        return found
    return [max(found, key=lambda one: fullness((label for label, _, _ in leaves(one.data)), wanted))]


def other_items(page: Page, wanted: list[Leaf]) -> list[Node]:
    """Microdata items at the top of the page, of different types, but for the one that says most of what is wanted."""
    items = [
        node
        for node in page.nodes
        if "itemtype" in node.attrs and not any("itemtype" in p.attrs for p in node.ancestors())
    ]
    if len(items) < 2 or len({node.attrs["itemtype"] for node in items}) < len(items):
        return []
    best = max(items, key=lambda item: fullness(_properties(page, item), wanted))
    return [item for item in items if item is not best]


def fullness(labels: Iterable[str], wanted: list[Leaf]) -> int:
    """How many of the wanted fields are named by labels."""
    listed = list(dict.fromkeys(labels))
    return sum(any(leaf.field.likeness(label) >= _NAMED for label in listed) for leaf in wanted)


def _properties(page: Page, item: Node) -> Iterable[str]:
    for node in page.nodes[item.index + 1 : item.end]:
        for name in _ITEM_PROPERTY:
            if label := node.attrs.get(name):
                yield label
