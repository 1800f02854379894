"""What was sent and what came back, on disk: one SQLite database for all sessions, written by a thread of its own.

A `DiskJournal` is what a console writes through; `reading` gives plain records of it to `smooth-console sessions`.
Nothing that is secret gets this far: see `rows`.
"""

from typing import TYPE_CHECKING

from smooth_console.facade import names_of

if TYPE_CHECKING:
    from smooth_console.journal.disk import FOLDER, OWN_ID, DiskJournal, SessionJournal

__all__ = ["FOLDER", "OWN_ID", "DiskJournal", "SessionJournal"]

__getattr__ = names_of(
    __name__,
    {
        "disk": ("FOLDER", "OWN_ID", "DiskJournal", "SessionJournal"),
    },
)
