"""Running steps against a session, one after another, and what the run ends with."""

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field

from smooth_console.batch import exits
from smooth_console.batch.report import Report
from smooth_console.batch.script import Step, placed
from smooth_console.client import ApiError
from smooth_console.console.changes import Change, Said
from smooth_console.console.commands.browse import complete_url
from smooth_console.console.console import Console
from smooth_console.console.local_engine import EngineError
from smooth_console.console.outcome import CommandError, Outcome, Quit
from smooth_console.language.problems import LanguageError
from smooth_console.session import CallArrived, Entry, EventState, Notice
from smooth_console.wire import TaskRequest
from smooth_console.wire.records import Device

_SIGNALS = {
    signal.SIGINT: exits.INTERRUPTED,
    signal.SIGTERM: exits.TERMINATED,
    signal.SIGHUP: exits.HANGUP,
}


@dataclass(slots=True)
class Options:
    """How a run behaves; see the reference of `run` and `do`.

    Attributes:
        name: What places name: the script's file, or `-`.
        deadline_s: For the whole of each event; None is the settings' default.
        budget: Credits after which nothing more is sent; 0 is no bound.
    """

    name: str = "-"
    url: str | None = None
    attach: str | None = None
    device: Device | None = None
    go_on: bool = False
    deadline_s: float | None = None
    budget: float = 0.0
    tools: dict[str, str] = field(default_factory=dict)


class Run:
    """One headless run of steps."""

    def __init__(self, console: Console, report: Report, options: Options) -> None:
        self.console = console
        self.report = report
        self.options = options
        self.code = exits.OK
        console.subscribe(self._heard)

    async def run(self, steps: Sequence[Step]) -> int:
        """Run all; returns the exit code. The session is closed whatever happens."""
        loop = asyncio.get_running_loop()
        this = asyncio.current_task()
        assert this is not None
        stopped: list[int] = []

        def stop(code: int) -> None:
            stopped.append(code)
            this.cancel()

        for number, code in _SIGNALS.items():
            loop.add_signal_handler(number, stop, code)
        try:
            await self._run(steps)
        except asyncio.CancelledError:
            if not stopped:
                raise
            this.uncancel()
            self.code = stopped[0]
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)
            with contextlib.suppress(ApiError):
                await self.console.aclose()
        return self.code

    async def _run(self, steps: Sequence[Step]) -> None:
        if not await self._begin(steps):
            return
        pending: list[tuple[Step, Entry]] = []
        for step in steps:
            code = await self._step(step, pending)
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
        for step, entry in pending:
            code = await self._finish(step, entry)
            self.code = self.code or code

    async def _begin(self, steps: Sequence[Step]) -> bool:
        """Open a session, unless the first line does that itself."""
        verbs = [step.line.command.name for step in steps if step.line.command]
        needs = any(step.line.command and step.line.command.group == "session" for step in steps)
        if not needs and not self.options.url and not self.options.attach:
            return True
        try:
            server = await self.console.connect()
            if self.options.attach:
                await self.console.attach(self.options.attach, line=f"attach {self.options.attach}")
            elif self.options.url or verbs[:1] not in (["open"], ["attach"]):
                url = complete_url(self.options.url, server.demo) if self.options.url else None
                request = TaskRequest(
                    task=None,
                    url=url,
                    device=self.options.device or "desktop",
                    profile_id=self.console.settings.profile or None,
                    enable_recording=False,
                )
                entry = await self.console.open(request, line=f"open {url or ''}".strip())
                await self._opened(entry)
        except (ApiError, EngineError, CommandError) as problem:
            self.report.note(f"no session: {problem}")
            self.code = exits.SERVER
            return False
        return self.code == exits.OK

    async def _opened(self, entry: Entry) -> None:
        session = self.console.session
        assert session is not None
        await session.settled(entry, self.options.deadline_s)
        if entry.state is not EventState.OK:
            self.report.note(f"no session: {entry.reason or entry.state.value}")
            self.code = exits.SERVER

    async def _step(self, step: Step, pending: list[tuple[Step, Entry]]) -> int | None:
        """Run one step; None is the wish to leave."""
        try:
            outcome = await self.console.run_line(step.line, deadline_s=self.options.deadline_s)
        except LanguageError as problem:
            self.report.note(placed(problem, self.options.name, step.number))
            return exits.WRONG
        except CommandError as problem:
            self.report.note(f"{self.options.name}:{step.number}: {problem}")
            return problem.exit_code
        except (ApiError, EngineError) as problem:
            self.report.note(f"{self.options.name}:{step.number}: {problem}")
            return exits.SERVER
        if any(isinstance(effect, Quit) for effect in outcome.effects):
            return None
        if step.line.background:
            pending += [(step, entry) for entry in outcome.entries]
            return exits.OK
        return await self._tell(step, outcome)

    async def _tell(self, step: Step, outcome: Outcome) -> int:
        code = exits.OK
        for entry in outcome.entries:
            code = code or await self._finish(step, entry)
        if outcome.entries:
            return code
        command = step.line.command
        if self.report.jsonl and command is not None and command.group == "session":
            self.report.record(step.number, step.line.text, None, "error" if outcome.failure else "ok", outcome.value)
        elif command is not None and command.name in (".show", "wait") and outcome.has_value:
            self.report.output(outcome.value)
        elif outcome.text and (command is None or command.group == "console"):
            self.report.text(outcome.text)
        if outcome.failure:
            self.report.note(f"{self.options.name}:{step.number}: {outcome.text or 'it did not hold'}")
        return outcome.failure

    async def _finish(self, step: Step, entry: Entry) -> int:
        """Wait for an entry, print what it gave, and say which exit code that is."""
        session = self.console.session
        if session is not None and not entry.terminal:
            await session.settled(entry, self.options.deadline_s)
        if self.report.jsonl:
            self.report.record(step.number, step.line.text, entry, entry.state.value)
        elif entry.answer is not None and entry.answer.ok and _prints(step):
            self.report.output(entry.answer.output)
        code = _exit_code(entry)
        if code:
            self.report.note(f"{self.options.name}:{step.number}: {self.console.why(entry)}")
        return code

    def _over_budget(self) -> bool:
        used = self.console.session.credits if self.console.session else 0
        return bool(self.options.budget and used and used >= self.options.budget)

    def _heard(self, change: Change) -> None:
        match change:
            case Said(text=text) | Notice(text=text):
                self.report.note(text)
            case CallArrived(entry=entry) if entry.call is not None:
                self.report.note(f"call {entry.n} {entry.event_id}: {entry.call.name} waits for: reply {entry.n} VALUE")
            case _:
                pass


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
