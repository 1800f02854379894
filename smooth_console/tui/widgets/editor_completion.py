"""Completion in the editor: what can stand at the cursor, in a menu beside it. Typing goes on meanwhile."""

from typing import TYPE_CHECKING

from textual.widget import Widget

from smooth_console.tui.widgets.completion_menu import SHOWN, CompletionMenu
from smooth_console.tui.widgets.editor_area import CodeArea
from smooth_console.tui.widgets.editor_check import Kind

if TYPE_CHECKING:
    from smooth_console.workbench.edits import Edit

LARGE = 40_000
"""Characters above which nothing is offered unasked: each key would read the whole text."""


class Completer:
    """Offers what fits, and puts there what is chosen.

    Args:
        menu: Where it is shown.
        below: The widget that stands where the menu would, were it not floating.
    """

    def __init__(self, menu: CompletionMenu, below: Widget) -> None:
        self._menu, self._below = menu, below
        self._choices: list[tuple[Edit, bool]] = []

    def do(self, what: str, area: CodeArea, kind: Kind) -> None:
        """Do what a key of the text means: typed, complete, accept, up, down or close."""
        match what:
            case "typed" | "complete":
                self.offer(area, kind, asked=what == "complete")
            case "accept":
                self.accept(area, kind)
            case "up" | "down":
                self._menu.move(1 if what == "down" else -1)
            case _:
                self.close(area)

    def offer(self, area: CodeArea, kind: Kind, *, asked: bool = False) -> None:
        """Show what can stand at the cursor.

        Args:
            area: Where one types.
            kind: What is typed there.
            asked: Whether a key asked for it: then it is offered in a large text, and where nothing was typed.
        """
        if not asked and (area.is_plain or len(area.text) > LARGE):  # to join a very large text costs as well
            self.close(area)
            return
        text = area.text
        from smooth_console.language.complete_javascript import complete_words
        from smooth_console.language.complete_schema import complete_schema
        from smooth_console.workbench.edits import Edit

        row, column = area.cursor_location
        offset = sum(len(line) + 1 for line in area.document.lines[:row]) + column
        found = (complete_schema if kind == "schema" else complete_words)(text, offset)
        begun = found is not None and (found.typed or text[offset - 1 : offset] in ("'", '"'))
        if found is None or not (asked or begun):
            self.close(area)
            return
        self._choices = [(Edit(found.start, found.end, item.insert), item.more) for item in found.items]
        rows = [(item.name, item.note) for item in found.items]
        self._open(area, rows, len(found.typed))

    def _open(self, area: CodeArea, rows: list[tuple[str, str]], typed: int) -> None:
        origin = self._below.region
        cursor = area.cursor_screen_offset
        height = min(SHOWN, len(rows))
        room_below = area.screen.size.height - cursor.y - 1
        y = cursor.y + 1 if room_below >= height else cursor.y - height
        self._menu.open(rows, cursor.x - typed - origin.x + 1, row=y - origin.y)
        area.choosing = True

    def close(self, area: CodeArea) -> None:
        """Take the menu away."""
        if area.choosing:
            area.choosing = False
            self._menu.hide()

    def accept(self, area: CodeArea, kind: Kind) -> None:
        """Put what is chosen in place of what was typed of it."""
        edit, more = self._choices[self._menu.chosen]
        self.close(area)
        text = area.text
        start, end = area.location_of(edit.start, text), area.location_of(edit.end, text)
        area.replace(edit.text, start, end)
        area.move_cursor(area.location_of(edit.start + len(edit.text)))
        if more:
            self.offer(area, kind, asked=True)
