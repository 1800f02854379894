"""Random schedules of faults in virtual time, thousands of them."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from hypothesis import HealthCheck, Phase, given, settings

from scripts.reliability.part import Part
from tests.faults.checks import Outcome
from tests.faults.runs import play
from tests.faults.schedules import Schedule, schedules
from tests.faults.vocabulary import BY_NAME, KINDS

RUNS = 150
MIXED_RUNS = 1200
MIXED = "any of them together"
HEAD = ("fault", "what happens", "runs", "events sent", "answered", "repeated", "lost", "taken twice", "left running")

TEXT = """\
A session is opened, gets up to eight lines (goto, js, extract, run with a tool call, close, `.resend`) from a user
who may wait, may not, and may leave in the middle, and the fault happens one to three times at random places of the
opening, the sending and the listening, among others. The server may hold polls or not, wrap its answers or not, say
that ids are idempotent or not. Time is virtual: minutes of waiting take none, and what is measured is what is
decided, not how fast this machine is.

Besides what the columns count, each run holds that `POST /task` is sent again only when the one before surely failed;
that an event is sent again only under its own id, after it was looked for, or because the user said so; that every
event ends once, and says why; that nothing is asked before the time that Retry-After names; that 150 s after all is
well again nothing that was answered is still pending; and that nothing of ours goes on after leaving.

*Sent* is what took effect at the server, *answered* what an answer is shown of: the rest was never answered.
*Repeated* are goto and extract, which can be, sent once more to a server that promises nothing about ids. *Lost* are
answers that the server gave and nobody sees. *Left running* are sessions that we know of; when the answer to an opening
was lost, nothing is asked for again, and the entry names what is open at the server."""


async def section(quick: bool) -> Part:
    """Each fault in many schedules, then all of them together."""
    runs, mixed = (8, 16) if quick else (RUNS, MIXED_RUNS)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(2) as pool:
        counted = [loop.run_in_executor(pool, played, kind.name, runs) for kind in KINDS]
        together = loop.run_in_executor(pool, played, "", mixed)
        found = [await one for one in counted]
        all_together = await together
    rows = [row(kind.name, kind.says, outcomes) for kind, outcomes in zip(KINDS, found, strict=True)]
    rows.append(row(MIXED, "Up to four kinds of faults in a run.", all_together))
    every = [*(outcome for outcomes in found for outcome in outcomes), *all_together]
    rows.append(row("in all", "", every))
    problems = [problem for outcome in every for problem in outcome.problems]
    return Part("Faults, in random schedules", TEXT, HEAD, rows, frozenset({"what happens"}), problems)


def played(name: str, runs: int) -> list[Outcome]:
    """Outcomes of schedules with the fault of that name, or with any."""
    outcomes: list[Outcome] = []

    @settings(
        max_examples=runs,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(schedules(BY_NAME.get(name)))
    def run(schedule: Schedule) -> None:
        try:
            outcome = play(schedule)
        except Exception as problem:
            outcome = Outcome(problems=[repr(problem)])
        outcome.problems = [f"{problem} in {schedule}" for problem in outcome.problems]
        outcomes.append(outcome)

    run()
    return outcomes


def row(name: str, says: str, outcomes: Sequence[Outcome]) -> tuple[str | int, ...]:
    """One row of a table of `HEAD`."""
    counts = ("sent", "answered", "repeated", "lost", "twice", "left")
    return (name, says, len(outcomes), *(sum(getattr(outcome, count) for outcome in outcomes) for count in counts))
