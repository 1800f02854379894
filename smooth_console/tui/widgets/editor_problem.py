"""The line below an editor: the mistake at the cursor or else the worst one, what mends it, and how many there are."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.output.sanitise import sanitise_line
from smooth_console.tui.widgets.editor_check import Kind, Mistake, count_words

EMPTY: dict[Kind, str] = {
    "schema": "a JSON Schema says what to take from the page · Ctrl-O opens one · Ctrl-N makes this JavaScript",
    "javascript": "JavaScript runs on the page · Ctrl-O opens a snippet · Ctrl-N makes this a schema",
}
WELL = "no mistakes · F5 runs it on the page"
PLAIN = "too large for colours"


class ProblemLine(Static):
    """The line. It says what it is told, and keeps nothing."""

    DEFAULT_CSS = """
    ProblemLine { height: auto; max-height: 3; min-height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._glyphs = glyphs
        self._signs = {"error": (glyphs.notices["error"], "$error"), "warning": ("!", "$warning")}

    def say(self, note: str) -> None:
        """Something that is no mistake."""
        self.update(Content.assemble((sanitise_line(note), "$text-muted")))

    def say_wrong(self, message: str) -> None:
        """Something that could not be done."""
        self.update(Content.assemble((sanitise_line(f"{self._glyphs.notices['error']} {message}"), "$error")))

    def show(self, mistake: Mistake, mistakes: Sequence[Mistake], *, here: bool, plain: bool) -> None:
        """Say a mistake.

        Args:
            mistake: The one to say.
            mistakes: All that there are.
            here: Whether the cursor is on its line.
            plain: Whether the text goes without colours.
        """
        sign, look = self._signs[mistake.level]
        words = f"{mistake.line} in the result: {mistake.message}" if mistake.in_result else str(mistake)
        said = sanitise_line(f"{self._glyphs.result if mistake.in_result else sign} {words}")
        several = len(mistakes) > 1
        own = [each for each in mistakes if not each.in_result]
        rest = [
            "Alt-Enter fixes it" if mistake.fix is not None else "",
            "F6 next" if several else "" if here else "F6 goes there",
            count_words(own) if len(own) > 1 else "",
            PLAIN if plain else "",
        ]
        self.update(Content.assemble((said, look), ("  " + " · ".join(filter(None, rest)), "$text-muted")))
