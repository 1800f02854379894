"""A short menu above a line: names, each with a note. It never has the focus; the line moves its choice."""

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from smooth_console.output.sanitise import sanitise_line

SHOWN = 8


class CompletionMenu(Widget):
    """Rows to choose from; floats over what is above."""

    DEFAULT_CSS = """
    CompletionMenu { overlay: screen; constrain: inside inside; display: none; width: 1fr; height: auto;
        background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._rows: list[tuple[str, str]] = []
        self.chosen = 0

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return bool(self.display)

    def open(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show rows of name and note; none hides it."""
        self._rows = [(sanitise_line(name[:400]), sanitise_line(note[:400])) for name, note in rows]
        self.chosen = 0
        self.display = bool(rows)
        self.styles.offset = (0, -min(SHOWN, len(rows)))
        self.refresh(layout=True)

    def hide(self) -> None:
        """Hide it."""
        self.open([])

    def move(self, steps: int) -> None:
        """Choose another row, round the end."""
        if self._rows:
            self.chosen = (self.chosen + steps) % len(self._rows)
            self.refresh()

    def render(self) -> Content:
        first = max(0, min(self.chosen - SHOWN // 2, len(self._rows) - SHOWN))
        rows = self._rows[first : first + SHOWN]
        width = min(40, max((len(name) for name, _ in rows), default=0))
        lines: list[Content] = []
        for number, (name, note) in enumerate(rows, first):
            is_chosen = number == self.chosen
            line = Content.assemble(
                ("› " if is_chosen else "  ", "$accent bold"),
                (name.ljust(width), "bold" if is_chosen else ""),
                ("  " + note, "$text-muted"),
            )
            lines.append(line.truncate(max(1, self.size.width or 78), ellipsis=True))
        return Content("\n").join(lines)
