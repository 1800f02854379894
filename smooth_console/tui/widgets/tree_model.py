"""Which lines of a JSON value show, and where: an index that knows only what was opened. Draws nothing.

An open container keeps the number of lines below it and its open children in order, so a line is found in as many
steps as it is deep, and a container of a million items costs nothing until its lines are asked for.
"""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from smooth_console.output.paths import Step
from smooth_console.output.render import has_members

OPENED_AT_FIRST = 40
"""A value opens two levels deep when that takes no more lines than this; else only its first item."""

Places = tuple[int, ...]
"""A way down by positions: the third member of the first, and so on. Unlike steps it needs no names."""


class Branch:
    """A container that is, or was, open."""

    __slots__ = ("_known", "_names", "_open", "_starts", "depth", "lines", "parent", "place", "value")

    def __init__(self, value: Any, parent: "Branch | None" = None, place: int = 0) -> None:
        self.value = value
        self.parent = parent
        self.place = place
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.lines = len(value)
        self._names: list[str] | None = None
        self._known: dict[int, Branch] = {}
        self._open: list[int] = []
        self._starts: list[int] | None = None

    def step(self, place: int) -> Step:
        """The name of a member, or the place of an item."""
        if not isinstance(self.value, dict):
            return place
        if self._names is None:
            self._names = list(self.value)
        return self._names[place]

    def member(self, place: int) -> Any:
        """The value at a place."""
        return self.value[self.step(place)]

    def opened(self, place: int) -> "Branch | None":
        """The branch at a place, when it is open."""
        at = bisect_left(self._open, place)
        return self._known[place] if at < len(self._open) and self._open[at] == place else None

    def open(self, place: int) -> "Branch | None":
        """Open a member, as it was when it was closed. None when there is nothing inside."""
        found = self.opened(place)
        if found is not None:
            return found
        value = self.member(place)
        if not has_members(value):
            return None
        branch = self._known.setdefault(place, Branch(value, self, place))
        insort(self._open, place)
        self._grow(branch.lines)
        return branch

    def close(self, place: int) -> None:
        """Close a member."""
        branch = self.opened(place)
        if branch is not None:
            self._open.remove(place)
            self._grow(-branch.lines)

    def find(self, offset: int) -> tuple["Branch", int]:
        """The branch and place of the line so many lines below this branch's first."""
        branch = self
        while True:
            starts = branch._open_starts()
            at = bisect_right(starts, offset) - 1
            if at < 0:
                return branch, offset
            place = branch._open[at]
            inner = offset - starts[at]
            child = branch._known[place]
            if inner == 0:
                return branch, place
            if inner > child.lines:
                return branch, place + inner - child.lines
            branch, offset = child, inner - 1

    def offset_of(self, place: int) -> int:
        """How many lines below this branch's first a member is."""
        starts = self._open_starts()
        at = bisect_left(self._open, place)
        if at == 0:
            return place
        before = self._open[at - 1]
        return starts[at - 1] + self._known[before].lines + (place - before)

    def _open_starts(self) -> list[int]:
        if self._starts is None:
            starts, more = [], 0
            for place in self._open:
                starts.append(place + more)
                more += self._known[place].lines
            self._starts = starts
        return self._starts

    def _grow(self, lines: int) -> None:
        branch: Branch | None = self
        child: Branch | None = None
        while branch is not None:
            branch._starts = None
            if child is not None and branch.opened(child.place) is not child:
                return
            branch.lines += lines
            child, branch = branch, branch.parent


