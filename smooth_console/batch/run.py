"""Running steps against a session, one after another, and what the run ends with."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from smooth_console.batch import exits
from smooth_console.batch.report import Report
from smooth_console.batch.script import ScriptError, Step, placed
from smooth_console.batch.stopping import Stopping
from smooth_console.client import ApiError
from smooth_console.console.changes import Change, Compared, Said, SessionsLeftOpen
from smooth_console.console.commands.browse import device_of
from smooth_console.console.console import Console
from smooth_console.console.journaling import left_open_text
from smooth_console.console.local_engine import EngineError
from smooth_console.console.outcome import CommandError, Outcome, Quit
from smooth_console.console.precheck import Precheck
from smooth_console.language.problems import LanguageError
from smooth_console.session import CallArrived, Entry, EventState, Notice
from smooth_console.wire import TaskRequest


@dataclass(slots=True)
class Options:
    """How a run behaves; see the reference of `run` and `do`.

    Attributes:
        name: What places name: the script's file, or `-`.
        attach: The task id of a session to take up; None opens a new one.
        go_on: Go on after a line that failed.
        deadline_s: For the whole of each event; None is the settings' default.
        budget: Credits after which nothing more is sent; 0 is no bound.
        tools: What calls of a tool are answered with, by name: VALUE or !COMMAND.
    """

    name: str = "-"
    attach: str | None = None
    go_on: bool = False
    deadline_s: float | None = None
    budget: float = 0.0
    tools: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Background:
    """A step that ended with `&`, and who waits for it: the exit code, once it has been told."""

    outcome: Outcome
    telling: "asyncio.Task[int]"

    @property
    def ended(self) -> bool:
        return all(entry.terminal for entry in self.outcome.entries)


class _EndedError(Exception):
    """No more lines are run."""


class Run:
    """One headless run of steps."""

    def __init__(self, console: Console, report: Report, options: Options) -> None:
        self.console = console
        self.report = report
        self.options = options
        self.code = exits.OK
        self._background: list[_Background] = []
        console.subscribe(self._heard)

    async def run(self, steps: Sequence[Step] | AsyncIterator[Step]) -> int:
        """Run all; returns the exit code. The session is closed whatever happens.

        Args:
            steps: In a sequence all are checked before one is run; those that come one by one are run as they come.
        """
        with Stopping() as stopping:
            try:
                await (self._run(steps) if isinstance(steps, Sequence) else self._follow(steps))
            except asyncio.CancelledError:
                if stopping.code is None:
                    raise
                stopping.heeded()
            finally:
                stopping.leave_running()
                for background in self._background:
                    background.telling.cancel()
                with contextlib.suppress(ApiError, asyncio.CancelledError):
                    await self.console.aclose()
        return self.code if stopping.code is None else stopping.code

    async def _run(self, steps: Sequence[Step]) -> None:
        self.code = self._wrong(steps) or await self._set_tools()
        if self.code or not await self._begin(steps):
            return
        for step in steps:
            code = await self._step(step)
            await self._tell_ended()
            if code is None:
                break
            if code:
                self.code = self.code or code
                if not self.options.go_on or code == exits.ENDED:
                    break
            if self._over_budget():
                self.report.note(f"the budget of {self.options.budget:g} credits is used up; nothing more was sent")
                self.code = self.code or exits.BUDGET
                break
        while self._background:
            await self._told(self._background[0])

    async def _follow(self, steps: AsyncIterator[Step]) -> None:
        """Run steps as they come, until one fails."""
        begun = False
        self.code = await self._set_tools()
        with contextlib.suppress(_EndedError):
            try:
                async for step in steps:
                    self._ended_by(self._wrong([step]))
                    if not begun and step.line.command is not None and step.line.command.group == "session":
                        begun = await self._begin([step])
                        self._ended_by(self.code)
                    self._ended_by(await self._step(step))
                    await self._tell_ended()
            except ScriptError as problem:
                self.report.note(str(problem))
                self._ended_by(exits.WRONG)
        while self._background:
            await self._told(self._background[0])

    def _ended_by(self, code: int | None) -> None:
        """End when a step failed, or wishes to leave (None)."""
        self.code = self.code or code or exits.OK
        if code is None or (code and not self.options.go_on):
            raise _EndedError

    # Before anything is sent

    def _wrong(self, steps: Sequence[Step]) -> int:
        """Say what is wrong with any step that shows beforehand; 0 when nothing is."""
        precheck = Precheck(self.console)
        for step in steps:
            try:
                precheck.check(step.line)
            except (LanguageError, CommandError) as problem:
                return self._refused(step, problem)
        return exits.OK

    async def _set_tools(self) -> int:
        for name, answer in self.options.tools.items():
            try:
                await self.console.run_line(self.console.parse(f".tool {name} {answer}"))
            except (LanguageError, CommandError) as problem:
                self.report.note(f"--tool {name}: {problem}")
                return exits.WRONG
        return exits.OK

    async def _begin(self, steps: Sequence[Step]) -> bool:
        """Open a session, unless the first line that acts on one does that itself."""
        verbs = [step.line.command.name for step in steps if step.line.command and step.line.command.group == "session"]
        if not self.options.attach and (not verbs or verbs[0] in ("open", "attach")):
            return True
        try:
            await self.console.connect()
            if self.options.attach:
                entry = await self.console.attach(self.options.attach, line=f"attach {self.options.attach}")
            else:
                settings = self.console.settings
                request = TaskRequest(
                    task=None,
                    device=device_of(settings),
                    profile_id=settings.profile or None,
                    enable_recording=False,
                )
                entry = await self.console.open(request, line="open")
            return await self._opened(entry)
        except CommandError as problem:
            self.report.note(f"no session: {problem}")
            self.code = problem.exit_code
        except (ApiError, EngineError) as problem:
            self.report.note(f"no session: {problem}")
            self.code = exits.SERVER
        return False

    async def _opened(self, entry: Entry) -> bool:
        session = self.console.session
        assert session is not None
        await session.settled(entry, self.options.deadline_s)
        if entry.state is EventState.OK:
            return True
        self.report.note(f"no session: {entry.reason or entry.state.value}")
        self.code = exits.SERVER
        return False

    # One step

    async def _step(self, step: Step) -> int | None:
        """Run one step; None is the wish to leave."""
        try:
            outcome = await self.console.run_line(step.line, deadline_s=self.options.deadline_s)
        except (LanguageError, CommandError, ApiError, EngineError) as problem:
            return self._refused(step, problem)
        except Exception as problem:
            # Whatever else goes wrong is ours, and the session is closed all the same.
            self.report.note(f"{self._place(step)}: this is a mistake of the console: {problem!r}")
            return exits.FAILED
        if any(isinstance(effect, Quit) for effect in outcome.effects):
            return None
        if step.line.background:
            telling = asyncio.create_task(self._tell_later(step, outcome))
            self._background.append(_Background(outcome, telling))
            return exits.OK
        return await self._tell(step, outcome)

    def _refused(self, step: Step, problem: Exception) -> int:
        """Say why a step cannot run; which exit code that is."""
        if isinstance(problem, LanguageError):
            self.report.note(placed(problem, self.options.name, step.number))
            return exits.WRONG
        self.report.note(f"{self._place(step)}: {problem}")
        return problem.exit_code if isinstance(problem, CommandError) else exits.SERVER

    async def _tell_later(self, step: Step, outcome: Outcome) -> int:
        try:
            await self.console.settle(step.line, outcome, self.options.deadline_s)
        except CommandError as problem:
            return self._refused(step, problem)
        return await self._tell(step, outcome)

    async def _tell_ended(self) -> None:
        """Have what has ended in the background told before the next step begins."""
        for background in [b for b in self._background if b.ended]:
            await self._told(background)

    async def _told(self, background: _Background) -> None:
        code = await background.telling
        self._background.remove(background)
        self.code = self.code or code

    async def _tell(self, step: Step, outcome: Outcome) -> int:
        """Print what a step gave; which exit code that is."""
        for note in outcome.notes:
            self.report.note(note)
        if outcome.entries:
            codes = [self._tell_entry(step, entry) for entry in outcome.entries]
            return next((code for code in codes if code), exits.OK)
        command = step.line.command
        is_verb = command is not None and command.group == "session"
        if self.report.jsonl and is_verb:
            self.report.record(step.number, step.line.text, None, "error" if outcome.failure else "ok", outcome.value)
        elif self.report.jsonl and outcome.has_value:
            self.report.note(self.console.compact(outcome.value))
        elif command is not None and command.name in (".show", "wait", ".infer") and outcome.has_value:
            self.report.output(outcome.value)
        elif outcome.text and command is not None and _only_told(command.name, outcome):
            self.report.note(outcome.text)
        elif outcome.text and not is_verb:
            self.report.text(outcome.text)
        if outcome.failure and is_verb:
            self.report.note(f"{self._place(step)}: {outcome.text or 'it did not end well'}")
        return outcome.failure

    def _tell_entry(self, step: Step, entry: Entry) -> int:
        """Print what an entry gave; which exit code that is."""
        if self.report.jsonl:
            self.report.record(step.number, step.line.text, entry, entry.state.value)
        elif entry.answer is not None and entry.answer.ok and _prints(step):
            self.report.output(entry.answer.output)
        code = _exit_code(entry)
        if code:
            self.report.note(f"{self._place(step)}: {self.console.why(entry)}")
        return code

    def _place(self, step: Step) -> str:
        return f"{self.options.name}:{step.number}"

    def _over_budget(self) -> bool:
        used = self.console.session.credits if self.console.session else 0
        return bool(self.options.budget and used and used >= self.options.budget)

    def _heard(self, change: Change) -> None:
        match change:
            case Said(text=text) | Notice(text=text) | Compared(text=text):
                self.report.note(text)
            case SessionsLeftOpen(sessions=sessions):
                self.report.note(left_open_text(sessions))
            case CallArrived(entry=entry) if entry.call is not None and entry.call.name not in self.console.tools:
                self.report.note(f"call {entry.n} {entry.event_id}: {entry.call.name} waits for: reply {entry.n} VALUE")
            case _:
                pass


def _only_told(name: str, outcome: Outcome) -> bool:
    """Whether what a dot command says is about what it did, and no output."""
    return name in (".set", ".save", ".tool", ".record") or (name == ".export" and not outcome.effects)


def _prints(step: Step) -> bool:
    """Whether a line's output goes to stdout: it is an action's, and is not sent elsewhere."""
    command = step.line.command
    silent = ("open", "attach", "reply", "close")
    return command is not None and command.name not in silent and step.line.redirect is None


def _exit_code(entry: Entry) -> int:
    if entry.state is EventState.OK:
        return exits.OK
    if entry.verb in ("open", "attach"):
        return exits.SERVER
    if entry.state is EventState.OVERDUE:
        return exits.DEADLINE
    if entry.state is EventState.LOST:
        return exits.DEADLINE if "deadline" in entry.reason else exits.ENDED
    if entry.state is EventState.REJECTED:
        status = entry.error.status if entry.error else None
        if status == 404:
            return exits.ENDED
        return exits.FAILED if status == 400 else exits.SERVER
    return exits.FAILED
