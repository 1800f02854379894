"""Where each part of a schema stands in the text: by JSON Pointer, the name and the value."""

from dataclasses import dataclass

from smooth_console.output.paths import escape_token
from smooth_console.workbench.written.tree import Node

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Offsets of a part.

    Attributes:
        key: The member's name, quotes included; an element's is its value.
        value: The value.
    """

    key: Span
    value: Span


Places = dict[str, Place]


def plain_places(node: Node, pointer: str = "") -> Places:
    """The places of a tree that is JSON; of a name that is there twice, the last, which is the one that counts."""
    found: Places = {}
    waiting = [(pointer, node, (node.start, node.end))]
    while waiting:
        here, part, key = waiting.pop()
        found[here] = Place(key, (part.start, part.end))
        for index, item in enumerate(part.items):
            waiting.append((f"{here}/{index}", item, (item.start, item.end)))
        last = {member.name: member for member in part.members}
        for name, member in last.items():
            if member.value is not None:
                waiting.append((f"{here}/{escape_token(name)}", member.value, (member.start, member.key_end)))
    return found


def nearest_place(places: Places, pointer: str) -> Place | None:
    """The place of a part, or of the nearest part around it that is written."""
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    return places.get(pointer)
