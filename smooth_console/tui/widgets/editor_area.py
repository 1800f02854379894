"""A text area for code: places in it can be marked as wrong, and large texts go without colours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.document._document import EditResult, Location
from textual.document._syntax_aware_document import SyntaxAwareDocument
from textual.geometry import Region
from textual.strip import Strip

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.language.brackets import bracket_pairs
from smooth_console.language.problems import place
from smooth_console.output.sanitise import sanitise
from smooth_console.tui.typing_order import OwnKeysFirst
from smooth_console.tui.widgets.editor_folding import FoldingArea

if TYPE_CHECKING:
    from tree_sitter import Node

LARGE = 100_000
"""Characters above which highlighting is off: each key would parse too much."""
MARGIN = 20
"""Lines above and below those in view that are coloured with them."""


NEAR = 400
"""Lines before and behind the cursor in which the other bracket of a schema's is looked for."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that is wrong: underlined, with a sign beside its line. Row and columns from 0; `sign` may be another."""

    row: int
    start: int
    end: int
    level: Literal["error", "warning"] = "error"
    sign: str = ""


class CodeArea(OwnKeysFirst, FoldingArea):
    """One editor.

    Attributes:
        times_coloured: How often the tree was asked for colours: once for a view, not once for a key.
        choosing: Whether a menu of completions is open beside the cursor.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "release_tab", "Leave", id="editor.leave", show=False),
        # Terminals send Shift-F6 as F18, and Alt-Enter as Esc and CR, which come in as Ctrl-J.
        Binding("f6", "ask('next')", "Next mistake", id="editor.problem", show=False),
        Binding("shift+f6,f18", "ask('before')", "Mistake before", id="editor.problem_before", show=False),
        Binding("alt+enter,ctrl+j", "ask('fix')", "Fix it", id="editor.fix", show=False),
        Binding("ctrl+f", "ask('find')", "Find and replace", id="editor.find", show=False),
        Binding("ctrl+t", "ask('lay_out')", "Lay out", id="editor.lay_out", show=False),
        Binding("ctrl+l", "ask('other_form')", "Short form or JSON", id="editor.form", show=False),
        Binding("alt+t", "fold", "Fold or open", id="editor.fold", show=False),
        Binding("alt+a", "fold_all", "Fold or open all", id="editor.fold_all", show=False),
        Binding("ctrl+@,ctrl+space", "ask('complete')", "Complete", id="editor.complete", show=False),
    ]

    def __init__(
        self,
        text: str,
        language: str,
        *,
        id: str,
        glyphs: Glyphs = UNICODE,
        ask: Callable[[str], None] | None = None,
    ) -> None:
        """Take a text.

        Args:
            text: What stands in it.
            language: What it is coloured as.
            id: The widget's id.
            glyphs: The signs beside its lines.
            ask: Called with what a key means: next, before, fix, find, lay_out, other_form, complete, typed, accept,
                up, down or close. A call, not a message: the next key must find it done.
        """
        self._ask = ask
        self._language_wanted = language
        self._coloured: range | None = None
        self.times_coloured = 0
        self._glyphs = glyphs
        self._marks: dict[int, list[Mark]] = {}
        self.choosing = False
        super().__init__("", id=id, show_line_numbers=True, tab_behavior="indent", soft_wrap=False)
        self.indent_width = 2
        # What is set up above, and again with each setting, is done for the text once.
        self.set_reactive(CodeArea.language, language if len(text) <= LARGE else None)
        self._set_document(text, self.language)

    def action_ask(self, what: str) -> None:
        """Hand a key to the panel."""
        if self._ask is None:
            raise SkipAction()
        self._ask(what)

    @property
    def is_plain(self) -> bool:
        """Whether it goes without colours."""
        return not self.is_syntax_aware

    def fit_language(self) -> None:
        """Colours on or off, by the size of the text."""
        self._fit(len(self.document.text))

    def fit_language_for(self, text: str) -> None:
        """The same ahead of a text that takes the place of this one."""
        self._fit(max(len(text), len(self.document.text)))

    def _fit(self, size: int) -> None:
        wanted = self._language_wanted if size <= LARGE else None
        if self.language != wanted:
            selection, scroll = self.selection, self.scroll_offset
            self.language = wanted
            self.selection = selection
            self.scroll_to(scroll.x, scroll.y, animate=False)

    def location_of(self, offset: int, text: str | None = None) -> tuple[int, int]:
        """Row and column of an offset in the text."""
        line, column = place(self.text if text is None else text, offset)
        return line - 1, column - 1

    def become(self, text: str) -> None:
        """Put another text in place of this one: what differs is replaced, as one step of undo."""
        old = self.text
        if text == old:
            return
        self.fit_language_for(text)
        first = _same(old, text)
        last = min(_same(old[::-1], text[::-1]), len(old) - first, len(text) - first)
        start, end = self.location_of(first, old), self.location_of(len(old) - last, old)
        self.history.checkpoint()
        self.replace(text[first : len(text) - last], start, end)
        self.history.checkpoint()

    def look_like(self, other: "CodeArea") -> None:
        """Take the colours of another one."""
        for theme in other._themes.values():
            self.register_theme(theme)
        self.theme = other.theme

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Mark these places and no others; of several on a line an error gives the sign."""
        by_row: dict[int, list[Mark]] = {}
        for mark in sorted(marks, key=_weight):
            by_row.setdefault(mark.row, []).append(mark)
        if by_row != self._marks:
            self._marks = by_row
            self.refresh()

    def _build_highlight_map(self) -> None:
        """Called after every edit: colours are looked up when lines are drawn, for those in view."""
        row, column = self.cursor_location
        here = self.document.get_line(row)[column : column + 1] if row < self.document.line_count else ""
        self._matching_bracket_location = self.find_matching_bracket(here, (row, column))
        self._highlights.clear()
        self._coloured = None

    def render_lines(self, crop: Region) -> list[Strip]:
        top = self.scroll_offset.y
        self._colour(range(top, top + self.size.height))
        return super().render_lines(crop)

    def _colour(self, wanted: range) -> None:
        """Ask the tree for the colours of the lines that show at some heights, and of a few around them."""
        document, query = self.document, self._highlight_query
        done = self._coloured
        if query is None or not isinstance(document, SyntaxAwareDocument):
            return
        if done is not None and done.start <= wanted.start and wanted.stop <= done.stop:
            return
        self._coloured = range(max(0, wanted.start - MARGIN), wanted.stop + MARGIN)
        self.times_coloured += 1
        self._highlights.clear()
        for rows in self.folded.runs(self._coloured.start, self._coloured.stop):
            for name, nodes in document.query_syntax_tree(query, (rows.start, 0), (rows.stop, 0)).items():
                for node in nodes:
                    (start_row, start), (end_row, end) = node.start_point, node.end_point
                    for row in range(max(start_row, rows.start), min(end_row, rows.stop - 1) + 1):
                        span = (start if row == start_row else 0, end if row == end_row else None, name)
                        self._highlights[row].append(span)

    def _rows_changed(self) -> None:
        self._coloured = None
        super()._rows_changed()

    def opener(self, row: int) -> int | None:
        """The column of the bracket with which a line opens a block; none in the text of a template."""
        column = super().opener(row)
        return column if column is not None and self._is_code(row, column) else None

    def block_end(self, start: int) -> int | None:
        """The offset behind the bracket that closes the one at an offset."""
        if self._language_wanted != "javascript":
            return super().block_end(start)
        from smooth_console.language.javascript.scanner import block_end

        return block_end(self.text, start)

    def _is_code(self, row: int, column: int) -> bool:
        """Whether a bracket is one, and not a letter of a text or a comment; what has no tree is believed."""
        node = self._node_at(row, column)
        return node is None or node.type in ("{", "[", "(", "${", "}", "]", ")")

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """The bracket that belongs to the one at a place. None for one in a text or a comment, or far out of sight."""
        if not bracket or bracket not in "{}[]()":
            return None
        if self._language_wanted == "javascript":
            from smooth_console.language.javascript.tree import partner_of

            node = self._node_at(*search_from)
            found = None if node is None else partner_of(node)
            if found is None:
                return None
            row, at = found
            line = self.document.get_line(row).encode("utf-8", "surrogatepass")
            return row, len(line[:at].decode("utf-8", "surrogatepass"))
        row, column = search_from
        first = max(0, row - NEAR)
        lines = self.document.lines[first : row + NEAR]
        at = sum(len(line) + 1 for line in lines[: row - first]) + column
        near = "\n".join(lines)
        other = next((a + b - at for a, b in bracket_pairs(near) if at in (a, b)), None)
        if other is None:
            return None
        there_row, there_column = self.location_of(other, near)
        return first + there_row, there_column

    def _node_at(self, row: int, column: int) -> "Node | None":
        """The syntax tree's piece of JavaScript at a place. The grammar of JSON knows no comments and no short form."""
        document = self.document
        if self._language_wanted != "javascript" or not isinstance(document, SyntaxAwareDocument):
            return None
        at = len(document.get_line(row)[:column].encode("utf-8", "surrogatepass"))
        return document._syntax_tree.root_node.descendant_for_point_range((row, at), (row, at + 1))

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        for mark in reversed(self._marks.get(line_index, ())):
            start = min(mark.start, max(0, len(line) - 1))
            style = Style(underline=True, bold=True, color=self._mark_colour(mark))
            line.stylize(style, start, max(mark.end, start + 1))
        return line

    def mark_beside(self, row: int) -> tuple[str, Style] | None:
        """The sign of the worst mark of a line, and of what is folded behind it."""
        marks = self._marked(row)
        if not marks:
            return None
        mark = min(marks, key=_weight)
        sign = mark.sign or (self._glyphs.notices["error"] if mark.level == "error" else "!")
        return sign, Style(color=self._mark_colour(mark), bold=True)

    def _marked(self, row: int) -> Sequence[Mark]:
        last = self.folded.folds.get(row, row) if self._marks else row
        return tuple(mark for each in range(row, last + 1) for mark in self._marks.get(each, ()))

    def _mark_colour(self, mark: Mark) -> str | None:
        value = self.app.theme_variables.get(mark.level)
        return Color.parse(value).rich_color.name if value else None

    def action_release_tab(self) -> None:
        """The next Tab goes to the next pane; a second Esc is the screen's."""
        if self.tab_behavior == "focus":
            raise SkipAction()
        self.tab_behavior = "focus"

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = sanitise(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        self._fit(len(text) + len(self.document.text))
        self._replace_via_keyboard(text, *self.selection)

    def _replace_via_keyboard(self, insert: str, start: Location, end: Location) -> EditResult | None:
        done = super()._replace_via_keyboard(insert, start, end)
        if self._ask is not None:
            self._ask("typed" if len(insert) == 1 and insert != "\n" else "close")
        return done

    def _delete_via_keyboard(self, start: Location, end: Location) -> EditResult | None:
        done = super()._delete_via_keyboard(start, end)
        if self.choosing and self._ask is not None:
            self._ask("typed")
        return done

    async def _on_key(self, event: events.Key) -> None:
        if self.choosing and self._ask is not None:
            meant = {"tab": "accept", "up": "up", "down": "down", "escape": "close"}.get(event.key)
            if meant is not None:
                event.stop()
                event.prevent_default()
                self._ask(meant)
                return
            if not event.is_printable and event.key != "backspace":
                self._ask("close")
        if event.key not in ("tab", "shift+tab", "escape"):
            self.tab_behavior = "indent"
        if event.key == "escape":
            return  # the binding's: leaving at once, as a text area does, would be a surprise
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            self._break_line()

    def _break_line(self) -> None:
        """A new line, indented as this one, deeper behind an open bracket; a bracket right behind goes below."""
        row, column = min(self.selection)
        line = str(self.document.get_line(row))
        before, behind = line[:column], line[column:]
        indent = before[: len(before) - len(before.lstrip())]
        opens = before.rstrip()[-1:] in ("{", "[", "(")
        self._replace_via_keyboard("\n" + indent + ("  " if opens else ""), *self.selection)
        if opens and behind[:1] in ("}", "]", ")"):
            here = self.cursor_location
            self.insert("\n" + indent, here)
            self.move_cursor(here)


def _weight(mark: Mark) -> tuple[bool, bool]:
    """What is wrong with the text before what came of it, errors first."""
    return bool(mark.sign), mark.level != "error"


def _same(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
