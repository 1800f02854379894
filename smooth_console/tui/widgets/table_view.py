"""A list of objects as a table: the head stays, the rest scrolls either way. Draws only the rows that show."""

from collections.abc import Iterable
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message

from smooth_console.output.cells import fit
from smooth_console.output.paths import Step
from smooth_console.output.render import copy_text
from smooth_console.output.tables import GAP, Table, cell_text
from smooth_console.output.words import count
from smooth_console.tui.widgets.json_tree import JsonTree
from smooth_console.tui.widgets.line_view import LineView, Run


class TableView(LineView):
    """The table."""

    DEFAULT_CSS = """
    TableView { height: 1fr; overflow-x: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "sideways(-1)", "Left", show=False),
        Binding("right,l", "sideways(1)", "Right", show=False),
        Binding("y", "copy", "Copy row", id="row.copy", show=False),
    ]

    header_lines = 2

    class RowOpened(Message):
        """Enter on a row.

        Attributes:
            steps: Where in the value the row is.
        """

        def __init__(self, steps: tuple[Step, ...]) -> None:
            super().__init__()
            self.steps = steps

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._table: Table | None = None

    def show(self, table: Table | None) -> None:
        """Show another table, from its beginning; None says that there is none."""
        self._table = table
        self._cursor = 0
        self.scroll_to(x=0, y=0, animate=False, force=True)
        self.lines_changed()

    def line_count(self) -> int:
        """Rows."""
        return len(self._table.rows) if self._table else 0

    def line_width(self) -> int:
        """All columns, side by side."""
        if self._table is None:
            return 0
        return self._number_width + sum(column.width + len(GAP) for column in self._table.columns) + 1

    @property
    def _number_width(self) -> int:
        return 1 + len(str(max(self.line_count() - 1, 0)))

    def header(self, line: int, width: int) -> Iterable[Run]:
        """The names, and a rule under them."""
        if self._table is None:
            return
        if line == 0:
            head = self.style_of("line--head")
            yield " " * self._number_width, head
            for column in self._table.columns:
                yield GAP + fit(column.title, column.width, right=column.numeric), head
        else:
            muted = self.style_of("line--muted")
            yield " " + self.glyphs.rule * (self._number_width - 1), muted
            for column in self._table.columns:
                yield GAP + self.glyphs.rule * column.width, muted

    def runs(self, line: int, width: int) -> Iterable[Run]:
        """A row: null and nested values stand back, numbers go to the right."""
        if self._table is None:
            return
        muted = self.style_of("line--muted")
        yield self.glyphs.cursor if line == self.cursor else " ", self.style_of("line--cursor-mark")
        yield fit(str(line), self._number_width - 1, right=True), muted
        row = self._table.rows[line]
        for column in self._table.columns:
            text = fit(cell_text(row, column.name, column.width), column.width, right=column.numeric)
            quiet = not isinstance(row.get(column.name), str | int | float)
            yield GAP + text, muted if quiet else Style.null()

    def empty_lines(self, width: int) -> list[list[Run]]:
        """What would make a table."""
        muted = self.style_of("line--muted")
        return [
            [("", muted)],
            [(" Not a table.", Style(bold=True))],
            [(" A list of objects shows here, a row each.", muted)],
        ]

    def activate(self, line: int) -> None:
        """Enter on a row."""
        if self._table is not None:
            self.post_message(self.RowOpened((*self._table.steps, line)))

    def action_sideways(self, by: int) -> None:
        """Scroll by a few columns of the screen."""
        self.scroll_to(x=self.scroll_offset.x + 8 * by, animate=False, force=True)

    def action_copy(self) -> None:
        """Ask for the row to be copied."""
        if self._table is not None:
            self.post_message(JsonTree.CopyRequested(copy_text(self._table.rows[self.cursor]), "row"))

    @property
    def summary(self) -> str:
        """How large it is, in words."""
        if self._table is None:
            return ""
        return f"{count(len(self._table.rows), 'row')} · {count(len(self._table.columns), 'column')}"
