"""What must hold whatever goes wrong, on random schedules in virtual time; `make reliability` runs thousands."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.faults.runs import play
from tests.faults.schedules import Schedule, Step, schedules
from tests.faults.vocabulary import BY_NAME, KINDS, Kind

QUICKLY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICKLY
@given(schedules())
def test_whatever_goes_wrong_nothing_is_lost_taken_twice_or_left_running(schedule: Schedule) -> None:
    assert play(schedule).problems == []


STEPS = tuple(Step(0.4, verb, answered_in_s=0.2) for verb in ("js", "goto", "run", "extract"))


@pytest.mark.parametrize("idempotent", [True, False])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_fault_alone_is_got_over(kind: Kind, idempotent: bool) -> None:
    for where in kind.where:
        for fault in kind.faults.get(where, ()) if where != "answer" else ():
            played = Schedule(STEPS, idempotent=idempotent, clock_skew_s=7200, **{where: (None, fault)})  # type: ignore[arg-type]
            assert play(played).problems == [], fault
    for twist in kind.twists:
        assert play(Schedule(STEPS, answer=(None, twist, twist), idempotent=idempotent)).problems == []


def test_where_nothing_goes_wrong_everything_is_answered() -> None:
    outcome = play(Schedule(STEPS))
    assert (outcome.problems, outcome.answered, outcome.repeated) == ([], 6, 0)


@pytest.mark.parametrize(
    "name", ["unordered", "clock skew", "poll hangs", "refused", "429, date", "two in a millisecond"]
)
def test_what_was_pending_resolves_by_itself(name: str) -> None:
    kind = BY_NAME[name]
    for where in set(kind.where) - {"open"}:
        played = kind.twists if where == "answer" else kind.faults[where]
        outcome = play(Schedule(STEPS, **{where: (None, *played, *played)}))  # type: ignore[arg-type]
        assert (outcome.problems, outcome.answered) == ([], 6)
