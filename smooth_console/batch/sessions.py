"""What the sub-commands of `smooth-console sessions` do: reading the journal, and printing what it knows."""

import dataclasses
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from smooth_console.batch import exits
from smooth_console.batch.session_exports import FORMATS, exported
from smooth_console.console.commands.exporting import write_exported
from smooth_console.console.server import Choice
from smooth_console.journal import FOLDER
from smooth_console.journal.reading import Reader, UnknownSessionError, read
from smooth_console.journal.records import EntryRecord, LineRecord, SessionRecord, Story
from smooth_console.journal.searching import search
from smooth_console.journal.troubles import TroubleError
from smooth_console.journal.upkeep import delete, prune
from smooth_console.language.declare import nearest
from smooth_console.language.units import read_duration, read_size
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.tables import as_table, table_lines
from smooth_console.output.words import count, credit_count, duration, size
from smooth_console.settings import data_folder

Row = dict[str, Any]


class RefusedError(Exception):
    """It cannot be done as asked. The message says why and what to do; `code` is the exit code."""

    def __init__(self, message: str, code: int = exits.WRONG) -> None:
        super().__init__(message)
        self.code = code


def run(name: str, given: dict[str, Any], choice: Choice | None = None) -> int:
    """Do one of the sub-commands; the exit code.

    Args:
        name: The name of the function here.
        given: Its arguments, as the command line has them.
        choice: The server, for `close_sessions`.
    """
    if choice is not None:
        given = {**given, "choice": choice}
    command = _COMMANDS[name]
    try:
        return read(data_folder() / FOLDER, lambda reader: command(reader, **given), said=note) or exits.OK
    except UnknownSessionError as problem:
        note(str(problem))
        return exits.WRONG
    except RefusedError as problem:
        note(str(problem))
        return problem.code
    except TroubleError as problem:
        note(str(problem))
        return exits.FAILED


def note(text: str) -> None:
    """What is said besides the rows, on stderr."""
    print(f"smooth-console: {sanitise_line(text)}", file=sys.stderr, flush=True)


# The sub-commands


def list_sessions(reader: Reader, *, only_open: bool, limit: int, as_json: bool) -> None:
    """`list`."""
    sessions = [one for one in reader.sessions() if not only_open or one.may_live]
    if not sessions:
        note("no session may be open" if only_open else "the journal holds no session yet")
        return
    shown = sessions[:limit]
    if as_json:
        _print_json(dataclasses.asdict(one) for one in shown)
        return
    _print_rows(_listed(one) for one in shown)
    if len(sessions) > limit:
        note(f"{count(len(sessions) - limit, 'session')} more; --limit shows them")


def show_session(reader: Reader, *, name: str, number: int | None, as_json: bool) -> None:
    """`show`."""
    session = reader.find(name)
    story = reader.story(session)
    if number is not None:
        entry = next((one for one in story.entries if one.n == number), None)
        if entry is None:
            raise RefusedError(
                f"{session.name} has no entry {number}; it has {count(len(story.entries), 'entry', 'entries')}"
            )
        text = json.dumps(dataclasses.asdict(entry), indent=None if as_json else 2)
        print(text)
        return
    if as_json:
        _print_json(dataclasses.asdict(one) for one in story.entries)
        return
    if _on_terminal():
        for fact, value in _facts(session):
            print(f"{fact:<8} {sanitise_line(value)}")
        print()
    _print_rows(_timeline(story))


def search_sessions(reader: Reader, *, text: Sequence[str], within: str | None, limit: int, as_json: bool) -> None:
    """`search`."""
    session = reader.find(within).name if within else ""
    found = search(reader, " ".join(text), session=session, limit=limit)
    if not found:
        note(f"nothing holds {' '.join(text)}")
        return
    if as_json:
        _print_json(dataclasses.asdict(one) for one in found)
        return
    _print_rows(
        {
            "session": one.session,
            "n": one.n,
            "when": _when(one.at),
            "state": one.state,
            "line": one.line,
            "found": one.excerpt,
        }
        for one in found
    )
    if len(found) == limit:
        note(f"the newest {limit}; there may be more: --limit")


def export_session(reader: Reader, *, name: str, format_name: str, file: str | None) -> None:
    """`export`."""
    if format_name not in FORMATS:
        near = nearest(format_name, list(FORMATS))
        hint = f"did you mean {near}?" if near else f"there are {', '.join(FORMATS)}"
        raise RefusedError(f"no format {format_name}; {hint}")
    found = exported(format_name, reader.story(reader.find(name)))
    if file is None or file == "-":
        sys.stdout.write(found.text)
    else:
        write_exported(file, found)
        note(f"wrote {file}")


def close_sessions(reader: Reader, *, choice: Choice, name: str | None = None, orphans: bool = False) -> int:
    """`close`."""
    from smooth_console.batch.session_closing import close_all

    if (name is None) == (not orphans):
        raise RefusedError("close takes an ID, or --orphans")
    if name is not None:
        wanted = [_closable(reader.find(name), choice)]
    else:
        left = [one for one in reader.sessions() if one.orphan]
        wanted = [one for one in left if one.server == choice.base_url]
        for other in (one for one in left if one.server != choice.base_url):
            note(f"{other.name} is at another server; close it with --api {other.server}")
        if not wanted:
            note("no session was left open" + (" at this server" if left else ""))
            return exits.OK
    return close_all(wanted, choice, reader.folder, note)


