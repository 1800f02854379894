"""Listening to one task: when to ask the server, from where, and what is new in its answers. It knows no entries.

A server that holds a GET is asked once and waited for. One that answers at once with nothing new is asked at growing
intervals, each second while something is pending, and rarely when nothing is.
"""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Protocol

from smooth_console.client import ApiError, SmoothClient
from smooth_console.session.changes import Connection
from smooth_console.wire import Task, TaskEvent

LADDER_S = (0.05, 0.1, 0.25, 0.5)
PENDING_S = 1.0
IDLE_S = 10.0
HELD_S = 1.0
"""A GET without news that took this long was held."""
QUICK_LIMIT = 2
"""So many GETs in a row without news, answered at once, say that the server does not hold."""
BACKOFF_S = (0.1, 15.0)
"""First and longest pause after a poll that failed."""
REFUSED_S = 15.0
RETRY_AFTER_LIMIT_S = 300.0


class Hearer(Protocol):
    """Whom a poller tells."""

    def heard(self, task: Task, events: list[TaskEvent]) -> None:
        """The server answered; `events` are those not told before."""

    def over(self, task: Task) -> None:
        """The task is final, and all its events have been told."""

    def vanished(self, problem: ApiError) -> None:
        """The server does not know the task any more."""

    def connection_changed(self, connection: Connection) -> None:
        """The server is heard again, or is not."""

    def expecting(self) -> bool:
        """Whether something is to come from the server soon."""


class Poller:
    """Asks for one task's record until it is over.

    Args:
        client: The server.
        task_id: The task.
        hearer: Told of what comes.
        status: The task's status as far as known.
    """

    def __init__(self, client: SmoothClient, task_id: str, hearer: Hearer, status: str) -> None:
        self._client = client
        self._task_id = task_id
        self._hearer = hearer
        self._cursor = 0
        self._seen: set[tuple[str | None, str, bool, int | None]] = set()
        self._wake = asyncio.Event()
        self._holds: bool | None = None
        self._quick = 0
        self._failures = 0
        self._status = status
        self.connection = Connection("connecting")

    async def run(self) -> None:
        """Listen until the task is over or unknown. May be cancelled at any moment: a GET changes nothing."""
        look_back = False
        while True:
            begun = time.monotonic()
            try:
                # Two events can share a millisecond: after news, the last one is asked for again, from just before it.
                event_t = max(0, self._cursor - 1) if look_back else self._cursor
                task, final = await self._client.poll_task(self._task_id, event_t=event_t)
            except ApiError as problem:
                if problem.kind == "gone":
                    self._hearer.vanished(problem)
                    return
                await self._back_off(problem)
                continue
            before = self._cursor
            news = self.take(task)
            self._online()
            self._hearer.heard(task, news)
            if final:
                await self._read_again()
                self._hearer.over(task)
                return
            if time.monotonic() - begun >= HELD_S:
                self._holds, self._quick = True, 0
            looked_back, look_back = look_back, self._cursor > before
            changed = bool(news) or looked_back or task.status != self._status
            self._status = task.status
            if not look_back and time.monotonic() - begun < HELD_S:
                await self._pace(changed)

    def take(self, task: Task) -> list[TaskEvent]:
        """The events of a record that were not taken before; the cursor moves on to the last."""
        news = []
        for event in task.events or ():
            # An answer and a tool call may share an id.
            key = (event.id, event.name, "code" in event.payload, event.timestamp)
            if key not in self._seen:
                self._seen.add(key)
                news.append(event)
            self._cursor = max(self._cursor, event.timestamp or 0)
        return news

    def wake(self) -> None:
        """Something was sent, so ask soon."""
        self._wake.set()

    async def look(self, seconds: float, found: Callable[[], bool]) -> None:
        """Look for something among the events, beside the listening, until `found()` or for `seconds`.

        When the server cannot be reached it goes on until it can: only then has it been looked.
        """
        end = time.monotonic() + seconds
        pause = BACKOFF_S[0]
        heard = False
        while not found() and (not heard or time.monotonic() < end):
            try:
                async with asyncio.timeout(max(0.25, min(seconds, end - time.monotonic()))):
                    task, _final = await self._client.poll_task(self._task_id, event_t=max(0, self._cursor - 1))
            except TimeoutError:
                heard = heard or self._cursor == 0  # held, since there is nothing yet; with events it answers at once
                continue
            except ApiError as problem:
                self.wake()
                if problem.kind == "gone":
                    return
                pause = min(2 * pause, 5.0)
                await asyncio.sleep(_jittered(pause))
                continue
            heard = True
            self._hearer.heard(task, self.take(task))
            if not found():
                await asyncio.sleep(max(0.0, min(LADDER_S[2], end - time.monotonic())))

    async def _read_again(self) -> None:
        """Before an unanswered event is given up, read everything once more, in case something was overlooked."""
        if not self._hearer.expecting():
            return
        try:
            task, _final = await self._client.poll_task(self._task_id, event_t=0)
        except ApiError:
            return
        self._hearer.heard(task, self.take(task))

    async def _pace(self, changed: bool) -> None:
        """After a GET that was answered at once, wait for as long as is right before the next."""
        if changed:
            self._quick = 0 if self._holds is not False else 1
        else:
            self._quick += 1
        if self._holds is not False:
            if self._quick < QUICK_LIMIT:
                return
            self._holds, self._quick = False, 1
        step = self._quick - 1
        delay = LADDER_S[step] if step < len(LADDER_S) else PENDING_S
        if not self._hearer.expecting():
            delay = IDLE_S
        if await self._sleep(delay):
            self._quick = 1
            await asyncio.sleep(LADDER_S[0])
            self._wake.clear()

    async def _sleep(self, seconds: float) -> bool:
        """Sleep; True when woken before the time."""
        self._wake.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return False
        return True

    async def _back_off(self, problem: ApiError) -> None:
        self._failures += 1
        refused = problem.kind == "unauthorised"
        delay = _jittered(REFUSED_S if refused else min(BACKOFF_S[0] * 2 ** min(self._failures - 1, 20), BACKOFF_S[1]))
        asked_to_wait = problem.retry_after_s is not None
        if problem.retry_after_s is not None:
            delay = min(problem.retry_after_s, RETRY_AFTER_LIMIT_S) + _jittered(BACKOFF_S[0])
        self.connection = Connection(
            "refused" if refused else "reconnecting",
            str(problem),
            self.connection.last_heard,
            time.monotonic() + delay,
        )
        self._hearer.connection_changed(self.connection)
        if asked_to_wait:
            await asyncio.sleep(delay)
        elif await self._sleep(delay):
            await asyncio.sleep(LADDER_S[0])

    def _online(self) -> None:
        self._failures = 0
        was = self.connection.state
        self.connection = Connection("online", last_heard=time.monotonic())
        if was != "online":
            self._hearer.connection_changed(self.connection)


def _jittered(seconds: float) -> float:
    """Half of it to all of it, by chance, so that many clients do not come back at once."""
    return seconds * random.uniform(0.5, 1.0)
