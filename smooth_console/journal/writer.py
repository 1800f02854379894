"""The thread that writes the journal: jobs in order, many in one transaction, and what is done when it cannot write.

What must be lasting before something else happens, and what ends an entry, is written at once; the rest waits a
moment for company. When the journal cannot be written, jobs are let go, it is tried again now and then, and then
everything that is still in memory is written anew.
"""

import contextlib
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console.journal.owners import Owner

if TYPE_CHECKING:
    import sqlite3

    from smooth_console.journal.troubles import TroubleError

GATHER_S = 0.02
"""How long a note waits for others. So much of what needs no answer can be lost when the process is killed."""
RETRY_S = (5.0, 300.0)
"""How long the journal rests after a trouble: at first, and at most when it comes again and again."""
KEPT_LINES = 10_000
"""How many jobs that cannot be made anew are kept meanwhile."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do with the database.

    Attributes:
        work: Done in a transaction, with others.
        done: Called in this thread with what `work` gave once it is committed, or with None when it cannot be.
        prompt: It does not wait for company.
        keep: It cannot be made anew from what is in memory, so it is kept when it cannot be done.
        scrubs: It gives whether it took something out, which must not be found in the write-ahead log either.
    """

    work: "Callable[[sqlite3.Connection], Any]"
    done: Callable[[Any], None] | None = None
    prompt: bool = False
    keep: bool = False
    scrubs: bool = False


class Writer:
    """The thread and its queue. `put` and `close` may be called from any thread.

    Args:
        folder: The journal's folder.
        owner: This process.
        begin: Jobs to do first whenever the journal has been opened.
        anew: What writes everything that is in memory once more.
        tell: Called in this thread with a sentence when something is wrong or well again, and whether the journal is
            being written.
    """

    def __init__(
        self,
        folder: Path,
        owner: Owner,
        *,
        begin: Callable[[], Iterable[Job]],
        anew: Callable[[], Iterable[Job]],
        tell: Callable[[str, bool], None],
    ) -> None:
        self._folder = folder
        self._owner = owner
        self._begin = begin
        self._anew = anew
        self._tell = tell
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._kept: deque[Job] = deque(maxlen=KEPT_LINES)
        self._db: sqlite3.Connection | None = None
        self._trouble: TroubleError | None = None
        self._rests_until = 0.0
        self._rest_s = RETRY_S[0]
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, job: Job) -> None:
        """Have something done after what was put before."""
        self._jobs.put(job)

    def close(self, seconds: float) -> None:
        """Write what was put, and end; at most for so many seconds."""
        self._jobs.put(None)
        self._thread.join(seconds)

    # In the thread

    def _run(self) -> None:
        going_on = True
        while going_on:
            jobs, going_on = self._gather()
            results = self._write(jobs)
            for job, result in zip(jobs, results, strict=True):
                if job.done is not None:
                    job.done(result)
        self._leave()

    def _gather(self) -> tuple[list[Job], bool]:
        """The next jobs, at least one, and whether more may follow."""
        job = self._jobs.get()
        jobs: list[Job] = []
        until = time.monotonic() + GATHER_S
        prompt = False
        while job is not None:
            jobs.append(job)
            prompt = prompt or job.prompt
            try:
                job = self._jobs.get(timeout=0 if prompt else max(0.0, until - time.monotonic()))
            except queue.Empty:
                return jobs, True
        return jobs, False

    def _write(self, jobs: list[Job]) -> list[Any]:
        """Do jobs in one transaction; what each gave, or None when they cannot be done."""
        if not jobs:
            return []
        if self._db is None and not self._open():
            return self._let_go(jobs)
        try:
            return self._transact(jobs)
        except Exception as problem:
            trouble = self._trouble_of(problem)
        self._give_up(trouble)
        if trouble.kind == "damaged" and self._open():
            try:
                return self._transact(jobs)
            except Exception as worse:
                self._give_up(self._trouble_of(worse))
        return self._let_go(jobs)

    def _transact(self, jobs: list[Job]) -> list[Any]:
        from smooth_console.journal.store import transaction

        assert self._db is not None
        with transaction(self._db):
            results = [self._do(job, self._db) for job in jobs]
        if any(job.scrubs and result for job, result in zip(jobs, results, strict=True)):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return results

    def _do(self, job: Job, db: "sqlite3.Connection") -> Any:
        import sqlite3

        try:
            return job.work(db)
        except sqlite3.Error:
            raise
        except Exception:
            # A mistake of ours about one row must not keep the others from being written.
            _log.exception("the journal could not write something")
            return None

    def _open(self) -> bool:
        """Open the journal if it is time to; whether it is open. One that is damaged is saved and made anew."""
        if time.monotonic() < self._rests_until:
            return False
        from smooth_console.journal.salvage import salvage
        from smooth_console.journal.store import open_database

        said = ""
        for damaged_before in (False, True):
            try:
                self._db = open_database(self._folder)
                self._owner.be_known()
                self._transact([*self._begin(), *(self._anew() if self._trouble else ()), *self._kept])
            except Exception as problem:
                trouble = self._trouble_of(problem)
                self._give_up(trouble, quietly=trouble.kind == "damaged" and not damaged_before)
                if trouble.kind != "damaged" or damaged_before:
                    return False
                try:
                    said = salvage(self._folder)
                except Exception as worse:
                    self._give_up(self._trouble_of(worse))
                    return False
            else:
                break
        self._kept.clear()
        was, self._trouble = self._trouble, None
        if said or was is not None:
            self._tell(said or "the journal is written again, with all that is in memory", True)
        return True

    def _give_up(self, trouble: "TroubleError", *, quietly: bool = False) -> None:
        """Write no more for a while. Said once for each kind of trouble."""
        from smooth_console.journal.troubles import IN_MEMORY

        if self._db is not None:
            with contextlib.suppress(Exception):
                self._db.close()
            self._db = None
        rest_s = float("inf") if trouble.kind == "newer" else 0.0 if trouble.kind == "damaged" else self._rest_s
        self._rests_until = time.monotonic() + rest_s
        self._rest_s = min(2 * self._rest_s, RETRY_S[1])
        was, self._trouble = self._trouble, trouble
        if not quietly and trouble.kind != "damaged" and (was is None or was.kind != trouble.kind):
            self._tell(f"{trouble}; {IN_MEMORY}", False)

    def _let_go(self, jobs: list[Job]) -> list[Any]:
        self._kept.extend(job for job in jobs if job.keep)
        return [None] * len(jobs)

    def _leave(self) -> None:
        if self._db is not None:
            with contextlib.suppress(Exception):
                self._db.close()
            self._db = None
        self._owner.leave()

    def _trouble_of(self, problem: Exception) -> "TroubleError":
        from smooth_console.journal.store import FILE
        from smooth_console.journal.troubles import trouble_of

        return trouble_of(problem, self._folder / FILE)
