"""Tools that the console itself answers: `.tool NAME VALUE` or `.tool NAME !COMMAND`. Each call is answered once."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smooth_console.console.outcome import CommandError
from smooth_console.console.redirect import run_shell
from smooth_console.session import CallArrived, Entry, EventState
from smooth_console.wire import WireError, decode_json

if TYPE_CHECKING:
    from smooth_console.console.changes import Change
    from smooth_console.console.console import Console

FAILED = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What calls of a tool are answered with.

    Attributes:
        value: The output, when there is no command.
        command: A shell command: the input as JSON on its standard input, the output as JSON from its standard output.
    """

    value: Any = None
    command: str = ""

    def __str__(self) -> str:
        return f"!{self.command}" if self.command else json.dumps(self.value)


class Tools:
    """The answers by tool name, and the answering of calls as they arrive."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._answers: dict[str, Answer] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._answers

    @property
    def names(self) -> list[str]:
        """The tools that are answered."""
        return sorted(self._answers)

    def listing(self) -> str:
        """A tool a line, with what answers it."""
        return "\n".join(f"{name} {answer}" for name, answer in sorted(self._answers.items()))

    def set(self, name: str, answer: Answer) -> None:
        """Answer calls of a tool from now on, those that wait already included."""
        self._answers[name] = answer
        session = self._console.session
        for entry in session.calls if session else ():
            self._take(entry)

    def forget(self, name: str) -> bool:
        """Leave calls of a tool to a person again; whether they were answered before."""
        return self._answers.pop(name, None) is not None

    def heard(self, change: "Change") -> None:
        """Answer a call that has arrived, if its tool is known."""
        if isinstance(change, CallArrived):
            self._take(change.entry)

    def _take(self, entry: Entry) -> None:
        if entry.call is not None and entry.call.name in self._answers and not entry.terminal:
            self._console.beside(self._answer(entry, self._answers[entry.call.name]))

    async def _answer(self, entry: Entry, answer: Answer) -> None:
        assert entry.call is not None
        code, output = 200, answer.value
        if answer.command:
            code, output = await self._run(entry.call.name, answer.command, entry.call.input)
        session = self._console.session
        if session is not None and not session.ended and entry.state is EventState.PENDING:
            session.reply(entry, output, code=code, line=f".tool {entry.call.name} {answer}")

    async def _run(self, name: str, command: str, given: Any) -> tuple[int, Any]:
        """The code and the output that a command gives; 500 when it fails, or prints what is not JSON."""
        try:
            printed = await run_shell(command, json.dumps(given) + "\n", errors_too=False)
            return 200, decode_json(printed)
        except CommandError as problem:
            reason = str(problem)
        except WireError as problem:
            reason = f"{command.split()[0]} printed what is not JSON: {problem}"
        self._console.say(f"the tool {name} was answered with {FAILED}: {reason}", "warning")
        return FAILED, reason
