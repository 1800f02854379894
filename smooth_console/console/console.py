"""The Console: one live session, the lines that act on it, and the stream of changes that front ends follow."""

import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from msgspec.structs import replace

from smooth_console.client import ApiError
from smooth_console.console import changes
from smooth_console.console.adjust import ADJUSTABLE, adjusted
from smooth_console.console.commands import registry
from smooth_console.console.guarding import Guarding
from smooth_console.console.history import History
from smooth_console.console.journaling import Journaling
from smooth_console.console.lines import Lines
from smooth_console.console.outcome import CommandError, Outcome
from smooth_console.console.page_names import PageNames
from smooth_console.console.pinning import Pins
from smooth_console.console.recorder import Recorder
from smooth_console.console.results import Results
from smooth_console.console.secrets import learn
from smooth_console.console.server import Choice, Server, connect
from smooth_console.console.tools import Tools
from smooth_console.journal import DiskJournal
from smooth_console.language.declare import Registry
from smooth_console.language.javascript import Rewritten
from smooth_console.language.parse import Line, parse
from smooth_console.language.values import substitute_variables
from smooth_console.output.words import count
from smooth_console.session import Entry, Secrets, Session
from smooth_console.settings import Settings, data_folder
from smooth_console.wire import TaskEvent, TaskRequest, encode_json
from smooth_console.workbench.checks import Check
from smooth_console.workbench.library import Library

RUN_DEADLINE_S = 600.0
_log = logging.getLogger(__name__)
_WITH_OUTPUT = frozenset({"goto", "js", "extract", "run", "send"})


