"""What a console writes into the journal, and what it says about it: troubles, and sessions that were not closed."""

import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from smooth_console.client import ApiError
from smooth_console.console import changes
from smooth_console.console.outcome import CommandError
from smooth_console.journal import OWN_ID, DiskJournal, SessionJournal
from smooth_console.language.parse import Line
from smooth_console.output.cells import cut
from smooth_console.output.sanitise import sanitise_line
from smooth_console.session import Journal, NoJournal, Session

if TYPE_CHECKING:
    from smooth_console.console.console import Console
    from smooth_console.journal.store import Orphan

PROGRAM = "smooth-console"
NOT_WRITTEN = "! no journal"
"""What stays in sight while nothing is written."""


class Journaling:
    """The journal of a console.

    Args:
        console: Whose.
        disk: Where it is; None keeps nothing.
    """

    def __init__(self, console: "Console", disk: DiskJournal | None) -> None:
        self._console = console
        self._disk = disk
        self._front: SessionJournal | None = None
        self._taken_up: set[str] = set()
        if disk is not None:
            disk.listener = self._heard
            disk.found = self._found

    @property
    def trouble(self) -> str:
        """Why nothing is written though it should be, "" when all is well."""
        return self._disk.trouble if self._disk is not None else ""

    @property
    def standing(self) -> str:
        """Where things stand, in a sentence."""
        return self.trouble or (str(self._disk.folder) if self._disk is not None else "none is kept")

    def start(self) -> None:
        """Open it, while the server is being reached."""
        if self._disk is not None:
            self._disk.start()

    def for_session(self) -> Journal:
        """The journal of a session that comes in front."""
        if self._disk is None:
            return NoJournal()
        self._front = self._disk.session(local=self._console.choice.local)
        return self._front

    async def takes_up(self, name: str) -> str:
        """A session is taken up: it need not be named as one that was not closed. Gives the server's id of it.

        Args:
            name: That id, or the journal's own.

        Raises:
            CommandError: The journal does not know its own id, or the session is at another server.
        """
        self._taken_up.add(name)
        if self._disk is None or not name.startswith(OWN_ID):
            return name
        found = await self._disk.ask(
            lambda db: db.execute("SELECT task_id, server, local FROM sessions WHERE name = ?", (name,)).fetchone()
        )
        if found is None or found["task_id"] is None:
            raise CommandError(f"the journal knows no session {name}; `smooth-console sessions` lists them", 2)
        if found["local"]:
            raise CommandError(f"{name} was on an engine that ended with its console", 5)
        if self._console.choice.local or found["server"] != self._console.choice.base_url:
            raise CommandError(f"{name} is at another server; start with --api {found['server']}", 3)
        self._taken_up.add(found["task_id"])
        return str(found["task_id"])

    def line(self, line: Line) -> None:
        """A line is run."""
        if self._disk is not None and not line.blank:
            sends = line.command is not None and line.command.sends
            self._disk.line(self._console.secrets.redact(line.text), sends=sends, session=self._front)

    async def aclose(self) -> None:
        """Write what is still to be written."""
        if self._disk is not None:
            await self._disk.aclose()

    def _heard(self, sentence: str) -> None:
        self._console.emit(changes.JournalChanged(self.trouble))
        self._console.say(sentence, "warning")

    def _found(self, orphans: "Sequence[Orphan]") -> None:
        left = [one for one in orphans if not self._taken_up & {one.task_id, one.name}]
        if left:
            self._console.beside(self._name(left))

    async def _name(self, left: "list[Orphan]") -> None:
        """Name the sessions that were left open, but for those that the server says are over."""
        over: set[str] = set()
        try:
            for one in [one for one in left if _is_here(one, self._console)][:ASKED]:
                if await self._is_over(one.task_id):
                    over.add(one.name)
        finally:  # also when the console closes before the server has answered
            found = tuple(_left_open(one, self._console) for one in left if one.name not in over)
            if found:
                self._console.emit(changes.SessionsLeftOpen(found))

    async def _is_over(self, task_id: str) -> bool:
        """Whether a session has ended since its console did. If so, its record is brought to its end too."""
        assert self._disk is not None
        client = (await self._console.connect()).client
        try:
            _task, final = await client.poll_task(task_id, event_t=None)
        except ApiError as problem:
            final = problem.kind == "gone"
        if final:
            own = self._disk.session(local=False)
            session, _ = await Session.attach(client, task_id, line="attach (it had ended)", journal=own)
            await session.ready()
            await session.aclose(keep=True)
        return final


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A session that was not closed and may still be open.

    Attributes:
        what: Which it is, in words: "session of 27 Nov 21:16 on shop.example".
        close: The shell's line that closes it.
        attach: The shell's line that takes it up.
        typed: The line that takes it up from within; None when it is at another server.
    """

    what: str
    close: str
    attach: str
    typed: str | None


NAMED = 3
"""Sessions that are named one by one."""
ASKED = 10
"""Sessions of which the server is asked whether they are over."""
PAGE_WIDTH = 30
"""Cells of a page's address that say which it was."""


def left_open_text(sessions: Sequence[LeftOpen]) -> str:
    """What is said of sessions that were not closed: each with the lines that take it up and close it."""
    parts = [
        f"the {session.what} was not closed, and may still be open\n"
        f"  take it up:  {session.attach}\n  close it:    {session.close}"
        for session in sessions[:NAMED]
    ]
    if len(sessions) > NAMED:
        parts.append(f"{len(sessions) - NAMED} more were not closed: {_program()} sessions list --open")
    return "\n".join(parts)


def lines_for(session: LeftOpen) -> list[tuple[str, str]]:
    """Lines to type about a session that was not closed, and what each does."""
    if session.typed is None:
        return [(f"!{session.close}", f"close the {session.what}, left open at another server")]
    return [(session.typed, f"take up the {session.what}, left open"), (f"!{session.close}", "or close it")]


def _is_here(orphan: "Orphan", console: "Console") -> bool:
    """Whether it is at the server that the console talks to."""
    return not console.choice.local and console.choice.base_url == orphan.server


def _left_open(orphan: "Orphan", console: "Console") -> LeftOpen:
    here = _is_here(orphan, console)
    api = "" if here else f" --api {orphan.server}"
    opened = datetime.fromtimestamp(orphan.opened_at / 1000).astimezone()
    page = f" on {cut(sanitise_line(orphan.url.split('//', 1)[-1]), PAGE_WIDTH)}" if orphan.url else ""
    return LeftOpen(
        what=f"session of {opened:%d %b %H:%M}{page}",
        close=f"{_program()} sessions close {orphan.name}{api}",
        attach=f"{_program()} --attach {orphan.task_id}{api}",
        typed=f"attach {orphan.name}" if here else None,
    )


def _program() -> str:
    """What a shell calls this program: its name, or where it is when that is not in the path."""
    own = Path(sys.argv[0])
    found = shutil.which(PROGRAM) is None and own.name == PROGRAM and own.exists()
    return shlex.quote(str(own.absolute())) if found else PROGRAM
