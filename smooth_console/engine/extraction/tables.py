"""Tables as grids: which cells are headers, which way the records run, which are only labels and values."""

import re

from smooth_console.engine.extraction.model import Pair, Record, RecordSet
from smooth_console.engine.extraction.page import Node, Page

_MOST_COLUMNS = 200
_MOST_SPAN = 50
_MOST_CELLS = 100_000
_NUMERIC = re.compile(r"^[\W\d\s]*\d[\W\d\s]*\w{0,4}%?$")


class Grid:
    """One table. `rows` are its cells with spans filled in; `head` is how many rows at the top are headers."""

    def __init__(self, page: Page, node: Node) -> None:
        self.node = node
        self.rows: list[list[Node]] = []
        self.owners: list[Node] = []
        self.head = 0
        self.caption = ""
        self._fill(page)
        self._find_head(page)

    def _fill(self, page: Page) -> None:
        pending: dict[int, tuple[Node, int]] = {}
        count = 0
        for row in _rows(self.node, page):
            if count > _MOST_CELLS:
                break
            cells: list[Node] = []
            own = [child for child in row.children if child.role in ("td", "th") and not child.hidden]
            for cell in own:
                while len(cells) in pending:
                    self._carry(pending, cells)
                for _ in range(_span(cell, "colspan")):
                    if (down := _span(cell, "rowspan")) > 1:
                        pending[len(cells)] = (cell, down - 1)
                    cells.append(cell)
                if len(cells) >= _MOST_COLUMNS:
                    break
            while len(cells) in pending:
                self._carry(pending, cells)
            count += len(cells)
            if cells:
                self.rows.append(cells)
                self.owners.append(row)
        for child in self.node.children:
            if child.tag == "caption":
                self.caption = page.text(child)

    def _carry(self, pending: dict[int, tuple[Node, int]], cells: list[Node]) -> None:
        column = len(cells)
        cell, left = pending.pop(column)
        if left > 1:
            pending[column] = (cell, left - 1)
        cells.append(cell)

    def _find_head(self, page: Page) -> None:
        for cells, owner in zip(self.rows, self.owners, strict=True):
            top = owner.parent is not None and owner.parent.tag == "thead"
            if top or (all(cell.role == "th" for cell in cells) and len(cells) > 1):
                self.head += 1
            else:
                break
        if self.head == len(self.rows):
            self.head = 0
        if self.head == 0 and len(self.rows) > 2 and len(self.rows[0]) > 2 and not self.has_side(page):
            first = [page.text(cell) for cell in self.rows[0]]
            below = [page.text(cell) for row in self.rows[1:6] for cell in row[1:]]
            words = all(text and not _NUMERIC.match(text) and len(text) < 40 for text in first)
            if words and any(_NUMERIC.match(text) for text in below) and len(set(first)) == len(first):
                self.head = 1

    def has_side(self, page: Page) -> bool:
        """Whether the first column labels the rows (and the other columns are values)."""
        rows = self.rows[self.head :]
        if not rows or any(len(row) < 2 for row in rows):
            return False
        return all(row[0].role == "th" for row in rows)

    def pairs(self, page: Page) -> list[tuple[str, Node]]:
        """Label and value of each row, when that is what the table is."""
        found = []
        two = self.head == 0 and len(self.rows) > 0 and all(len(row) == 2 for row in self.rows)
        for number, row in enumerate(self.rows):
            if number < self.head and not (self.head == 1 and len(self.rows) == 1):
                continue
            if len(row) == 2 and row[0] is not row[1] and (two or (row[0].role == "th" and row[1].role == "td")):
                found.append((page.text(row[0]).strip(" :："), row[1]))
            elif len(row) == 4 and [cell.role for cell in row] == ["th", "td", "th", "td"]:
                found += [(page.text(row[0]).strip(" :："), row[1]), (page.text(row[2]).strip(" :："), row[3])]
        return found

    def sets(self, page: Page) -> list[RecordSet]:
        """The table as records: one a row under a header; one a column when the labels are at the side."""
        found: list[RecordSet] = []
        names = [name for name in (self.caption, _before(page, self.node)) if name]
        if self.head:
            labels = self._labels(page)
            records = []
            for cells, owner in zip(self.rows[self.head :], self.owners[self.head :], strict=True):
                if len({id(cell) for cell in cells}) < 2 and len(labels) > 1:
                    continue  # a row that spans the table is a heading, not a record
                if owner.parent is not None and owner.parent.tag == "tfoot":
                    continue
                pairs = [
                    Pair(label, cell, "table", 0.97 if number == 0 else 0.94)
                    for column, (named, cell) in enumerate(zip(labels, cells, strict=False))
                    if column == 0 or cells[column - 1] is not cell
                    for number, label in enumerate(named)
                ]
                records.append(Record(owner, owner.index, owner.end, pairs))
            if records:
                found.append(RecordSet(records, "table", names))
        if self.has_side(page) and len(self.rows) > 1 and len(self.rows[0]) > 2:
            width = min(len(row) for row in self.rows)
            records = []
            for column in range(1, width):
                pairs = []
                for number, row in enumerate(self.rows):
                    label = page.text(row[0]).strip(" :：")
                    weight = 0.97 if label else 0.5
                    pairs.append(Pair(label or "name", row[column], "table", weight))
                    if number == 0 and self.head:
                        pairs.append(Pair("name", row[column], "table", 0.9))
                records.append(Record(self.rows[0][column], 0, 0, pairs))
            found.append(RecordSet(records, "columns", names))
        return found

    def _labels(self, page: Page) -> list[list[str]]:
        """What each column is called: the lowest header, and with two rows of them both together."""
        width = max(len(row) for row in self.rows[: self.head])
        labels: list[list[str]] = []
        for column in range(width):
            words: list[str] = []
            for row in self.rows[: self.head]:
                if column < len(row) and (text := page.text(row[column])) and text not in words:
                    words.append(text)
            named = [words[-1], " ".join(words)] if len(words) > 1 else words
            labels.append([name.strip(" ▲▼↑↓⇅↕") for name in named])
        return labels


def grids(page: Page) -> list[Grid]:
    """All tables of a page that hold data: native ones, and those by ARIA role."""
    tables = page.tags("table") + [node for node in page.nodes if node.tag != "table" and node.role == "table"]
    found = [Grid(page, node) for node in tables if not node.hidden]
    return [grid for grid in found if grid.rows]


def _rows(table: Node, page: Page) -> list[Node]:
    rows = []
    stack = list(reversed(table.children))
    while stack:
        node = stack.pop()
        if node.hidden or node.role == "table":
            continue
        if node.role == "tr":
            rows.append(node)
        elif node.tag in ("thead", "tbody", "tfoot") or node.attrs.get("role") == "rowgroup":
            stack += reversed(node.children)
    return rows


def _span(cell: Node, name: str) -> int:
    text = cell.attrs.get(name, "1").strip()
    return max(1, min(int(text), _MOST_SPAN)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _before(page: Page, node: Node) -> str:
    """The heading right before an element."""
    if node.parent is None:
        return ""
    heading = ""
    for child in node.parent.children:
        if child is node:
            break
        if child.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            heading = page.text(child)
    return heading
