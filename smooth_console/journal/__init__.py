"""What was sent and what came back, on disk: one SQLite database for all sessions, written by a thread of its own.

A `DiskJournal` is what a console writes through; a `Library` of records (`reading`) is what `smooth-console sessions`
reads. Nothing that is secret gets this far: see `rows`.
"""

from smooth_console.journal.disk import FOLDER, DiskJournal, SessionJournal

__all__ = ["FOLDER", "DiskJournal", "SessionJournal"]
