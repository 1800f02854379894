"""Pauses between attempts that fail: growing, by chance, and never shorter than the server asks for."""

import random

from smooth_console.client import ApiError

RETRY_AFTER_LIMIT_S = 3600.0
"""A server that asks for more is asked again after this: it may be a mistake, and the user would wait in vain."""


class Backoff:
    """The pauses of one thing that is tried until it works.

    Args:
        first_s: The pause after the first failure, which each further one doubles.
        longest_s: The longest.
    """

    def __init__(self, first_s: float, longest_s: float) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._failures = 0

    def pause_s(self, problem: ApiError) -> float:
        """Seconds to wait after one more failure.

        By chance half of it to all of it, so that many clients do not come back at once. What the server asks for
        (Retry-After) is waited out, and a little more for the same reason.
        """
        grown = min(self._first_s * 2 ** min(self._failures, 20), self._longest_s)
        self._failures += 1
        if problem.retry_after_s is not None:
            return min(problem.retry_after_s, RETRY_AFTER_LIMIT_S) + self._first_s * random.uniform(0.5, 1.0)
        return float(grown * random.uniform(0.5, 1.0))

    def over(self) -> None:
        """It worked: the next failure is a first one."""
        self._failures = 0
