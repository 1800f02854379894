"""Where a sent event can be. How it gets from one to the next is in `states`."""

from enum import Enum


class EventState(Enum):
    """Where a sent event is. Exactly one of `TERMINAL` is where each of them ends.

    The words are what users see in the timeline and in JSON Lines output.
    """

    SENDING = "sending"
    """In the journal, and on its way to the server."""
    PENDING = "pending"
    """The server took it; its answer is awaited."""
    UNCONFIRMED = "unconfirmed"
    """The POST failed half way: the server may have taken it. It is looked for before anything is sent again."""
    OVERDUE = "overdue"
    """Its deadline passed without an answer. Still listening: a later answer counts and is marked late."""
    OK = "ok"
    """Answered with code 200."""
    ERROR = "error"
    """Answered with any other code."""
    REJECTED = "rejected"
    """The server refused the POST, or it was never sent: it was never taken."""
    LOST = "lost"
    """The session ended, or was given up, without an answer."""

    @property
    def terminal(self) -> bool:
        """Whether nothing can follow."""
        return self in TERMINAL


TERMINAL = frozenset({EventState.OK, EventState.ERROR, EventState.REJECTED, EventState.LOST})
