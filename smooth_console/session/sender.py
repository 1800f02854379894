"""Putting events on the wire, one after the other, and what happens when a POST fails. Knows states only by signals."""

import asyncio
import time
from collections import deque
from typing import Protocol

from smooth_console.client import ApiError, SmoothClient
from smooth_console.session.backoff import Backoff
from smooth_console.session.entry import Entry
from smooth_console.session.event_state import EventState
from smooth_console.session.journal import Journal
from smooth_console.session.states import PostAccepted, PostBroken, PostDelayed, PostRejected, PostStarted
from smooth_console.session.timeline import Timeline
from smooth_console.wire import TaskEvent

BACKOFF_S = (0.1, 5.0)
"""First and longest pause between attempts. They end with the event's deadline, or with the session."""
LOOK_S = 2.0
"""How long an event that may have been taken is looked for."""


class Host(Protocol):
    """The session that a sender works for."""

    def accepted(self, entry: Entry, server_id: str) -> None:
        """The server took an entry under this id."""

    def refused(self, entry: Entry, problem: ApiError) -> None:
        """The server refused an entry."""

    def delivered(self, entry: Entry) -> None:
        """All that can be done about sending an entry has been done."""

    def may_send(self) -> bool:
        """Whether the session still takes events."""

    async def look_for(self, entry: Entry, seconds: float) -> None:
        """Look for an entry among the server's events."""


class Sender:
    """Posts a session's events in the order in which they were given.

    The next one waits until it is known what became of the one before, because order matters: the page that a line
    of JavaScript runs on is that of the goto before it. Replies to the agent do not wait in line.
    """

    def __init__(
        self, client: SmoothClient, timeline: Timeline, host: Host, journal: Journal, ready: asyncio.Event
    ) -> None:
        self._client = client
        self._timeline = timeline
        self._host = host
        self._journal = journal
        self._ready = ready
        self._waiting: deque[tuple[Entry, TaskEvent]] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._aside: set[asyncio.Task[None]] = set()
        self.task_id = ""

    @property
    def busy(self) -> bool:
        """Whether something is on its way or waits in line."""
        return bool(self._waiting) or self._worker is not None

    def put(self, entry: Entry, event: TaskEvent) -> None:
        """Send an event after those that were given before."""
        self._waiting.append((entry, event))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())

    def put_aside(self, entry: Entry, event: TaskEvent) -> None:
        """Send an event now, past those in line."""
        task = asyncio.create_task(self._deliver(entry, event))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def drain(self, seconds: float) -> None:
        """Wait until nothing is on the wire, at most for `seconds`. What is on the wire is not cancelled."""
        self._waiting.clear()
        tasks = {*self._aside} | ({self._worker} if self._worker else set())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)

    async def _work(self) -> None:
        try:
            await self._ready.wait()
            while self._waiting:
                entry, event = self._waiting.popleft()
                await self._deliver(entry, event)
        finally:
            self._worker = None

    async def _deliver(self, entry: Entry, event: TaskEvent) -> None:
        """Post one event until it is known what became of it."""
        breaks = 0
        backoff = Backoff(*BACKOFF_S)
        try:
            if not entry.terminal:
                await self._journal.write_ahead(entry)
            while not entry.terminal and self._host.may_send():
                problem = await self._post(entry, event)
                if problem is None:
                    return
                if problem.taken == "no":
                    if problem.kind not in ("unreachable", "throttled"):
                        self._reject(entry, problem)
                        return
                    pause_s = backoff.pause_s(problem)
                    self._timeline.apply(entry, PostDelayed(f"{problem.detail}; sent again in {pause_s:.1f} s"))
                    await self._pause(entry, pause_s)
                    continue
                breaks += 1
                if not await self._try_again_after_break(entry, problem, breaks, backoff):
                    return
        finally:
            self._host.delivered(entry)

    async def _post(self, entry: Entry, event: TaskEvent) -> ApiError | None:
        """One attempt; how it failed, or None."""
        entry.attempts += 1
        entry.wired = time.monotonic()
        entry.sent = entry.sent or entry.wired
        self._timeline.apply(entry, PostStarted())
        try:
            server_id = await self._client.send_event(self.task_id, event)
        except ApiError as problem:
            entry.error = problem
            return problem
        except BaseException:
            # The loop is being taken down around us: the event may have been taken, and that is what is said of it.
            self._timeline.apply(entry, PostBroken("the program ended while it was being sent"))
            raise
        entry.posted = time.monotonic()
        entry.error = None
        self._timeline.apply(entry, PostAccepted())
        self._host.accepted(entry, server_id)
        return None

    def _reject(self, entry: Entry, problem: ApiError) -> None:
        entry.posted = time.monotonic()
        self._timeline.apply(entry, PostRejected(str(problem)))
        self._host.refused(entry, problem)

    async def _try_again_after_break(self, entry: Entry, problem: ApiError, breaks: int, backoff: Backoff) -> bool:
        """After a POST that failed half way: whether to send the same id again.

        A server whose event ids are idempotent gets it again, at once the first time. Any other is looked at first, and
        then gets only what can be repeated, once.
        """
        attempts = entry.attempts
        pause_s = backoff.pause_s(problem)
        self._timeline.apply(entry, PostBroken(str(problem)))
        if self._client.idempotent_events:
            if breaks > 1 or problem.retry_after_s is not None:
                await self._pause(entry, pause_s)
        else:
            await self._host.look_for(entry, max(LOOK_S, problem.retry_after_s or 0.0))
            if not entry.may_repeat or breaks > 1:
                return False
        # It may have been sent again meanwhile because the user said so.
        return entry.state is EventState.UNCONFIRMED and entry.attempts == attempts

    async def _pause(self, entry: Entry, seconds: float) -> None:
        """Wait, but no longer than the entry lives."""
        await self._timeline.ended(entry, within_s=seconds)
