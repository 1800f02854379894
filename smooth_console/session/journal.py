"""What a session asks of a journal, and the one that keeps nothing. The one on disk is injected."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from smooth_console.session.changes import SessionChange
from smooth_console.session.entry import Entry

if TYPE_CHECKING:
    from smooth_console.session.link import Link


class Journal(Protocol):
    """Told of everything, and told first: an event is in it before it is on the wire.

    A journal copes with its own troubles (a full disk, a lock) and goes on in memory; a session never stops for it.
    """

    def begin(self, session: "Link") -> None:
        """Whose journal this is. Told once, before anything else."""

    async def recall(self, task_id: str) -> Sequence[Entry]:
        """The entries of a session that lives at the server, as they were when they were last written.

        One that was being sent has `progress.on_wire`, since its POST may have begun. Empty when the session is not
        known. What is noted from here on is held back until `taken_up`.
        """

    def taken_up(self) -> None:
        """The session that was recalled goes on here, or is known to be over: its record is written from now on."""

    async def write_ahead(self, entry: Entry) -> None:
        """Make `entry` lasting. What it is about goes on the wire when this returns."""

    def note(self, change: SessionChange) -> None:
        """Take note of what has changed. Returns at once; called before the listener is."""


class NoJournal:
    """Keeps nothing."""

    def begin(self, session: "Link") -> None:
        """Nothing to know."""

    async def recall(self, task_id: str) -> Sequence[Entry]:
        """Nothing is known."""
        return ()

    def taken_up(self) -> None:
        """Nothing was recalled."""

    async def write_ahead(self, entry: Entry) -> None:
        """Nothing to wait for."""

    def note(self, change: SessionChange) -> None:
        """Nothing to note."""
