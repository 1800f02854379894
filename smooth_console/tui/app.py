"""The Textual application: it follows the console's changes and hands it what is typed. No protocol here."""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from textual.binding import Binding
from textual.screen import Screen

from smooth_console.console import changes
from smooth_console.console.completion import Moment
from smooth_console.console.console import Console
from smooth_console.console.first_lines import lines_to_try
from smooth_console.console.glyphs import ASCII, glyphs_for
from smooth_console.console.journaling import NOT_WRITTEN, lines_for
from smooth_console.console.outcome import (
    CopyText,
    Effect,
    FilterTimeline,
    OpenEditor,
    Outcome,
    Present,
    Quit,
    ShowEntry,
    ShowReplay,
    ShowText,
    ShowView,
    TakeLine,
    UseTheme,
)
from smooth_console.console.server import Choice
from smooth_console.journal import DiskJournal
from smooth_console.language.problems import LanguageError
from smooth_console.language.write import free_tag
from smooth_console.output import themes
from smooth_console.output.render import copy_text, kind_of
from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.session import CallArrived, Entry, EntryAdded, EntryChanged, EventState, Notice, SessionChanged
from smooth_console.settings import Settings, data_folder
from smooth_console.tui.drafts import DraftFile
from smooth_console.tui.entries import entry_row, result_data
from smooth_console.tui.keys import MAIN_KEYS, OWN_KEYS, key_problems
from smooth_console.tui.leaving import LeavingApp, run
from smooth_console.tui.palette import ConsoleCommands
from smooth_console.tui.rows import ResultData
from smooth_console.tui.screens.main import MainScreen
from smooth_console.tui.stage import for_audience
from smooth_console.tui.theme import text_area_theme, textual_theme
from smooth_console.tui.typing_order import KeysInOrder
from smooth_console.tui.widgets.command import CommandPane
from smooth_console.tui.widgets.editor import EditorPanel
from smooth_console.tui.widgets.editor_area import CodeArea
from smooth_console.tui.widgets.header import Header
from smooth_console.tui.widgets.result import Result
from smooth_console.tui.widgets.timeline import Timeline
from smooth_console.tui.widgets.welcome import Welcome
from smooth_console.workbench.library import LibraryError

NOTHING_SENT = ("Nothing sent yet.", "What you send appears here, a row each,", "and moves from sent to answered.")

LONG_S = 30.0
"""How long a notice stays that holds lines to copy."""


def run_app(
    settings: Settings,
    choice: Choice,
    *,
    url: str | None = None,
    attach: str | None = None,
    journal: DiskJournal | None = None,
) -> int:
    """Run the application until the user leaves; returns the exit code."""
    return asyncio.run(run(SmoothApp(settings, choice, url=url, attach=attach, journal=journal)))


