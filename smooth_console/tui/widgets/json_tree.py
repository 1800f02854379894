"""A JSON value as a tree that opens at once on any size, with search, marks and copying. No foot line."""

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from smooth_console.output.cells import cut, fit, width
from smooth_console.output.paths import Step, write_pointer
from smooth_console.output.render import copy_text, has_members, preview, preview_string, scalar_text
from smooth_console.output.sanitise import sanitise_line
from smooth_console.tui.widgets.line_view import LineView, Run
from smooth_console.tui.widgets.slices import Slices
from smooth_console.tui.widgets.tree_model import Node, Places, TreeModel, names_width, walk

WIDEST_NAME = 28
MOST_OPENED = 20_000
"""Lines that opening everything below a node makes, at most."""
MOST_HITS = 10_000
SLICE_S = 0.006
"""How long a search looks before keys and frames have their turn, seconds."""
MADE_AT_ONCE = 5_000
"""Values that are made into text for copying at once; larger ones in a thread."""


class Mark(NamedTuple):
    """A sign beside a value.

    Attributes:
        glyph: One cell.
        look: error, warning, ok, accent or muted.
        note: What it says, shown at the end of the line.
    """

    glyph: str
    look: str
    note: str


class JsonTree(LineView):
    """The tree."""

    DEFAULT_CSS = """
    JsonTree { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "close", "Close", show=False),
        Binding("right,l", "open", "Open", show=False),
        Binding("space", "fold", "Open or close", show=False),
        Binding("asterisk", "open_all", "Open all below", show=False),
        Binding("n", "hit(1)", "Next found", show=False),
        Binding("N", "hit(-1)", "Previous found", show=False),
        Binding("y", "copy('value')", "Copy value", id="value.copy", show=False),
        Binding("Y", "copy('path')", "Copy path", id="path.copy", show=False),
    ]

    class CopyRequested(Message):
        """Somebody wants a text on the clipboard.

        Attributes:
            text: As it is, not sanitised: the clipboard is not a terminal.
            what: What it is, in a word: value, path or row.
        """

        def __init__(self, text: str, what: str) -> None:
            super().__init__()
            self.text = text
            self.what = what

    class StringOpened(Message):
        """Enter on a string: show it whole.

        Attributes:
            text: The string.
            path: Where it is, as one types it.
        """

        def __init__(self, text: str, path: str) -> None:
            super().__init__()
            self.text = text
            self.path = path

    class Changed(Message):
        """The cursor is elsewhere, or the search found more."""

    def __init__(self, value: Any = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._model = TreeModel(value)
        self._marks: dict[str, Mark] = {}
        self._marked_inside: set[str] = set()
        self._wanted = ""
        self._looking: Iterator[Places | None] | None = None
        self._slices = Slices(self)
        self._search_from: Places = ()
        self._landed = False
        self.hits: list[Places] = []
        self.hit_at = -1

    # The value

    def show(self, value: Any) -> None:
        """Show another value, from its beginning."""
        self._model = TreeModel(value)
        self._cursor = 0
        self.set_marks({})
        self.search("")
        self.scroll_to(y=0, animate=False, force=True)
        self.lines_changed()
        self.post_message(self.Changed())

    def set_marks(self, marks: Mapping[str, tuple[str, str, str]]) -> None:
        """Put signs beside values, by JSON Pointer: glyph, look and note. Closed containers show that one is inside."""
        self._marks = {pointer: Mark(*mark) for pointer, mark in marks.items()}
        self._marked_inside = set()
        for pointer in self._marks:
            while pointer:
                pointer = pointer.rpartition("/")[0]
                self._marked_inside.add(pointer)
        self.refresh()

    @property
    def node(self) -> Node:
        """What is under the cursor."""
        return self._model.node(self.cursor)

    @property
    def path(self) -> str:
        """The path of what is under the cursor, as one types it; `.` is the whole value."""
        from smooth_console.language.values import write_path

        return write_path(self.node.steps) or "."

    def reveal(self, steps: tuple[Step, ...]) -> bool:
        """Open what is around a value and put the cursor on it; False when it is not there."""
        places = self._model.places_of(steps)
        if places is None:
            return False
        self._go(places)
        return True

    # Search

    def search(self, wanted: str) -> None:
        """Look for a text in keys and values, from the cursor on; nothing ends the search."""
        self._wanted = wanted
        self.hits, self.hit_at, self._landed = [], -1, False
        self._search_from = self.node.places
        self._looking = walk(self._model.value, wanted) if wanted else None
        self._slices.stop()
        if self._looking is not None:
            self._look()
        self.refresh()
        self.post_message(self.Changed())

    @property
    def searching(self) -> bool:
        """Whether there is more to look through."""
        return self._looking is not None

    @property
    def wanted(self) -> str:
        """What is searched for."""
        return self._wanted

    def _look(self) -> None:
        until = time.perf_counter() + SLICE_S
        looking = self._looking
        hits_before = len(self.hits)
        while looking is not None and time.perf_counter() < until:
            for _ in range(50):
                found = next(looking, False)
                if found is False or len(self.hits) >= MOST_HITS:
                    looking = None
                    break
                if found is not None and not isinstance(found, bool):
                    self.hits.append(found)
                    self._land(found)
        self._looking = looking
        if looking is not None:
            self._slices.go_on(self._look)
        elif self.hits and not self._landed:
            self._to_hit(0)
        if looking is None or len(self.hits) != hits_before:
            self.post_message(self.Changed())

    def _land(self, found: Places) -> None:
        if self._landed:
            return
        # Whether a hit is behind the cursor is known from the positions alone: nothing is opened for it.
        if found >= self._search_from:
            self._to_hit(len(self.hits) - 1)

    def _to_hit(self, at: int) -> None:
        self._landed = True
        self.hit_at = at
        self._go(self.hits[at])

    def _go(self, places: Places) -> None:
        line = self._model.reveal(places)
        self.lines_changed()
        self.move_to(line)

    # Keys and mouse

    def action_hit(self, by: int) -> None:
        """To the next or the previous thing found, round and round."""
        if self.hits:
            self._to_hit((self.hit_at + by) % len(self.hits))
            self.post_message(self.Changed())

    def action_open(self) -> None:
        """Open what is under the cursor, or go into what is open."""
        node = self.node
        if self._model.open(node):
            self.lines_changed()
        elif node.open:
            self.move_to(self.cursor + 1)

    def action_close(self) -> None:
        """Close what is under the cursor, or go to what it is in."""
        node = self.node
        if self._model.close(node):
            self.lines_changed()
        elif node.branch is not None:
            self.move_to(self._model.line_of(node.branch.parent, node.branch.place))

    def action_fold(self) -> None:
        """Open or close what is under the cursor."""
        node = self.node
        if self._model.close(node) or self._model.open(node):
            self.lines_changed()

    def action_open_all(self) -> None:
        """Open all below the cursor, as far as that stays readable."""
        if not self._model.open_below(self.node, MOST_OPENED):
            self.notify(f"Opened the first {MOST_OPENED:,} lines below.", markup=False)
        self.lines_changed()

    def activate(self, line: int) -> None:
        """Enter: containers open and close, strings are shown whole."""
        node = self._model.node(line)
        if isinstance(node.value, str):
            self.post_message(self.StringOpened(node.value, self.path))
        else:
            self.action_fold()

    def action_copy(self, what: str) -> None:
        """Ask for the value or the path under the cursor to be copied."""
        if what == "path":
            self.post_message(self.CopyRequested(self.path, what))
        elif _smaller_than(self.node.value, MADE_AT_ONCE):
            self.post_message(self.CopyRequested(copy_text(self.node.value), what))
        else:
            value = self.node.value
            self.run_worker(lambda: self._copy_large(value), thread=True)

    def _copy_large(self, value: Any) -> None:
        self.post_message(self.CopyRequested(copy_text(value), "value"))

    def on_click(self, event: events.Click) -> None:
        """A click on the sign of a container opens or closes it."""
        line = self.line_at(event)
        offset = event.get_content_offset(self)
        if line is None or offset is None or event.chain > 1:
            return
        start = self._indent(self._model.node(line).depth, self.cells) + self._gutter
        if start <= offset.x <= start + 1:
            self.move_to(line)
            self.action_fold()

    def cursor_moved(self) -> None:
        """Say so. A search that has found nothing yet does not take the cursor away again."""
        self._landed = True
        self.post_message(self.Changed())

    # Drawing

    def line_count(self) -> int:
        """Lines that show."""
        return self._model.line_count

    @property
    def _gutter(self) -> int:
        return 3 if self._marks else 1

    def _indent(self, depth: int, cells: int) -> int:
        return min(2 * depth, cells // 3)

    def runs(self, line: int, cells: int) -> Iterable[Run]:
        """A key and its value, or the beginning of it."""
        node = self._model.node(line)
        room = cells - 1
        muted = self.style_of("line--muted")
        yield self.glyphs.cursor if line == self.cursor else " ", self.style_of("line--cursor-mark")
        mark = None
        if self._marks:
            mark = self._mark_of(node)
            yield (mark.glyph if mark else " ") + " ", self._look_of(mark)
            room -= 2
        indent = self._indent(node.depth, cells)
        sign = "  "
        if has_members(node.value):
            sign = (self.glyphs.opened if node.open else self.glyphs.closed) + " "
        yield " " * indent + sign, muted
        room -= indent + 2
        for text, style in self._name_runs(node):
            room -= width(text)
            yield text, style
        used = 0
        for text, style in self._value_runs(node, max(room, 4), muted):
            used += width(text)
            yield text, style
        if mark and mark.note and room - used > 6:
            yield "  " + cut(sanitise_line(mark.note), room - used - 2), self._look_of(mark)

    def _mark_of(self, node: Node) -> Mark | None:
        pointer = write_pointer(node.steps)
        found = self._marks.get(pointer)
        if found is None and not node.open and pointer in self._marked_inside:
            return Mark("·", "warning", "")
        return found

    def _look_of(self, mark: Mark | None) -> Style:
        return self.style_of(f"line--{mark.look}") if mark else Style.null()

    def _name_runs(self, node: Node) -> Iterable[Run]:
        if node.branch is None:
            return
        step = node.step
        wide = names_width(node.branch, lambda name: width(_name_text(name)), WIDEST_NAME)
        if isinstance(step, str):
            name = _name_text(step)
            yield from self._with_hits(name, step, self.style_of("json--key"))
            fill = wide - width(name)
        else:
            yield fit(str(step), wide, right=True), self.style_of("line--muted")
            fill = 0
        if has_members(node.value):
            fill = 0
        yield " " * (max(fill, 0) + 2), Style.null()

    def _value_runs(self, node: Node, room: int, muted: Style) -> Iterable[Run]:
        value = node.value
        if isinstance(value, dict | list | tuple):
            size = f"{{{len(value):,}}}" if isinstance(value, dict) else f"[{len(value):,}]"
            if node.open or not value:
                yield size if value else ("{}" if isinstance(value, dict) else "[]"), muted
                return
            if not isinstance(value, dict):
                yield size + " ", muted
                room -= len(size) + 1
            yield preview(value, max(room, 4)), muted
        elif isinstance(value, str):
            yield from self._string_runs(value, room, muted)
        else:
            kind = "json--keyword" if value is None or isinstance(value, bool) else "json--number"
            yield from self._with_hits(cut(scalar_text(value), room), scalar_text(value), self.style_of(kind))

    def _string_runs(self, value: str, room: int, muted: Style) -> Iterable[Run]:
        style = self.style_of("json--string")
        text = preview_string(value, room)
        if len(value) > room or not text.endswith('"') or text.endswith('…"'):
            size = f"  {len(value):,} characters"
            if len(size) + 10 < room:
                text = preview_string(value, room - len(size))
                yield from self._with_hits(text, value, style)
                yield size, muted
                return
        yield from self._with_hits(text, value, style)

    def _with_hits(self, shown: str, whole: str, style: Style) -> Iterable[Run]:
        """What is shown with what is searched for in it set off; all of it when that is further on in the whole."""
        wanted = self._wanted
        if not wanted:
            yield shown, style
            return
        fold = wanted == wanted.lower()
        text = shown.lower() if fold else shown
        hit = style + self._background("line--hit")
        at, end = 0, text.find(wanted) if len(text) == len(shown) else -1
        if end < 0:
            beyond = len(whole) < 100_000 and wanted in (whole.lower() if fold else whole)
            yield shown, hit if beyond else style
            return
        while end >= 0:
            yield shown[at:end], style
            at = end + len(wanted)
            yield shown[end:at], hit
            end = text.find(wanted, at)
        yield shown[at:], style


def _name_text(name: str) -> str:
    return cut(sanitise_line(name[: WIDEST_NAME + 1]), WIDEST_NAME) if name else '""'


def _smaller_than(value: Any, most: int) -> bool:
    if isinstance(value, str) or not has_members(value):
        return True
    return sum(1 for _ in zip(walk(value, "\0"), range(most), strict=False)) < most
