"""What was sent and what came back, on disk: one SQLite database for all sessions, written by a thread of its own.

A `DiskJournal` is what a console writes through; `reading` gives plain records of it to `smooth-console sessions`.
Nothing that is secret gets this far: see `rows`.
"""

from smooth_console.journal.disk import FOLDER, OWN_ID, DiskJournal, SessionJournal

__all__ = ["FOLDER", "OWN_ID", "DiskJournal", "SessionJournal"]
