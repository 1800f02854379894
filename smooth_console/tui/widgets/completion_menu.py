"""A short menu above a line: names, each with a note. It never has the focus; the line moves its choice."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.output.sanitise import sanitise_line

SHOWN = 8
WIDEST_NAME = 60


class CompletionMenu(Widget):
    """Rows to choose from. It floats over what is above the place where it stands, and stays inside the screen."""

    DEFAULT_CSS = """
    CompletionMenu { overlay: screen; constrain: inside inside; display: none; width: auto; height: auto;
        background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._glyphs = glyphs
        self._rows: list[tuple[str, str]] = []
        self.chosen = 0

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return bool(self.display)

    def open(self, rows: Sequence[tuple[str, str]], column: int = 0, *, row: int | None = None) -> None:
        """Show rows of name and note, their names at a column; no rows hide it.

        Args:
            rows: What to choose from.
            column: Where the names begin, from where it stands.
            row: Where it begins; by default it ends right above where it stands.
        """
        self._rows = [(sanitise_line(name[:400]), sanitise_line(note[:400])) for name, note in rows]
        self.chosen = 0
        self.display = bool(rows)
        if not rows:
            return
        height = min(SHOWN, len(rows))
        name_width = min(WIDEST_NAME, max(cell_len(name) for name, _ in self._rows))
        note_width = max(cell_len(note) for _, note in self._rows)
        wanted = 2 + name_width + (2 + note_width if note_width else 0) + self._count_width() + 2
        room = max(20, self.screen.size.width)
        self.styles.width = width = min(wanted, room)
        self.styles.height = height
        self.styles.offset = (max(0, min(column - 3, room - width)), -height if row is None else row)
        self.refresh(layout=True)

    def hide(self) -> None:
        """Hide it."""
        self.open([])

    def move(self, steps: int) -> None:
        """Choose another row, round the end."""
        if self._rows:
            self.chosen = (self.chosen + steps) % len(self._rows)
            self.refresh()

    def _count_width(self) -> int:
        return 2 + len(f"{len(self._rows)}/{len(self._rows)}") if len(self._rows) > SHOWN else 0

    def render(self) -> Content:
        """The rows around the one that is chosen; how many there are when not all fit."""
        first = max(0, min(self.chosen - SHOWN // 2, len(self._rows) - SHOWN))
        rows = self._rows[first : first + SHOWN]
        room = max(1, self.content_size.width - self._count_width())
        name_width = min(WIDEST_NAME, room - 2, max((cell_len(name) for name, _ in self._rows), default=0))
        lines: list[Content] = []
        for number, (name, note) in enumerate(rows, first):
            is_chosen = number == self.chosen
            shown = Content(name).truncate(name_width, ellipsis=True, pad=True)
            line = Content.assemble(
                (f"{self._glyphs.prompt} " if is_chosen else "  ", "$accent bold"),
                shown.stylize("bold") if is_chosen else shown,
                ("  " + note if note else "", "$text-muted"),
            ).truncate(room, ellipsis=True, pad=True)
            if self._count_width() and number == first + len(rows) - 1:
                line = Content.assemble(line, (f"  {self.chosen + 1}/{len(self._rows)}", "$text-muted"))
            lines.append(line.stylize("on $selection") if is_chosen else line)
        return Content("\n").join(lines)
