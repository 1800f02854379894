"""The line mode: it takes typed lines to the console and prints what comes of them, above the prompt."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from smooth_console.client import ApiError
from smooth_console.console import changes
from smooth_console.console.console import Console
from smooth_console.console.first_lines import lines_to_try
from smooth_console.console.glyphs import ASCII, glyphs_for
from smooth_console.console.journaling import lines_for
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
from smooth_console.output import themes
from smooth_console.output.render import copy_text
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.words import count
from smooth_console.repl.answers import Look, answer_lines, call_lines, entry_lines, problem_lines
from smooth_console.repl.editing import edit_item
from smooth_console.repl.lines import Line, text_lines
from smooth_console.repl.screen import Screen
from smooth_console.repl.values import value_lines
from smooth_console.session import CallArrived, Entry, EntryAdded, EntryChanged, EventState, Notice, SessionChanged
from smooth_console.session.changes import ENDED
from smooth_console.settings import Settings

if TYPE_CHECKING:
    from smooth_console.repl.presenting import Presentation

KEPT_FREE = 10
"""Rows of the screen that an answer leaves to the prompt and its menu."""
LEAST_ROWS = 8
HANGUP, TERMINATED = 129, 143
HABITS = {"exit": ".exit", "quit": ".exit", "\\q": ".exit", "help": ".help", "?": ".help", "\\?": ".help"}
"""What fingers type that have learnt another prompt."""
_NOTICED = (EventState.OVERDUE, EventState.UNCONFIRMED)
_LEVELS = {"info": "class:info", "warning": "class:warning", "error": "class:error"}
_DUMB = ("dumb", "unknown", "")


def run_repl(
    settings: Settings,
    choice: Choice,
    *,
    url: str | None = None,
    attach: str | None = None,
    journal: DiskJournal | None = None,
) -> int:
    """Run the line mode on this terminal until the user leaves; returns the exit code."""
    first_line = f"attach {attach}" if attach else f"open {url}" if url else "open"
    return asyncio.run(_run(settings, choice, first_line, journal))


async def _run(settings: Settings, choice: Choice, first_line: str, journal: DiskJournal | None) -> int:
    console = Console(settings, choice, keep_history=True, journal=journal)
    term = os.environ.get("TERM", "")
    glyphs = ASCII if settings.ascii else glyphs_for(sys.stdout.encoding or "ascii", term)
    plain = term in _DUMB or not sys.stdout.isatty()

    def make_screen(repl: "Repl") -> Screen:
        if plain:
            from smooth_console.repl.plain import PlainScreen

            return PlainScreen(repl, glyphs)
        from smooth_console.repl.prompt import PromptScreen

        return PromptScreen(repl, glyphs)

    return await Repl(console, make_screen, first_line).run()


class Repl:
    """Lines in, answers out. What a terminal can do is the screen's part, what lines mean is the console's.

    Args:
        console: Runs the lines.
        make_screen: Makes the screen, which hands over what is typed.
        first_line: What opens the session.

    Attributes:
        starting: Whether the first line has not done its part yet.
        waiting: The lines that wait in line; the first of them runs.
        stage: Ids are left out, for an audience.
        presentation: The script that is being presented.
    """

    def __init__(self, console: Console, make_screen: Callable[["Repl"], Screen], first_line: str) -> None:
        self.console = console
        self.first_line = first_line
        self.stage = console.settings.stage
        self.waiting: tuple[str, ...] = ()
        self.presentation: Presentation | None = None
        self._sending = 0
        self._told: dict[int, tuple[EventState, bool]] = {}
        self._typed = ""
        self._prompt_width = 0
        self._ended = ""
        self._code = 0
        self._begun = False
        self._leaving = False
        self.screen = make_screen(self)

    @property
    def number(self) -> int:
        """The number that the next entry will most likely have."""
        opening = 0 if self._begun else 1
        return len(self.console.entries) + self._sending + opening + 1

    @property
    def look(self) -> Look:
        """The screen as answers see it."""
        screen = self.screen
        return Look(screen.width, max(LEAST_ROWS, screen.height - KEPT_FREE), screen.glyphs, self.stage)

    async def run(self) -> int:
        """Until the user leaves; returns the exit code. The session is closed whatever happens."""
        loop = asyncio.get_running_loop()
        self.console.subscribe(self._heard)
        loop.set_exception_handler(lambda _, context: self._mistaken(context.get("exception") or context["message"]))
        loop.add_signal_handler(signal.SIGTERM, self._stop, TERMINATED)
        loop.add_signal_handler(signal.SIGHUP, self._stop, HANGUP)
        try:
            await self.screen.run()
        finally:
            closing = loop.create_task(self.console.aclose())
            loop.add_signal_handler(signal.SIGINT, closing.cancel)
            with contextlib.suppress(ApiError, asyncio.CancelledError):
                await closing
        return self._code

    def _stop(self, code: int) -> None:
        self._leaving = True
        self._code = code
        self.screen.leave()

    # What is typed

    def greeting(self) -> list[Line]:
        """The first lines of all: what this is, and what to type."""
        from smooth_console import __version__

        tries: Line = [("class:muted", "try: ")]
        for line, _ in lines_to_try(self.console.choice.local)[:2]:
            tries += [("class:muted", " · ")] if len(tries) > 1 else []
            tries.append(("class:accent", line))
        return [
            [
                ("class:accent", f"smooth-console {__version__}"),
                ("class:muted", "  .help helps, Ctrl-D leaves"),
            ],
            tries,
        ]

    def begin(self) -> None:
        """Open the session. Until it is open, what is typed waits in line."""
        self._begun = True
        try:
            self.console.submit(self.first_line, remember=False)
        except LanguageError as problem:
            self._show_problem(self.first_line, str(problem), problem.problem.start, problem.problem.end)

    def take(self, text: str, *, typed: bool = True) -> None:
        """Run a line, or have it wait in line.

        Raises:
            LanguageError: It cannot be parsed; nothing was taken.
        """
        text = HABITS.get(text.strip(), text)
        self._prompt_width = len(f"{self.number}{self.screen.glyphs.prompt} ")
        self.console.submit(text, remember=typed)
        self._typed = self.console.secrets.redact(text)
        if self.presentation is not None and typed:
            self.presentation.took(text)

    def cancel(self) -> str:
        """Give up what is waited for; what to say when there is nothing to give up."""
        if self.console.cancel_wait():
            return ""
        pending = self.console.pending
        return f"entry {pending[0].n} was sent and stays sent; Ctrl-D leaves" if pending else "Ctrl-D leaves"

    def give_up_line(self) -> None:
        """What was typed is given up; a line that was there to be presented takes the script with it."""
        if self.presentation is not None:
            self.presentation.end("given up:")

    def leave(self) -> None:
        """Leave; asks when answers or lines would be lost."""
        pending = [entry for entry in self.console.pending if entry.verb not in ("open", "attach", "close")]
        unsent = self.waiting[1:]  # the first one runs: what it sends is sent
        if not pending and not unsent:
            return self._leave()
        what = [count(len(pending), "event") + " not answered"] if pending else []
        what += [count(len(unsent), "line") + " not sent"] if unsent else []
        return self.screen.ask(f"{' and '.join(what)}: leave all the same?", self._leave)

    def _leave(self) -> None:
        self._leaving = True
        session = self.console.session
        if session is not None and not session.ended and self.console.settings.keep and session.task_id:
            self.say(f"the session stays open; smooth-console repl --attach {session.task_id} takes it up")
        elif session is not None and not session.ended:
            self.screen.show([[("class:muted", "closing the session; Ctrl-C does not wait for it")]])
        self.screen.leave()

    # What the console says

    def _heard(self, change: changes.Change) -> None:
        try:
            self._follow(change)
        except Exception as problem:
            self._mistaken(problem)
        if self.presentation is not None and not self.waiting:
            self.presentation.rest()
        self.screen.refresh()

    def _follow(self, change: changes.Change) -> None:
        match change:
            case EntryAdded(entry=entry) if entry.recalled:
                self._told[entry.n] = (entry.state, entry.answer is not None)
            case EntryChanged(entry=entry) | EntryAdded(entry=entry):
                self._entry_changed(entry)
            case CallArrived(entry=entry):
                self._print(call_lines(entry, self.console, self.look))
                if self.console.settings.bell:
                    self.screen.bell()
            case SessionChanged(status=status):
                self._session_changed(status)
            case changes.SessionReplaced():
                self._ended = ""
            case changes.LinesWaiting(lines=lines):
                self.waiting = lines
                self._sending = sum(self._sends(line) for line in lines)
            case changes.LineFailed(text=text, message=message, start=start, end=end):
                self._show_problem(text, message, start, end)
            case changes.LineDone(outcome=outcome):
                self._line_done(outcome)
            case changes.SettingChanged(name="stage"):
                self.stage = self.console.settings.stage
            case changes.SettingChanged(name="vi"):
                self.screen.use_vi(on=self.console.settings.vi)
            case changes.SettingChanged(name="theme"):
                self._use_theme(self.console.settings.theme or themes.DEFAULT)
            case changes.SessionsLeftOpen(sessions=sessions) if not self.stage:
                for line, what in lines_for(sessions[0]):
                    self.say(f"{line}   {what}", "warning")
            case changes.Compared(text=text):
                self._page_text(text)
            case changes.Said(text=text, level=level) | Notice(text=text, level=level):
                self.say(text, level)

    def _entry_changed(self, entry: Entry) -> None:
        """Print an entry when it ends, when it is late, and when an answer comes after the end."""
        now = (entry.state, entry.answer is not None)
        ended = entry.terminal or entry.state in _NOTICED
        if not ended or self._told.get(entry.n) == now or self._leaving:
            return
        self._told[entry.n] = now
        named = self.console.secrets.redact(entry.line) != self._typed and entry.line != self.first_line
        self._print(answer_lines(entry, self.console, self.look, named=named))

    def _session_changed(self, status: str) -> None:
        session = self.console.session
        if session is None or status not in ENDED or self._ended == session.task_id:
            return
        self._ended = session.task_id or ""
        if not any(entry.verb == "close" for entry in session.entries) and status != "left":
            self.say(f"the session has ended ({status}); open URL starts another", "warning")

    def _sends(self, line: str) -> bool:
        try:
            command = self.console.parse(line).command
        except LanguageError:
            return False
        return command is not None and command.sends

    def _line_done(self, outcome: Outcome) -> None:
        for note in outcome.notes:
            self.say(note)
        for effect in outcome.effects:
            self._carry_out(effect, outcome)
        if outcome.text and not outcome.effects:
            text = self.console.secrets.redact(outcome.text)
            if "\n" in text:
                self.screen.page(iter(text_lines(text)))
            else:
                self.say(text, outcome.level)

    def _carry_out(self, effect: Effect, outcome: Outcome) -> None:
        match effect:
            case ShowEntry(n=n, has_value=False):
                self.screen.page(entry_lines(self.console.entry(n), self.console, self.look))
            case ShowEntry(value=value):
                self.screen.page(value_lines(self.console.secrets.redact(value), self.screen.width))
            case ShowText(text=text):
                self._page_text(text)
            case CopyText(text=text, what=what):
                self._copy(text, what)
            case OpenEditor():
                self.console.beside(edit_item(self, effect))
            case TakeLine(text=text):
                self.screen.put(text)
            case UseTheme(name=name):
                self._use_theme(name) if name else self._page_text(outcome.text)
            case ShowView(view="keys"):
                self._page_text(self.screen.keys_text)
            case ShowView(view="help"):
                self._page_text(f"{outcome.text}\n\n{self.screen.keys_text}")
            case ShowView(view="live", topic=url):
                from smooth_console.output.qr import qr_lines

                self.screen.show_code(qr_lines(url))
                self._print(text_lines(self.console.secrets.redact(url), "class:accent"))
            case ShowView() | FilterTimeline():
                self._page_text(outcome.text)
            case ShowReplay():
                from smooth_console.repl.recorded import recorded_lines

                self.screen.page(recorded_lines(effect, self.console.settings, self.look))
            case Present():
                from smooth_console.repl.presenting import Presentation

                self.presentation = Presentation(self, effect)
            case Quit():
                self.leave()

    # Printing

    def say(self, text: str, level: str = "info") -> None:
        """What no entry says, with the sign of its level."""
        sign = self.screen.glyphs.notices.get(level, "")
        first, *rest = text_lines(self.console.secrets.redact(text))
        self._print([[(_LEVELS.get(level, ""), f"{sign} "), *first], *rest])

    def _mistaken(self, problem: object) -> None:
        """Whatever goes wrong here is ours, is said in a sentence, and ends nothing."""
        self.say(f"this is a mistake of the console: {problem!r}", "error")

    def show_last(self) -> None:
        """The newest entry whole."""
        if self.console.entries:
            self.screen.page(entry_lines(self.console.entries[-1], self.console, self.look))

    def _print(self, lines: list[Line]) -> None:
        self._typed = ""
        self.screen.show(lines)

    def _page_text(self, text: str) -> None:
        self._typed = ""
        self.screen.page(iter(text_lines(self.console.secrets.redact(text))))

    def _show_problem(self, text: str, message: str, start: int | None, end: int | None) -> None:
        hidden, message = self.console.secrets.redact(text), self.console.secrets.redact(message)
        start = start if hidden == text else None  # places are those of what was typed
        if start is None and hidden != self._typed:
            message = f"{sanitise_line(hidden.splitlines()[0][:60])}: {message}"
        prompt = self._prompt_width if hidden == self._typed else None
        self._print(problem_lines(hidden, message, start, end, self.look, prompt=prompt))

    def _copy(self, text: str, what: str) -> None:
        if self.screen.copy(copy_text(text)):
            self.say(f"copied {what} ({len(text):,} characters)")
        else:
            self.say("this terminal has no clipboard to copy to; .save writes a file", "warning")

    def _use_theme(self, name: str) -> None:
        try:
            self.screen.use_theme(themes.load_theme(name))
        except themes.ThemeError as problem:
            self.say(str(problem), "error")

    def toggle_stage(self) -> None:
        """Hide or show ids, for an audience."""
        self.stage = not self.stage
        self.say("ids are hidden" if self.stage else "ids are shown")
