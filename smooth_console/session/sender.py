"""Putting events on the wire, one after the other, and what happens when a POST fails. Knows states only by signals."""

import asyncio
import random
import time
from collections import deque
from typing import Protocol

from smooth_console.client import ApiError, SmoothClient
from smooth_console.session.entry import Entry
from smooth_console.session.journal import Journal
from smooth_console.session.states import (
    EventState,
    PostAccepted,
    PostBroken,
    PostDelayed,
    PostRefused,
    PostRejected,
    PostStarted,
)
from smooth_console.session.timeline import Timeline
from smooth_console.wire import TaskEvent

RETRIES_S = (0.1, 0.3, 1.0, 2.0)
"""Pauses between attempts that surely did not reach the server."""
LOOK_S = 2.0
"""How long an event that may have been taken is looked for."""
RETRY_AFTER_LIMIT_S = 60.0


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
        refusals = breaks = 0
        try:
            if not entry.terminal:
                await self._journal.write_ahead(entry)
            while not entry.terminal and self._host.may_send():
                problem = await self._post(entry, event)
                if problem is None:
                    return
                if problem.taken == "no":
                    if problem.kind not in ("unreachable", "throttled") or refusals == len(RETRIES_S):
                        self._refuse(entry, problem)
                        return
                    await self._wait_to_retry(entry, problem, RETRIES_S[refusals])
                    refusals += 1
                    continue
                breaks += 1
                if not await self._try_again_after_break(entry, problem, breaks):
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

    def _refuse(self, entry: Entry, problem: ApiError) -> None:
        if problem.kind == "unreachable":
            self._timeline.apply(entry, PostRefused(str(problem)))
        else:
            entry.posted = time.monotonic()
            self._timeline.apply(entry, PostRejected(str(problem)))
            self._host.refused(entry, problem)

    async def _wait_to_retry(self, entry: Entry, problem: ApiError, pause_s: float) -> None:
        if problem.retry_after_s is not None:
            pause_s = min(problem.retry_after_s, RETRY_AFTER_LIMIT_S)
        self._timeline.apply(entry, PostDelayed(f"{problem.detail}; sent again in {pause_s:.1f} s"))
        await self._pause(entry, pause_s * random.uniform(1.0, 1.25))

    async def _try_again_after_break(self, entry: Entry, problem: ApiError, breaks: int) -> bool:
        """After a POST that failed half way: whether to send the same id again.

        A server whose event ids are idempotent gets it again. Any other is looked at first, and then gets only what can
        be repeated, once.
        """
        self._timeline.apply(entry, PostBroken(str(problem)))
        if entry.terminal:
            return False
        if self._client.idempotent_events:
            if breaks > len(RETRIES_S):
                return False
            if breaks > 1:
                await self._pause(entry, RETRIES_S[breaks - 2])
            return entry.state is EventState.UNCONFIRMED
        await self._host.look_for(entry, LOOK_S)
        return entry.state is EventState.UNCONFIRMED and entry.may_repeat and breaks == 1

    async def _pause(self, entry: Entry, seconds: float) -> None:
        """Wait, but no longer than the entry lives."""
        await self._timeline.ended(entry, within_s=seconds)
