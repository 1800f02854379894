"""Lines that hold lines: which of them comes next in `for`, `retry` and `include`, and reading scripts from files.

A front end drives a `walk`: it runs each line that it is given and says how that went. So there is one meaning of a
block for all of them, and each tells of its lines in its own way.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console.console import changes
from smooth_console.console.outcome import CommandError, Outcome
from smooth_console.console.resolve import json_of, settled, text_of
from smooth_console.language.declare import Registry
from smooth_console.language.line import Line, Step
from smooth_console.language.problems import LanguageError, place
from smooth_console.language.script import Mistake, read_script
from smooth_console.language.units import read_duration
from smooth_console.language.values import as_text
from smooth_console.workbench.library import LibraryError, read_text_file

if TYPE_CHECKING:
    from smooth_console.console.console import Console

EVERY_S = 1.0
"""How long `retry` waits between attempts, unless it is told."""
LARGEST_SCRIPT = 16 * 1024 * 1024
DEEPEST = 50
WORTH_ANOTHER_TRY = frozenset({1, 4, 6})
"""Exit codes after which `retry` tries again: an action failed, a deadline passed, an expect did not hold."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A line whose turn it is.

    Attributes:
        note: Which round it is, in words.
        forgiven: Its failure is not the script's yet: it is tried again.
    """

    step: Step
    note: str = ""
    forgiven: bool = False


Walk = AsyncGenerator[Turn, int]
"""Gives lines, and is sent the exit code of each."""


def holds_lines(line: Line) -> bool:
    """Whether a line is run by walking through the lines in it."""
    return line.command is not None and line.command.group == "script"


def walk(console: "Console", step: Step) -> Walk:
    """The lines in a line, as they are to be run. It may raise what running a line may raise."""
    command = step.line.command
    assert command is not None
    match command.name:
        case "for":
            return _for_each(console, step)
        case "retry":
            return _retry(console, step)
        case _:
            return _include(console, step)


async def _for_each(console: "Console", step: Step) -> Walk:
    line = step.line
    name, word = line.arguments["NAME"], line.arguments["VALUE"]
    values = await json_of(console, line, word)
    if isinstance(values, dict):
        values = [{"key": key, "value": value} for key, value in values.items()]
    if not isinstance(values, list):
        raise CommandError(f"for each needs an array or an object, and {word.text} is {as_text(values)[:80]}", 2)
    before = [(known, known.get(name.text)) for known in (console.variables, console.elements)]
    try:
        for number, value in enumerate(values, 1):
            console.variables[name.text] = console.elements[name.text] = as_text(value)
            for inner in line.body:
                yield Turn(_named(inner, step), f"{name.text} {number} of {len(values)}")
    finally:
        for known, text in before:
            if text is None:
                known.pop(name.text, None)
            else:
                known[name.text] = text


async def _retry(console: "Console", step: Step) -> Walk:
    line = settled(step.line, console.variables)
    times = int(line.arguments["N"].text)
    every = line.option("--every")
    pause_s = read_duration(every.text) if every else EVERY_S
    for attempt in range(1, times + 1):
        code = 0
        for inner in line.body:
            code = yield Turn(_named(inner, step), f"attempt {attempt} of {times}", forgiven=attempt < times)
            if code:
                break
        if code not in WORTH_ANOTHER_TRY or attempt == times:
            return
        await asyncio.sleep(pause_s)


async def _include(console: "Console", step: Step) -> Walk:
    for inner in await included(console, step):
        yield Turn(inner)


def _named(inner: Step, step: Step) -> Step:
    return replace(inner, name=step.name) if step.name and not inner.name else inner


# Files


class ScriptMistakesError(CommandError):
    """A script's file that cannot be run; the message has a line for each mistake, with its place."""

    def __init__(self, message: str) -> None:
        super().__init__(message, 2)


def placed(problem: LanguageError, name: str, first_row: int, column: int = 0) -> str:
    """A mistake as `name:line:column: message`, the line and a caret below."""
    row, at = place(problem.text, problem.problem.start)
    return f"{name}:{row + first_row - 1}:{at + (column if row == 1 else 0)}: {problem}\n{problem.marked()}"


def all_placed(mistakes: list[Mistake], name: str) -> str:
    """Each mistake, placed."""
    return "\n".join(placed(each.problem, name, each.number, each.column) for each in mistakes)


async def included(console: "Console", step: Step) -> list[Step]:
    """The lines of the file that an `include` names: beside the file that includes it, else in this folder.

    Raises:
        ScriptMistakesError: Lines in it are wrong.
        LanguageError: It cannot be read.
    """
    assert step.line.rest is not None
    return read_included(console.registry, step, await text_of(console, step.line, step.line.rest))


def read_included(registry: Registry, step: Step, file: str) -> list[Step]:
    """See `included`."""
    assert step.line.rest is not None
    path = included_path(step, file)
    try:
        text = read_text_file(path, LARGEST_SCRIPT)
    except LibraryError as problem:
        raise step.line.problem(step.line.rest, str(problem), problem.hint) from None
    found = read_script(text, registry)
    if found.mistakes:
        raise ScriptMistakesError(all_placed(found.mistakes, str(path)))
    return [replace(inner, name=str(path)) for inner in found.steps]


def included_path(step: Step, file: str) -> Path:
    """Where an included file is."""
    path = Path(file.strip()).expanduser()
    return path if path.is_absolute() or not step.name else Path(step.name).parent / path


# Interactively


async def play(console: "Console", line: Line) -> Outcome:
    """Run the lines in a line, one after the other, and tell of each as if it had been typed.

    Raises:
        CommandError: One did not work; those behind it were not run.
    """
    if console.depth >= DEEPEST:
        raise CommandError(f"lines stand more than {DEEPEST} deep in each other", 2)
    console.depth += 1
    turns = walk(console, Step(1, line))
    ran = 0
    try:
        turn: Any = await anext(turns, None)
        while turn is not None:
            code = await _play_one(console, turn)
            ran += 1
            if code and not turn.forgiven:
                raise CommandError(f"{turn.step.line.text.splitlines()[0]} did not work, so {line.verb} ended", code)
            turn = await next_turn(turns, code)
    finally:
        console.depth -= 1
        await turns.aclose()
    return Outcome(text=f"{line.verb}: {ran} {'line' if ran == 1 else 'lines'} run")


async def next_turn(turns: Walk, code: int) -> Turn | None:
    """Say how a line went, and get the next; None when there is none."""
    try:
        return await turns.asend(code)
    except StopAsyncIteration:
        return None


def _place(step: Step, problem: Exception) -> str:
    """Where a line stands in the lines around it, or in its file."""
    where = f"{step.name}:{step.number}" if step.name else f"line {step.number}"
    if not isinstance(problem, LanguageError):
        return where
    row, column = problem.place
    return f"{where.rpartition(str(step.number))[0]}{step.number + row - 1}:{column + (step.column if row == 1 else 0)}"


async def _play_one(console: "Console", turn: Turn) -> int:
    line = turn.step.line
    try:
        outcome = await console.run_line(line)
    except (CommandError, LanguageError) as problem:
        code = problem.exit_code if isinstance(problem, CommandError) else 2
        if not turn.forgiven or code not in WORTH_ANOTHER_TRY:
            raise CommandError(f"{_place(turn.step, problem)}: {problem}", code) from None
        console.emit(changes.Said(f"{turn.note}: {problem}", "warning"))
        return code
    console.emit(changes.LineDone(line.text, outcome))
    failed = next((entry for entry in outcome.entries if entry.terminal and entry.code != 200), None)
    return outcome.failure or (1 if failed is not None and not line.background else 0)
