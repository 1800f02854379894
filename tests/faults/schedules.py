"""Random schedules: what a user does, how the server is, and what goes wrong meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from hypothesis import strategies as st

from tests.faults.vocabulary import KINDS, Fault, Kind, Twist, Where

T = TypeVar("T")

Verb = Literal["goto", "js", "extract", "run", "resend", "close"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a user does.

    Attributes:
        after_s: Seconds after the one before.
        verb: What; `resend` is for the last event that was sent.
        answered_in_s: How long the server takes to answer it; None is for ever.
        deadline_s: See `Session.send`.
        resend: The same.
    """

    after_s: float
    verb: Verb
    answered_in_s: float | None = 0.1
    deadline_s: float | None = 30.0
    resend: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """A whole run.

    Attributes:
        holds, envelope, idempotent: See `ScriptedServer`.
        clock_skew_s: How far the server's clock is ahead of ours.
        open, post, poll, answer: What goes wrong with the first requests and answers; None is nothing.
        steps: What the user does.
        leaves: Whether the user leaves while things still go wrong.
    """

    steps: tuple[Step, ...]
    open: tuple[Fault | None, ...] = ()
    post: tuple[Fault | None, ...] = ()
    poll: tuple[Fault | None, ...] = ()
    answer: tuple[Twist | None, ...] = ()
    holds: bool = True
    envelope: bool = True
    idempotent: bool = True
    clock_skew_s: int = 0
    leaves: bool = False


# Odd numbers, so that two things seldom fall on the same moment.
_PAUSES = st.sampled_from([0.0, 0.013, 0.37, 2.9, 7.1])
_LATENCIES = st.sampled_from([0.0, 0.011, 0.53, 3.3, 11.9, None])
_DEADLINES = st.sampled_from([None, 0.9, 30.3, 90.7])
_VERBS: st.SearchStrategy[Verb] = st.sampled_from(["goto", "js", "extract", "run", "js", "goto", "resend", "close"])

STEPS = st.builds(Step, _PAUSES, _VERBS, _LATENCIES, _DEADLINES, st.sampled_from([False, False, False, True]))


@st.composite
def schedules(draw: st.DrawFn, kind: Kind | None = None) -> Schedule:
    """A schedule in which `kind` is played, among others."""
    others = draw(st.lists(st.sampled_from(KINDS), max_size=2 if kind else 4))
    queues: dict[Where, list[Fault | Twist | None]] = {"open": [], "post": [], "poll": [], "answer": []}
    for each in ([kind] if kind else []) + others:
        where = draw(st.sampled_from(each.where))
        # What happens to the opening ends most runs at once.
        if where == "open" and draw(st.booleans()):
            where = each.where[1]
        queue = queues[where]
        queue += [None] * draw(st.integers(0, 3))
        for _ in range(draw(st.integers(1, 3))):
            queue.append(draw(st.sampled_from(each.twists if where == "answer" else each.faults[where])))
    skewed = any(each.name in ("clock skew", "429, date") for each in [*others, *([kind] if kind else [])])
    return Schedule(
        steps=tuple(draw(st.lists(STEPS, min_size=2, max_size=8))),
        open=_only(queues["open"], Fault),
        post=_only(queues["post"], Fault),
        poll=_only(queues["poll"], Fault),
        answer=_only(queues["answer"], str),  # type: ignore[arg-type]
        holds=draw(st.booleans()),
        envelope=draw(st.booleans()),
        idempotent=draw(st.booleans()),
        clock_skew_s=draw(st.sampled_from([-7200, 0, 86_400])) if skewed else 0,
        leaves=draw(st.sampled_from([False, False, False, True])),
    )


def _only(queue: Sequence[object], kind: type[T]) -> tuple[T | None, ...]:
    return tuple(one if isinstance(one, kind) else None for one in queue)