class SmoothApp(LeavingApp, KeysInOrder):
    """The console in a terminal.

    Args:
        settings: See `Settings`.
        choice: Which server.
        url: Where the first session begins.
        attach: A task id to take up in place of opening a session.
        journal: Where everything is written; None keeps it in memory only.
    """

    TITLE = "Smooth console"
    CSS_PATH = Path(__file__).parent / "screens" / "main.tcss"
    COMMANDS = {ConsoleCommands}  # noqa: RUF012  (Textual declares it so)
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        settings: Settings,
        choice: Choice,
        *,
        url: str | None = None,
        attach: str | None = None,
        journal: DiskJournal | None = None,
    ) -> None:
        super().__init__()
        self.console_core = Console(settings, choice, keep_history=True, journal=journal)
        self.settings = settings
        self.first_line = f"attach {attach}" if attach else f"open {url}" if url else "open"
        self.stage = settings.stage
        glyphs = ASCII if settings.ascii else glyphs_for(sys.stdout.encoding or "ascii", os.environ.get("TERM", ""))
        self.glyphs = glyphs
        self.timeline = Timeline(empty=NOTHING_SENT, glyphs=glyphs, id="timeline")
        self.result = Result(glyphs=glyphs, id="result")
        self.editor = EditorPanel(
            DraftFile(data_folder() / "drafts.json", self.console_core.secrets.redact),
            library=lambda: ((item.name, item.title) for item in self.console_core.library.items()),
            id="editor",
        )
        self.command = CommandPane(
            self.console_core.registry, self.console_core.history, Moment(self.console_core), id="command"
        )
        self._shown: int | None = None
        self._starting = "starting the engine and a browser" if choice.local else "reaching the server"
        self._text_preferred = False
        self._colours: themes.Theme | None = None
        self.presenting = False

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is printed on a keyboard: F5, ^P."""
        return super().get_key_display(binding).upper()

    def get_default_screen(self) -> Screen[None]:
        """The main screen."""
        return MainScreen(self)

    def on_mount(self) -> None:
        """Colours and keys first, then the session."""
        self._use_theme(self.settings.theme or themes.DEFAULT)
        self._use_keys()
        self.console_core.subscribe(self._heard)
        self.console_core.secrets.when_learnt(self._secret_learnt)
        self.set_interval(1.0, self._tick)
        self.heed_signals()

    def drawn(self) -> None:
        """The main screen is there: the session may begin."""
        self._colour_code()
        self._show_header()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        try:
            self.console_core.submit(self.first_line, remember=False)
        except LanguageError as problem:
            self._give_back(self.first_line, str(problem), 0, 0)

    # Lines

    @property
    def typing(self) -> bool:
        """Whether the focus is where one types text."""
        return self.focused is not None and type(self.focused).__name__ in ("TextArea", "Input", "EditorArea")

    def lines_to_try(self) -> Sequence[tuple[str, str]]:
        """Lines for the first screen."""
        return lines_to_try(self.console_core.choice.local)

    def take_line(self, text: str, *, typed: bool = False) -> None:
        """Run a line. One that cannot be parsed is put where lines are typed, unless another is being typed there."""
        try:
            self.console_core.submit(text)
        except LanguageError as problem:
            self.console_core.keep_mistaken(text)
            if not typed and not self.command.text:
                self.command.focus()
            found = problem.problem
            self._give_back(text, found.message, found.start, found.end, found.hint)

    def _offer(self, lines: Sequence[tuple[str, str]]) -> None:
        """Lines about a session that was left open: on the first screen, if that still stands, else in a notice."""
        if self.main.welcoming:
            self.main.query_one(Welcome).offer(lines)
        else:
            self.tell("\n".join(f"{line}\n  {what}" for line, what in lines), "warning", seconds=LONG_S)

    def prepare_line(self, text: str) -> None:
        """Put the beginning of a line where lines are typed."""
        self.command.take(text)
        self.command.focus()

    def run_key(self, action: str) -> None:
        """Do what a key does."""
        self.run_worker(self.main.run_action(action), exit_on_error=False)

    def _give_back(self, text: str, message: str, start: int, end: int, hint: str = "") -> None:
        """Say what is wrong with a line in the line itself; with words when there is another: Up brings this one."""
        hide = self.console_core.secrets.redact
        message, hint = sanitise_line(hide(message)), hide(hint)
        if self.command.give_back(text):
            self.command.show_problem(message, start, end, hint)
        else:
            self.tell(f"{text.splitlines()[0][:60]}: {message}" + (f"; {hint}" if hint else ""), "error")

    def run_editor(self, kind: Literal["schema", "javascript"], text: str, prompt: str) -> None:
        """Run a schema or a snippet as if it had been typed."""
        tag = free_tag(text, "EDITOR")
        if kind == "schema":
            behind = f" -- {' '.join(prompt.split())}" if prompt.strip() else ""
            self.take_line(f"extract <<{tag}{behind}\n{text}\n{tag}")
        else:
            self.take_line(f"js <<{tag}\n{text}\n{tag}")

    def cancel(self) -> None:
        """Clear what is typed, or else give up what the line that runs waits for."""
        if not self.command.cancel_typing() and not self.console_core.cancel_wait():
            self.notify("Ctrl-Q leaves", timeout=3)

    # What the console says

    def _heard(self, change: changes.Change) -> None:
        if not self.is_running:
            return  # the session is left after the interface
        match change:
            case EntryAdded(entry=entry):
                self.timeline.append(entry_row(entry, self.console_core, stage=self.stage))
                if entry.verb not in ("open", "attach") and not entry.is_call and not entry.recalled:
                    self._follow(entry)
            case EntryChanged(entry=entry):
                self.timeline.update(entry_row(entry, self.console_core, stage=self.stage))
                if entry.n == self._shown:
                    self._show(entry)
                if entry.verb in ("open", "attach") and entry.state.terminal and entry.state is not EventState.OK:
                    self._follow(entry)
            case CallArrived(entry=entry):
                if self.settings.bell:
                    self.bell()
            case SessionChanged() | changes.SessionReplaced():
                self._starting = ""
                self._show_header()
            case changes.NamesLearned():
                self.command.names_learned()
            case changes.SettingChanged(name=name):
                self._setting_changed(name)
            case changes.LinesWaiting(lines=lines):
                self.command.set_waiting([line for line in lines[1:] if line])
            case changes.LineFailed():
                self._line_failed(change)
            case changes.LineDone(outcome=outcome):
                self._line_done(outcome)
            case changes.JournalChanged():
                self._show_header()
            case changes.SessionsLeftOpen(sessions=sessions) if not self.stage:
                self._offer(lines_for(sessions[0]))
            case changes.Grounded(entry=entry) if entry.n == self._shown:
                self.main.show_checks(entry)
            case changes.Compared(text=text):
                self._show_text("Runs compared", self.console_core.secrets.redact(text))
            case changes.Said(text=text, level=level) | Notice(text=text, level=level):
                self.tell(text, level)
        if isinstance(change, EntryChanged | CallArrived):
            self._show_header()

    def _setting_changed(self, name: str) -> None:
        """What is shown follows a setting that was changed."""
        self.settings = self.console_core.settings
        if name == "theme":
            self._use_theme(self.settings.theme or themes.DEFAULT)
        elif name == "stage" and self.stage != self.settings.stage:
            self.toggle_stage()

    def _line_failed(self, change: changes.LineFailed) -> None:
        if self.presenting:
            return  # it is said there
        self._give_back(change.text, change.message, change.start or 0, change.end or 0)

    def _line_done(self, outcome: Outcome) -> None:
        for note in outcome.notes[-2:]:
            self.tell(note)
        for effect in outcome.effects:
            self._carry_out(effect, outcome)
        if outcome.text and not outcome.effects and not self.presenting:
            if "\n" in outcome.text or len(outcome.text) > 100:
                self._show_text("", outcome.text)
            else:
                self.tell(outcome.text, outcome.level)

    def _carry_out(self, effect: Effect, outcome: Outcome) -> None:
        match effect:
            case ShowEntry(n=n, has_value=False):
                self.timeline.selected = n
                self.show_entry(n)
            case ShowEntry(n=n, value=value, title=title):
                self._show_value(title, value)
            case ShowText(title=title, text=text):
                self._show_text(title, text)
            case CopyText(text=text, what=what):
                self.copy(text, what)
            case OpenEditor(kind=kind, name=name, text=text):
                if name or text:
                    self.editor.open(kind, name, text)
                self.main.action_pane("editor")
            case TakeLine(text=text):
                self.command.take(text)
                self.command.focus()
            case UseTheme(name=name):
                if name:
                    self._use_theme(name)
                else:
                    self._show_text("Themes", outcome.text)
            case ShowView(view="help"):
                self._show_text("Help", outcome.text + "\n\n" + self._keys_text())
            case ShowView(view="keys"):
                self._show_text("Keys", self._keys_text())
            case ShowView(view="inbox"):
                self._show_text("Tool calls", outcome.text)
            case ShowView(view="live", topic=url):
                from smooth_console.tui.screens.live import qr_text
                from smooth_console.tui.screens.text import TextScreen

                self.push_screen(TextScreen("Live view", qr_text(url)))
            case ShowReplay(recording=recording, name=name, speed=speed, step=step):
                from smooth_console.tui.screens.replay import ReplayScreen

                offline = Console(self.settings, Choice("", None))
                self.push_screen(
                    ReplayScreen(recording, name, offline, glyphs=self.glyphs, stage=self.stage, speed=speed, step=step)
                )
            case Present(name=name, slides=slides, notes=notes):
                from smooth_console.tui.screens.present import PresentScreen

                self.push_screen(PresentScreen(self, name, slides, notes))
            case FilterTimeline(text=text):
                self.timeline.set_filter(text)
                self.main.action_pane("timeline")
            case Quit():
                self.leave()

    # Showing

    @property
    def main(self) -> MainScreen:
        """The main screen, whatever is over it."""
        screen = self.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    def show_entry(self, n: int) -> None:
        """Show an entry in the result pane."""
        entries = self.console_core.entries
        if 1 <= n <= len(entries):
            self._show(entries[n - 1])

    def _follow(self, entry: Entry) -> None:
        """Select and show what was just sent."""
        self.timeline.selected = entry.n
        self._show(entry)

    def _show(self, entry: Entry) -> None:
        self._shown = entry.n
        self.main.show_result()
        data = result_data(entry, self.console_core, stage=self.stage)
        self.result.show(data)
        self._prefer_text(data)
        self.main.show_checks(entry)

    def _prefer_text(self, data: ResultData) -> None:
        """A sentence is read as text, anything else as a tree, unless a tab was chosen for it."""
        sentence = data.has_value and isinstance(data.value, str) and len(data.value) > 40
        if sentence and self.result.tab == "Tree":
            self.result.show_tab("Text")
        elif not sentence and self._text_preferred and self.result.tab == "Text":
            self.result.show_tab("Tree")
        self._text_preferred = sentence

    def _show_value(self, title: str, value: Any) -> None:
        self._shown = None
        self.main.show_result()
        summary = kind_of(value)
        title, value = self.console_core.secrets.redact((title, value))
        self.result.show(ResultData(title=title, state=EventState.OK, summary=summary, value=value, has_value=True))

    def _show_text(self, title: str, text: str) -> None:
        from smooth_console.tui.screens.text import TextScreen

        if not self.presenting:  # an audience is shown less of it, and elsewhere
            self.push_screen(TextScreen(title, sanitise(self.console_core.secrets.redact(text))))

    def _show_header(self) -> None:
        if not self.is_running or not self.screen_stack:
            return
        server = self.console_core.server
        name = server.name if server else "local" if self.console_core.choice.local else "remote"
        session = self.console_core.session
        page = server.short_address(session.url or "") if server and session else ""
        self.main.refresh_bindings()
        for header in self.main.query(Header):
            header.show(
                name,
                session,
                page,
                stage=self.stage,
                hide=self.console_core.secrets.redact,
                starting=self._starting,
                now=time.monotonic(),
                warning=NOT_WRITTEN if self.console_core.journal.trouble else "",
            )

    def _tick(self) -> None:
        """Words such as "last heard 12 s ago" go on."""
        self.look_at_terminal()
        session = self.console_core.session
        if session is not None and session.connection.state in ("reconnecting", "refused"):
            self._show_header()

    def tell(self, text: str, level: str = "info", *, seconds: float | None = None) -> None:
        """A short notice for what has no place."""
        severity: Literal["information", "warning", "error"] = "information"
        if level in ("warning", "error"):
            severity = "warning" if level == "warning" else "error"
        shown = sanitise(
            for_audience(text, self.console_core) if self.stage else self.console_core.secrets.redact(text)
        )
        self.notify(shown, severity=severity, timeout=seconds or (4 if level == "info" else 8), markup=False)

    def copy(self, text: str, what: str) -> None:
        """Put a text on the clipboard, by way of the terminal (OSC 52)."""
        self.copy_to_clipboard(copy_text(text))
        self.tell(f"copied {what} ({len(text):,} characters)")

    # Tool calls

    def entry_waits_for_reply(self, n: int) -> bool:
        """Whether an entry is a tool call that waits."""
        entries = self.console_core.entries
        return 1 <= n <= len(entries) and entries[n - 1].is_call and not entries[n - 1].terminal

    def answer_call(self, n: int | None = None) -> None:
        """Open the form for a call; by default the one that has waited longest."""
        from smooth_console.tui.screens.reply import ReplyScreen

        session = self.console_core.session
        waiting = session.calls if session else []
        call = next((entry for entry in waiting if n in (None, entry.n)), None)
        if call is None or call.call is None:
            self.tell("no tool call waits for an answer")
            return
        asked = copy_text(self.console_core.secrets.redact(call.call.input))

        def done(line: str | None) -> None:
            if line:
                self.take_line(line)

        self.push_screen(ReplyScreen(call, asked), done)

    # Library

    def save_item(self, kind: Literal["schema", "javascript"], name: str, text: str) -> None:
        """Save the editor's text to the library."""
        if self.console_core.secrets.redact(text) != text:
            self.tell("the text holds a secret, which is not written to a file; give it as ${NAME} or --args", "error")
            return
        try:
            item = self.console_core.library.save(name, kind, text)
        except LibraryError as problem:
            self.tell(f"{problem}; {problem.hint}" if problem.hint else str(problem), "error")
            return
        self.editor.saved(kind, item.name)
        self.tell(f"saved @{item.name} ({item.scope})")

    def open_item(self, name: str) -> None:
        """Open an item of the library in the editor."""
        try:
            item = self.console_core.library.find(name)
            text = self.console_core.library.read(name)
        except LibraryError as problem:
            self.tell(f"{problem}; {problem.hint}" if problem.hint else str(problem), "error")
            return
        self.editor.open(item.kind, item.name, text)

    # Look and keys

    def _use_theme(self, name: str) -> None:
        try:
            theme = themes.load_theme(name)
        except themes.ThemeError as problem:
            self.tell(str(problem), "error")
            theme = themes.load_theme(themes.DEFAULT)
        self.register_theme(textual_theme(theme))
        self.theme = theme.name
        self._colours = theme
        self._colour_code()

    def _colour_code(self) -> None:
        """The editors have colours of their own kind."""
        if self._colours is None:
            return
        for area in self.main.query(CodeArea):
            area.register_theme(text_area_theme(self._colours))
            area.theme = self._colours.name

    def _use_keys(self) -> None:
        for problem in key_problems(self.settings.keys):
            self.tell(f"keys: {problem}", "warning")
        if self.settings.keys:
            self.set_keymap(self.settings.keys)

    def _keys_text(self) -> str:
        chosen = {key.id: self.settings.keys.get(key.id, key.keys) for key in MAIN_KEYS}
        rows = [f"  {chosen[key.id]:<12} {key.help:<58} {key.id}" for key in MAIN_KEYS]
        change = 'The setting keys changes them, such as: [keys] "run.editor" = "f6"'
        return "\n".join(["Keys", *rows, "", "In the panes", *OWN_KEYS, "", change])

    def toggle_stage(self) -> None:
        """Hide or show ids, for an audience."""
        self.set_stage(not self.stage)
        self.tell("ids are hidden" if self.stage else "ids are shown")

    def set_stage(self, stage: bool) -> None:
        """Hide ids from an audience, or show them."""
        if stage == self.stage:
            return
        self.stage = stage
        self._show_anew()

    def _show_anew(self) -> None:
        """What may be seen is otherwise now."""
        rows = [entry_row(entry, self.console_core, stage=self.stage) for entry in self.console_core.entries]
        self.timeline.set_rows(rows)
        self._show_header()
        if self._shown:
            self.show_entry(self._shown)

    def _secret_learnt(self) -> None:
        """What was shown and kept before may hold it."""
        if self.is_running:
            self.call_later(self.editor.hide_drafts)
            self.call_later(self._show_anew)

    # Leaving

    def leave(self) -> None:
        """Leave; asks when something is still pending."""
        from smooth_console.tui.screens.leave import LeaveScreen

        pending = self.console_core.pending
        if not pending or self._quitting:
            self.run_worker(self.close_and_exit(), exit_on_error=False)
            return
        what = "1 event is" if len(pending) == 1 else f"{len(pending)} events are"

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self.close_and_exit(), exit_on_error=False)

        self.push_screen(LeaveScreen(f"{what} still pending. Leaving closes the session; answers are lost."), answered)

    async def action_quit(self) -> None:
        """Textual's own way out is ours."""
        self.leave()

    def closing(self) -> None:
        """Say that the session is being closed."""
        self._starting = "closing the session"
        self.tell("closing the session")
