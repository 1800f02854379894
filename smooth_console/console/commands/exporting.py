"""Dot commands that take a session elsewhere: .export .record .replay .present."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from smooth_console.console.outcome import CommandError, Outcome, Present, ShowReplay, ShowText
from smooth_console.console.recorder import session_record, write_private
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.parse import Line, Word
from smooth_console.language.problems import LanguageError
from smooth_console.language.ranges import is_range, read_ranges

if TYPE_CHECKING:
    from smooth_console.console.console import Console
    from smooth_console.exports.formats import Exported
    from smooth_console.exports.plan import Selection

FORMAT_NAMES = ("python", "curl", "script", "pytest", "jsonl", "har", "markdown", "recording")
"""The names of `exports.formats.FORMATS`, which is imported when it is needed."""
LARGEST_SCRIPT = 4 * 1024 * 1024


async def _export(console: "Console", line: Line) -> Outcome:
    from smooth_console.exports.formats import export

    word = line.arguments["FORMAT"]
    selection, target = _selection(console, line)
    exported = export(word.text, selection)
    if target is None:
        return Outcome(text=exported.text.rstrip("\n"), effects=[ShowText(f"{word.text} export", exported.text)])
    await asyncio.to_thread(write_exported, target, exported)
    beside = f" and {', '.join(exported.beside)}" if exported.beside else ""
    entries = "1 entry" if len(selection.entries) == 1 else f"{len(selection.entries)} entries"
    return Outcome(text=f"wrote {target}{beside} ({entries})")


def write_exported(target: str, exported: "Exported") -> None:
    """Write an export, and the files that it names beside it.

    Raises:
        CommandError: It cannot be written.
    """
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
    if recorder.file is None:
        raise line.problem(what, "nothing is being recorded", ".record start FILE begins")
    try:
        written, count = await recorder.stop()
    except OSError as problem:
        raise CommandError(f"cannot write {recorder.file}: {problem.strerror}; it goes on") from None
    return Outcome(text=f"wrote {written} ({count} {'entry' if count == 1 else 'entries'}); .replay shows it")


async def _replay(console: "Console", line: Line) -> Outcome:
    from smooth_console.console.listing import timeline_text
    from smooth_console.console.recalled import recalled
    from smooth_console.exports.recording import RecordingError, read_recording

    assert line.rest is not None
    name = line.rest.text.strip()
    speed = line.option("--speed")
    try:
        times = float(speed.text) if speed else 1.0
    except ValueError:
        times = 0.0
    if speed and not 0 < times <= 10_000:
        raise line.problem(speed, f"{speed.text} is no speed", "say how many times as fast, such as 4 or 0.5")
    try:
        recording = await asyncio.to_thread(lambda: read_recording(Path(name).expanduser()))
    except RecordingError as problem:
        raise line.problem(line.rest, str(problem)) from None
    listing = timeline_text([recalled(entry, console) for entry in recording.entries], "", console.secrets)
    return Outcome(text=listing, effects=[ShowReplay(recording, name, times, line.flag("--step"))])


async def _present(console: "Console", line: Line) -> Outcome:
    from smooth_console.language.slides import slides
    from smooth_console.workbench.library import LibraryError, read_text_file

    assert line.rest is not None
    name = line.rest.text.strip()
    try:
        text = await asyncio.to_thread(lambda: read_text_file(Path(name).expanduser(), LARGEST_SCRIPT))
    except LibraryError as problem:
        raise line.problem(line.rest, str(problem), problem.hint) from None
    found = slides(text, console.registry)
    if not found:
        raise line.problem(line.rest, f"{name} has no lines to present")
    for slide in found:
        try:
            console.parse(slide.line)
        except LanguageError as problem:
            raise line.problem(line.rest, f"{name}:{slide.number}: {problem}") from None
    notes = line.option("--notes")
    where = None if notes is None else _new_file(line, notes)
    rows = [f"{slide.number:>4}  {slide.line.splitlines()[0]}" for slide in found]
    return Outcome(text="\n".join(rows), effects=[Present(name, found, where)])


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
    Command(
        name=".replay",
        summary="Play a recording: its timeline fills as it did, and can be looked into. Nothing is sent.",
        group="console",
        handler=_replay,
        options=(
            Option("--speed", "So many times as fast as it was.", "N"),
            Option("--step", "Go on at a key, whatever the times were."),
        ),
        rest=Rest("FILE", "file", "what `.record` or `.export recording` wrote", required=True),
        examples=(
            Example(".replay session.json", "with its own times"),
            Example(".replay --speed 4 session.json", "four times as fast"),
        ),
    ),
    Command(
        name=".present",
        summary="Step through a script before an audience: the next line large, space runs it.",
        group="console",
        handler=_present,
        options=(Option("--notes", "A file or another terminal that the notes go to, as they come.", "FILE", "file"),),
        rest=Rest("FILE", "file", "a script", required=True),
        examples=(
            Example(".present demo.smooth", "nothing private is shown meanwhile"),
            Example(".present --notes notes.txt demo.smooth", "read along with: tail -f notes.txt"),
        ),
        notes="Comments above a line are its caption. Comments that begin with #! are notes for the speaker: they are "
        "never on this screen, and go to --notes.",
    ),
)
