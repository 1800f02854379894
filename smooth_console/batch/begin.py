"""The session that a headless run works in: a new one, one that is taken up, or that of an earlier run that stopped."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smooth_console.batch import exits
from smooth_console.batch.resume import CAUGHT_UP
from smooth_console.client import ApiError
from smooth_console.console.commands.browse import complete_url, device_of
from smooth_console.console.local_engine import EngineError
from smooth_console.console.outcome import CommandError
from smooth_console.language.line import Step
from smooth_console.language.problems import LanguageError
from smooth_console.session import Entry, EventState
from smooth_console.wire import TaskRequest, goto

if TYPE_CHECKING:
    from smooth_console.batch.run import Run


async def begin(run: "Run", skipped: Sequence[Step], steps: Sequence[Step]) -> int:
    """Open a session, unless the first line that acts on one does that itself; the exit code when that did not work.

    Args:
        run: The run.
        skipped: Lines that an earlier run has done; those inside others are there too.
        steps: The lines that are to come, the same way.
    """
    try:
        if skipped:
            return await _go_on(run, skipped)
        verb = next((step.line.verb for step in steps if acts_on_session(step)), "open")
        if not run.options.attach and verb in ("open", "attach"):
            return exits.OK
        return await _open(run, run.options.attach)
    except (CommandError, LanguageError) as problem:
        run.report.failure(f"no session: {problem}")
        return problem.exit_code if isinstance(problem, CommandError) else exits.WRONG
    except (ApiError, EngineError) as problem:
        run.report.failure(f"no session: {problem}")
        return exits.SERVER


def acts_on_session(step: Step) -> bool:
    """Whether a line needs a session, or opens one."""
    return step.line.command is not None and step.line.command.group == "session"


async def _open(run: "Run", attach: str | None) -> int:
    console = run.console
    await console.connect()
    if attach:
        return await _opened(run, await console.attach(attach, line=f"attach {attach}"))
    settings = console.settings
    request = TaskRequest(
        task=None, device=device_of(settings), profile_id=settings.profile or None, enable_recording=False
    )
    return await _opened(run, await console.open(request, line="open"))


async def _opened(run: "Run", entry: Entry) -> int:
    session = run.console.session
    assert session is not None
    await session.settled(entry, run.options.deadline_s)
    if entry.state is EventState.OK:
        return exits.OK
    run.report.failure(f"no session: {entry.reason or entry.state.value}")
    return exits.SERVER


async def _go_on(run: "Run", skipped: Sequence[Step]) -> int:
    """Go on behind lines that an earlier run has done: in its session if that was kept, else on the same page."""
    console, stopped = run.console, run.options.stopped
    assert stopped is not None
    for step in skipped:
        if step.line.command is not None and step.line.command.name in CAUGHT_UP:
            await console.run_line(step.line)
    run.report.note(f"{run.options.name}: goes on at line {stopped.row}; the lines before it worked")
    kept = run.options.attach or stopped.task_id
    if kept:
        if await _open(run, kept) == exits.OK:
            return exits.OK
        run.report.note("the session of the run before is gone; a new one is opened")
    opening = next((step for step in reversed(skipped) if step.line.verb == "open"), None)
    if opening is not None and opening.line.command is not None:
        outcome = await opening.line.command.handler(console, opening.line)
        code = await _opened(run, outcome.entries[0])
    else:
        code = await _open(run, None)
    if code == exits.OK and stopped.url and console.session is not None:
        url = complete_url(stopped.url, console.server.demo if console.server else None)
        console.went_to(url)
        entry = console.send(goto(url), verb="goto", line=f"goto {stopped.url}")
        await console.session.settled(entry, run.options.deadline_s)
        if entry.state is not EventState.OK:
            run.report.failure(f"{run.options.name}: cannot go back to {stopped.url}: {console.why(entry)}")
            return exits.FAILED
    return code
