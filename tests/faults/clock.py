"""An event loop whose time jumps: what is due next happens now. For what needs no real socket."""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


STEPS_LIMIT = 20_000


class NothingHappensError(RuntimeError):
    """Everything waits, and nothing is due: the program would hang for ever."""


class NoEndError(RuntimeError):
    """Far too much happens: the program goes round in a circle."""


class _Jumping(selectors.DefaultSelector):
    """Where a selector would wait, this one sets the clock."""

    now = 1_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise NothingHappensError("everything waits, and nothing is due")
        self.now += max(timeout, 1e-6)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop of a time of its own.

    Attributes:
        longest_s: The longest that one step has kept the processor: what an interface would have waited for it.
    """

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)
        self.longest_s = 0.0
        self._steps = 0

    def time(self) -> float:
        """Seconds; they go by only while everything waits."""
        return self._jumping.now

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> "asyncio.Future[T]":
        """Runs it here and now: a thread would not know of our time."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as problem:
            done.set_exception(problem)
        return done

    def _run_once(self) -> None:
        self._steps += 1
        if self._steps > STEPS_LIMIT:
            self._steps = 0
            raise NoEndError(f"{STEPS_LIMIT} steps, and no end")
        begun = time.thread_time()
        super()._run_once()  # type: ignore[misc]
        self.longest_s = max(self.longest_s, time.thread_time() - begun)


def run_virtually(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on a loop of its own, in no time.

    Raises:
        AssertionError: It left tasks behind.
    """
    loop = VirtualLoop()
    try:
        asyncio.set_event_loop(loop)
        result = loop.run_until_complete(work)
        left = asyncio.all_tasks(loop)
        assert not left, f"tasks were left running: {left}"
        return result
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()