class Console:
    """Everything that a front end talks to.

    Args:
        settings: See `Settings`.
        choice: Which server.
        keep_history: Keep typed lines in the user's data folder (headless front ends do not). Somebody is there to see
            what is found out unasked.
        journal: Where everything is written; None keeps it in memory only.
        secrets: Those that are known already; more are added.
    """

    def __init__(
        self,
        settings: Settings,
        choice: Choice,
        *,
        keep_history: bool = False,
        journal: DiskJournal | None = None,
        secrets: Secrets | None = None,
    ) -> None:
        self.settings = settings
        self._settings_at_start = settings
        self.choice = choice
        self.registry: Registry = registry()
        self.history = History(data_folder() / "history.jsonl" if keep_history else None)
        self.library = Library.standard(data_folder())
        self.variables: dict[str, str] = {}
        self.elements: dict[str, str] = {}
        """Of the variables those of `for each`: what the timeline shows of a line has them filled in."""
        self.secrets = Secrets() if secrets is None else secrets
        self.secrets.when_learnt(lambda: self.history.hide(self.secrets.redact))
        if choice.key is not None:
            self.secrets.add(choice.key.reveal())
        self.server: Server | None = None
        self.session: Session | None = None
        self.rewritten: dict[str, Rewritten] = {}
        self.unchecked: set[str] = set()
        self.visited: list[str] = []
        self.visited_at = -1
        self.depth = 0
        """How many lines that hold lines are running inside each other."""
        self._past: list[Entry] = []
        self._listeners: list[Callable[[changes.Change], None]] = []
        self.lines = Lines(self)
        self.journal = Journaling(self, journal)
        self.tools = Tools(self)
        self.page_names = PageNames(self)
        self.recorder = Recorder(self)
        self.subscribe(self.tools.heard)
        self.subscribe(self.recorder.heard)
        self.attended = keep_history
        self.results = Results(self)
        self.pins = Pins(self)
        self.guarding = Guarding(self)
        self.subscribe(self.guarding.heard)

    # What is there

    @property
    def entries(self) -> list[Entry]:
        """Every entry of every session of this console, in order; entry `n` stands at `n - 1`."""
        return self._past + (self.session.entries if self.session else [])

    @property
    def pending(self) -> list[Entry]:
        """What was sent and is not answered yet; questions of the agent are not among it."""
        there = self.session.entries if self.session else []
        return [entry for entry in there if not entry.terminal and not entry.is_call]

    def entry(self, n: int) -> Entry:
        """The entry of that number.

        Raises:
            CommandError: There is none.
        """
        entries = self.entries
        if not 1 <= n <= len(entries):
            there = f"the last is {len(entries)}" if entries else "nothing was sent yet"
            raise CommandError(f"there is no entry {n}; {there}", 2)
        return entries[n - 1]

    async def entry_with_output(self, n: int | None) -> Entry:
        """Entry `n`, or the last that gives an output, once it has been answered.

        Raises:
            CommandError: There is none, or it ended without an output.
        """
        if n is None:
            found = next((e for e in reversed(self.entries) if e.verb in _WITH_OUTPUT), None)
            if found is None:
                raise CommandError("there is no output yet", 2)
        else:
            found = self.entry(n)
        if not found.state.terminal and self.session is not None:
            await self.session.settled(found)
        if found.answer is None:
            raise CommandError(f"entry {found.n} has no output: {found.reason or found.state.value}")
        return found

    def need_session(self) -> Session:
        """The session in front.

        Raises:
            CommandError: There is none that takes events.
        """
        if self.session is None:
            raise CommandError("there is no session; open one with: open URL", 5)
        closed = self.session.status == "closing" and any(
            e.verb == "close" and e.terminal for e in self.session.entries
        )
        if self.session.ended or closed:
            raise CommandError(f"the session has ended ({self.session.status}); open a new one with: open URL", 5)
        return self.session

    @property
    def credits(self) -> float:
        """Credits used by all sessions of this console."""
        before = sum(entry.credits or 0.0 for entry in self._past)
        return before + (self.session.credits if self.session else 0.0)

    @property
    def over_budget(self) -> bool:
        """Whether the budget is used up, so that nothing more is sent."""
        return 0 < self.settings.budget <= self.credits

    def deadline_for(self, verb: str, given_s: float | None = None) -> float | None:
        """Seconds after which an event is overdue."""
        if given_s is not None:
            return given_s
        default = Settings().deadline_s
        if verb == "run" and self.settings.deadline_s == default:
            return RUN_DEADLINE_S
        return self.settings.deadline_s or None

    def why(self, entry: Entry) -> str:
        """Why an entry did not work, in a sentence; places in JavaScript are those of what was typed."""
        from smooth_console.console.failures import failure_text

        return failure_text(entry, self.secrets, self.rewritten.get(entry.event_id))

    def checks(self, entry: Entry) -> list[Check]:
        """What the server says of an entry besides, and where the output of an extract does not fit its schema."""
        notices = self.results.notices(entry)
        if entry.verb != "extract" or entry.answer is None or not entry.answer.ok or entry.event is None:
            return notices
        if entry.event_id in self.unchecked:
            return notices
        return notices + self.results.checks(entry)

    @staticmethod
    def compact(value: Any) -> str:
        """A value as JSON in one line."""
        return encode_json(value).decode("ascii")

    # Settings that can be changed

    @property
    def adjustable(self) -> dict[str, str]:
        """The settings that can be changed while the program runs: the name that is typed, and the field."""
        return ADJUSTABLE

    def adjust(self, name: str, text: str | None) -> None:
        """Change a setting; None sets it back to what it was at the start.

        Raises:
            SettingsError: The value is not one for it.
        """
        if text is None:
            before = getattr(self._settings_at_start, ADJUSTABLE[name])
            self.settings = replace(self.settings, **{ADJUSTABLE[name]: before})
        else:
            self.settings = adjusted(self.settings, name, text)
        self.guarding.look()

    # Following

    def subscribe(self, listener: Callable[[changes.Change], None]) -> None:
        """Have a listener called, on the event loop, for each change from now on."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Callable[[changes.Change], None]) -> None:
        """Call a listener no more."""
        self._listeners.remove(listener)

    def emit(self, change: changes.Change) -> None:
        """Tell every listener."""
        for listener in tuple(self._listeners):
            try:
                listener(change)
            except Exception:
                # A mistake in a front end must not stop the lines that wait.
                _log.exception("a listener failed on %s", type(change).__name__)

    def say(self, text: str, level: Any = "info") -> None:
        """Tell what no entry says."""
        self.emit(changes.Said(text, level))

    # Starting and ending

    async def connect(self) -> Server:
        """Start or reach the server, once.

        Raises:
            EngineError: The embedded engine did not start.
        """
        if self.server is None:
            self.journal.start()
            self.server = await connect(self.choice)
            self.guarding.start()
            if self.server.why:
                self.say(self.server.why)
            if self.choice.key is not None and self.choice.key.warning:
                self.say(self.choice.key.warning, "warning")
        return self.server

    async def open(self, request: TaskRequest, *, line: str) -> Entry:
        """Open a session; one that is open is closed first."""
        server = await self.connect()
        await self._leave_session()
        session, entry = await Session.open(
            server.client,
            request,
            line=line,
            first_n=len(self._past) + 1,
            listener=self.emit,
            secrets=self.secrets,
            journal=self.journal.for_session(),
        )
        self._replace(session)
        if request.url:
            self.went_to(request.url)
        return entry

    async def attach(self, task_id: str, *, line: str) -> Entry:
        """Take up a session that lives at the server, with what the journal knows of it; an open one is closed first.

        Raises:
            CommandError: The journal's own id was given, and it does not lead to a session of this server.
        """
        task_id = await self.journal.takes_up(task_id)
        server = await self.connect()
        await self._leave_session()
        session, entry = await Session.attach(
            server.client,
            task_id,
            line=line,
            first_n=len(self._past) + 1,
            listener=self.emit,
            secrets=self.secrets,
            journal=self.journal.for_session(),
        )
        self._replace(session)
        back = sum(one.recalled for one in session.entries)
        if back:
            self.say(f"{count(back, 'entry', 'entries')} came back from the journal")
        return entry

    def _replace(self, session: Session) -> None:
        self.session = session
        self.visited, self.visited_at = [], -1
        self.emit(changes.SessionReplaced(session.task_id))

    async def _leave_session(self) -> None:
        if self.session is None:
            return
        await self.session.aclose(keep=self.settings.keep)
        self._past = self.entries
        self.session = None

    async def aclose(self) -> None:
        """Close the session (unless it is to be kept), the journal, the connections and our engine."""
        await self.lines.aclose()
        try:
            with contextlib.suppress(ApiError):
                if self.session is not None:
                    await self.session.aclose(keep=self.settings.keep)
            await self.journal.aclose()
            await self.recorder.leave()
        finally:
            if self.server is not None:
                await self.server.close()
            await self.guarding.leave()

    # Pages that were visited, for goto - and goto +

    def went_to(self, url: str) -> None:
        """Keep an address; what lay ahead is forgotten, as in a browser."""
        if self.visited_at >= 0 and self.visited[self.visited_at] == url:
            return
        del self.visited[self.visited_at + 1 :]
        self.visited.append(url)
        self.visited_at = len(self.visited) - 1

    # Running lines

    def parse(self, text: str) -> Line:
        """Parse a line; see `language.parse`."""
        return parse(text, self.registry)

    def submit(self, text: str, *, remember: bool = True) -> Line:
        """Take a typed line: it runs now, or waits in line, visibly, behind those before it.

        Args:
            text: The line.
            remember: Keep it in the history.

        Raises:
            LanguageError: It cannot be parsed; nothing was taken.
        """
        line = self.parse(text)
        if line.blank:
            return line
        learn(self.secrets, line)
        if remember:
            self.history.add(self.secrets.redact(text))
        self.lines.take(line)
        return line

    def keep_mistaken(self, text: str) -> None:
        """Remember a line that cannot be parsed, so that it can be mended: nothing typed is lost."""
        self.history.add(self.secrets.redact(text))

    def cancel_wait(self) -> bool:
        """Give up what the line that runs waits for, and the lines behind it. An event that was sent stays sent."""
        return self.lines.cancel()

    async def run_line(self, line: Line, *, deadline_s: float | None = None) -> Outcome:
        """Run a line whole: unless it ends with `&`, its events are answered when this returns.

        Raises:
            LanguageError: A value in it is wrong; nothing was sent.
            CommandError: It cannot be done now.
            ApiError: The server could not be reached, or refused to open a session.
        """
        outcome = await self.lines.start(line)
        if not line.background:
            await self.lines.settle(line, outcome, deadline_s)
        return outcome

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something while lines go on; it is given up when the console closes."""
        self.lines.beside(work)

    # Sending

    def send(
        self, event: TaskEvent, *, verb: str, line: str, deadline_s: float | None = None, resend: bool = False
    ) -> Entry:
        """Send an event to the session in front; see `Session.send`.

        Raises:
            CommandError: There is no session that takes events, or the budget is used up.
        """
        session = self.need_session()
        if self.elements:
            line = substitute_variables(line, self.elements, missing=lambda _n, _p, start, end: line[start:end])
        if self.over_budget:
            raise CommandError(f"the budget of {self.settings.budget:g} credits is used up; .set budget 0 lifts it", 7)
        deadline_s = self.deadline_for(verb, deadline_s)
        return session.send(event, verb=verb, line=line, deadline_s=deadline_s, resend=resend)
