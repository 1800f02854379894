"""The journal on disk as a console has it: one a process, and for each session a `Journal` that writes to it.

Everything here runs on the event loop and returns at once, but for what waits until it is lasting.
"""

import asyncio
import contextlib
import copy
import secrets as randomness
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console.journal.owners import Owner
from smooth_console.journal.writer import Job, Writer
from smooth_console.session.changes import EntryAdded, EntryChanged, Notice, SessionChange, SessionChanged
from smooth_console.session.entry import Entry

if TYPE_CHECKING:
    import sqlite3

    from smooth_console.journal.recording import Facts, Recording
    from smooth_console.journal.store import Orphan, Recalled
    from smooth_console.session.link import Link

FOLDER = "journal"
"""In the data folder."""
CLOSE_S = 5.0
ORPHANS_YOUNGER_S = 7 * 86_400.0
"""Sessions of longer ago are listed by `sessions`, but not named at the start: servers end what is idle."""

OWN_ID = "ses_"
"""What our own id of a session begins with."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class DiskJournal:
    """The journal of this process. Nothing is opened, and no thread begun, before the first thing is written.

    Args:
        folder: Where it is; see `FOLDER`.
        listener: Called on the event loop with a sentence when something is wrong or well again.
        found: Called on the event loop, once, with the sessions that were not closed.
    """

    def __init__(
        self,
        folder: Path,
        *,
        listener: Callable[[str], None] | None = None,
        found: "Callable[[Sequence[Orphan]], None] | None" = None,
    ) -> None:
        self.folder = folder
        self.trouble = ""
        """Why nothing is written, "" when it is."""
        self.listener = listener
        self.found = found
        self.owner = Owner(folder)
        self._sessions: list[SessionJournal] = []
        self._writer: Writer | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def session(self, *, local: bool) -> "SessionJournal":
        """A journal for a session.

        Args:
            local: Whether it is on an engine of this process, that ends with it.
        """
        return SessionJournal(self, local=local)

    def start(self) -> None:
        """Open it, so that it is open when something is to be written."""
        if self._writer is None:
            self.put(Job(lambda _db: None))

    def line(self, text: str, *, sends: bool, session: "SessionJournal | None" = None) -> None:
        """A line is run; it is redacted already.

        Args:
            text: The line.
            sends: Whether it is a verb, which has an entry of its own.
            session: The session in front.
        """
        at = time.time_ns() // 1_000_000
        if session is not None and session.known:
            session.line(at, text, sends=sends)
        else:
            from smooth_console.journal.recording import write_line

            owner = self.owner.name
            self.put(Job(lambda db: write_line(db, None, owner, at, text, sends=sends), keep=True))

    async def aclose(self) -> None:
        """Write what is still to be written, and let go of the file."""
        self._closed = True
        if self._writer is not None:
            await asyncio.to_thread(self._writer.close, CLOSE_S)
            await asyncio.sleep(0)  # what the thread told last is heard

    # For the journals of sessions

    def begun(self, session: "SessionJournal") -> None:
        """Another session writes here."""
        self._sessions.append(session)

    def put(self, job: Job) -> None:
        """Have something written. The first job begins the thread."""
        if self._closed:
            return
        if self._writer is None:
            self._loop = asyncio.get_running_loop()
            self._writer = Writer(self.folder, self.owner, begin=self._begin, anew=self._anew, tell=self._told)
            self._writer.start()
        self._writer.put(job)

    async def ask(self, work: "Callable[[sqlite3.Connection], Any]") -> Any:
        """Have something done, and wait until it is committed; None when it cannot be.

        While the journal is in trouble nothing is waited for.
        """
        if self._closed:
            return None
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Any] = loop.create_future()

        def answer(result: Any) -> None:
            if not answered.done():
                answered.set_result(result)

        self.put(Job(work, done=lambda result: _call(loop, answer, result), prompt=True))
        return None if self.trouble else await answered

    # In the writer's thread

    def _begin(self) -> Iterable[Job]:
        from smooth_console.journal.store import bury_local, find_orphans

        folder, found = self.folder, self.found
        yield Job(lambda db: bury_local(db, folder))
        if found is not None:
            self.found = None
            yield Job(lambda db: self._on_loop(found, find_orphans(db, folder, younger_s=ORPHANS_YOUNGER_S)))

    def _anew(self) -> Iterable[Job]:
        """Everything that is in memory."""
        return [job for session in list(self._sessions) for job in session.anew()]

    def _told(self, sentence: str, written: bool) -> None:
        self._on_loop(self._heard, sentence, written)

    def _on_loop(self, function: Callable[..., None], *arguments: Any) -> None:
        if self._loop is not None:
            _call(self._loop, function, *arguments)

    # On the loop again

    def _heard(self, sentence: str, written: bool) -> None:
        self.trouble = "" if written else sentence
        if self.listener is not None:
            self.listener(sentence)


class SessionJournal:
    """The journal of one session; see `session.Journal`."""

    def __init__(self, disk: DiskJournal, *, local: bool) -> None:
        self._disk = disk
        self._local = local
        self._session: Link | None = None
        self._recording: Recording | None = None
        self._held: list[Job] | None = None
        self._goes_on = False
        self._connection = ""
        self._hidden = 0

    @property
    def known(self) -> bool:
        """Whether it has begun."""
        return self._recording is not None

    def begin(self, session: "Link") -> None:
        """Whose journal this is."""
        from smooth_console.journal.recording import Recording

        self._session = session
        name = OWN_ID + "".join(randomness.choice(_ALPHABET) for _ in range(8))
        self._recording = Recording(
            name=name,
            owner=self._disk.owner.name,
            server=session.client.base_url,
            local=self._local,
            first_n=session.first_n,
            secrets=session.secrets,
        )
        self._disk.begun(self)

    async def recall(self, task_id: str) -> Sequence[Entry]:
        """The entries of a session that the journal knows. Its record is gone on with if no other console writes it."""
        assert self._session is not None
        assert self._recording is not None
        folder, server, owner = self._disk.folder, self._session.client.base_url, self._disk.owner.name

        def look(db: "sqlite3.Connection") -> "Recalled | None":
            from smooth_console.journal.store import recall

            return recall(db, folder, server, task_id, owner=owner)

        recalled: Recalled | None = await self._disk.ask(look)
        if recalled is None:
            return ()
        if recalled.free:
            self._recording.name = recalled.name
            self._goes_on = True
            self._held = []
        return recalled.entries

    def taken_up(self) -> None:
        """Write what was held back, and what comes."""
        held, self._held = self._held, None
        for job in held or ():
            self._disk.put(job)

    async def write_ahead(self, entry: Entry) -> None:
        """Returns when the entry is committed, or when it is known that it cannot be."""
        self.taken_up()
        await self._disk.ask(self._entry_work(entry))

    def note(self, change: SessionChange) -> None:
        """Have it written soon; what ends an entry, at once."""
        match change:
            case EntryAdded(entry=entry) if entry.recalled and self._goes_on:
                pass  # it came from there
            case EntryAdded(entry=entry) | EntryChanged(entry=entry):
                self._put(Job(self._entry_work(entry), prompt=entry.terminal))
            case SessionChanged(connection=connection):
                self._put(Job(self._session_work()))
                if connection.state != self._connection:
                    self._connection = connection.state
                    detail = f": {connection.detail}" if connection.detail else ""
                    self._happened("connection", connection.state + detail)
            case Notice(text=text):
                self._happened("notice", text)
            case _:
                pass

    def line(self, at: int, text: str, *, sends: bool) -> None:
        """A line is run while the session is in front."""
        recording, facts = self._parts()
        self._put(Job(lambda db: recording.put_line(db, facts, at, text, sends=sends), keep=True))

    def anew(self) -> list[Job]:
        """Everything once more. Called in the writer's thread: what is written may be newer than what was noted."""
        if self._session is None or self._recording is None or self._held is not None:
            return []
        self._recording.forget()
        entries = list(self._session.entries)
        return [Job(self._session_work()), *(Job(self._entry_work(entry)) for entry in entries)]

    def _entry_work(self, entry: Entry) -> "Callable[[sqlite3.Connection], None]":
        recording, facts = self._parts()
        # A copy as it stands now: the entry itself goes on changing while the thread writes.
        standing, at = copy.copy(entry), time.monotonic()
        return lambda db: recording.put_entry(db, facts, standing, at=at)

    def _session_work(self) -> "Callable[[sqlite3.Connection], Any]":
        recording, facts = self._parts()
        return lambda db: recording.put_session(db, facts)

    def _happened(self, kind: str, text: str) -> None:
        recording, facts = self._parts()
        self._put(Job(lambda db: recording.put_happening(db, facts, kind, text)))

    def _parts(self) -> "tuple[Recording, Facts]":
        from smooth_console.journal.recording import Facts

        assert self._session is not None
        assert self._recording is not None
        session = self._session
        if len(session.secrets) != self._hidden:
            self._hidden = len(session.secrets)
            self._put(Job(self._recording.scrub, scrubs=True))
        return self._recording, Facts(
            task_id=session.task_id,
            status=session.status,
            reason=session.end_reason,
            kept=session.kept,
            device=session.device,
            url=session.url,
            credits=session.credits,
        )

    def _put(self, job: Job) -> None:
        if self._held is not None:
            self._held.append(job)
        else:
            self._disk.put(job)


def _call(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *arguments: Any) -> None:
    """Call something on the loop, from a thread; not when the loop has ended."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(function, *arguments)
