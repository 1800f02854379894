"""Running steps against a session, one after another, and what the run ends with."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from smooth_console.batch import exits
from smooth_console.batch.begin import acts_on_session, begin
from smooth_console.batch.connection import ConnectionNotes
from smooth_console.batch.explain import explained, explained_expect
from smooth_console.batch.junit import Result
from smooth_console.batch.options import Options
from smooth_console.batch.progress import TICK_S
from smooth_console.batch.report import OutputGoneError, Report
from smooth_console.batch.script import ScriptError
from smooth_console.batch.stopping import Stopping
from smooth_console.client import ApiError
from smooth_console.console.changes import Change, Compared, Said, SessionsLeftOpen
from smooth_console.console.console import Console
from smooth_console.console.journaling import left_open_text
from smooth_console.console.local_engine import EngineError
from smooth_console.console.outcome import CommandError, CopyText, Outcome, Quit
from smooth_console.console.precheck import Precheck
from smooth_console.console.scripts import WORTH_ANOTHER_TRY, Turn, holds_lines, next_turn, placed, walk
from smooth_console.console.summary import step_now
from smooth_console.language.line import Step
from smooth_console.language.problems import LanguageError
from smooth_console.session import CallArrived, Entry, EntryChanged, EventState, Notice, SessionChanged

PRINTED = frozenset({".show", "wait", ".infer"})
"""Commands that send nothing and whose value goes to stdout."""
NOTED = frozenset({".set", ".save", ".tool", ".record"})
"""Commands whose words are progress, not output."""
WITHOUT_OUTPUT = frozenset({"open", "attach", "reply", "close"})


class _EndedError(Exception):
    """The run is over: a line failed, the budget is used up, or a line said so."""


class Run:
    """One headless run of steps.

    Attributes:
        code: The exit code so far.
        done: How many of the steps worked, from the first; what is behind the first failure does not count.
        results: How each line ended.
    """

    def __init__(self, console: Console, report: Report, options: Options) -> None:
        self.console = console
        self.report = report
        self.options = options
        self.code = exits.OK
        self.done = 0
        self.results: list[Result] = []
        self._background: list[tuple[Outcome, asyncio.Task[int]]] = []
        self._connection = ConnectionNotes()
        console.subscribe(self._heard)

    async def run(self, steps: Sequence[Step] | AsyncIterator[Step]) -> int:
        """Run all; returns the exit code. The session is closed whatever happens.

        Args:
            steps: In a sequence all are checked before one is run; those that come one by one are run as they come.
        """
        known = steps if isinstance(steps, Sequence) else ()
        ticking = asyncio.create_task(self._tick()) if self.report.progress.shown else None
        with Stopping() as stopping:
            try:
                await (self._run(steps) if isinstance(steps, Sequence) else self._follow(steps))
            except OutputGoneError as problem:
                self.report.note(str(problem))
                self.code = self.code or exits.FAILED
            except asyncio.CancelledError:
                if stopping.code is None:
                    raise
                stopping.heeded()
            finally:
                stopping.leave_running()
                self.code = self.code if stopping.code is None else stopping.code
                for _, telling in self._background:
                    telling.cancel()
                await self._leave(known)
                if ticking is not None:
                    ticking.cancel()
                self.report.progress.clear()
        return self.code if stopping.code is None else stopping.code

    async def _run(self, steps: Sequence[Step]) -> None:
        precheck = Precheck(self.console)
        self.code = self._wrong(precheck, steps) or await self._set_tools()
        if self.code:
            return
        self.done = skip = self.options.skip
        at = precheck.seen.index(steps[skip]) if skip < len(steps) else len(precheck.seen)
        self.report.progress.now("opening a session")
        self.code = await begin(self, precheck.seen[:at], precheck.seen[at:])
        if self.code:
            return
        with contextlib.suppress(_EndedError):
            for number, step in enumerate(steps[skip:], skip + 1):
                self.report.progress.now(f"{number}/{len(steps)} {step.line.text}")
                await self._do(Turn(step))
                if self.code == exits.OK:
                    self.done = number
                    self.options.keep_place(self.console, steps, number)
        await self._tell_rest()

    async def _follow(self, steps: AsyncIterator[Step]) -> None:
        """Run steps as they come, until one fails."""
        self.code = await self._set_tools()
        begun = False
        with contextlib.suppress(_EndedError):
            try:
                async for step in steps:
                    precheck = Precheck(self.console)
                    self._ended_by(self._wrong(precheck, [step]))
                    if not begun and any(acts_on_session(each) for each in precheck.seen):
                        self._ended_by(await begin(self, (), precheck.seen))
                        begun = True
                    await self._do(Turn(step))
            except ScriptError as problem:
                self.report.note(str(problem))
                self._ended_by(exits.WRONG)
        await self._tell_rest()

    def _ended_by(self, code: int) -> None:
        """Count what was wrong before a line ran, and end the run if that is the end of it."""
        self.code = self.code or code
        if code and not self.options.go_on:
            raise _EndedError

    async def _tell_rest(self) -> None:
        """Wait for what was sent in the background, and tell of it."""
        self.report.progress.now("waiting for what was sent" if self._background else "")
        while self._background:
            await self._told(*self._background[0])

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.report.progress.tick()

    async def _leave(self, steps: Sequence[Step]) -> None:
        """Close or keep the session, and write what is to be written about the run."""
        self.report.progress.now("closing the session")
        self.options.end_place(self.console, steps, self.done, worked=self.code == exits.OK)
        session = self.console.session
        kept = self.console.settings.keep and session is not None and not session.ended
        with contextlib.suppress(ApiError, asyncio.CancelledError):
            await self.console.aclose()
        if kept and session is not None and session.task_id:
            self.report.note(_kept(self.console, session.task_id))
        problem = self.options.write_results(self.results, steps[self.options.skip :])
        if problem:
            self.report.note(problem)
            self.code = self.code or exits.WRONG

    # Before anything is sent

    def _wrong(self, precheck: Precheck, steps: Sequence[Step]) -> int:
        """Say what is wrong with any step that shows beforehand; 0 when nothing is."""
        codes = [self._refused(step, problem) for step, problem in precheck.problems(steps)]
        return codes[0] if codes else exits.OK

    async def _set_tools(self) -> int:
        for name, answer in self.options.tools.items():
            try:
                await self.console.run_line(self.console.parse(f".tool {name} {answer}"))
            except (LanguageError, CommandError) as problem:
                self.report.note(f"--tool {name}: {problem}")
                return exits.WRONG
        return exits.OK

    # Steps

    async def _do(self, turn: Turn) -> int:
        """Run a line, or those in it. The code of one that is forgiven is nothing but returned.

        Raises:
            _EndedError: The run is over.
        """
        if holds_lines(turn.step.line):
            return await self._walk(turn)
        began = time.monotonic()
        code = await self._one(turn)
        await self._tell_ended()
        if not turn.step.line.background:
            self._settle(turn, code, time.monotonic() - began)
        return code

    def _settle(self, turn: Turn, code: int, seconds: float) -> None:
        """Count how a line ended, and end the run if that is the end of it."""
        step = turn.step
        if turn.forgiven and code in WORTH_ANOTHER_TRY:
            return
        message, _, report = self.report.last_failure.partition("\n") if code else ("", "", "")
        text = str(self.console.secrets.redact(step.line.text))
        self.results.append(Result(self._place(step), text, code, seconds, message, report))
        if code:
            self.code = self.code or code
            if not self.options.go_on or code in (exits.ENDED, exits.BUDGET):
                raise _EndedError
        if self.console.over_budget and self.options.any_left(step):
            budget = self.console.settings.budget
            self.report.note(f"the budget of {budget:g} credits is used up; nothing more was sent")
            self.code = self.code or exits.BUDGET
            raise _EndedError

    async def _walk(self, turn: Turn) -> int:
        """Run the lines in a line; the code of the one that ended it."""
        turns = walk(self.console, turn.step)
        code = exits.OK
        try:
            inner = await anext(turns, None)
            while inner is not None:
                self.report.progress.now(" ".join(filter(None, (inner.note, inner.step.line.text))))
                code = await self._do(replace(inner, forgiven=inner.forgiven or turn.forgiven))
                if code and not inner.forgiven and turn.forgiven:
                    return code
                inner = await next_turn(turns, code)
        except (LanguageError, CommandError, ApiError, EngineError) as problem:
            code = self._refused(turn.step, problem)
            self._settle(turn, code, 0.0)
        finally:
            await turns.aclose()
        return code

    async def _one(self, turn: Turn) -> int:
        """Run one line; its exit code."""
        step = turn.step
        try:
            outcome = await self.console.run_line(step.line, deadline_s=self.options.deadline_s)
        except (LanguageError, CommandError, ApiError, EngineError) as problem:
            return self._refused(step, problem, turn)
        except Exception as problem:
            # Whatever else goes wrong is ours, and the session is closed all the same.
            self.report.failure(f"{self._place(step)}: this is a mistake of the console: {problem!r}")
            return exits.FAILED
        if any(isinstance(effect, Quit) for effect in outcome.effects):
            raise _EndedError
        if step.line.background:
            telling = asyncio.create_task(self._tell_later(turn, outcome))
            self._background.append((outcome, telling))
            return exits.OK
        return await self._tell(turn, outcome)

    def _refused(self, step: Step, problem: Exception, turn: Turn | None = None) -> int:
        """Say why a step cannot run; which exit code that is."""
        code = exits.SERVER
        if isinstance(problem, LanguageError):
            code = exits.WRONG
            name = step.name or self.options.name
            self.report.failure(placed(problem, name, step.number, step.column))
        else:
            code = problem.exit_code if isinstance(problem, CommandError) else code
            if turn is not None and turn.forgiven and code in WORTH_ANOTHER_TRY:
                self.report.note(f"{self._place(step)}: {turn.note}: {problem}")
            else:
                self.report.failure(f"{self._place(step)}: {problem}")
        if turn is not None and self.report.jsonl and _is_verb(step):
            self.report.record(step.number, step.line.text, None, "error", str(problem))
        return code

    # What is told

    async def _tell_later(self, turn: Turn, outcome: Outcome) -> int:
        began = time.monotonic()
        try:
            await self.console.lines.settle(turn.step.line, outcome, self.options.deadline_s)
        except CommandError as problem:
            code = self._refused(turn.step, problem, turn)
        else:
            code = await self._tell(turn, outcome)
        with contextlib.suppress(_EndedError):
            self._settle(turn, code, time.monotonic() - began)
        return code

    async def _tell_ended(self) -> None:
        """Have what has ended in the background told before the next step begins."""
        for outcome, telling in [b for b in self._background if all(entry.terminal for entry in b[0].entries)]:
            await self._told(outcome, telling)

    async def _told(self, outcome: Outcome, telling: "asyncio.Task[int]") -> None:
        await telling
        self._background.remove((outcome, telling))

    async def _tell(self, turn: Turn, outcome: Outcome) -> int:
        """Print what a step gave; which exit code that is."""
        step = turn.step
        for note in outcome.notes:
            self.report.note(note)
        if outcome.entries:
            codes = [self._tell_entry(turn, entry) for entry in outcome.entries]
            return next((code for code in codes if code), exits.OK)
        command = step.line.command
        name = command.name if command else ""
        if self.report.jsonl and _is_verb(step):
            self.report.record(step.number, step.line.text, None, "error" if outcome.failure else "ok", outcome.value)
        elif self.report.jsonl and outcome.has_value:
            self.report.note(self.console.compact(outcome.value))
        elif name in PRINTED and outcome.has_value:
            self.report.output(outcome.value)
        elif outcome.text and _only_told(name, outcome):
            self.report.note(outcome.text)
        elif outcome.text and not _is_verb(step):
            self.report.text(outcome.text)
        if any(isinstance(effect, CopyText) for effect in outcome.effects):
            self.report.note(f"{self._place(step)}: there is no clipboard here; .show prints a value, .save writes it")
        if outcome.failure and _is_verb(step):
            self._failed(turn, outcome.text or "it did not end well", self._explained_outcome(turn, outcome))
        elif outcome.failure:
            self.report.last_failure = str(self.console.secrets.redact(outcome.text))
        return outcome.failure

    def _explained_outcome(self, turn: Turn, outcome: Outcome) -> str:
        line = turn.step.line
        if not outcome.subject:
            return explained(line, None, self.console.secrets)
        return explained_expect(line, outcome, outcome.subject[0], self.console.secrets)

    def _tell_entry(self, turn: Turn, entry: Entry) -> int:
        """Print what an entry gave; which exit code that is."""
        step = turn.step
        if self.report.jsonl:
            self.report.record(step.number, step.line.text, entry, entry.state.value)
        elif entry.answer is not None and entry.answer.ok and _prints(step):
            self.report.output(entry.answer.output)
        for notice in entry.notices:
            self.report.note(f"{self._place(step)}: {notice}")
        code = _exit_code(entry)
        if code:
            self._failed(turn, self.console.why(entry), explained(step.line, entry, self.console.secrets))
        return code

    def _failed(self, turn: Turn, why: str, details: str) -> None:
        if turn.forgiven:
            self.report.note(f"{self._place(turn.step)}: {turn.note}: {why}")
        else:
            note = f" ({turn.note})" if turn.note else ""
            self.report.failure(f"{self._place(turn.step)}: {why}{note}", details)

    def _place(self, step: Step) -> str:
        return f"{step.name or self.options.name}:{step.number}"

    def _heard(self, change: Change) -> None:
        match change:
            case Said(text=text) | Notice(text=text) | Compared(text=text):
                self.report.note(text)
            case SessionsLeftOpen(sessions=sessions):
                self.report.note(left_open_text(sessions))
            case SessionChanged(connection=connection):
                note = self._connection.about(connection, time.monotonic())
                if note:
                    self.report.note(note)
            case EntryChanged(entry=entry) if entry.doing:
                self.report.progress.at(step_now(entry, self.console.secrets))
            case CallArrived(entry=entry) if entry.call is not None and entry.call.name not in self.console.tools:
                self.report.note(f"call {entry.n} {entry.event_id}: {entry.call.name} waits for: reply {entry.n} VALUE")
            case _:
                pass


def _kept(console: Console, task_id: str) -> str:
    if console.choice.local:
        return "--keep: the engine of this machine ends with this program, and the session with it"
    return f"the session is left open; take it up again with: smooth-console --attach {task_id}"


def _is_verb(step: Step) -> bool:
    return step.line.command is not None and step.line.command.group == "session"


def _only_told(name: str, outcome: Outcome) -> bool:
    """Whether what a dot command says is about what it did, and no output."""
    return name in NOTED or (name == ".export" and not outcome.effects)


def _prints(step: Step) -> bool:
    """Whether a line's output goes to stdout: it is an action's, and is not sent elsewhere."""
    command = step.line.command
    return command is not None and command.name not in WITHOUT_OUTPUT and step.line.redirect is None


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
