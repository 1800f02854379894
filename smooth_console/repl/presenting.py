"""`.present` at a prompt: each line of a script stands where one types, its caption above; Enter runs it, as it does
any line. Other lines may be run in between. Ctrl-C on a line of the script ends it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from smooth_console.console.outcome import Present
from smooth_console.console.speaking import write_notes
from smooth_console.language.slides import Slide
from smooth_console.repl.lines import text_lines

if TYPE_CHECKING:
    from smooth_console.repl.app import Repl


class Presentation:
    """A script that is being presented; ids are hidden meanwhile.

    Args:
        repl: Whose prompt it is.
        effect: The script.
    """

    def __init__(self, repl: "Repl", effect: Present) -> None:
        self._repl = repl
        self._name = Path(effect.name).name
        self._slides = effect.slides
        self._notes = effect.notes
        self._at = 0
        self._taken = False
        self._stage = repl.stage
        repl.stage = True
        self._show()

    def took(self, text: str) -> None:
        """A line was entered: the script's own, changed perhaps, or another."""
        self._taken = True
        if text.split()[:1] == self._slides[self._at].line.split()[:1]:
            self._at += 1

    def rest(self) -> None:
        """No line waits; once none is to be answered either, the next one is shown."""
        pending = self._repl.console.pending
        if not self._taken or any(not each.is_call and not each.line.rstrip().endswith("&") for each in pending):
            return
        self._taken = False
        if self._at == len(self._slides):
            self.end("that was all of")
        else:
            self._show()

    def end(self, said: str) -> None:
        """Ids are shown again."""
        self._repl.presentation = None
        self._repl.stage = self._stage
        self._repl.say(f"{said} {self._name}")

    def _show(self) -> None:
        slide = self._slides[self._at]
        place = f"{self._at + 1} of {len(self._slides)}"
        self._repl.screen.show([[("class:muted", f"{self._name}   {place}")], *_caption(slide)])
        self._repl.screen.put(slide.line)
        problem = write_notes(self._notes, slide, place) if self._notes is not None else ""
        if problem:
            self._notes = None
            self._repl.say(problem, "warning")


def _caption(slide: Slide) -> list[list[tuple[str, str]]]:
    return text_lines(slide.caption, "class:accent") if slide.caption else []
