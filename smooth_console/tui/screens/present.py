"""A script before an audience: the next line large, what came of the last one below it, and nothing private.

It is laid out for few columns and rows, since on a stage the terminal's font is made large.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from smooth_console.console import changes
from smooth_console.console.speaking import write_notes
from smooth_console.console.summary import one_line
from smooth_console.language.problems import LanguageError
from smooth_console.language.slides import Slide
from smooth_console.output.cells import cut
from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.session import Entry, EntryAdded, EntryChanged
from smooth_console.tui.entries import entry_checks, result_data
from smooth_console.tui.stage import for_audience
from smooth_console.tui.widgets.result import Result

if TYPE_CHECKING:
    from smooth_console.tui.app import SmoothApp


NARROWEST_TITLE = 8


class PresentScreen(Screen[None]):
    """Steps through a script.

    Args:
        smooth: The application whose session runs the lines.
        name: The script's name.
        slides: Its lines.
        notes: A file, or another terminal, that the speaker's notes go to; None keeps them out of sight.
    """

    DEFAULT_CSS = """
    PresentScreen { layout: vertical; background: $background; }
    PresentScreen #slide-top { height: 1; padding: 0 2; color: $text-muted; }
    PresentScreen #slide { height: auto; max-height: 60%; padding: 1 2; background: $surface; }
    PresentScreen #slide-caption { height: auto; margin-bottom: 1; color: $text; text-style: italic; display: none; }
    PresentScreen.-caption #slide-caption { display: block; }
    PresentScreen #slide-line { height: auto; text-style: bold; color: $accent; }
    PresentScreen #slide-note { height: auto; padding: 0 2; max-height: 50%; display: none; }
    PresentScreen.-failed #slide-note { color: $error; }
    PresentScreen.-said #slide-note { display: block; }
    PresentScreen #slide-result { height: 1fr; padding: 0 1; }
    PresentScreen #slide-keys { height: 1; padding: 0 2; color: $text-muted; }
    PresentScreen TabBar { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,pagedown", "run", "run", priority=True),
        Binding("right,n", "go(1)", "skip", priority=True),
        Binding("left,b,pageup", "go(-1)", "back", priority=True),
        Binding("escape,q", "leave", "leave", priority=True),
    ]

    def __init__(self, smooth: "SmoothApp", name: str, slides: Sequence[Slide], notes: Path | None = None) -> None:
        super().__init__()
        self.smooth = smooth
        self.file = name
        self.slides = slides
        self.at = 0
        self._notes = notes
        self._shown: int | None = None
        self.result = Result(glyphs=smooth.glyphs, id="slide-result")

    def compose(self) -> ComposeResult:
        """Where one is, the line, what came of the last one, and the keys."""
        yield Static("", id="slide-top", markup=False)
        with Vertical(id="slide"):
            yield Static("", id="slide-caption", markup=False)
            yield Static("", id="slide-line", markup=False)
        yield Static("", id="slide-note", markup=False)
        yield self.result
        yield Static("space run   → skip   ← back   Esc leave", id="slide-keys", markup=False)

    def on_mount(self) -> None:
        """Hide what is private, and follow the session."""
        self._was_on_stage = self.smooth.stage
        self.smooth.set_stage(True)
        self.smooth.presenting = True
        self.result.display = False
        self.smooth.console_core.subscribe(self._heard)
        self._show_slide()

    # Slides

    @property
    def over(self) -> bool:
        """Whether all lines were gone through."""
        return self.at >= len(self.slides)

    def _show_slide(self) -> None:
        place = "the end" if self.over else f"{self.at + 1} of {len(self.slides)}"
        self._put("slide-top", f"{sanitise_line(Path(self.file).name)}   {place}")
        slide = Slide(0, "") if self.over else self.slides[self.at]
        self.set_class(bool(slide.caption), "-caption")
        self._put("slide-caption", sanitise(slide.caption))
        self._put("slide-line", sanitise(slide.shown) or "— the end —")
        self._write_notes(slide, place)

    def _put(self, name: str, text: str) -> None:
        self.query_one(f"#{name}", Static).update(Content(text))

    def _write_notes(self, slide: Slide, place: str) -> None:
        """Notes go where the speaker reads them, never on this screen."""
        if self._notes is None:
            return
        problem = write_notes(self._notes, slide, place)
        if problem:
            self._notes = None
            self._say(problem)

    def _say(self, text: str, *, failed: bool = True) -> None:
        self.set_class(bool(text), "-said")
        self.set_class(failed, "-failed")
        self._put("slide-note", sanitise(for_audience(text, self.smooth.console_core)))

    # The session

    def _heard(self, change: changes.Change) -> None:
        if not self.is_mounted:
            return
        match change:
            case EntryAdded(entry=entry):
                self._show_entry(entry)
            case EntryChanged(entry=entry) if entry.n == self._shown:
                self._show_entry(entry)
            case changes.LineFailed(message=message):
                self._say(message)
            case changes.LineDone(outcome=outcome) if outcome.text and not outcome.entries:
                self._say(outcome.text, failed=outcome.level == "error")

    def _show_entry(self, entry: Entry) -> None:
        self._shown = entry.n
        self.result.display = True
        data = result_data(entry, self.smooth.console_core, stage=True)
        # What came of it is never cut off, however large the font.
        title = cut(one_line(data.title.removeprefix(f"{entry.n} ")), max(NARROWEST_TITLE, self.size.width - 32))
        self.result.show(replace(data, title=title))
        self.result.set_checks(entry_checks(entry, self.smooth.console_core))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While one types what to search for in the result, keys are letters."""
        return not isinstance(self.focused, Input)

    def action_run(self) -> None:
        """Run the line, and show the one behind it."""
        if self.over:
            return
        self._say("")
        try:
            self.smooth.console_core.submit(self.slides[self.at].line, remember=False)
        except LanguageError as problem:
            self._say(f"{self.file}:{self.slides[self.at].number}: {problem}")
            return
        self.action_go(1)

    def action_go(self, steps: int) -> None:
        """Go on or back without running anything."""
        self.at = min(len(self.slides), max(0, self.at + steps))
        self._show_slide()

    def action_leave(self) -> None:
        """Back to the console."""
        self.smooth.console_core.unsubscribe(self._heard)
        self.smooth.presenting = False
        self.smooth.set_stage(self._was_on_stage)
        self.dismiss()
