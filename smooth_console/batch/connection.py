"""What a headless run says of its connection: that the server is not heard, now and then, and that it is again."""

from smooth_console.session import Connection

AGAIN_S = 10.0
"""Seconds between two notes about the same trouble."""
PASSING_S = 1.0
"""Seconds of silence that are not worth a note."""


class ConnectionNotes:
    """Makes sentences of how the connection changes, few enough to be read."""

    def __init__(self) -> None:
        self._said_at: float | None = None

    def about(self, connection: Connection, now: float) -> str:
        """What to say at the monotonic moment `now`; "" is nothing."""
        if connection.state == "online" and self._said_at is not None:
            self._said_at = None
            return "the server is heard again"
        if connection.state not in ("reconnecting", "refused"):
            return ""
        passing = connection.last_heard is not None and now - connection.last_heard < PASSING_S
        if passing or (self._said_at is not None and now - self._said_at < AGAIN_S):
            return ""
        self._said_at = now
        return f"{connection.sentence(now)}: {connection.detail}"
