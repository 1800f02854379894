"""A schema as it is written, read once for everybody: `extract`, `.lint`, the editor's check and its helpers."""

from dataclasses import dataclass, field
from typing import Any, Literal

from smooth_console.output.paths import escape_token
from smooth_console.workbench.edits import Edit, Fix
from smooth_console.workbench.written.places import Place, Places, nearest_place, plain_places
from smooth_console.workbench.written.short import is_short, to_schema
from smooth_console.workbench.written.tokens import MistakeError
from smooth_console.workbench.written.tree import Node, plain_value, read_tree

Form = Literal["json", "short", "none"]


@dataclass(frozen=True, slots=True)
class Twice:
    """A name that an object has twice: the first of the two, which does not count."""

    pointer: str
    name: str
    start: int
    end: int
    fix: Fix


@dataclass(frozen=True, slots=True)
class Written:
    """What a text says.

    Attributes:
        text: The text.
        form: `json` (JSON5 taken for JSON), `short`, or `none` when there is a mistake.
        value: The JSON value, which is what is sent; None when there is a mistake.
        places: Where each part of the value is written.
        mistake: Why it cannot be read.
        twice: Names that are there twice.
    """

    text: str
    form: Form
    value: Any = None
    places: Places = field(default_factory=dict)
    mistake: MistakeError | None = None
    twice: tuple[Twice, ...] = ()

    def place(self, pointer: str) -> Place | None:
        """Where a part is written, or the nearest part around it."""
        return nearest_place(self.places, pointer)

    def at(self, offset: int) -> str:
        """The JSON Pointer of the innermost part that holds an offset: what an editor's cursor is in."""
        best, width = "", len(self.text) + 2
        for pointer, place in self.places.items():
            start, end = min(place.key[0], place.value[0]), max(place.key[1], place.value[1])
            if start <= offset <= end and (end - start, -len(pointer)) < (width, -len(best)):
                best, width = pointer, end - start
        return best


def read_schema(text: str) -> Written:
    """Read a text as a schema: JSON, JSON with what JSON5 allows, or the short form."""
    try:
        tree = read_tree(text)
        if is_short(tree):
            value, places = to_schema(tree)
            return Written(text, "short", value, places, twice=tuple(_twice(tree, text)))
        return Written(text, "json", plain_value(tree), plain_places(tree), twice=tuple(_twice(tree, text)))
    except MistakeError as mistake:
        return Written(text, "none", mistake=mistake)


def _twice(tree: Node, text: str) -> list[Twice]:
    found = []
    waiting = [("", tree)]
    while waiting:
        pointer, node = waiting.pop()
        last = {member.name: index for index, member in enumerate(node.members)}
        for index, member in enumerate(node.members):
            if last[member.name] != index:
                edit = Edit(member.start, node.members[index + 1].start, "")
                fix = Fix(f"take the first {member.name} away", (edit,))
                here = f"{pointer}/{escape_token(member.name)}"
                found.append(Twice(here, member.name, member.start, member.key_end, fix))
            if member.value is not None:
                waiting.append((f"{pointer}/{escape_token(member.name)}", member.value))
        waiting += [(f"{pointer}/{index}", item) for index, item in enumerate(node.items)]
    return found
