"""What was found out about a result, a line each: how bad, where, what. Enter goes to the place."""

from collections.abc import Iterable, Sequence

from rich.style import Style
from textual.message import Message

from smooth_console.output.cells import cut, fit, width
from smooth_console.output.sanitise import sanitise_line
from smooth_console.tui.rows import Check
from smooth_console.tui.widgets.line_view import LineView, Run

WIDEST_PLACE = 32
_LOOKS = {"error": "line--error", "warning": "line--warning", "ok": "line--ok", "info": "line--muted"}


class CheckList(LineView):
    """The list."""

    DEFAULT_CSS = """
    CheckList { height: 1fr; }
    """

    class Opened(Message):
        """Enter on a check.

        Attributes:
            pointer: The JSON Pointer of the value that it is about.
            place: The JSON Pointer of what says so in the schema; empty when nothing does.
        """

        def __init__(self, pointer: str, place: str) -> None:
            super().__init__()
            self.pointer, self.place = pointer, place

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._checks: Sequence[Check] = ()
        self._place_width = 0

    def show(self, checks: Sequence[Check]) -> None:
        """Show other checks."""
        self._checks = checks
        widest = max((width(sanitise_line(check.pointer[:WIDEST_PLACE] or "all")) for check in checks[:500]), default=0)
        self._place_width = min(max(widest, 1), WIDEST_PLACE)
        self._cursor = 0
        self.scroll_to(y=0, animate=False, force=True)
        self.lines_changed()

    def line_count(self) -> int:
        """One line a check."""
        return len(self._checks)

    def runs(self, line: int, cells: int) -> Iterable[Run]:
        """Sign, place, words."""
        check = self._checks[line]
        style = self.style_of(_LOOKS[check.level])
        place_width = min(self._place_width, max(cells // 3, 8))
        yield self.glyphs.cursor if line == self.cursor else " ", self.style_of("line--cursor-mark")
        yield self.glyphs.notices[check.level] + " ", style
        yield fit(sanitise_line(check.pointer or "all"), place_width) + "  ", self.style_of("line--muted")
        room = max(cells - place_width - 5, 1)
        yield cut(sanitise_line(check.message[: room + 1]), room), Style.null()

    def empty_lines(self, width: int) -> list[list[Run]]:
        """What would be here."""
        muted = self.style_of("line--muted")
        return [
            [("", muted)],
            [(" Nothing was checked.", Style(bold=True))],
            [(" What extract gives is checked against its schema.", muted)],
        ]

    def activate(self, line: int) -> None:
        """Enter on a check."""
        self.post_message(self.Opened(self._checks[line].pointer, self._checks[line].place))
