"""A list that draws only the lines that show, with a cursor: what the timeline, the JSON tree and the tables stand on.

Textual's own lists lay out every row before the first frame; this one never looks at a row that is not on the screen.
"""

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.tui.typing_order import FocusAtOnce

Run = tuple[str, Style]
"""Text that was sanitised, and how it looks."""


class LineView(FocusAtOnce, ScrollView, can_focus=True):
    """The base: subclasses say how many lines there are and how one looks.

    Subclasses override `line_count`, `runs` and, as they need, `activate`, `header` and `cursor_moved`, and call
    `lines_changed` when the number of lines is another.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--cursor-focused",
        "line--cursor-mark",
        "line--hover",
        "line--muted",
        "line--head",
        "line--hit",
        "line--ok",
        "line--error",
        "line--warning",
        "line--accent",
        "json--key",
        "json--string",
        "json--number",
        "json--keyword",
    }

    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        & > .line--cursor { background: $foreground 9%; }
        & > .line--cursor-focused { background: $accent 26%; text-style: bold; }
        & > .line--cursor-mark { color: $accent; }
        & > .line--hover { background: $foreground 5%; }
        & > .line--muted { color: $text-muted; }
        & > .line--head { color: $foreground 70%; text-style: bold; }
        & > .line--hit { background: $warning 45%; text-style: bold; }
        & > .line--ok { color: $success; }
        & > .line--error { color: $error; }
        & > .line--warning { color: $warning; }
        & > .line--accent { color: $accent; }
        & > .json--key { color: $secondary; }
        & > .json--string { color: $success; }
        & > .json--number { color: $warning; }
        & > .json--keyword { color: $accent; text-style: italic; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown", "move_page(1)", "Page down", show=False),
        Binding("home,g", "first", "First", show=False),
        Binding("end,G", "last", "Last", show=False),
        Binding("enter", "activate", "Open", show=False),
    ]

    header_lines: int = 0
    """Lines at the top that stay while the rest scrolls."""

    glyphs: Glyphs = UNICODE

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cursor = 0
        self._hover = -1
        self._looks: dict[str, Style] = {}

    # What a subclass says

    def line_count(self) -> int:
        """How many lines there are."""
        return 0

    def runs(self, line: int, width: int) -> Iterable[Run]:
        """A line, in runs. What goes past the width is cut."""
        return ()

    def header(self, line: int, width: int) -> Iterable[Run]:
        """One of the `header_lines`."""
        return ()

    def empty_lines(self, width: int) -> list[list[Run]]:
        """What an empty list says instead."""
        return []

    def activate(self, line: int) -> None:
        """Enter, or a double click, on a line."""

    def cursor_moved(self) -> None:
        """The cursor is on another line."""

    # What a subclass uses

    @property
    def cursor(self) -> int:
        """The line that the cursor is on, from 0."""
        return self._cursor

    def style_of(self, name: str) -> Style:
        """How a component class looks, without its background."""
        found = self._looks.get(name)
        if found is None:
            full = self.get_component_rich_style(name)
            colour = self.app.theme_variables.get(name.replace("json--", "code-")) or full.color
            found = Style(
                color=colour, bold=full.bold or None, italic=full.italic or None, underline=full.underline or None
            )
            self._looks[name] = found
        return found

    def notify_style_update(self) -> None:
        """Another theme, other colours."""
        self._looks.clear()
        super().notify_style_update()

    def lines_changed(self) -> None:
        """The number of lines, or all of them, changed."""
        count = self.line_count()
        self._cursor = min(self._cursor, max(count - 1, 0))
        self.virtual_size = Size(self.line_width(), count + self.header_lines)
        self.refresh()

    def line_width(self) -> int:
        """How wide the lines are; 0 is as wide as the view."""
        return 0

    def move_to(self, line: int) -> None:
        """Put the cursor on a line, and the line in sight."""
        line = max(0, min(line, self.line_count() - 1))
        if line == self._cursor:
            self.show_line(line)
            return
        before, self._cursor = self._cursor, line
        self._refresh_at(before)
        self._refresh_at(line)
        self.show_line(line)
        self.cursor_moved()

    def show_line(self, line: int) -> None:
        """Scroll as little as it takes to have a line in sight."""
        height = self.page_height
        top = self.scroll_offset.y
        if height <= 0:
            return
        if line < top:
            self.scroll_to(y=line, animate=False, force=True)
        elif line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False, force=True)

    @property
    def cells(self) -> int:
        """How many cells of a line show: all but those of the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def page_height(self) -> int:
        """How many lines show at once."""
        return self.scrollable_content_region.height - self.header_lines

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.cells
        base = self.rich_style
        if not self.line_count():
            lines = self.empty_lines(width)
            return self._strip(lines[y], base, width) if y < len(lines) else Strip.blank(width, base)
        if y < self.header_lines:
            return self._strip(self.header(y, width), base, width)
        line = self.scroll_offset.y + y - self.header_lines
        if line >= self.line_count():
            return Strip.blank(width, base)
        return self._strip(self.runs(line, width), base + self._line_style(line), width)

    def _line_style(self, line: int) -> Style:
        if line == self._cursor and self.has_cursor:
            return self._background("line--cursor-focused" if self.has_focus else "line--cursor")
        return self._background("line--hover") if line == self._hover else Style.null()

    def _background(self, name: str) -> Style:
        style = self.get_component_rich_style(name)
        return Style(bgcolor=style.bgcolor, bold=style.bold)

    def _strip(self, runs: Iterable[Run], base: Style, width: int) -> Strip:
        strip = Strip([Segment(text, base + style) for text, style in runs if text])
        left = self.scroll_offset.x
        return strip.crop_extend(left, left + width, base)

    @property
    def has_cursor(self) -> bool:
        """Whether a line is selected."""
        return True

    def _refresh_at(self, line: int) -> None:
        self.refresh_lines(line + self.header_lines)

    # Keys and mouse

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.move_to(self._cursor + by)

    def action_move_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.move_to(self._cursor + by * max(self.page_height - 1, 1))

    def action_first(self) -> None:
        """To the first line."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last line."""
        self.move_to(self.line_count() - 1)

    def action_activate(self) -> None:
        """Open the line under the cursor."""
        if self._cursor < self.line_count():
            self.activate(self._cursor)

    def line_at(self, event: events.MouseEvent) -> int | None:
        """The line under the mouse; None when there is none."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.header_lines:
            return None
        line = self.scroll_offset.y + offset.y - self.header_lines
        return line if line < self.line_count() else None

    def on_click(self, event: events.Click) -> None:
        """A click selects; a double click opens."""
        line = self.line_at(event)
        if line is None:
            return
        self.move_to(line)
        if event.chain == 2:
            self.activate(line)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The line under the mouse is shown as one that can be clicked."""
        line = self.line_at(event)
        self._hover_at(-1 if line is None else line)

    def on_leave(self) -> None:
        """The mouse went."""
        self._hover_at(-1)

    def _hover_at(self, line: int) -> None:
        if line != self._hover:
            before, self._hover = self._hover, line
            for changed in (before, line):
                if changed >= 0:
                    self._refresh_at(changed)

    def on_focus(self) -> None:
        """The cursor looks different with the focus."""
        self._refresh_at(self._cursor)

    def on_blur(self) -> None:
        """The cursor looks different without the focus."""
        self._refresh_at(self._cursor)
