"""Going from one mistake of a text to the next, mending them, and saying which one it is."""

from functools import partial

from textual.widget import Widget

from smooth_console.tui.widgets.editor_check import Mistake
from smooth_console.tui.widgets.editor_problem import EMPTY, PLAIN, WELL, ProblemLine
from smooth_console.tui.widgets.editor_sheet import Sheet
from smooth_console.tui.work import newest


class Mender:
    """What the keys for mistakes do to the text that is shown.

    Args:
        panel: Whose work it is.
        line: Where mistakes are said.
    """

    def __init__(self, panel: Widget, line: ProblemLine) -> None:
        self._panel, self._line = panel, line

    def say(self, sheet: Sheet) -> None:
        """Say what is wrong with a text, or that nothing is."""
        mistake, plain = sheet.shown_mistake, sheet.area.is_plain
        if mistake is not None:
            here = sheet.area.cursor_location[0] == mistake.line - 1
            self._line.show(mistake, sheet.mistakes, here=here, plain=plain)
        else:
            note = WELL if sheet.text.strip() else EMPTY[sheet.kind]
            self._line.say(f"{note} · {PLAIN}" if plain else note)

    def go(self, sheet: Sheet, by: int) -> None:
        """Put the cursor on the next mistake (1) or the one before (-1)."""
        mistake = sheet.next_mistake(by)
        if mistake is not None:
            self.go_to(sheet, mistake)

    def go_to(self, sheet: Sheet, mistake: Mistake) -> None:
        """Put the cursor on a mistake."""
        sheet.area.focus()
        sheet.area.move_cursor((mistake.line - 1, mistake.column - 1), center=True)
        self.say(sheet)

    def fix(self, sheet: Sheet) -> None:
        """Mend the mistake that is said: at once if just this text was checked, so that the next key finds it done."""
        if sheet.is_checked:
            self._mend(sheet)
        else:
            newest(self._panel, partial(self._fix_later, sheet), "fix")

    async def _fix_later(self, sheet: Sheet) -> None:
        await sheet.check_now()
        self._mend(sheet)

    def _mend(self, sheet: Sheet) -> None:
        mistake = sheet.shown_mistake
        if mistake is not None and not sheet.fix(mistake):
            self._line.say_wrong(f"{mistake}  no fix is known for it")
        sheet.check()
