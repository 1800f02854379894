"""The rows of the timeline: kept, narrowed by a filter, followed at the end, drawn as they show."""

import time
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.message import Message
from textual.timer import Timer

from smooth_console.tui.rows import Row
from smooth_console.tui.widgets.line_view import LineView, Run
from smooth_console.tui.widgets.row_filter import RowFilter
from smooth_console.tui.widgets.row_painter import FRAMES_PER_SECOND, RowLayout, head_runs, layout_for, row_runs
from smooth_console.tui.widgets.slices import Slices

FILTER_SLICE = 4000
"""Rows that a filter looks at before keys and frames have their turn: about 5 ms."""


class TimelineLines(LineView):
    """The list itself. Rows are added, changed and looked up by their number."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--verb", "row--pending", "row--call"}

    DEFAULT_CSS = """
    TimelineLines {
        height: 1fr;
        & > .row--verb { text-style: bold; }
        & > .row--pending { color: $accent; }
        & > .row--call { color: $warning; text-style: bold; }
    }
    """

    class Changed(Message):
        """What the pane says about the list may be another: rows, filter, following."""

    class Moved(Message):
        """Another row is selected."""

    class Entered(Message):
        """Enter on the selected row."""

    def __init__(self, rows: Iterable[Row], empty: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.following = True
        self.filter = RowFilter(())
        self._empty = empty
        self._rows: list[Row] = []
        self._place: dict[int, int] = {}
        self._shown: list[int] | None = None
        self._looked_at = 0
        self._slices = Slices(self)
        self._seen = 0
        self._waiting: set[int] = set()
        self._timer: Timer | None = None
        self._layout_key = (0, 0, False)
        self._layout_now = layout_for(0, None)
        self._take(rows)

    # Rows

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, shown or not, in order."""
        return self._rows

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        return self._row_at(self.cursor) if self.cursor < self.line_count() else None

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows, the last one selected."""
        self._take(rows)
        self._refilter()

    def append(self, row: Row) -> None:
        """Add a row at the end."""
        was_last = self.cursor >= self.line_count() - 1
        self._place[row.n] = len(self._rows)
        self._rows.append(row)
        self._watch_waiting(row)
        if not self._joins(len(self._rows) - 1):
            self.post_message(self.Changed())
            return
        if self.following:
            self._seen = self.line_count()
        self.lines_changed()
        if self.following:
            self._scroll_to_end()
            if was_last:
                self.move_to(self.line_count() - 1)
                self.post_message(self.Moved())
        self.post_message(self.Changed())

    def update_row(self, row: Row) -> None:
        """Show a row as it is now; it keeps its place. One that is new is added."""
        place = self._place.get(row.n)
        if place is None:
            self.append(row)
            return
        self._rows[place] = row
        self._watch_waiting(row)
        if self._shown is not None and place < self._looked_at:
            self._update_shown(place, row)
        line = self._line_of(place)
        if line is not None:
            self._refresh_at(line)
        self.post_message(self.Changed())

    def select(self, n: int) -> bool:
        """Put the cursor on a row by its number; False when it is not shown."""
        place = self._place.get(n)
        line = None if place is None else self._line_of(place)
        if line is None:
            return False
        self.move_to(line)
        return True

    @property
    def new_below(self) -> int:
        """Rows that came since one scrolled up, and are out of sight."""
        count = self.line_count()
        out_of_sight = count - self.scroll_offset.y - self.page_height
        return 0 if self.following else max(0, min(count - self._seen, out_of_sight))

    def tail(self, count: int, cells: int) -> list[list[Run]]:
        """The last rows, filter or not, laid out for a width."""
        layout = layout_for(cells, self._rows[-1] if self._rows else None, head=False)
        now = self.clock()
        return [row_runs(row, layout, self.style_of, self.glyphs, now) for row in self._rows[-count:]]

    # The filter

    def set_filter(self, row_filter: RowFilter) -> None:
        """Show only rows that it holds for. The selected row stays selected while it shows."""
        self.filter = row_filter
        self._refilter()

    @property
    def filtering(self) -> bool:
        """Whether rows are still being looked at."""
        return self._shown is not None and self._looked_at < len(self._rows)

    def _refilter(self) -> None:
        keep = self.selected
        self._shown = [] if self.filter else None
        self._looked_at = 0
        self._filter_slice()
        if keep is None or not self.select(keep.n):
            self._cursor = max(self.line_count() - 1, 0)
        if self.following:
            self._scroll_to_end()
        else:
            self.show_line(self._cursor)
        self.post_message(self.Moved())

    def _filter_slice(self) -> None:
        if self._shown is not None:
            end = min(self._looked_at + FILTER_SLICE, len(self._rows))
            holds = self.filter.holds
            self._shown += [place for place in range(self._looked_at, end) if holds(self._rows[place])]
            self._looked_at = end
            if end < len(self._rows):
                self._slices.go_on(self._filter_slice)
        self._seen = self.line_count()
        self.lines_changed()
        self.post_message(self.Changed())

    def _joins(self, place: int) -> bool:
        if self._shown is None:
            return True
        if self._looked_at < place:
            return False
        self._looked_at = place + 1
        if not self.filter.holds(self._rows[place]):
            return False
        self._shown.append(place)
        return True

    def _update_shown(self, place: int, row: Row) -> None:
        assert self._shown is not None
        line = self._line_of(place)
        if self.filter.holds(row) and line is None:
            insort(self._shown, place)
            self.lines_changed()
        elif not self.filter.holds(row) and line is not None:
            del self._shown[line]
            self.lines_changed()

    def _line_of(self, place: int) -> int | None:
        if self._shown is None:
            return place
        line = bisect_left(self._shown, place)
        return line if line < len(self._shown) and self._shown[line] == place else None

    def _row_at(self, line: int) -> Row:
        return self._rows[line if self._shown is None else self._shown[line]]

    def _take(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)
        self._place = {row.n: place for place, row in enumerate(self._rows)}
        self._waiting = {row.n for row in self._rows if row.waiting}
        self._shown, self._looked_at, self._seen = None, 0, len(self._rows)
        self._cursor = max(len(self._rows) - 1, 0)
        self._run_timer()

    # Time: one timer for all that waits, and only while something does

    def on_mount(self) -> None:
        """Start at the end."""
        self._timer = self.set_interval(1 / FRAMES_PER_SECOND, self._tick, pause=True)
        self._run_timer()
        self.lines_changed()
        self._scroll_to_end()

    def _watch_waiting(self, row: Row) -> None:
        if row.waiting:
            self._waiting.add(row.n)
        else:
            self._waiting.discard(row.n)
        self._run_timer()

    def _run_timer(self) -> None:
        if self._timer is not None:
            if self._waiting:
                self._timer.resume()
            else:
                self._timer.pause()

    def _tick(self) -> None:
        top = self.scroll_offset.y
        for n in self._waiting:
            line = self._line_of(self._place[n])
            if line is not None and top <= line < top + self.size.height:
                self._refresh_at(line)
        self.post_message(self.Changed())

    # Following the end

    def cursor_moved(self) -> None:
        """The end is followed while the cursor is on it."""
        self._follow(self.cursor >= self.line_count() - 1)
        self.post_message(self.Moved())

    def action_last(self) -> None:
        """To the last row, and on with what comes."""
        super().action_last()
        self._follow(True)
        self._scroll_to_end()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scrolling up stops following; scrolling to the end resumes it."""
        super().watch_scroll_y(old_value, new_value)
        self._follow(round(new_value) >= self.max_scroll_y)

    def on_resize(self, event: events.Resize) -> None:
        """The end stays in sight; columns are laid out anew."""
        self.header_lines = int(self._layout(self.cells).wide and bool(self._rows))
        self.lines_changed()
        if self.following:
            self._scroll_to_end()
        else:
            self.show_line(self._cursor)

    def _follow(self, following: bool) -> None:
        if following:
            self._seen = self.line_count()
        self.following = following
        self.post_message(self.Changed())

    def _scroll_to_end(self) -> None:
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    # Drawing

    def line_count(self) -> int:
        """Rows that the filter lets through."""
        return len(self._rows) if self._shown is None else len(self._shown)

    def runs(self, line: int, width: int) -> Iterable[Run]:
        """A row."""
        mark = self.glyphs.cursor if line == self.cursor else " "
        yield mark, self.style_of("line--cursor-mark")
        yield from row_runs(self._row_at(line), self._layout(width), self.style_of, self.glyphs, self.clock())

    def header(self, line: int, width: int) -> Iterable[Run]:
        """Names over the columns, where it is wide enough to have unnamed numbers."""
        return head_runs(self._layout(width), self.style_of)

    def empty_lines(self, width: int) -> list[list[Run]]:
        """What the timeline is for, or that the filter lets nothing through."""
        muted = self.style_of("line--muted")
        if self._rows:
            return [
                [("", muted)],
                [(" No row matches.", Style.null())],
                [(" Esc in the filter shows all again.", muted)],
            ]
        return [
            [("", muted)],
            *([(f" {text}", muted if at else Style(bold=True))] for at, text in enumerate(self._empty)),
        ]

    def lines_changed(self) -> None:
        """The head appears with the first row."""
        self.header_lines = int(self._layout(self.cells).wide and bool(self._rows))
        super().lines_changed()

    def _layout(self, width: int) -> RowLayout:
        last = self._rows[-1] if self._rows else None
        key = (width, len(str(last.n)) if last else 0, bool(last and last.short_id))
        if key != self._layout_key:
            self._layout_key = key
            self._layout_now = layout_for(width, last)
        return self._layout_now

    def activate(self, line: int) -> None:
        """Enter on a row."""
        self.post_message(self.Entered())
