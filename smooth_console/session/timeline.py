"""The rows of a session: adding them, moving them on, and waiting for them. Sends and receives nothing."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from smooth_console.session.changes import CallArrived, EntryAdded, EntryChanged, SessionChange
from smooth_console.session.entry import Entry
from smooth_console.session.event_state import EventState
from smooth_console.session.journal import Journal
from smooth_console.session.redaction import Secrets
from smooth_console.session.states import DeadlinePassed, Progress, Signal, call_transition, transition
from smooth_console.wire import TaskEvent, TaskRequest, ToolCall, decode, to_builtins

Listener = Callable[[SessionChange], None]

_log = logging.getLogger(__name__)


class Timeline:
    """Entries in order, and the only place where one changes its state.

    Args:
        journal: Told of each change, before the listener.
        listener: Told of each change.
        secrets: What is hidden in lines and events that are shown.
        first_n: The number of the first entry.
    """

    def __init__(self, journal: Journal, listener: Listener | None, secrets: Secrets, first_n: int) -> None:
        self.entries: list[Entry] = []
        self.live: dict[int, Entry] = {}
        """Those that have not ended, by number."""
        self.owed: dict[int, Entry] = {}
        """Events that may still be answered, by number: also those that were given up as lost."""
        self.credits = 0.0
        """The sum of what the answers say."""
        self.secrets = secrets
        self._journal = journal
        self._listener = listener
        self._first_n = first_n
        self._waiters: dict[int, list[asyncio.Future[None]]] = {}
        self._movers: dict[int, list[asyncio.Future[None]]] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def add(
        self,
        verb: str,
        line: str,
        *,
        event_id: str,
        progress: Progress,
        call: ToolCall | None = None,
        event: TaskEvent | None = None,
        request: TaskRequest | None = None,
        deadline_s: float | None = None,
        may_repeat: bool = False,
    ) -> Entry:
        """A new row, at the end."""
        entry = Entry(
            n=self._first_n + len(self.entries),
            event_id=event_id,
            verb=verb,
            line=self.secrets.redact(line),
            created_at=time.time_ns() // 1_000_000,
            created=time.monotonic(),
            event=event,
            shown=None if event is None else self.shown(event),
            request=request,
            call=call,
            progress=progress,
            deadline_s=deadline_s,
            may_repeat=may_repeat,
        )
        self.entries.append(entry)
        self._count(entry)
        self.tell(EntryAdded(entry))
        return entry

    def restore(self, entry: Entry) -> None:
        """A row from before this console came, at the end; it gets the number of its place."""
        entry.n = self._first_n + len(self.entries)
        self.entries.append(entry)
        self._count(entry)
        self.credits += entry.credits or 0.0
        self.tell(EntryAdded(entry))

    def _count(self, entry: Entry) -> None:
        if not entry.terminal:
            self.live[entry.n] = entry
            if entry.event is not None and not entry.is_call:
                self.owed[entry.n] = entry

    def shown(self, event: TaskEvent) -> TaskEvent:
        """An event with bullets for what is secret."""
        return decode(TaskEvent, self.secrets.redact(to_builtins(event)))

    def apply(self, entry: Entry, signal: Signal) -> None:
        """Move an entry on, and tell who waits for it."""
        before = entry.progress
        after = (call_transition if entry.is_call else transition)(before, signal)
        if after == before:
            return
        entry.progress = after
        if after.answer is not None and before.answer is None:
            self.credits += after.answer.credits_used or 0.0
        if after.state.terminal and not before.state.terminal:
            entry.answered = time.monotonic()
            self.live.pop(entry.n, None)
            timer = self._timers.pop(entry.n, None)
            if timer is not None:
                timer.cancel()
        if after.answer is not None or after.state in (EventState.REJECTED, EventState.OK):
            self.owed.pop(entry.n, None)
        self.tell(EntryChanged(entry))
        if after.state is before.state:
            return
        release(self._movers.pop(entry.n, []))
        if after.state.terminal or after.state is EventState.OVERDUE:
            release(self._waiters.pop(entry.n, []))

    def start_deadline(self, entry: Entry, *, spent_s: float = 0.0) -> None:
        """Begin to count an entry's deadline, if it has one, of which `spent_s` are over already."""
        if entry.deadline_s is not None and not entry.terminal:
            left_s = max(0.0, entry.deadline_s - spent_s)
            loop = asyncio.get_running_loop()
            self._timers[entry.n] = loop.call_later(left_s, self.apply, entry, DeadlinePassed())

    async def settled(self, entry: Entry, deadline_s: float | None = None) -> Entry:
        """See `Session.settled`."""
        if entry.terminal:
            return entry
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(entry.n, []).append(waiter)
        try:
            async with asyncio.timeout(deadline_s):
                await waiter
        except TimeoutError:
            self.apply(entry, DeadlinePassed())
        finally:
            with contextlib.suppress(KeyError, ValueError):
                self._waiters[entry.n].remove(waiter)
        return entry

    async def ended(self, entry: Entry, within_s: float) -> bool:
        """Wait until an entry has come to its end, at most for `within_s`; whether it has."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not entry.terminal:
                    await self.settled(entry)
        return entry.terminal

    def moved(self, entry: Entry) -> asyncio.Future[None]:
        """Done when an entry changes its state."""
        mover: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._movers.setdefault(entry.n, []).append(mover)
        return mover

    def tell(self, change: SessionChange) -> None:
        """Tell the journal, then the listener."""
        self._journal.note(change)
        if self._listener is None:
            return
        try:
            self._listener(change)
        except Exception:
            # A mistake in a front end must not stop the listening or lose an answer.
            kind = "call" if isinstance(change, CallArrived) else type(change).__name__
            _log.exception("a listener failed on %s", kind)

    def stop(self) -> None:
        """Count no more deadlines."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()


def release(waiters: list[asyncio.Future[None]]) -> None:
    """Let those that wait go on; the list is empty afterwards."""
    while waiters:
        waiter = waiters.pop()
        if not waiter.done():
            waiter.set_result(None)
