"""What a session asks of a journal, and the one that keeps nothing. The one on disk is injected."""

from typing import Protocol

from smooth_console.session.changes import SessionChange
from smooth_console.session.entry import Entry


class Journal(Protocol):
    """Told of everything, and told first: an event is in it before it is on the wire.

    A journal copes with its own troubles (a full disk, a lock) and goes on in memory; a session never stops for it.
    """

    async def write_ahead(self, entry: Entry) -> None:
        """Make `entry` lasting. What it is about goes on the wire when this returns."""

    def note(self, change: SessionChange) -> None:
        """Take note of what has changed. Returns at once; called before the listener is."""


class NoJournal:
    """Keeps nothing."""

    async def write_ahead(self, entry: Entry) -> None:
        """Nothing to wait for."""

    def note(self, change: SessionChange) -> None:
        """Nothing to note."""
