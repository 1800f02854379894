"""When what is pending is looked for among events that were heard of already, or should have been."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

FIRST_S = 5.0
LONGEST_S = 320.0
"""The first and longest time until a review; it doubles."""
DISORDERLY_S = 1.0
"""The first, at a server whose timestamps are known to go back."""


class Review:
    """The clock of the reviews. It runs while something is pending, and cuts a GET under way when one is due."""

    def __init__(self) -> None:
        self.disorderly = False
        """Whether one has brought what listening had missed."""
        self._count = 0
        self._at: float | None = None
        self._bound: asyncio.Timeout | None = None

    def begin(self) -> None:
        """Something is pending from now on."""
        self._count = 0
        self._set(self._first_s)

    def again(self, *, disorderly: bool) -> None:
        """A review was made, and something is still pending. `disorderly`: it brought what listening had missed."""
        self.disorderly = self.disorderly or disorderly
        self._count += 1
        self._at = None
        self._set(min(self._first_s * 2**self._count, LONGEST_S))

    def end(self) -> None:
        """Nothing is pending."""
        self._count, self._at = 0, None

    def due(self) -> int:
        """Which review is due now, from 1; 0 when none is."""
        due = self._at is not None and asyncio.get_running_loop().time() >= self._at
        return self._count + 1 if due else 0

    @contextlib.asynccontextmanager
    async def cutting(self) -> AsyncIterator[None]:
        """Ends what is done within in a TimeoutError when a review becomes due, also one that is begun meanwhile."""
        try:
            async with asyncio.timeout_at(self._at) as self._bound:
                yield
        except TimeoutError:
            # A timer may go off a little early; it is due all the same.
            self._at = asyncio.get_running_loop().time()
            raise
        finally:
            self._bound = None

    @property
    def _first_s(self) -> float:
        return DISORDERLY_S if self.disorderly else FIRST_S

    def _set(self, seconds: float) -> None:
        at = asyncio.get_running_loop().time() + seconds
        self._at = at if self._at is None else min(self._at, at)
        if self._bound is not None and not self._bound.expired():
            self._bound.reschedule(self._at)
