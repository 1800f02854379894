"""The events that a task has sent, with strictly increasing timestamps, and a way to wait for the next one."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from smooth_console import wire


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event as it goes out: `body` is its JSON, written once however often it is read."""

    timestamp: int
    body: bytes


class EventLog:
    """A task's outgoing events. They stay readable after delivery; no two share a millisecond."""

    def __init__(self) -> None:
        self._events: list[LoggedEvent] = []
        self._waiters: set[asyncio.Future[None]] = set()
        self.size = 0

    @property
    def last(self) -> int:
        """Timestamp of the newest event, 0 when there is none."""
        return self._events[-1].timestamp if self._events else 0

    def append(self, name: str, id: str, payload: dict[str, Any]) -> int:
        """Add an event and wake whoever waits.

        Returns:
            Its timestamp, ms since 1970.

        Raises:
            WireError: The payload is not JSON-able; nothing was added.
        """
        timestamp = max(now_ms(), self.last + 1)
        body = wire.encode_json({"name": name, "payload": payload, "id": id, "timestamp": timestamp})
        self._events.append(LoggedEvent(timestamp, body))
        self.size += len(body)
        self.wake()
        return timestamp

    def since(self, event_t: int) -> list[LoggedEvent]:
        """The events whose timestamp is strictly after `event_t` (ms), oldest first."""
        start = len(self._events)
        while start and self._events[start - 1].timestamp > event_t:
            start -= 1
        return self._events[start:]

    def wake(self) -> None:
        """Have everyone who waits look again: an event came, or the task's record changed."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_until(self, ready: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until `ready()` holds, looking whenever something changes.

        Returns:
            Whether it held in time.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while not ready():
            remaining = deadline - loop.time()
            if remaining <= 0:
                return False
            waiter = loop.create_future()
            self._waiters.add(waiter)
            try:
                async with asyncio.timeout(remaining):
                    await waiter
            except TimeoutError:
                return ready()
            finally:
                self._waiters.discard(waiter)
        return True
