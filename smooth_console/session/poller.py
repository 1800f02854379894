"""Listening to one task: when to ask the server, from where, and what is new in its answers. It knows no entries.

A server that holds a GET is asked once and waited for. One that answers at once with nothing new is asked at growing
intervals, each second while something is pending, and rarely when nothing is. What is still pending after a while is
looked for among all events: a GET may hang, and a server's clock may have been set back behind our cursor.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from typing import Literal, Protocol

from smooth_console.client import HOLD_TIMEOUT_S, ApiError, SmoothClient
from smooth_console.session.backoff import Backoff
from smooth_console.session.changes import Connection
from smooth_console.session.review import Review
from smooth_console.wire import Doing, Task, TaskEvent

LADDER_S = (0.05, 0.1, 0.25, 0.5)
PENDING_S = 1.0
IDLE_S = 10.0
ANSWER_S = 10.0
"""How long a GET that the server has no reason to hold is waited for."""
HELD_S = 1.0
"""A GET without news that took this long was held."""
QUICK_LIMIT = 2
"""So many GETs in a row without news, answered at once, say that the server does not hold."""
BACKOFF_S = (0.1, 15.0)
"""First and longest pause after a poll that failed."""
REFUSED_S = 15.0
GONE_LIMIT = 3
"""So many 404 in a row are believed; one may be a gateway's."""
REVIEW_RECENT = 2
"""So many reviews read what may be new only; those after them read everything."""
RECENT_MS = 600_000
SEEN_LIMIT = 4096
"""How many events are known again when the server repeats them. To take one twice costs time, and changes nothing."""


