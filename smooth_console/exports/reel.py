"""A recording as a film: which entry is to be seen from when on, and when its end. Draws nothing, waits for nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from smooth_console.exports.records import SessionRecord


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """Something that happened.

    Attributes:
        at_ms: Since the beginning.
        place: Which entry, by its place in the recording.
        ended: It came to its end; else it was typed, or the agent asked.
    """

    at_ms: float
    place: int
    ended: bool


def moments(session: SessionRecord) -> Sequence[Moment]:
    """Everything that happened, in its order. An entry is never ended before it is there."""
    if not session.entries:
        return ()
    begin = min(entry.at for entry in session.entries)
    found: list[Moment] = []
    latest = 0.0
    for place, entry in enumerate(session.entries):
        # Entries are in the order of their numbers, whatever a clock that was set meanwhile says.
        added = latest = max(latest, entry.at - begin)
        found.append(Moment(added, place, False))
        if entry.state not in ("sending", "pending", "unconfirmed", "overdue"):
            ended = entry.answered_at - begin if entry.answered_at is not None else added
            found.append(Moment(max(added, ended), place, True))
    return sorted(found)
