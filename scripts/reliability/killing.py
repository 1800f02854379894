"""kill -9 at random instants, and what the journal holds afterwards."""

import tempfile
from pathlib import Path

from scripts.reliability.part import Part
from tests.journal.killing import kill_at_random

KILLS = 200
HEAD = ("kills", "events taken", "answers kept", "missing", "malformed", "sent again", "without an end")

TEXT = """\
The real program runs a script and is killed (SIGKILL) at a random instant: while it starts, opens, sends, listens or
leaves. Then its journal is read, and another console takes the session up and closes it. *Missing* are events that
the server took and the journal does not hold as they were sent, *malformed* rows that cannot be read and gaps in a
timeline, *sent again* what the server got a second time when the session was taken up."""


async def section(quick: bool) -> Part:
    """Kill the program many times."""
    with tempfile.TemporaryDirectory() as home:
        counts = await kill_at_random(Path(home), 3 if quick else KILLS)
    wrong = (counts.missing, counts.malformed, counts.resent, counts.unsettled)
    problems = [f"kill -9: {counts}"] if any(wrong) else []
    return Part("kill -9", TEXT, HEAD, [(str(counts.kills), counts.taken, counts.answered, *wrong)], problems=problems)