Alike = tuple[str | None, str, bool, int | None]
"""What tells an event from others: id, name, whether it is an answer, timestamp."""


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

    def owed(self) -> bool:
        """Whether something may still come, though perhaps nobody waits for it any more."""

    def overlooked(self) -> bool:
        """Whether the server may have given something that was not told."""


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
        self._quiet_t = 0
        self._seen: dict[tuple[Alike, int], None] = {}
        self._wake = asyncio.Event()
        self._holds: bool | None = None
        self._quick = 0
        self._backoff = Backoff(*BACKOFF_S)
        self._not_before = 0.0
        self._gone = 0
        self._status = status
        self._doing: Doing | None = None
        self._review = Review()
        self.connection = Connection("connecting")

    async def run(self) -> None:
        """Listen until the task is over or unknown. May be cancelled at any moment: a GET changes nothing."""
        look_back = False
        while True:
            begun = _now()
            if not self._hearer.owed():
                self._review.end()
            reviewing = self._review.due()
            try:
                async with contextlib.nullcontext() if reviewing else self._review.cutting():
                    event_t = self._from(reviewing, look_back)
                    task, final = await self._get(event_t, hold_s=ANSWER_S if reviewing else HOLD_TIMEOUT_S)
            except TimeoutError:
                continue
            except ApiError as problem:
                if self._gone >= GONE_LIMIT:
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
            self._plan_review(reviewing, news, before)
            if _now() - begun >= HELD_S:
                self._holds, self._quick = True, 0
            looked_back, look_back = look_back, self._cursor > before
            changed = bool(news) or looked_back or (task.status, task.doing) != (self._status, self._doing)
            self._status, self._doing = task.status, task.doing
            if not look_back and not reviewing and _now() - begun < HELD_S:
                await self._pace(changed)

    def take(self, task: Task) -> list[TaskEvent]:
        """The events of a record that were not taken before; the cursor moves on to the last."""
        news = []
        times = Counter[Alike]()
        for event in task.events or ():
            # An answer and a tool call may share an id, and two answers to one event a millisecond too.
            alike = (event.id, event.name, "code" in event.payload, event.timestamp)
            times[alike] += 1
            key = (alike, times[alike])
            if key not in self._seen:
                self._seen[key] = None
                news.append(event)
            self._cursor = max(self._cursor, event.timestamp or 0)
        while len(self._seen) > SEEN_LIMIT:
            del self._seen[next(iter(self._seen))]
        return news

    def wake(self) -> None:
        """Something was sent, so ask soon."""
        self._wake.set()
        self._review.begin()

    async def look(self, seconds: float, found: Callable[[], bool]) -> None:
        """Look for something among the events, beside the listening, until `found()` or for `seconds`.

        When the server cannot be reached it goes on until it can: only then has it been looked.
        """
        end = _now() + seconds
        backoff = Backoff(*BACKOFF_S)
        event_t: int | None = None
        heard = False
        while not found() and (not heard or _now() < end):
            try:
                patience_s = max(LADDER_S[2], min(seconds, end - _now()), self._not_before - _now() + LADDER_S[2])
                async with asyncio.timeout(patience_s):
                    task, _final = await self._get(event_t)
            except TimeoutError:
                continue
            except ApiError as problem:
                self.wake()
                await asyncio.sleep(backoff.pause_s(problem))
                continue
            heard = True
            self._hearer.heard(task, self.take(task))
            # Everything was read once; from here on the last event is enough, from just before it.
            event_t = self._cursor - 1 if self._cursor else None
            if not found():
                await asyncio.sleep(max(0.0, min(LADDER_S[2], end - _now())))

    def _from(self, reviewing: int, look_back: bool) -> int | None:
        """The moment (ms, the server's clock) after which events are asked for; None is all of them."""
        if reviewing > REVIEW_RECENT:
            return None
        if reviewing:
            return self._quiet_t - RECENT_MS if self._quiet_t > RECENT_MS else None
        # Two events can share a millisecond: after news, the last one is asked for again, from just before it.
        return max(0, self._cursor - 1) if look_back else self._cursor

    async def _get(self, event_t: int | None, hold_s: float = ANSWER_S) -> tuple[Task, bool]:
        """Ask, but not before the server wants to be asked again."""
        await asyncio.sleep(max(0.0, self._not_before - _now()))
        try:
            got = await self._client.poll_task(self._task_id, event_t=event_t, hold_s=hold_s)
        except ApiError as problem:
            self._gone = self._gone + 1 if problem.kind == "gone" else 0
            if problem.retry_after_s is not None:
                self._not_before = _now() + Backoff(*BACKOFF_S).pause_s(problem)
            raise
        self._gone = 0
        return got

    async def _read_again(self) -> None:
        """Before an unanswered event is given up, read everything once more, in case something was overlooked."""
        backoff = Backoff(*BACKOFF_S)
        for _ in range(GONE_LIMIT):
            if not self._hearer.overlooked() and not self._review.disorderly:
                return
            try:
                task, _final = await self._get(None)
            except ApiError as problem:
                await asyncio.sleep(backoff.pause_s(problem))
                continue
            self._hearer.heard(task, self.take(task))
            return

    def _plan_review(self, reviewed: int, news: list[TaskEvent], before: int) -> None:
        if reviewed:
            # Listening, which looks back by a millisecond, could not have brought it.
            missed = any((event.timestamp or 0) < before for event in news)
            self._review.again(disorderly=missed)
        if not self._hearer.owed():
            self._quiet_t = self._cursor
            self._review.end()

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
        delay = self._backoff.pause_s(problem)
        refused = problem.kind == "unauthorised"
        if refused:
            delay = max(delay, REFUSED_S)
        delay = max(delay, self._not_before - _now())
        state: Literal["refused", "reconnecting"] = "refused" if refused else "reconnecting"
        self.connection = Connection(state, str(problem), self.connection.last_heard, _now() + delay)
        self._hearer.connection_changed(self.connection)
        if await self._sleep(delay):
            await asyncio.sleep(LADDER_S[0])

    def _online(self) -> None:
        self._backoff.over()
        was = self.connection.state
        self.connection = Connection("online", last_heard=_now())
        if was != "online":
            self._hearer.connection_changed(self.connection)


def _now() -> float:
    """The loop's clock, s: the monotonic one."""
    return asyncio.get_running_loop().time()
