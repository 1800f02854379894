"""A text area for code: a place in it can be marked as wrong, and large texts go without colours."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.document._syntax_aware_document import SyntaxAwareDocument
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea

from smooth_console.output.sanitise import sanitise
from smooth_console.tui.typing_order import OwnKeysFirst

LARGE = 100_000
"""Characters above which highlighting is off: each key would parse too much."""
MARGIN = 20
"""Lines above and below those in view that are coloured with them."""


class CodeArea(OwnKeysFirst, TextArea):
    """One editor. `mark` is (line, column, end column) from 0, or None.

    Attributes:
        times_coloured: How often the tree was asked for colours: once for a view, not once for a key.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "release_tab", "Leave", id="editor.leave", show=False),
    ]

    def __init__(self, text: str, language: str, *, id: str, sign: str = "✗") -> None:
        self._coloured: range | None = None
        self.times_coloured = 0
        super().__init__(
            text,
            language=language if len(text) <= LARGE else None,
            id=id,
            show_line_numbers=True,
            tab_behavior="indent",
            soft_wrap=False,
        )
        self._language_wanted = language
        self._sign = sign
        self.indent_width = 2
        self.mark: tuple[int, int, int] | None = None
        self.mark_level = "error"

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

    def set_mark(self, mark: tuple[int, int, int] | None, level: str = "error") -> None:
        """Underline a place and put a sign beside its line; None takes both away."""
        if (mark, level) != (self.mark, self.mark_level):
            self.mark, self.mark_level = mark, level
            self._line_cache.clear()
            self.refresh()

    def _build_highlight_map(self) -> None:
        """Called after every edit: colours are looked up when lines are drawn, for those in view."""
        self._line_cache.clear()
        self._highlights.clear()
        self._coloured = None

    def render_lines(self, crop: Region) -> list[Strip]:
        top = round(self.scroll_y)
        self._colour(range(top, top + self.size.height))
        return super().render_lines(crop)

    def _colour(self, wanted: range) -> None:
        """Ask the tree for the colours of some lines, and a few around them."""
        document, query = self.document, self._highlight_query
        done = self._coloured
        if query is None or not isinstance(document, SyntaxAwareDocument):
            return
        if done is not None and done.start <= wanted.start and wanted.stop <= done.stop:
            return
        first, last = max(0, wanted.start - MARGIN), wanted.stop + MARGIN
        self._coloured = range(first if first else 0, last)
        self.times_coloured += 1
        self._line_cache.clear()
        self._highlights.clear()
        for name, nodes in document.query_syntax_tree(query, (first, 0), (last, 0)).items():
            for node in nodes:
                (start_row, start), (end_row, end) = node.start_point, node.end_point
                for row in range(max(start_row, first), min(end_row, last) + 1):
                    span = (start if row == start_row else 0, end if row == end_row else None, name)
                    self._highlights[row].append(span)

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        if self.mark is not None and self.mark[0] == line_index:
            _, start, end = self.mark
            start = min(start, max(0, len(line) - 1))
            line.stylize(Style(underline=True, bold=True, color=self._mark_colour()), start, max(end, start + 1))
        return line

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        row = y + round(self.scroll_y)
        if self.mark is None or row != self.mark[0] or self.gutter_width < 3:
            return strip
        width = self.gutter_width
        number = f"{row + 1:>{width - 2}}"
        background = next((part.style for part in strip if part.style is not None), Style())
        style = background + Style(color=self._mark_colour(), bold=True)
        gutter = Strip([Segment(number, style), Segment(self._sign if self.mark_level == "error" else "!", style),
                        Segment(" ", background)], width)  # fmt: skip
        return Strip.join([gutter, strip.crop(width)])

    def _mark_colour(self) -> str | None:
        value = self.app.theme_variables.get("error" if self.mark_level == "error" else "warning")
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

    async def _on_key(self, event: events.Key) -> None:
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
