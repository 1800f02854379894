"""Faults before the real engine and its Chromium, through a proxy on a socket; `make reliability` plays all of them."""

import pytest

from tests.faults.engine import counting, engine
from tests.faults.real import play_all
from tests.faults.vocabulary import BY_NAME, Kind, Where

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

CHOSEN = (
    "reset after",
    "truncated",
    "503",
    "429, seconds",
    "unordered",
    "poll hangs",
    "results with the final status",
    "session ends mid-action",
    "restart that forgets",
)
"""Those that each take another way through the program, all at once."""


async def test_nothing_is_lost_taken_twice_or_left_running_on_a_real_page() -> None:
    async with engine() as ready, counting() as counted:
        found = await play_all(ready, counted, [_one(BY_NAME[name]) for name in CHOSEN], at_once=5)
    outcomes = [outcome for name in CHOSEN for outcome in found[name]]
    assert [problem for outcome in outcomes for problem in outcome.problems] == []
    assert len(outcomes) == len(CHOSEN)
    assert sum(outcome.answered for outcome in outcomes) > 3 * len(CHOSEN)


def _one(kind: Kind) -> Kind:
    """A fault in one of its variants, on the POST of an event where it has one."""
    where: Where = "post" if "post" in kind.faults else "poll"
    faults = {where: kind.faults[where][:1]} if kind.faults else {}
    return Kind(kind.name, kind.says, faults, kind.twists)
