"""A recording, played: its timeline fills as it did, and what is in it can be looked into. Nothing is ever sent."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Static

from smooth_console.console.glyphs import Glyphs
from smooth_console.console.recalled import recalled
from smooth_console.exports.records import SessionRecord
from smooth_console.exports.reel import moments
from smooth_console.output.render import copy_text
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.words import count, duration
from smooth_console.tui.entries import entry_checks, entry_row, result_data
from smooth_console.tui.widgets.json_tree import JsonTree
from smooth_console.tui.widgets.pane import Pane
from smooth_console.tui.widgets.result import Result
from smooth_console.tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from smooth_console.console.console import Console

WIDE = 100
FASTEST = 512.0
_EMPTY = ("Nothing has happened yet.", "The recording begins at once; space holds it.")


class ReplayScreen(Screen[None]):
    """Plays a recording.

    Args:
        recording: What to play.
        name: The file's name.
        console: A console that is connected to nothing, or one whose session goes on below.
        glyphs: The signs.
        stage: Leave ids out.
        speed: So many times as fast as it was.
        step: Go on at a key only.
    """

    DEFAULT_CSS = """
    ReplayScreen { layout: vertical; background: $background; }
    ReplayScreen #reel-panes { layout: horizontal; height: 1fr; }
    ReplayScreen #reel-timeline { width: 42%; }
    ReplayScreen #reel-result { width: 1fr; }
    ReplayScreen.narrow #reel-panes { layout: vertical; }
    ReplayScreen.narrow #reel-timeline { width: 100%; height: 40%; }
    ReplayScreen.narrow #reel-result { width: 100%; height: 1fr; }
    ReplayScreen #reel-title { height: 1; padding: 0 1; background: $panel; }
    ReplayScreen #reel-state { height: 1; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,p", "pause", "hold / go on", key_display="SPACE"),
        Binding("right,full_stop", "next", "next", key_display="→"),
        Binding("plus,equals_sign", "faster(2)", "faster", key_display="+"),
        Binding("minus", "faster(0.5)", "slower", key_display="-"),
        Binding("e", "all", "to the end", key_display="E"),
        Binding("r", "again", "again", key_display="R"),
        Binding("f2", "pane('timeline')", "timeline", show=False),
        Binding("f3", "pane('result')", "result", show=False),
        Binding("escape,q,ctrl+q", "leave", "leave", key_display="ESC"),
    ]
    AUTO_FOCUS = ""

    def __init__(
        self,
        recording: SessionRecord,
        name: str,
        console: "Console",
        *,
        glyphs: Glyphs,
        stage: bool = False,
        speed: float = 1.0,
        step: bool = False,
    ) -> None:
        super().__init__()
        self.recording = recording
        self.file = name
        self.speed = speed
        self.paused = step
        self._core = console
        self._stage = stage
        self._moments = moments(recording)
        self._next = 0
        self._at_ms = 0.0
        self.timeline = Timeline(empty=_EMPTY, glyphs=glyphs, id="replayed-timeline")
        self.result = Result(glyphs=glyphs, id="replayed-result")

    def compose(self) -> ComposeResult:
        """The two panes, where the recording is, and the keys."""
        yield Static(Content(f"replay  {sanitise_line(self.file)}  nothing is sent"), id="reel-title")
        with Container(id="reel-panes"):
            with Pane("Timeline", "F2", id="reel-timeline"):
                yield self.timeline
            with Pane("Result", "F3", id="reel-result"):
                yield self.result
        yield Static("", id="reel-state", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin."""
        self.timeline.focus()
        self._clock = self.set_interval(1 / 30, self._tick)
        self._say()

    def on_resize(self, event: Resize) -> None:
        """One pane above the other where there is little room."""
        self.set_class(event.size.width < WIDE, "narrow")

    # Time

    @property
    def over(self) -> bool:
        """Whether everything has been shown."""
        return self._next >= len(self._moments)

    def _tick(self) -> None:
        if self.paused or self.over:
            return
        self._at_ms += 1000 / 30 * self.speed
        self._show_until(self._at_ms)

    def _show_until(self, at_ms: float) -> None:
        while not self.over and self._moments[self._next].at_ms <= at_ms:
            self._happen()
        self._say()

    def _happen(self) -> None:
        moment = self._moments[self._next]
        self._next += 1
        following = self.timeline.following
        record = self.recording.entries[moment.place]
        entry = recalled(record, self._core, ended=moment.ended)
        self.timeline.update(entry_row(entry, self._core, stage=self._stage))
        if following and not moment.ended:
            self.timeline.selected = entry.n
        if self.timeline.selected == entry.n:
            self._show(entry.n)

    def _say(self) -> None:
        total = self._moments[-1].at_ms if self._moments else 0.0
        shown = sum(1 for moment in self._moments[: self._next] if not moment.ended)
        state = "the end" if self.over else "held" if self.paused else "playing"
        speed = "" if self.speed == 1 else f"   {self.speed:g} times as fast"
        of = count(len(self.recording.entries), "entry", "entries")
        where = f"{duration(min(self._at_ms, total))} of {duration(total)}"
        self.query_one("#reel-state", Static).update(f"{state}   {where}   {shown} of {of}{speed}")

    # Looking

    def _show(self, n: int) -> None:
        """Show an entry as it is at this moment."""
        seen = self._moments[: self._next]
        for place, record in enumerate(self.recording.entries):
            if record.n == n:
                ended = any(moment.place == place and moment.ended for moment in seen)
                entry = recalled(record, self._core, ended=ended)
                self.result.show(result_data(entry, self._core, stage=self._stage))
                self.result.set_checks(entry_checks(entry, self._core) if ended else [])

    @on(Timeline.Selected)
    def _selected(self, event: Timeline.Selected) -> None:
        event.stop()
        self._show(event.n)

    @on(Timeline.Activated)
    def _activated(self, event: Timeline.Activated) -> None:
        event.stop()
        self.result.focus()

    @on(JsonTree.CopyRequested)
    def _copy(self, event: JsonTree.CopyRequested) -> None:
        event.stop()
        self.app.copy_to_clipboard(copy_text(event.text))
        self.notify(f"copied {sanitise_line(event.what)}", timeout=2, markup=False)

    # Keys

    def action_pause(self) -> None:
        """Hold it, or go on."""
        self.paused = not self.paused
        self._say()

    def action_next(self) -> None:
        """Hold it, and show the next thing that happened."""
        self.paused = True
        if not self.over:
            self._at_ms = self._moments[self._next].at_ms
            self._happen()
        self._say()

    def action_faster(self, times: float) -> None:
        """Play it faster or slower."""
        self.speed = min(FASTEST, max(1 / 16, self.speed * times))
        self._say()

    def action_all(self) -> None:
        """Show everything at once."""
        if self._moments:
            self._at_ms = self._moments[-1].at_ms
            self._show_until(self._at_ms)

    def action_again(self) -> None:
        """From the beginning."""
        self._next, self._at_ms, self.paused = 0, 0.0, False
        self.timeline.set_rows(())
        self.result.show(None)
        self._say()

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        (self.timeline if name == "timeline" else self.result).focus()

    def action_leave(self) -> None:
        """From the result to the timeline, and from there away."""
        if self.result.has_focus_within:
            self.timeline.focus()
        else:
            self.dismiss()
