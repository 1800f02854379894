"""Lines on their way: they wait in order, run one after the other, and are told of when they are done."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from smooth_console.client import ApiError
from smooth_console.console import changes
from smooth_console.console.local_engine import EngineError
from smooth_console.console.outcome import CommandError, Outcome
from smooth_console.console.redirect import redirect, run_shell
from smooth_console.console.resolve import settled
from smooth_console.language.line import Line
from smooth_console.language.problems import LanguageError

if TYPE_CHECKING:
    from smooth_console.console.console import Console


class Lines:
    """The lines of one console that were parsed and are not over.

    Args:
        console: Whose lines they are.
    """

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._waiting: deque[Line] = deque()
        self._wake = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._running: asyncio.Task[Outcome] | None = None
        self._aside: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> tuple[str, ...]:
        """The lines that wait in line, the one that runs first."""
        return tuple(line.text for line in self._waiting)

    def take(self, line: Line) -> None:
        """Have a line run: at once if its command does not wait for others, else in its turn."""
        if line.command is not None and line.command.immediate:
            self.beside(self._run_aside(line))
            return
        self._waiting.append(line)
        self._tell_waiting()
        self._wake.set()
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())

    def cancel(self) -> bool:
        """Give up what the line that runs waits for, and the lines behind it; False when there was nothing."""
        dropped = len(self._waiting)
        self._waiting.clear()
        self._tell_waiting()
        if self._running is not None and not self._running.done():
            self._running.cancel()
            return True
        return dropped > 0

    async def start(self, line: Line) -> Outcome:
        """Do what a line says, as far as that is done when its events are on their way."""
        self._console.journal.line(line)
        if line.shell is not None:
            return Outcome(text=await run_shell(line.shell))
        if line.command is None:
            return Outcome()
        line = settled(line, self._console.variables)
        assert line.command is not None
        outcome: Outcome = await line.command.handler(self._console, line)
        return outcome

    async def settle(self, line: Line, outcome: Outcome, deadline_s: float | None = None) -> None:
        """Wait until what a line sent has been answered, or is overdue, and put its output where the line says.

        Raises:
            CommandError: It cannot be put there.
        """
        console = self._console
        for entry in outcome.entries:
            if not entry.state.terminal and console.session is not None:
                await console.session.settled(entry, deadline_s)
        if outcome.compare:
            console.results.tell_comparison(list(outcome.entries))
        if line.redirect is not None:
            value = outcome.value
            if outcome.entries:
                entry = outcome.entries[-1]
                if entry.answer is None or not entry.answer.ok:
                    console.say(f"nothing went to {line.redirect.target}: entry {entry.n} gave no output", "warning")
                    return
                value = entry.answer.output
            said = await redirect(console.secrets.redact(value), line.redirect)
            if said:
                console.say(said)

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something while lines go on; it is given up when the console closes."""
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def aclose(self) -> None:
        """Give up everything that runs or waits."""
        for task in (self._worker, self._running, *self._aside):
            if task is not None:
                task.cancel()
        await asyncio.gather(*(t for t in (self._worker, *self._aside) if t), return_exceptions=True)

    async def _work(self) -> None:
        """Start lines in order. A line is over for the one behind it when its event is on its way."""
        while True:
            while not self._waiting:
                self._wake.clear()
                await self._wake.wait()
            line = self._waiting[0]
            self._running = asyncio.create_task(self.start(line))
            outcome = await self._reported(line, self._running)
            self._running = None
            if self._waiting and self._waiting[0] is line:
                self._waiting.popleft()
                self._tell_waiting()
            if outcome is not None and (line.redirect is not None or outcome.compare):
                self.beside(self._redirect_later(line, outcome))

    async def _run_aside(self, line: Line) -> None:
        await self._reported(line, asyncio.create_task(self.start(line)))

    async def _redirect_later(self, line: Line, outcome: Outcome) -> None:
        try:
            await self.settle(line, outcome)
        except CommandError as problem:
            self._console.emit(changes.LineFailed(line.text, str(problem)))

    async def _reported(self, line: Line, running: asyncio.Task[Outcome]) -> Outcome | None:
        """Wait for a line's handler and tell how it went; None when it failed."""
        emit = self._console.emit
        try:
            outcome = await running
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            emit(changes.LineFailed(line.text, "given up; what was sent stays sent"))
        except LanguageError as problem:
            found = problem.problem
            emit(changes.LineFailed(line.text, str(found), found.start, found.end))
        except (CommandError, ApiError, EngineError) as problem:
            emit(changes.LineFailed(line.text, str(problem)))
        except Exception as problem:
            # Whatever else goes wrong is ours; the line is given back and the program goes on.
            emit(changes.LineFailed(line.text, f"this is a mistake of the console: {problem!r}"))
        else:
            emit(changes.LineDone(line.text, outcome))
            return outcome
        return None

    def _tell_waiting(self) -> None:
        self._console.emit(changes.LinesWaiting(self.waiting))
