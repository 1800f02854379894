"""One section of the page: what was run, why, and a table of what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it stands on the page.

    Attributes:
        title: Its heading.
        text: What was run and what the columns say, in paragraphs.
        head: The table's columns. Those after the first hold numbers unless `texts` names them.
        rows: The table.
        texts: The columns that hold text.
        problems: What did not hold. The page is written all the same, and the run ends with exit code 1.
    """

    title: str
    text: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    texts: frozenset[str] = frozenset()
    problems: Sequence[str] = field(default=())

    def markdown(self) -> str:
        """The section in Markdown."""
        aligned = ["---" if column in self.texts or not n else "---:" for n, column in enumerate(self.head)]
        table = [_row(self.head), _row(aligned), *map(_row, self.rows)]
        return "\n".join([f"## {self.title}", "", self.text.strip(), "", *table])


def _row(cells: Sequence[str | int]) -> str:
    shown = [f"{cell:,}" if isinstance(cell, int) else cell.replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(shown)} |"