@dataclass(frozen=True, slots=True)
class Node:
    """A line of the tree.

    Attributes:
        value: What is there.
        branch: The container it is in; None for the whole value.
        place: Its position there.
        depth: How deep it is; 0 is the whole value.
        open: Whether its members show.
    """

    value: Any
    branch: Branch | None
    place: int
    depth: int
    open: bool

    @property
    def step(self) -> Step | None:
        """Its name or place; None for the whole value."""
        return None if self.branch is None else self.branch.step(self.place)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way to it, outermost first."""
        return tuple(reversed([branch.step(place) for branch, place in way_up(self.branch, self.place)]))

    @property
    def places(self) -> Places:
        """The way to it by positions, outermost first."""
        return tuple(reversed([place for _, place in way_up(self.branch, self.place)]))


def way_up(branch: Branch | None, place: int) -> Iterator[tuple[Branch, int]]:
    """The containers around a member, innermost first, each with the position in it."""
    around = branch
    while around is not None:
        yield around, place
        place, around = around.place, around.parent


class TreeModel:
    """A value, and which of its lines show."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self._root = Branch(value) if has_members(value) else None
        self._root_open = True
        self._open_first()

    @property
    def line_count(self) -> int:
        """Lines that show."""
        return 1 + (self._root.lines if self._root is not None and self._root_open else 0)

    def node(self, line: int) -> Node:
        """What is on a line."""
        if line == 0 or self._root is None:
            return Node(self.value, None, 0, 0, self._root is not None and self._root_open)
        branch, place = self._root.find(line - 1)
        return Node(branch.member(place), branch, place, branch.depth + 1, branch.opened(place) is not None)

    def line_of(self, branch: Branch | None, place: int) -> int:
        """The line of a member whose containers are all open."""
        return sum(1 + around.offset_of(at) for around, at in way_up(branch, place))

    def open(self, node: Node) -> bool:
        """Open a node; False when there is nothing inside, or it is open."""
        if node.open or not has_members(node.value):
            return False
        if node.branch is None:
            self._root_open = True
        else:
            node.branch.open(node.place)
        return True

    def close(self, node: Node) -> bool:
        """Close a node; False when it is not open."""
        if not node.open:
            return False
        if node.branch is None:
            self._root_open = False
        else:
            node.branch.close(node.place)
        return True

    def open_below(self, node: Node, most_lines: int) -> bool:
        """Open a node and what is in it, level by level; False when that would be too many lines and it stopped."""
        self.open(node)
        top = self._root if node.branch is None else node.branch.opened(node.place)
        queue = deque([top] if top is not None else [])
        lines = 0
        while queue:
            branch = queue.popleft()
            for place in range(min(len(branch.value), most_lines)):
                member = branch.member(place)
                if has_members(member):
                    lines += len(member)
                    if lines > most_lines:
                        return False
                    child = branch.open(place)
                    if child is not None:
                        queue.append(child)
        return True

    def reveal(self, places: Places) -> int:
        """Open what is around a member; its line."""
        if not places or self._root is None:
            return 0
        self._root_open = True
        branch = self._root
        for place in places[:-1]:
            inner = branch.open(place)
            if inner is None:
                break
            branch = inner
        return self.line_of(branch, places[-1])

    def places_of(self, steps: tuple[Step, ...]) -> Places | None:
        """Positions for steps; None when they lead nowhere."""
        value, places = self.value, []
        for step in steps:
            if isinstance(value, dict):
                if step not in value:
                    return None
                places.append(next(place for place, name in enumerate(value) if name == step))
            elif isinstance(value, list | tuple) and isinstance(step, int) and -len(value) <= step < len(value):
                places.append(step % len(value))
            else:
                return None
            value = value[step]
        return tuple(places)

    def _open_first(self) -> None:
        if self._root is None:
            return
        members = [self._root.member(place) for place in range(min(len(self._root.value), OPENED_AT_FIRST))]
        lines = len(self._root.value) + sum(len(member) for member in members if has_members(member))
        for place in range(len(members)) if lines <= OPENED_AT_FIRST else [0]:
            if has_members(members[place]) and len(members[place]) <= OPENED_AT_FIRST:
                self._root.open(place)


def walk(value: Any, wanted: str) -> Iterator[Places | None]:
    """Every member in the order of the lines, open or not: where it is when its key or text holds what is wanted.

    The others give None, so that whoever asks can stop at any time. Small letters match capitals too, capitals only
    themselves.
    """
    fold = wanted == wanted.lower()

    def holds(text: str) -> bool:
        return wanted in (text.lower() if fold else text)

    yield () if not has_members(value) and holds(search_text(value)) else None
    stack = [_members(value)] if has_members(value) else []
    way: list[int] = []
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            if way:
                way.pop()
            continue
        place, name, member = item
        inner = has_members(member)
        found = (name is not None and holds(name)) or (not inner and holds(search_text(member)))
        yield (*way, place) if found else None
        if inner:
            stack.append(_members(member))
            way.append(place)


def search_text(value: Any) -> str:
    """The text of a scalar that a search looks at."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list | tuple):
        return ""
    return (
        {None: "null", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)
    )


def names_width(branch: Branch, width_of_name: Any, most: int, sample: int = 200) -> int:
    """How wide the names in a container are, at most `most`, from a look at the first of them."""
    if not isinstance(branch.value, dict):
        return len(str(len(branch.value) - 1))
    return min(most, max((width_of_name(name) for name in islice(branch.value, sample)), default=0))


def _members(value: Any) -> Iterator[tuple[int, str | None, Any]]:
    if isinstance(value, dict):
        return ((place, name, member) for place, (name, member) in enumerate(value.items()))
    return ((place, None, member) for place, member in enumerate(value))
