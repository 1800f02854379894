"""The Textual application: panes on a terminal, drawn before anything behind them is there. No protocol here."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual.binding import Binding
from textual.screen import Screen

from smooth_console.console.first_lines import lines_to_try
from smooth_console.console.glyphs import ASCII, glyphs_for
from smooth_console.console.server import Choice
from smooth_console.language.problems import LanguageError
from smooth_console.output import themes
from smooth_console.output.render import copy_text
from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.session.redaction import Secrets
from smooth_console.settings import Settings, data_folder
from smooth_console.tui.drafts import DraftFile
from smooth_console.tui.keys import MAIN_KEYS, OWN_KEYS, key_problems
from smooth_console.tui.leaving import LeavingApp
from smooth_console.tui.palette import ConsoleCommands
from smooth_console.tui.screens.main import MainScreen
from smooth_console.tui.theme import text_area_theme, textual_theme
from smooth_console.tui.typing_order import KeysInOrder
from smooth_console.tui.widgets.command import CommandPane, Knowledge
from smooth_console.tui.widgets.editor import EditorPanel
from smooth_console.tui.widgets.editor_area import CodeArea
from smooth_console.tui.widgets.header import Header
from smooth_console.tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from smooth_console.console.console import Console
    from smooth_console.journal import DiskJournal
    from smooth_console.session import Session
    from smooth_console.tui.following import Following
    from smooth_console.tui.widgets.result import Result

NOTHING_SENT = ("Nothing sent yet.", "What you send appears here, a row each,", "and moves from sent to answered.")

PREPARED_AFTER_S = 0.2
"""Seconds between the first screen and the import of the console: keys that come at once are answered first."""


class SmoothApp(LeavingApp, KeysInOrder):
    """The console in a terminal.

    The console behind the panes, and all that it needs, is made after the first frame: one types meanwhile.

    Args:
        settings: See `Settings`.
        choice: Which server.
        url: Where the first session begins.
        attach: A task id to take up in place of opening a session.
        journal: Makes what everything is written to; None keeps it in memory only.
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
        journal: "Callable[[], DiskJournal] | None" = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self._choice = choice
        self._journal = journal
        self._early: list[tuple[str, bool]] | None = []
        self._first_line = f"attach {attach}" if attach else f"open {url}" if url else "open"
        self.secrets = Secrets()
        self.stage = settings.stage
        glyphs = ASCII if settings.ascii else glyphs_for(sys.stdout.encoding or "ascii", os.environ.get("TERM", ""))
        self.glyphs = glyphs
        self.timeline = Timeline(empty=NOTHING_SENT, glyphs=glyphs, id="timeline")
        self.editor = EditorPanel(
            DraftFile(data_folder() / "drafts.json", self.secrets.redact),
            library=lambda: ((item.name, item.title) for item in self.console_core.library.items()),
            glyphs=glyphs,
            id="editor",
        )
        self.command = CommandPane(lambda: self.knowledge, glyphs, id="command")
        self.starting = "starting the engine and a browser" if choice.local else "reaching the server"
        self._colours: themes.Theme | None = None
        self.presenting = False

    # Starting

    @cached_property
    def console_core(self) -> "Console":
        """The console. Who needs it before it was made has it made now."""
        from smooth_console.console.console import Console

        journal = self._journal() if self._journal is not None else None
        return Console(self.settings, self._choice, keep_history=True, journal=journal, secrets=self.secrets)

    @cached_property
    def following(self) -> "Following":
        """What brings the console's changes to the panes."""
        from smooth_console.tui.following import Following

        return Following(self, self.console_core)

    @cached_property
    def result(self) -> "Result":
        """The pane of results. It is put on the screen after the first frame, in which there is none to show."""
        from smooth_console.tui.widgets.result import Result

        return Result(glyphs=self.glyphs, id="result")

    @cached_property
    def knowledge(self) -> Knowledge:
        """What the line that is typed may know, and the editor with it."""
        from smooth_console.console.completion import Moment

        return Knowledge(self.console_core.registry, self.console_core.history, Moment(self.console_core))

    @property
    def session(self) -> "Session | None":
        """The session in front."""
        return self.console_core.session if "console_core" in self.__dict__ else None

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is printed on a keyboard: F5, ^P."""
        return super().get_key_display(binding).upper()

    def get_default_screen(self) -> Screen[None]:
        """The main screen."""
        return MainScreen(self)

    def on_mount(self) -> None:
        """Colours and keys first."""
        self.use_theme(self.settings.theme or themes.DEFAULT)
        self._use_keys()
        self.set_interval(1.0, self._tick)
        self.heed_signals()

    def drawn(self) -> None:
        """The main screen is there: the session may begin."""
        self._colour_code()
        self.show_header()
        self.set_timer(PREPARED_AFTER_S, lambda: self.run_worker(self._prepare()))

    async def _prepare(self) -> None:
        """Import the console beside the event loop, so that keys are answered meanwhile; then begin."""
        await asyncio.to_thread(_import_console)
        await self.main.take_result()
        if self._quitting:
            return  # a session that is opened now would be closed by nobody
        self.secrets.when_learnt(self._secret_learnt)
        self.following  # noqa: B018  (it subscribes)
        self.command.prepare()
        self.editor.prepare(self.knowledge.moment)
        self._begin()
        early, self._early = self._early or [], None
        for text, typed in early:
            self.take_line(text, typed=typed)

    def _begin(self) -> None:
        """Open the first session; lines that were typed already come behind it."""
        try:
            self.console_core.submit(self._first_line, remember=False)
        except LanguageError as problem:
            self.give_back(self._first_line, str(problem), 0, 0)

    # Lines

    @property
    def typing(self) -> bool:
        """Whether the focus is where one types text."""
        return self.focused is not None and type(self.focused).__name__ in ("TextArea", "Input", "EditorArea")

    def lines_to_try(self) -> Sequence[tuple[str, str]]:
        """Lines for the first screen."""
        return lines_to_try(self._choice.local)

    def take_line(self, text: str, *, typed: bool = False) -> None:
        """Run a line. One that cannot be parsed is put where lines are typed, unless another is being typed there."""
        if self._early is not None:
            self._early.append((text, typed))
            return
        try:
            self.console_core.submit(text)
        except LanguageError as problem:
            self.console_core.keep_mistaken(text)
            if not typed and not self.command.text:
                self.command.focus()
            found = problem.problem
            self.give_back(text, found.message, found.start, found.end, found.hint)

    def prepare_line(self, text: str) -> None:
        """Put the beginning of a line where lines are typed."""
        self.command.take(text)
        self.command.focus()

    def run_key(self, action: str) -> None:
        """Do what a key does."""
        self.run_worker(self.main.run_action(action), exit_on_error=False)

    def give_back(self, text: str, message: str, start: int, end: int, hint: str = "") -> None:
        """Say what is wrong with a line in the line itself; with words when there is another: Up brings this one."""
        hide = self.secrets.redact
        message, hint = sanitise_line(hide(message)), hide(hint)
        if self.command.give_back(text):
            self.command.show_problem(message, start, end, hint)
        else:
            self.tell(f"{text.splitlines()[0][:60]}: {message}" + (f"; {hint}" if hint else ""), "error")

    def cancel(self) -> None:
        """Clear what is typed, or else give up what the line that runs waits for."""
        if not self.command.cancel_typing() and not self.console_core.cancel_wait():
            self.notify("Ctrl-Q leaves", timeout=3)

    # Showing

    @property
    def main(self) -> MainScreen:
        """The main screen, whatever is over it."""
        screen = self.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    def show_entry(self, n: int) -> None:
        """Show an entry in the result pane."""
        self.following.show_entry(n)

    def show_text(self, title: str, text: str) -> None:
        """Show a text over the panes."""
        from smooth_console.tui.screens.text import TextScreen

        if not self.presenting:  # an audience is shown less of it, and elsewhere
            self.push_screen(TextScreen(title, sanitise(self.secrets.redact(text))))

    def show_header(self) -> None:
        """Server, session, page and what is wrong, as they are now."""
        if not self.is_running or not self.screen_stack:
            return
        name, page, warning = "", "", ""
        if "console_core" in self.__dict__:
            name, page, warning = self.following.server_name, self.following.page, self.following.warning
        self.main.refresh_bindings()
        for header in self.main.query(Header):
            header.show(
                name or ("local" if self._choice.local else "remote"),
                self.session,
                page,
                stage=self.stage,
                hide=self.secrets.redact,
                starting=self.starting,
                now=time.monotonic(),
                warning=warning,
            )

    def _tick(self) -> None:
        """Words such as "last heard 12 s ago" go on."""
        self.look_at_terminal()
        session = self.session
        if session is not None and session.connection.state in ("reconnecting", "refused"):
            self.show_header()

    def tell(self, text: str, level: str = "info", *, seconds: float | None = None) -> None:
        """A short notice for what has no place."""
        severity: Literal["information", "warning", "error"] = "information"
        if level in ("warning", "error"):
            severity = "warning" if level == "warning" else "error"
        if self.stage:
            from smooth_console.tui.stage import for_audience

            shown = for_audience(text, self.console_core)
        else:
            shown = self.secrets.redact(text)
        self.notify(sanitise(shown), severity=severity, timeout=seconds or (4 if level == "info" else 8), markup=False)

    def copy(self, text: str, what: str) -> None:
        """Put a text on the clipboard, by way of the terminal (OSC 52)."""
        self.copy_to_clipboard(copy_text(text))
        self.tell(f"copied {what} ({len(text):,} characters)")

    # Look and keys

    def use_theme(self, name: str) -> None:
        """Take a theme's colours; those of the default when it cannot be used, and say why."""
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

    def keys_text(self) -> str:
        """Every key and what it does."""
        chosen = {key.id: self.settings.keys.get(key.id, key.keys) for key in MAIN_KEYS}
        wide, help_wide = (max(map(len, words)) for words in (chosen.values(), (key.help for key in MAIN_KEYS)))
        rows = [f"  {chosen[key.id]:<{wide}} {key.help:<{help_wide}} {key.id}" for key in MAIN_KEYS]
        change = 'The setting keys changes them, such as: [keys] "run.editor" = "f6"'
        return "\n".join(["Keys", *rows, "", "In the panes", *OWN_KEYS, "", change])

    def toggle_stage(self) -> None:
        """Hide or show ids, for an audience."""
        self.set_stage(not self.stage)
        self.tell("ids are hidden" if self.stage else "ids are shown")

    def set_stage(self, stage: bool) -> None:
        """Hide ids from an audience, or show them."""
        if stage != self.stage:
            self.stage = stage
            self.following.show_anew()

    def _secret_learnt(self) -> None:
        """What was shown and kept before may hold it."""
        if self.is_running:
            self.call_later(self.editor.hide_drafts)
            self.call_later(self.following.show_anew)

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

    async def close_console(self) -> None:
        """Close the session, the connections and our engine."""
        await self.console_core.aclose()

    def closing(self) -> None:
        """Say that the session is being closed."""
        self.starting = "closing the session"
        self.tell("closing the session")


def _import_console() -> None:
    """All that the first line needs, imported in a thread of its own."""
    for name in ("console.console", "console.completion", "language.complete", "tui.following", "tui.widgets.result"):
        import_module(f"smooth_console.{name}")
    from smooth_console.console.commands import registry

    registry()
