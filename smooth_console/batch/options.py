"""How a headless run behaves, and the files that it keeps beside: where it stopped, and its results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from smooth_console.batch.junit import Result, write_junit
from smooth_console.batch.resume import Place, Stopped, digest
from smooth_console.console.console import Console
from smooth_console.language.line import Step


@dataclass(slots=True)
class Options:
    """How a run behaves; see the reference of `run` and `do`.

    Attributes:
        name: What places name: the script's file, or `-`.
        attach: The task id of a session to take up; None opens a new one.
        go_on: Go on after a line that failed.
        deadline_s: For the whole of each event; None is the settings' default.
        tools: What calls of a tool are answered with, by name: VALUE or !COMMAND.
        variables: Those of the command line.
        junit: The file for the results.
        place: Where it is kept how far the script came; None for what is no file.
        resume: Whether the place is kept after each line, not only at the end.
        skip: How many steps an earlier run has done.
        stopped: Where that was.
        last_row: The row of the script's last step; 0 when nobody knows.
    """

    name: str = "-"
    attach: str | None = None
    go_on: bool = False
    deadline_s: float | None = None
    tools: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    junit: Path | None = None
    place: Place | None = None
    resume: bool = False
    skip: int = 0
    stopped: Stopped | None = None
    last_row: int = 0

    def any_left(self, step: Step) -> bool:
        """Whether there may be lines behind a step."""
        return bool(step.name) or not self.last_row or step.number < self.last_row

    def keep_place(self, console: Console, steps: Sequence[Step], done: int) -> None:
        """Keep how far it came, when it is to be kept after each line."""
        if self.resume:
            self._write_place(console, steps, done)

    def end_place(self, console: Console, steps: Sequence[Step], done: int, *, worked: bool) -> None:
        """Keep how far it came, or forget it when it went through."""
        if self.place is None:
            return
        if worked:
            self.place.forget()
        elif done:
            self._write_place(console, steps, done)

    def _write_place(self, console: Console, steps: Sequence[Step], done: int) -> None:
        if self.place is None or not 0 < done < len(steps):
            return
        session = console.session
        kept = session is not None and console.settings.keep and not console.choice.local and not session.ended
        stopped = Stopped(
            script=self.place.script,
            done=done,
            digest=digest(steps[:done], self.variables),
            row=steps[done].number,
            url=_page(console),
            task_id=(session.task_id or "") if session and kept else "",
        )
        try:
            self.place.write(stopped)
        except OSError as problem:
            console.say(f"where the script stopped cannot be kept: {problem.strerror}", "warning")
            self.place = None

    def write_results(self, results: Sequence[Result], steps: Sequence[Step]) -> str:
        """Write the JUnit file, if there is to be one; what went wrong with that, or ""."""
        if self.junit is None:
            return ""
        places = [each.place.rpartition(":") for each in results]
        reached = max((int(row) for name, _, row in places if name == self.name), default=0)
        left = [Result(f"{self.name}:{s.number}", s.line.text, None) for s in steps if s.number > reached]
        try:
            write_junit(self.junit, [*results, *left], self.name)
        except OSError as problem:
            return f"cannot write {self.junit}: {problem.strerror}"
        return ""


def _page(console: Console) -> str:
    """Where the page is, in words that still hold when the demo site is at another address; "" when nobody knows."""
    session, server = console.session, console.server
    url = str(console.secrets.redact(session.url or "")) if session else ""
    if not url.startswith(("http://", "https://")):
        return ""
    demo = server.demo.rstrip("/") if server and server.demo else ""
    return f"demo{url.removeprefix(demo)}" if demo and url.startswith(demo) else url
