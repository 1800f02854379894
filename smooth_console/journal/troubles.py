"""What can be wrong with the journal, in words: each is said once, and the session goes on in memory."""

import errno
import sqlite3
from pathlib import Path
from typing import Literal

from smooth_console.journal.schema import NewerError

Kind = Literal["full", "read-only", "locked", "damaged", "newer", "other"]

IN_MEMORY = "the session goes on in memory"


class TroubleError(Exception):
    """The journal cannot be used. The message is a sentence that says why; what follows from it is not in it.

    Attributes:
        kind: See `Kind`. `newer` stays so; of the others it may be tried again whether they have passed.
    """

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind: Kind = kind


def trouble_of(problem: BaseException, path: Path) -> TroubleError:
    """What a failure means.

    Args:
        problem: From SQLite, from the file system, or from `migrate`.
        path: The database.
    """
    if isinstance(problem, TroubleError):
        return problem
    if isinstance(problem, NewerError):
        return TroubleError("newer", f"{problem}: {path}")
    kind = _kind_of(problem)
    words = {
        "full": f"the disk is full, so the journal {path} cannot be written",
        "read-only": f"the journal {path} cannot be written: its folder or disk is read-only",
        "locked": f"the journal {path} is locked by another program",
        "damaged": f"the journal {path} is damaged",
    }
    return TroubleError(kind, words.get(kind, f"the journal {path} cannot be used: {problem}"))


def _kind_of(problem: BaseException) -> Kind:
    if isinstance(problem, sqlite3.Error):
        by_code: dict[int, Kind] = {
            sqlite3.SQLITE_FULL: "full",
            sqlite3.SQLITE_READONLY: "read-only",
            sqlite3.SQLITE_PERM: "read-only",
            sqlite3.SQLITE_BUSY: "locked",
            sqlite3.SQLITE_LOCKED: "locked",
            sqlite3.SQLITE_PROTOCOL: "locked",
            sqlite3.SQLITE_CORRUPT: "damaged",
            sqlite3.SQLITE_NOTADB: "damaged",
        }
        code = getattr(problem, "sqlite_errorcode", None)
        return "other" if code is None else by_code.get(code & 0xFF, "other")
    if isinstance(problem, OSError):
        if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return "full"
        if problem.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return "read-only"
    return "other"
