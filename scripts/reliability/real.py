"""The same faults before the real engine and its Chromium, in real time."""

from scripts.reliability.part import Part
from scripts.reliability.schedules import HEAD, row
from tests.faults.engine import counting, engine
from tests.faults.real import play_all
from tests.faults.vocabulary import KINDS, Kind

AT_ONCE = 4

TEXT = """\
Each variant of each fault, through a proxy on a socket between the program's client and the embedded engine. A
session goes to a page, runs JavaScript twice and extracts; page and script both call a server that counts, so *taken
twice* is what the browser did twice. The fault happens twice, at the opening, the sending or the listening. An
opening that is refused, or of which the answer is lost, sends nothing."""


async def section(quick: bool) -> Part:
    """Every variant, several sessions at a time."""
    kinds = [_first(kind) for kind in KINDS] if quick else list(KINDS)
    async with engine() as ready, counting() as counted:
        found = await play_all(ready, counted, kinds, AT_ONCE)
    rows = [row(kind.name, kind.says, found[kind.name]) for kind in KINDS]
    every = [outcome for outcomes in found.values() for outcome in outcomes]
    rows.append(row("in all", "", every))
    problems = [problem for outcome in every for problem in outcome.problems]
    return Part("Faults before the real engine", TEXT, HEAD, rows, frozenset({"what happens"}), problems)


def _first(kind: Kind) -> Kind:
    return Kind(kind.name, kind.says, {where: faults[:1] for where, faults in kind.faults.items()}, kind.twists)