def delete_sessions(reader: Reader, *, names: Sequence[str], force: bool) -> None:
    """`delete`."""
    wanted = [reader.find(name) for name in names]
    for one in wanted:
        if one.in_use:
            raise RefusedError(f"{one.name} is in use by a console that runs; nothing was deleted")
        if one.may_live and not force:
            raise RefusedError(
                f"{one.name} may still be open at {one.server}; close it first, or give --force. Nothing was deleted"
            )
    delete(reader, wanted)
    note(f"deleted {', '.join(one.name for one in wanted)}")


def prune_sessions(reader: Reader, *, older: str | None, larger: str | None) -> None:
    """`prune`."""
    if older is None and larger is None:
        raise RefusedError("prune takes --older TIME, --larger SIZE, or both")
    try:
        older_s = None if older is None else read_duration(older)
        bound = None if larger is None else read_size(larger)
    except ValueError as problem:
        raise RefusedError(str(problem)) from None
    done = prune(reader, older_s=older_s, larger=bound)
    note(
        f"deleted {count(len(done.sessions), 'session')}; the journal is {size(done.after)}, it was {size(done.before)}"
    )


_COMMANDS: dict[str, Callable[..., int | None]] = {
    function.__name__: function
    for function in (
        list_sessions,
        show_session,
        search_sessions,
        export_session,
        close_sessions,
        delete_sessions,
        prune_sessions,
    )
}


def _closable(session: SessionRecord, choice: Choice) -> SessionRecord:
    """The session, if it is to be closed from here."""
    if session.local:
        raise RefusedError(f"{session.name} was on an engine that ended with its console; there is nothing to close")
    if session.in_use:
        raise RefusedError(f"{session.name} is in use by a console that runs; close it there")
    if session.task_id is None:
        raise RefusedError(f"{session.name} has no id of the server: it did not open, or its answer was never heard")
    if choice.local or session.server != choice.base_url:
        here = "the embedded engine" if choice.local else choice.base_url
        raise RefusedError(
            f"{session.name} is at {session.server}, and this is {here}; to close it there: --api {session.server}"
        )
    return session


# How it looks


def state_word(session: SessionRecord) -> str:
    """A session's state as one looks for it in a list."""
    if session.in_use:
        return "in use"
    if session.kept and session.may_live:
        return "kept"
    return "not closed" if session.may_live else session.status


def _listed(session: SessionRecord) -> Row:
    """A session's row. On a terminal it is short, and what is copied from it, its own id, stands whole."""
    short = _on_terminal()
    task = {} if short else {"task": session.task_id or ""}
    return {
        "session": session.name,
        **task,
        "state": state_word(session),
        "entries": session.entries,
        "credits": credit_count(session.credits),
        "opened": _when(session.opened_at),
        "server": "local" if session.local else session.server.split("//", 1)[-1].split("/", 1)[0],
        "page": (session.url or "").split("//", 1)[-1] if short else session.url or "",
    }


def _facts(session: SessionRecord) -> Iterable[tuple[str, str]]:
    yield "session", f"{session.name}  {state_word(session)}" + (f": {session.reason}" if session.reason else "")
    yield "task", session.task_id or "none"
    yield "server", f"{session.server}{' (the embedded engine)' if session.local else ''}"
    yield "opened", _when(session.opened_at)
    yield "ended", _when(session.ended_at) if session.ended_at else "not that we know"
    yield "device", session.device or "not said"
    yield "page", session.url or "none"
    yield "credits", credit_count(session.credits)


def _timeline(story: Story) -> Iterable[Row]:
    """A row an entry; lines that sent nothing have rows of their own, at their time."""
    said = [line for line in story.lines if not line.sends]
    rows: list[EntryRecord | LineRecord] = sorted([*story.entries, *said], key=_moment_of)
    for row in rows:
        if isinstance(row, LineRecord):
            yield {"n": "", "event": "", "state": "", "total": "", "credits": "", "line": row.text, "why": ""}
            continue
        yield {
            "n": str(row.n),
            "event": row.event_id,
            "state": row.state,
            "total": duration(row.total_ms) if row.total_ms is not None else "",
            "credits": credit_count(row.credits) if row.credits else "",
            "line": row.line,
            "why": row.reason or (_said(row.output) if row.state == "error" else ""),
        }


def _moment_of(row: EntryRecord | LineRecord) -> int:
    return row.at if isinstance(row, LineRecord) else row.created_at


def _said(output: Any) -> str:
    return output if isinstance(output, str) else json.dumps(output)


def _print_rows(rows: Iterable[Row]) -> None:
    """A table on a terminal; elsewhere a line a row, with tabs between the fields and no head."""
    listed = list(rows)
    if _on_terminal():
        table = as_table(listed)
        if table is not None:
            for line in table_lines(table, shutil.get_terminal_size().columns):
                print(line)
        return
    for row in listed:
        print("\t".join(sanitise_line(str(value)) for value in row.values()))


def _print_json(records: Iterable[Row]) -> None:
    for record in records:
        print(json.dumps(record))


def _when(at: int) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return f"{moment.astimezone():%d %b %H:%M}" if _on_terminal() else moment.isoformat(timespec="milliseconds")


def _on_terminal() -> bool:
    return sys.stdout.isatty()
