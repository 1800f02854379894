"""One live session: event states, sending, listening, redaction. Knows nothing of how it is shown."""

from typing import TYPE_CHECKING

from smooth_console.facade import names_of

if TYPE_CHECKING:
    from smooth_console.session.changes import (
        ENDED,
        CallArrived,
        Connection,
        EntryAdded,
        EntryChanged,
        Notice,
        SessionChange,
        SessionChanged,
        SessionStatus,
    )
    from smooth_console.session.entry import Entry
    from smooth_console.session.event_state import TERMINAL, EventState
    from smooth_console.session.journal import Journal, NoJournal
    from smooth_console.session.redaction import BULLETS, Secrets, secret_values
    from smooth_console.session.session import Session, new_event_id
    from smooth_console.session.states import Progress
    from smooth_console.session.timeline import Listener

__all__ = [
    "BULLETS",
    "ENDED",
    "TERMINAL",
    "CallArrived",
    "Connection",
    "Entry",
    "EntryAdded",
    "EntryChanged",
    "EventState",
    "Journal",
    "Listener",
    "NoJournal",
    "Notice",
    "Progress",
    "Secrets",
    "Session",
    "SessionChange",
    "SessionChanged",
    "SessionStatus",
    "new_event_id",
    "secret_values",
]

__getattr__ = names_of(
    __name__,
    {
        "changes": (
            "ENDED",
            "CallArrived",
            "Connection",
            "EntryAdded",
            "EntryChanged",
            "Notice",
            "SessionChange",
            "SessionChanged",
            "SessionStatus",
        ),
        "entry": ("Entry",),
        "journal": ("Journal", "NoJournal"),
        "redaction": ("BULLETS", "Secrets", "secret_values"),
        "session": ("Session", "new_event_id"),
        "event_state": ("TERMINAL", "EventState"),
        "states": ("Progress",),
        "timeline": ("Listener",),
    },
)
