"""The main screen: its panes, how they share the room, and what each key does. Sessions are the console's business."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Footer

from smooth_console.tui.asking import answer_call, open_item, run_text, save_item, waits_for_reply
from smooth_console.tui.keys import MAIN_KEYS
from smooth_console.tui.widgets.command import CommandPane
from smooth_console.tui.widgets.editor import EditorPanel
from smooth_console.tui.widgets.header import Header
from smooth_console.tui.widgets.pane import Pane
from smooth_console.tui.widgets.pins import PinsView
from smooth_console.tui.widgets.splitter import Splitter
from smooth_console.tui.widgets.tab_bar import TabBar
from smooth_console.tui.widgets.timeline import Timeline, TimelineTail
from smooth_console.tui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from smooth_console.tui.app import SmoothApp
    from smooth_console.tui.widgets.json_tree import JsonTree
    from smooth_console.tui.widgets.result import Result

WIDE = 100
"""Columns from which all panes are shown at once."""
PANES = ("timeline", "result", "editor")


class MainScreen(Screen[None]):
    """Timeline at the left, result and editor at the right, the command pane below; one pane at a time when narrow."""

    BINDINGS: ClassVar[list[BindingType]] = [*(key.binding() for key in MAIN_KEYS)]
    AUTO_FOCUS = ""

    def __init__(self, smooth: "SmoothApp") -> None:
        super().__init__()
        self.smooth = smooth
        self.left_share = 42
        self.top_share = 55
        self.shown = "result"
        self.zoomed = False

    def compose(self) -> ComposeResult:
        """All panes; which of them are seen is a matter of classes."""
        smooth = self.smooth
        yield Header()
        yield TabBar([name.title() for name in PANES], id="pane-tabs")
        with Horizontal(id="panes"):
            with Pane("Timeline", "F2", id="timeline-pane"):
                yield smooth.timeline
                yield PinsView(id="pins")
            yield Splitter("vertical", id="left-splitter")
            with Vertical(id="right"):
                with (
                    Pane("Result", "F3", id="result-pane"),
                    ContentSwitcher(initial="welcome", id="result-switch"),
                ):
                    yield Welcome(smooth.lines_to_try())
                yield Splitter("horizontal", id="right-splitter")
                with Pane("Editor", "F4", id="editor-pane"):
                    yield smooth.editor
        yield TimelineTail(smooth.timeline, id="tail")
        yield smooth.command
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Take the room there is; one types at once."""
        self._share()
        self.smooth.command.focus()
        self.smooth.drawn()

    # Room

    def on_resize(self, event: Resize) -> None:
        """Fold or unfold."""
        wide = event.size.width >= WIDE
        self.set_class(not wide, "narrow")
        self.refresh_bindings()
        self.set_class(event.size.height < 30, "low")
        self._show_pane(self.shown, focus=False)

    def _share(self) -> None:
        one = self.one_pane
        self._pane("timeline").styles.width = "100%" if one else f"{self.left_share}%"
        self._pane("result").styles.height = "100%" if one else f"{self.top_share}%"

    @on(Splitter.Moved)
    def _splitter_moved(self, event: Splitter.Moved) -> None:
        event.stop()
        panes = self.query_one("#panes").region
        if event.splitter.id == "left-splitter":
            self.left_share = _bounded(round(100 * (event.x - panes.x) / max(1, panes.width)))
        else:
            self.top_share = _bounded(round(100 * (event.y - panes.y) / max(1, panes.height)))
        self._share()

    def action_split(self, left: int, top: int) -> None:
        """Move the lines between panes, in hundredths."""
        self.left_share = _bounded(self.left_share + left)
        self.top_share = _bounded(self.top_share + top)
        self._share()

    # Panes

    def _pane(self, name: str) -> Widget:
        return self.query_one(f"#{name}-pane")

    @property
    def one_pane(self) -> bool:
        """Whether one pane has all the room: the screen is narrow, or it was asked for."""
        return self.has_class("narrow") or self.zoomed

    def _show_pane(self, name: str, *, focus: bool = True) -> None:
        """Bring a pane to the front."""
        self.shown = name
        one = self.one_pane
        for other in PANES:
            self._pane(other).set_class(one and other != name, "hidden")
        self.query_one("#right").set_class(one and name == "timeline", "hidden")
        self.set_class(one, "one-pane")
        self.set_class(name == "timeline", "at-timeline")
        self._share()
        tabs = self.query_one("#pane-tabs", TabBar)
        tabs.active = PANES.index(name)
        if focus:
            self._focus_target(name).focus()

    def _focus_target(self, name: str) -> Widget:
        if name == "result":
            return self.query_one("Welcome OptionList") if self.welcoming else self.smooth.result
        return self.smooth.timeline if name == "timeline" else self.smooth.editor

    @on(TabBar.Chosen)
    def _tab_chosen(self, event: TabBar.Chosen) -> None:
        event.stop()
        self._show_pane(PANES[event.place])

    @property
    def welcoming(self) -> bool:
        """Whether the lines to try are still in place of a result."""
        return self.query_one("#result-switch", ContentSwitcher).current == "welcome"

    async def take_result(self) -> None:
        """Put the pane of results behind the welcome."""
        await self.query_one("#result-switch", ContentSwitcher).add_content(self.smooth.result)

    def show_result(self) -> None:
        """The result in place of the welcome."""
        self.query_one("#result-switch", ContentSwitcher).current = self.smooth.result.id
        if self.has_class("narrow") and not self.zoomed and self.shown == "timeline":
            self._show_pane("result", focus=False)

    def on_result_place_asked(self, event: "Result.PlaceAsked") -> None:
        """From what is wrong with a value to what its schema says."""
        event.stop()
        if self.smooth.following.go_to_part(event.place):
            self._show_pane("editor", focus=False)

    def action_pane(self, name: str) -> None:
        """Go to a pane; `command` is the command line."""
        if name == "command":
            self.smooth.command.focus()
        else:
            self._show_pane(name)

    def action_zoom(self) -> None:
        """Give the pane in focus all the room, or take it back."""
        focused = self.focused
        name = next((n for n in PANES if focused is not None and self._pane(n) in focused.ancestors), self.shown)
        self.zoomed = not self.zoomed
        self._show_pane(name, focus=focused is not None and focused is not self.smooth.command)

    def key_z(self) -> None:
        """The same from a pane in which one does not type."""
        if isinstance(self.focused, CommandPane) or self.smooth.typing:
            return
        self.action_zoom()

    def key_escape(self) -> None:
        """One step back: out of zoom, then to the command line."""
        if self.zoomed:
            self.action_zoom()
        else:
            self.smooth.command.focus()

    # What the application does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing now are not offered."""
        session = self.smooth.session
        if action == "reply":
            return bool(session and session.calls)
        if action == "live":
            return bool(session and session.live_url)
        if action == "zoom":
            return not self.has_class("narrow")
        return True

    def action_run_editor(self) -> None:
        """Run what the editor shows."""
        self.smooth.editor.action_run()

    async def action_tab(self, what: str) -> None:
        """Do something with the editor's tabs, in sight."""
        self._show_pane("editor", focus=False)
        await self.smooth.editor.tab(what)

    def action_reply(self) -> None:
        """Answer the call that has waited longest."""
        answer_call(self.smooth)

    def action_live(self) -> None:
        """Show where the live view is."""
        self.smooth.take_line(".live")

    def action_help(self) -> None:
        """Help."""
        self.smooth.take_line(".help")

    def action_leave(self) -> None:
        """Leave, asking only if something would be lost."""
        self.smooth.leave()

    def action_cancel(self) -> None:
        """Clear the line, or give up what is waited for."""
        self.smooth.cancel()

    def action_stage(self) -> None:
        """Hide or show ids."""
        self.smooth.toggle_stage()

    def on_json_tree_copy_requested(self, event: "JsonTree.CopyRequested") -> None:
        """Copy a value or its path."""
        event.stop()
        self.smooth.copy(event.text, event.what)

    @on(Timeline.Selected)
    def _selected(self, event: Timeline.Selected) -> None:
        event.stop()
        if self.welcoming and event.n == 1 and not self._pane("timeline").has_pseudo_class("focus-within"):
            return  # the session opened by itself: the lines to try stay in sight
        self.smooth.show_entry(event.n)

    @on(Timeline.Activated)
    def _activated(self, event: Timeline.Activated) -> None:
        event.stop()
        self.smooth.show_entry(event.n)
        if waits_for_reply(self.smooth, event.n):
            answer_call(self.smooth, event.n)
        else:
            self._show_pane("result")

    @on(Welcome.Chosen)
    def _try(self, event: Welcome.Chosen) -> None:
        event.stop()
        self.smooth.take_line(event.line)

    @on(CommandPane.Submitted)
    def _submitted(self, event: CommandPane.Submitted) -> None:
        event.stop()
        self.smooth.take_line(event.text, typed=True)

    @on(CommandPane.CancelRequested)
    def _cancel_requested(self, event: CommandPane.CancelRequested) -> None:
        event.stop()
        self.smooth.cancel()

    @on(EditorPanel.Run)
    def _run_editor(self, event: EditorPanel.Run) -> None:
        event.stop()
        run_text(self.smooth, event.kind, event.text, prompt=event.prompt, args=event.args)

    @on(EditorPanel.Save)
    def _save(self, event: EditorPanel.Save) -> None:
        event.stop()
        save_item(self.smooth, event.kind, event.name, event.text)

    @on(EditorPanel.OpenRequested)
    def _open(self, event: EditorPanel.OpenRequested) -> None:
        event.stop()
        open_item(self.smooth, event.name)


def _bounded(share: int) -> int:
    return min(80, max(20, share))
