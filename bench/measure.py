"""Timing things side by side, and wording what came out. Knows nothing of what is timed."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

REST_S = 0.01
"""Between two timings: what one thing leaves behind, such as the next held GET, is not to be paid by the other."""

Subject = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Series:
    """How long one thing took, each time.

    Attributes:
        name: What was done.
        times: Seconds.
    """

    name: str
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Seconds; half of the times are shorter."""
        return statistics.median(self.times)

    @property
    def slow(self) -> float:
        """Seconds; one time in twenty is longer (the longest, when there are few)."""
        return sorted(self.times)[min(len(self.times) - 1, len(self.times) * 19 // 20)]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a comparison is meant to reach. It is reported and fails nothing: machines differ.

    Attributes:
        ratio: At most so many times what it is compared with.
        within: At most so many seconds, when that counts too.
    """

    ratio: float
    within: float | None = None

    def verdict(self, subject: Series, floor: Series) -> str:
        """Whether it is met, in words."""
        met = subject.median <= self.ratio * floor.median
        words = f"goal at most {self.ratio:g}x"
        if self.within is not None:
            met = met and subject.median < self.within
            words += f" and under {milliseconds(self.within)}"
        return f"{words}: {'met' if met else 'not met'}"


async def interleaved(subjects: Mapping[str, Subject], *, rounds: int, warm_up: int) -> dict[str, Series]:
    """Do each thing in turn, round after round, so that what else the machine does falls on all alike.

    Args:
        subjects: What to do, by name.
        rounds: How often each is timed.
        warm_up: Rounds before that, which are not timed.
    """
    series = {name: Series(name) for name in subjects}
    for number in range(warm_up + rounds):
        for name, subject in subjects.items():
            await asyncio.sleep(REST_S)
            began = time.perf_counter()
            await subject()
            if number >= warm_up:
                series[name].times.append(time.perf_counter() - began)
    return series


def milliseconds(seconds: float) -> str:
    """A time as it is printed: three digits that mean something."""
    value = seconds * 1000
    return f"{value:.2f} ms" if value < 10 else f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"


def row(series: Series) -> str:
    """One line: what, the median, the slow end."""
    return f"  {series.name:<46} {milliseconds(series.median):>10}   95 of 100 under {milliseconds(series.slow):>9}"


def comparison(subject: Series, floor: Series, goal: Goal | None = None) -> str:
    """Both lines, the ratio, and whether a goal is met."""
    ratio = f"  ratio {subject.median / floor.median:.2f}x"
    return "\n".join([row(floor), row(subject), f"{ratio}   {goal.verdict(subject, floor)}" if goal else ratio])
