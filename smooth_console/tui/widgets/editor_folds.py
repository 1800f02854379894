"""Which lines of a text show: those inside a fold do not. Text is never touched by it, and lines are not wrapped."""

from itertools import groupby

from textual.document._document import DocumentBase, Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import expand_tabs_inline, get_tab_widths
from textual.geometry import Offset

from smooth_console.output.cells import width as cells_of


class FoldedDocument(WrappedDocument):
    """What TextArea asks of a wrapped document, answered for one whose lines can be hidden.

    A fold has a head, which shows, and the last row that it hides. An edit inside a fold, or one that breaks its head
    into lines, opens it; edits elsewhere move it. A letter costs the same in a long text as in a short one.
    """

    def __init__(self, document: DocumentBase, tab_width: int) -> None:
        self._folds: dict[int, int] = {}
        self._widths: list[int] = []
        self._y: list[int] = []
        super().__init__(document, 0, tab_width)

    # Folds

    @property
    def folds(self) -> dict[int, int]:
        """The last row that is hidden, by the row of the head. Not to be changed."""
        return self._folds

    def fold(self, head: int, last: int) -> None:
        """Hide the rows behind a head. Folds lie within each other or apart: one that would cross it opens."""
        if head < last < len(self._widths):
            crossing = [h for h, end in self._folds.items() if h < head <= end < last or head < h <= last < end]
            self._folds = {h: end for h, end in self._folds.items() if h not in crossing} | {head: last}
            self._count()

    def unfold(self, head: int) -> None:
        """Show again what a head hides."""
        if self._folds.pop(head, None) is not None:
            self._count()

    def unfold_all(self) -> None:
        """Show everything."""
        self._folds.clear()
        self._count()

    def reveal(self, first: int, last: int) -> bool:
        """Open what hides one of these rows; whether there was something to open."""
        heads = [head for head, end in self._folds.items() if head < last and first <= end]
        for head in heads:
            del self._folds[head]
        if heads:
            self._count()
        return bool(heads)

    def row_at(self, y: int) -> int:
        """The row that shows at a height; the last one below the end."""
        return self._offset_to_line_info[min(max(0, y), len(self._offset_to_line_info) - 1)][0]

    def y_of(self, row: int) -> int:
        """The height at which a row shows, or the head of the fold that hides it."""
        return self._y[min(max(0, row), len(self._y) - 1)]

    def runs(self, first: int, last: int) -> list[range]:
        """The rows that show from one height to before another, as stretches without gaps."""
        rows = [row for row, _ in self._offset_to_line_info[first:last]]
        groups = (list(group) for _, group in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]))
        return [range(group[0][1], group[-1][1] + 1) for group in groups]

    def _count(self) -> None:
        """Number the rows that show."""
        count = len(self._widths)
        if not self._folds:
            self._y = list(range(count))
            self._offset_to_line_info = [(row, 0) for row in range(count)]
            return
        self._y, self._offset_to_line_info, row = [], [], 0
        while row < count:
            hidden = self._folds.get(row, row) - row
            self._y += [len(self._offset_to_line_info)] * (hidden + 1)
            self._offset_to_line_info.append((row, 0))
            row += hidden + 1

    # What a text area asks

    @property
    def widest(self) -> int:
        """Cells of the longest line."""
        return max(self._widths, default=0)

    @property
    def height(self) -> int:
        """How many rows show."""
        return len(self._offset_to_line_info)

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Take the document as it is now. Folds stay if it has as many lines as before."""
        self._tab_width = tab_width or self._tab_width
        lines = self.document.lines
        if len(lines) != len(self._widths):
            self._folds.clear()
        self._widths = [self._cells(line) for line in lines]
        self._count()

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Take what an edit has changed."""
        top, old_bottom = sorted((start[0], min(old_end[0], len(self._widths) - 1)))
        new_bottom = max(top, new_end[0])
        self._widths[top : old_bottom + 1] = map(self._cells, self.document.lines[top : new_bottom + 1])
        if len(self._widths) != self.document.line_count:  # an edit that said something else of itself than it did
            self.wrap(0)
            return
        by = new_bottom - old_bottom
        folds = {}
        for head, last in self._folds.items():
            if last < top or (not by and top == old_bottom == head):
                folds[head] = last
            elif head > old_bottom:
                folds[head + by] = last + by
        if by or len(folds) != len(self._folds):
            self._folds = folds
            self._count()

    def _cells(self, line: str) -> int:
        return len(line) if line.isascii() and "\t" not in line else cells_of(line.expandtabs(self._tab_width))

    def offset_to_location(self, offset: Offset) -> Location:
        """The place in the text of a place on the screen."""
        row = self.row_at(offset.y)
        return row, self.get_target_document_column(row, max(0, offset.x), 0)

    def location_to_offset(self, location: Location) -> Offset:
        """The place on the screen of a place in the text."""
        row, column = location
        line = self.document.get_line(min(row, self.document.line_count - 1))[:column]
        return Offset(self._cells(expand_tabs_inline(line, self._tab_width)), self.y_of(row))

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """The column of a line at so many cells."""
        line = self.document.get_line(line_index)
        if line.isascii() and "\t" not in line:
            return min(x_offset, len(line))
        column = used = 0
        for letter in line:
            used += self._tab_width - used % self._tab_width if letter == "\t" else cells_of(letter)
            if used > x_offset:
                break
            column += 1
        return column

    def get_sections(self, line_index: int) -> list[str]:
        """A line is one piece."""
        return [self.document.get_line(line_index)]

    def get_offsets(self, line_index: int) -> list[int]:
        """A line is broken nowhere."""
        return []

    def get_tab_widths(self, line_index: int) -> list[int]:
        """The cells of each tab of a line."""
        return [width for _, width in get_tab_widths(self.document.get_line(line_index), self._tab_width)]


class FoldedNavigator(DocumentNavigator):
    """Up and down pass over what is hidden. Left and right do not: whoever goes in there sees it open."""

    def __init__(self, folded: FoldedDocument) -> None:
        super().__init__(folded)
        self._folded = folded

    def get_location_above(self, location: Location) -> Location:
        """The place above, as one sees it."""
        return self._step(location, -1) if self._folded.folds else super().get_location_above(location)

    def get_location_below(self, location: Location) -> Location:
        """The place below, as one sees it."""
        return self._step(location, 1) if self._folded.folds else super().get_location_below(location)

    def _step(self, location: Location, by: int) -> Location:
        x, y = self._folded.location_to_offset(location)
        if y + by < 0:
            return 0, 0
        if y + by >= self._folded.height:
            return location[0], len(self._folded.document.get_line(location[0]))
        return self._folded.offset_to_location(Offset(max(x, self.last_x_offset), y + by))
