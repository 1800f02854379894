"""`--check`: what is wrong with a script, as far as it shows without running it. Nothing is started or sent."""

from collections.abc import Iterator, Sequence

from smooth_console.batch import exits
from smooth_console.batch.report import Report
from smooth_console.console.console import Console
from smooth_console.console.outcome import CommandError
from smooth_console.console.precheck import Precheck
from smooth_console.console.scripts import placed
from smooth_console.language.line import Step
from smooth_console.language.problems import LanguageError, Problem, offset
from smooth_console.language.values import variable_names
from smooth_console.output.words import count


def check_steps(console: Console, report: Report, steps: Sequence[Step], name: str, told: int = 0) -> int:
    """Say all of it; the exit code. So many mistakes were told already: those of lines that are not among the steps."""
    found = list(_problems(console, steps))
    for step, problem in found:
        where = step.name or name
        if isinstance(problem, LanguageError):
            report.note(placed(problem, where, step.number, step.column))
        else:
            report.note(f"{where}:{step.number}: {problem}")
    if found or told:
        report.note(f"{name}: {count(len(found) + told, 'mistake')}")
        return exits.WRONG
    report.note(f"{name}: {count(count_lines(steps), 'line')}, nothing wrong")
    return exits.OK


def count_lines(steps: Sequence[Step]) -> int:
    """How many lines there are, those inside others too."""
    return sum(1 + count_lines(step.line.body) for step in steps)


def _problems(console: Console, steps: Sequence[Step]) -> Iterator[tuple[Step, LanguageError | CommandError]]:
    precheck = Precheck(console)
    yield from precheck.problems(steps)
    for step in precheck.seen:
        problem = _javascript(step, precheck)
        if problem is not None:
            yield step, problem


def _javascript(step: Step, precheck: Precheck) -> LanguageError | None:
    """The first syntax error of a line of JavaScript. One that variables are put into shows only when it runs."""
    line = step.line
    if line.command is None or line.command.name != "js" or line.rest is None or line.rest.text.startswith("@"):
        return None
    if any(precheck.knows(name) for name in variable_names(line.rest.text)):
        return None
    from smooth_console.language.javascript import check

    for found in check(line.rest.text):
        start = line.rest.start + offset(line.rest.text, found.line, found.column)
        end = line.rest.start + offset(line.rest.text, found.end_line, found.end_column)
        return LanguageError(Problem(found.message, start, max(start, min(end, line.rest.end))), line.text)
    return None
