"""The timeline pane: every event sent, one row each, as it moves. Also its last rows alone, for narrow screens."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.signal import Signal
from textual.strip import Strip
from textual.widget import Widget

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.output.words import count
from smooth_console.tui.rows import Row
from smooth_console.tui.widgets.foot_line import FootLine, FootNote, Span
from smooth_console.tui.widgets.row_filter import read_filter
from smooth_console.tui.widgets.timeline_lines import TimelineLines

EMPTY = (
    "Nothing sent yet.",
    "What you send appears here, a row each,",
    "and moves from sent to answered.",
    "",
    "Type below:",
    "  goto shop.demo",
    "  js document.title",
    '  extract {"title": "string"}',
)


class Timeline(Vertical):
    """The pane: rows, and a line with the filter and what is new below."""

    DEFAULT_CSS = """
    Timeline { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("slash", "filter", "Filter", id="timeline.filter", show=False)]

    class Selected(Message):
        """Another row is selected.

        Attributes:
            n: Its number.
        """

        def __init__(self, n: int) -> None:
            super().__init__()
            self.n = n

    class Activated(Selected):
        """Enter, or a double click, on a row."""

    def __init__(
        self,
        rows: Iterable[Row] = (),
        *,
        empty: Sequence[str] = EMPTY,
        glyphs: Glyphs = UNICODE,
        clock: Callable[[], float] = time.monotonic,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Show rows.

        Args:
            rows: In order; copied once.
            empty: Lines that say what the pane is for while there are none.
            glyphs: The signs.
            clock: Seconds, the clock of `Row.since`.
            id: As for any widget.
            classes: As for any widget.
        """
        super().__init__(id=id, classes=classes)
        self._lines = TimelineLines(rows, empty, clock)
        self._lines.glyphs = glyphs
        self._said: int | None = None
        self.changed: Signal[None] = Signal(self, "timeline changed")

    def compose(self) -> ComposeResult:
        """The rows, and the line under them."""
        yield self._lines
        yield FootLine("filter: /", "words, state:error, verb:js, -word")

    def on_mount(self) -> None:
        """Say what there is."""
        self._note()

    # Rows

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, shown or not, in order."""
        return self._lines.rows

    @property
    def selected(self) -> int | None:
        """The number of the selected row."""
        row = self._lines.selected
        return None if row is None else row.n

    @selected.setter
    def selected(self, n: int) -> None:
        self._lines.select(n)

    @property
    def selected_row(self) -> Row | None:
        """The selected row."""
        return self._lines.selected

    @property
    def following(self) -> bool:
        """Whether the end is kept in sight."""
        return self._lines.following

    @property
    def new_below(self) -> int:
        """Rows that came since one scrolled up, and are out of sight."""
        return self._lines.new_below

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows, the last one selected unless the selected one is among them."""
        self._lines.set_rows(rows)

    def append(self, row: Row) -> None:
        """Add a row at the end; it is selected when the last one was."""
        self._lines.append(row)

    def update(self, row: Row) -> None:
        """Show a row as it is now, in its place; one with a new number is added."""
        self._lines.update_row(row)

    def set_filter(self, text: str) -> None:
        """Show only rows that hold all the words: see `row_filter`. The text is in the filter's field."""
        self.query_one(FootLine).put(text)
        self._lines.set_filter(read_filter(text))

    def set_glyphs(self, glyphs: Glyphs) -> None:
        """Use other signs."""
        self._lines.glyphs = glyphs
        self._lines.refresh()

    def tail_lines(self, count: int, width: int) -> list[Strip]:
        """The last rows, drawn for a width, without a background."""
        return [Strip([Segment(text, style) for text, style in runs]) for runs in self._lines.tail(count, width)]

    # Focus, keys and what is said

    def focus(self, scroll_visible: bool = True) -> "Timeline":
        """Give the rows the focus."""
        self._lines.focus(scroll_visible)
        return self

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(FootLine).open()

    def on_foot_line_changed(self, event: FootLine.Changed) -> None:
        """Narrow as one types."""
        event.stop()
        self.set_filter(event.text)

    def on_foot_line_closed(self, event: FootLine.Closed) -> None:
        """Back to the rows; Esc shows all again."""
        event.stop()
        if not event.kept:
            self.set_filter("")
        self._lines.focus()
        self._note()

    def on_foot_note_clicked(self, event: FootNote.Clicked) -> None:
        """What is new below is gone to; else the filter opens."""
        event.stop()
        if self.new_below:
            self._lines.action_last()
        else:
            self.action_filter()

    def on_timeline_lines_changed(self, event: TimelineLines.Changed) -> None:
        """Keep the line under the rows true."""
        event.stop()
        self._note()
        self.changed.publish(None)

    def on_timeline_lines_moved(self, event: TimelineLines.Moved) -> None:
        """Say which row is selected, once."""
        event.stop()
        n = self.selected
        if n is not None and n != self._said:
            self.post_message(self.Selected(n))
        self._said = n

    def on_timeline_lines_entered(self, event: TimelineLines.Entered) -> None:
        """Say which row was entered."""
        event.stop()
        if self.selected is not None:
            self.post_message(self.Activated(self.selected))

    def _note(self) -> None:
        foot = self.query_one(FootLine)
        lines = self._lines
        right: list[Span] = []
        if lines.new_below:
            right.append((f"{lines.new_below} new below {lines.glyphs.below}  End", "accent"))
        elif lines.filter:
            shown = f"{lines.line_count():,} of {count(len(lines.rows), 'row')}"
            right.append((shown + ("…" if lines.filtering else ""), "muted"))
        left: list[Span] = [("filter: /", "muted")] if lines.rows else []
        if lines.filter:
            left.append((foot.text, "accent"))
        foot.note(left, right)


class TimelineTail(Widget):
    """The last rows of a timeline, always in sight where the timeline itself is not."""

    DEFAULT_CSS = """
    TimelineTail { height: auto; max-height: 2; }
    """

    def __init__(self, timeline: Timeline, rows: int = 2, *, id: str | None = None) -> None:
        """Show the end of a timeline.

        Args:
            timeline: Whose rows.
            rows: How many, at most.
            id: As for any widget.
        """
        super().__init__(id=id)
        self._timeline = timeline
        self._rows = rows
        self.styles.max_height = rows

    def on_mount(self) -> None:
        """Change with the timeline."""
        self._timeline.changed.subscribe(self, self._changed)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """A line a row."""
        return min(self._rows, len(self._timeline.rows))

    def render_line(self, y: int) -> Strip:
        """One of the rows."""
        width = self.size.width
        strips = self._timeline.tail_lines(self._rows, width - 1)
        base = self.rich_style
        if y >= len(strips):
            return Strip.blank(width, base)
        return Strip([Segment(" ", base), *strips[y].apply_style(base)]).crop_extend(0, width, base)

    def _changed(self, _: None) -> None:
        tall = min(self._rows, len(self._timeline.rows))
        self.refresh(layout=tall != self.size.height)
