"""Dot commands that take a session elsewhere: .export .record .replay .present."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from smooth_console.console.outcome import CommandError, Outcome, ShowText
from smooth_console.console.recorder import session_record, write_private
from smooth_console.language.declare import Argument, Command, Example, Option, Rest, nearest
from smooth_console.language.parse import Line, Word
from smooth_console.language.ranges import is_range, read_ranges

if TYPE_CHECKING:
    from smooth_console.console.console import Console
    from smooth_console.exports.formats import Exported
    from smooth_console.exports.plan import Selection

FORMAT_NAMES = ("python", "curl", "script", "pytest", "jsonl", "har", "markdown", "recording")
"""The names of `exports.formats.FORMATS`, which is imported when it is needed."""


async def _export(console: "Console", line: Line) -> Outcome:
    from smooth_console.exports.formats import export

    word = line.arguments["FORMAT"]
    if word.text not in FORMAT_NAMES:
        near = nearest(word.text, FORMAT_NAMES)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(FORMAT_NAMES)}"
        raise line.problem(word, f"no format {word.text}", hint)
    selection, target = _selection(console, line)
    exported = export(word.text, selection)
    if target is None:
        return Outcome(text=exported.text.rstrip("\n"), effects=[ShowText(f"{word.text} export", exported.text)])
    await asyncio.to_thread(_write, target, exported)
    beside = f" and {', '.join(exported.beside)}" if exported.beside else ""
    entries = "1 entry" if len(selection.entries) == 1 else f"{len(selection.entries)} entries"
    return Outcome(text=f"wrote {target}{beside} ({entries})")


def _write(target: str, exported: "Exported") -> None:
    path = Path(target).expanduser()
    try:
        write_private(path, exported.text)
        for name, content in exported.beside.items():
            write_private(path.parent / name, content)
    except OSError as problem:
        raise CommandError(f"cannot write {target}: {problem.strerror}") from None


def _selection(console: "Console", line: Line) -> "tuple[Selection, str | None]":
    """What `[RANGE] [FILE]` asks for, and the file."""
    from smooth_console.exports.plan import Selection

    if not console.entries:
        raise CommandError("nothing was sent yet, so there is nothing to export", 2)
    word, rest = line.arguments.get("RANGE"), line.rest
    ranges, target = None, rest.text.strip() if rest else None
    if word is not None and not is_range(word.text):
        if rest is not None:
            raise line.problem(word, f"{word.text} is not a range", "one looks like 3, 3-7, 5- or 3,5-9")
        target = word.text
    elif word is not None:
        try:
            ranges = read_ranges(word.text)
        except ValueError as problem:
            raise line.problem(word, str(problem)) from None
    selection = Selection(session_record(console), ranges, failed=line.flag("--failed"))
    if not selection.entries:
        assert word is not None
        raise line.problem(word, f"there is no entry {word.text}", f"the last is {len(console.entries)}")
    return selection, target


async def _record(console: "Console", line: Line) -> Outcome:
    what, recorder = line.arguments["start|stop"], console.recorder
    if what.text == "start":
        if line.rest is None:
            raise line.problem(what, "expected the file to record to", "such as .record start session.json")
        if recorder.file is not None:
            raise line.problem(what, f"this is being recorded to {recorder.file} already", ".record stop ends that")
        recorder.start(_new_file(line, line.rest))
        return Outcome(text=f"recording to {line.rest.text.strip()}; .record stop writes it")
    if what.text != "stop":
        raise line.problem(what, f"a recording can start and stop, not {what.text}", ".record start FILE, .record stop")
    if recorder.file is None:
        raise line.problem(what, "nothing is being recorded", ".record start FILE begins")
    try:
        written, count = await recorder.stop()
    except OSError as problem:
        raise CommandError(f"cannot write {recorder.file}: {problem.strerror}; it goes on") from None
    return Outcome(text=f"wrote {written} ({count} {'entry' if count == 1 else 'entries'}); .replay shows it")


def _new_file(line: Line, word: Word) -> Path:
    """A file in a folder that is there.

    Raises:
        LanguageError: The folder is not.
    """
    file = Path(word.text.strip()).expanduser().absolute()
    if not file.parent.is_dir():
        raise line.problem(word, f"there is no folder {file.parent}")
    return file


COMMANDS = (
    Command(
        name=".export",
        summary="Write the session, or some of its entries, as a program, a script, a report or a recording.",
        group="console",
        handler=_export,
        arguments=(
            Argument("FORMAT", "choice", ", ".join(FORMAT_NAMES), required=True, choices=FORMAT_NAMES),
            Argument("RANGE", "text", "which entries: 3, 3-7, 5- or 3,5-9; all of them without one"),
        ),
        options=(Option("--failed", "What failed is exported too."),),
        rest=Rest("FILE", "file", "where to; it is shown without one"),
        examples=(
            Example(".export python shop.py", "the session as a program on the official client"),
            Example(".export curl 2-3", "two entries as a shell script, shown"),
            Example(".export markdown report.md", "a report for a bug ticket"),
        ),
        notes="Programs print every output as one line of JSON. They take the server and the key from SMOOTH_BASE_URL "
        "and CIRCLEMIND_API_KEY, and secrets from the variables that they came from. What failed is left out with a "
        "comment, unless it is named by its number.",
    ),
    Command(
        name=".record",
        summary="Record the session to a file that can be mailed, replayed and answered from.",
        group="console",
        handler=_record,
        arguments=(Argument("start|stop", "choice", "start or stop", required=True, choices=("start", "stop")),),
        rest=Rest("FILE", "file", "where to, for start"),
        examples=(
            Example(".record start session.json", "from here on"),
            Example(".record stop", "write what was recorded"),
        ),
        notes="A recording holds lines, events, answers, times and addresses of pages, and no secrets. Leaving writes "
        "it too.",
    ),
)
