"""A text area whose blocks fold, and in which a key costs no more in a long text. What is code, its heirs say."""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from itertools import accumulate

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.document._document import Document, EditResult
from textual.document._edit import Edit
from textual.geometry import Size
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.language.brackets import bracket_end, opens_at
from smooth_console.tui.widgets.editor_folds import FoldedDocument, FoldedNavigator

BESIDE = 3
"""Cells behind a line's number: a mark, the sign of a fold, and a space."""
ROOM = 24
"""Cells for what the head of a fold says of it."""


class FoldingArea(TextArea):
    """Lines with their numbers; a sign beside a line that opens a block, which folds it.

    A fold opens by itself as soon as the cursor or an edit is in it, so that nothing is changed out of sight.

    Attributes:
        folded: Which of its lines show.
    """

    folded: FoldedDocument = FoldedDocument(Document(""), 2)
    _glyphs: Glyphs = UNICODE
    _whole: str | None = None

    # The text

    @property
    def text(self) -> str:
        """All of it, put together once after each edit."""
        if self._whole is None:
            self._whole = self.document.text
        return self._whole

    @text.setter
    def text(self, value: str) -> None:
        self.load_text(value)

    def _set_document(self, text: str, language: str | None) -> None:
        self._whole = None
        super()._set_document(text, language)
        self.folded = FoldedDocument(self.document, self.indent_width)
        self.wrapped_document = self.folded
        self.navigator = FoldedNavigator(self.folded)
        self._refresh_size()

    def edit(self, edit: Edit) -> EditResult:
        """Make an edit, in sight."""
        self._whole = None
        self.folded.reveal(edit.top[0], edit.bottom[0])
        return super().edit(edit)

    def _undo_batch(self, edits: Sequence[Edit]) -> None:
        self._whole = None
        super()._undo_batch(edits)

    def _redo_batch(self, edits: Sequence[Edit]) -> None:
        self._whole = None
        super()._redo_batch(edits)

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        if self.folded.reveal(selection.end[0], selection.end[0]):
            self._rows_changed()
        super()._watch_selection(previous_selection, selection)

    def _rewrap_and_refresh_virtual_size(self) -> None:
        if isinstance(self.wrapped_document, FoldedDocument):  # it is not yet while a document is put in
            super()._rewrap_and_refresh_virtual_size()

    def _refresh_size(self) -> None:
        if isinstance(self.wrapped_document, FoldedDocument):
            folded = self.wrapped_document
            widest = folded.widest + (ROOM if folded.folds else 0)
            self.virtual_size = Size(widest + self.gutter_width + 1, folded.height)
            self._refresh_scrollbars()

    # Folding

    def action_fold(self) -> None:
        """Fold the block that the cursor is in, or open the one whose head it is at."""
        row = self.cursor_location[0]
        if row in self.folded.folds:
            self.fold_or_open(row)
            return
        starts = self._starts()
        for head in range(row, -1, -1):
            end = self._block_end(head, starts)
            if end is not None and end >= row and end - head > 1:
                self.fold_or_open(head)
                return

    def action_fold_all(self) -> None:
        """Fold all blocks that hold no others, or open all that is folded."""
        if self.folded.folds:
            self.folded.unfold_all()
        else:
            starts, inner = self._starts(), len(self.document.lines)
            for head in range(len(self.document.lines) - 1, -1, -1):
                end = self._block_end(head, starts)
                if end is not None and end - head > 1:
                    if end <= inner:
                        self._fold(head, end)
                    inner = head
        self._rows_changed()

    def fold_or_open(self, head: int) -> None:
        """Fold the block that a line opens, or open it again."""
        if head in self.folded.folds:
            self.folded.unfold(head)
        else:
            end = self._block_end(head, self._starts())
            if end is None or end - head < 2:
                return
            self._fold(head, end)
        self._rows_changed()

    def _fold(self, head: int, end: int) -> None:
        if head < self.cursor_location[0] < end:
            self.move_cursor((head, min(self.cursor_location[1], len(self.document.get_line(head)))))
        self.folded.fold(head, end - 1)

    def _rows_changed(self) -> None:
        self._refresh_size()
        self.scroll_cursor_visible()
        self.refresh()

    def opener(self, row: int) -> int | None:
        """The column of the bracket with which a line opens a block."""
        return opens_at(self.document.get_line(row))

    def block_end(self, start: int) -> int | None:
        """The offset behind the bracket that closes the one at an offset."""
        return bracket_end(self.text, start)

    def _starts(self) -> list[int]:
        return list(accumulate((len(line) + 1 for line in self.document.lines), initial=0))

    def _block_end(self, head: int, starts: Sequence[int]) -> int | None:
        """The row on which the block ends that a line opens."""
        column = self.opener(head)
        end = None if column is None else self.block_end(starts[head] + column)
        return None if end is None else bisect_right(starts, end - 1) - 1

    def _opens_block(self, row: int) -> bool:
        """Whether a line opens a block that the next one does not close: asked for each line that is drawn."""
        lines = self.document.lines
        column = self.opener(row) if row + 2 < len(lines) else None
        return column is not None and opens_at(f"{lines[row]}\n{lines[row + 1]}") == column

    # Drawing

    @property
    def gutter_width(self) -> int:
        """Cells of the numbers and of what stands behind them."""
        return len(str(self.document.line_count)) + BESIDE if self.show_line_numbers else 0

    def get_line(self, line_index: int) -> Text:
        """A line, and how much is hidden behind it."""
        line = super().get_line(line_index)
        last = self.folded.folds.get(line_index)
        if last is not None:
            hidden = last - line_index
            line.append(
                f" {self._glyphs.cut} {hidden} line" + ("s" if hidden > 1 else ""), Style(dim=True, italic=True)
            )
        return line

    def mark_beside(self, row: int) -> tuple[str, Style] | None:
        """A sign for the line, with its look; heirs have some."""
        return None

    def render_line(self, y: int) -> Strip:
        """A line with its number and its signs: drawn anew only if something in it is other than it was."""
        height = y + self.scroll_offset.y
        if height >= self.folded.height:
            return super().render_line(y)
        row = self.folded.row_at(height)
        fold = self._fold_sign(row)
        key = (row, self.document.get_line(row), fold, self._marked(row), self._shape, *self._state_of(row))
        strip = self._line_cache.get(key)
        if strip is None:
            strip = self._with_gutter(row, self._render_line(y), fold)
            self._line_cache[key] = strip
        return strip

    def _marked(self, row: int) -> Sequence[Hashable]:
        """What is marked in a line, and in those folded behind it; heirs have some."""
        return ()

    @property
    def _shape(self) -> Hashable:
        """What all lines have in common."""
        return (self.size, self.scroll_offset.x, self.gutter_width, self.theme, self.read_only)

    def _state_of(self, row: int) -> tuple[Hashable, ...]:
        """What a line shows besides its text: colours, what is hidden behind it, selection, cursor and brackets."""
        (start, end), other = self.selection, self._matching_bracket_location
        is_here, selected = end[0] == row, start != end and min(start, end)[0] <= row <= max(start, end)[0]
        pair = other is not None and start == end and (is_here or other[0] == row)
        return (
            tuple(self._highlights.get(row, ())),
            self.folded.folds.get(row),
            (start, end) if selected else None,
            (end[1], self._draw_cursor, self.suggestion) if is_here else None,
            (end, other) if pair else None,
        )

    def _fold_sign(self, row: int) -> str:
        if row in self.folded.folds:
            return self._glyphs.closed
        return self._glyphs.opened if self._opens_block(row) else " "

    def _with_gutter(self, row: int, strip: Strip, fold: str) -> Strip:
        width = self.gutter_width
        if not width:
            return strip
        look = next((part.style for part in strip if part.style is not None), Style())
        sign, marked = self.mark_beside(row) or (" ", Style())
        number = f"{row + 1:>{width - BESIDE}}"
        gutter = [Segment(number, look + marked), Segment(sign, look + marked), Segment(f"{fold} ", look)]
        return Strip.join([Strip(gutter, width), strip.crop(width)])

    async def _on_mouse_down(self, event: events.MouseDown) -> None:
        if event.x - self.gutter.left < self.gutter_width:
            event.stop()
            event.prevent_default()
            self.focus()
            self.fold_or_open(self.folded.row_at(event.y + self.scroll_offset.y))
