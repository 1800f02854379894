"""From the arguments of `run` and `do` to an exit code."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from smooth_console.batch import exits
from smooth_console.batch.options import Options
from smooth_console.batch.report import Report
from smooth_console.batch.resume import Place, digest
from smooth_console.batch.run import Run
from smooth_console.batch.script import ARGUMENTS, ScriptError, read_arguments, read_script
from smooth_console.console.commands import registry
from smooth_console.console.console import Console
from smooth_console.console.crash import keep_quiet, tell_crash
from smooth_console.console.server import Choice
from smooth_console.journal import FOLDER, DiskJournal
from smooth_console.language.line import Step
from smooth_console.language.units import read_pair
from smooth_console.settings import Settings, data_folder


class RefusedError(Exception):
    """Arguments that cannot be used, or a script that is wrong; the message says all of it."""


def run_script(script: str, settings: Settings, choice: Choice, given: dict[str, Any]) -> int:
    """`smooth-console run FILE|-`.

    Raises:
        RefusedError: Nothing was started.
    """
    text = sys.stdin.read() if script == "-" else read_text(script)
    options = _options(script, given)
    if script != "-":
        options.place = Place(Path(script))
    elif options.resume:
        raise RefusedError("--resume needs a script that is a file")
    return _run(lambda: read_script(text, script, registry()), options, settings, choice, given)


def run_lines(lines: Sequence[str], settings: Settings, choice: Choice, given: dict[str, Any]) -> int:
    """`smooth-console do LINE...`; raises as `run_script`."""
    options = _options(ARGUMENTS, given)
    return _run(lambda: read_arguments(lines, registry()), options, settings, choice, given)


def run_piped(url: str | None, settings: Settings, choice: Choice, given: dict[str, Any]) -> int:
    """Lines from a pipe: each is run when it is whole, and told as `run` tells it."""
    from smooth_console.batch.stream import read_steps

    console = Console(settings, choice, journal=DiskJournal(data_folder() / FOLDER))
    report = Report(console.secrets, jsonl=False, reveal=False)
    options = _options("-", given)
    options.deadline_s = settings.deadline_s if given.get("deadline") else None
    first = f"open {url}" if url and not options.attach else ""
    return asyncio.run(_told(console, Run(console, report, options).run(read_steps("-", console.registry, first))))


def _options(name: str, given: dict[str, Any]) -> Options:
    junit = given.get("junit")
    return Options(
        name=name,
        attach=given.get("attach"),
        go_on=given.get("go_on", False),
        tools=dict(_pairs(given.get("tools", ()), "--tool")),
        variables=dict(_pairs(given.get("variables", ()), "--var")),
        junit=Path(junit).expanduser() if junit else None,
        resume=given.get("resume", False),
    )


def _run(
    read: Callable[[], list[Step]], options: Options, settings: Settings, choice: Choice, given: dict[str, Any]
) -> int:
    journal = None if given.get("check") else DiskJournal(data_folder() / FOLDER)
    console = Console(settings, choice, journal=journal)
    console.variables |= options.variables
    report = Report(console.secrets, jsonl=given.get("jsonl", False), reveal=given.get("reveal", False))
    mistakes = 0
    try:
        steps: Sequence[Step] = read()
    except ScriptError as problem:
        report.note(str(problem))
        steps, mistakes = problem.steps, problem.count
    if given.get("check"):
        from smooth_console.batch.check import check_steps

        return check_steps(console, report, steps, options.name, mistakes)
    if mistakes:
        return exits.WRONG
    options.deadline_s = settings.deadline_s if given.get("deadline") else None
    options.last_row = steps[-1].number if steps else 0
    if options.resume and not _find_place(steps, options, report):
        return exits.OK
    return asyncio.run(_told(console, Run(console, report, options).run(steps)))


async def _told(console: Console, running: Coroutine[Any, Any, int]) -> int:
    """A run whose mistakes, which are ours, are told in a sentence."""
    keep_quiet(console.secrets)
    try:
        return await running
    except Exception as problem:
        tell_crash(problem, console.secrets)
        return exits.FAILED


def _find_place(steps: Sequence[Step], options: Options, report: Report) -> bool:
    """Find where an earlier run stopped; False when there is nothing left to do."""
    stopped = options.place.read() if options.place else None
    if stopped is None:
        report.note(f"{options.name} did not stop before; it begins at its first line")
        return True
    if stopped.done > len(steps) or digest(steps[: stopped.done], options.variables) != stopped.digest:
        raise RefusedError(
            f"{options.name}: lines before line {stopped.row}, where it stopped, or variables have changed since; "
            "run it without --resume"
        )
    options.skip, options.stopped = stopped.done, stopped
    if stopped.done == len(steps):
        report.note(f"{options.name}: every line of it worked before")
    return stopped.done < len(steps)


def _pairs(given: Sequence[str], option: str) -> list[tuple[str, str]]:
    try:
        return [read_pair(text) for text in given]
    except ValueError as problem:
        raise RefusedError(f"{option}: {problem}") from None


def read_text(path: str) -> str:
    """The text of a file.

    Raises:
        RefusedError: It cannot be read.
    """
    try:
        return Path(path).expanduser().read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(f"{path} is not UTF-8 text") from None
    except OSError as problem:
        raise RefusedError(f"cannot read {path}: {problem.strerror}") from None
