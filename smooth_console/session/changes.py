"""What a session tells its listener: small records of what has just changed. They point at state, and copy none."""

from typing import Literal

from msgspec import Struct

from smooth_console.session.entry import Entry

SessionStatus = Literal["opening", "waiting", "running", "closing", "done", "failed", "cancelled", "gone", "left"]
"""The server's word, and ours: opening, closing (close was taken), gone (the server does not know it), left (we let go
of a session that lives on)."""

ENDED: frozenset[str] = frozenset({"done", "failed", "cancelled", "gone", "left"})


WORTH_SAYING_S = 3.0
"""A next try that is nearer is not announced."""


class Connection(Struct, frozen=True):
    """Whether the server is heard.

    Attributes:
        state: `connecting` not heard yet; `online`; `reconnecting` the last request failed, another follows;
            `refused` the server does not take our key; `closed` nobody listens any more.
        detail: What failed.
        last_heard: Monotonic moment (s) of the server's last answer.
        retry_at: Monotonic moment (s) of the next attempt.
    """

    state: Literal["connecting", "online", "reconnecting", "refused", "closed"]
    detail: str = ""
    last_heard: float | None = None
    retry_at: float | None = None

    def sentence(self, now: float) -> str:
        """The state in words at the monotonic moment `now`: "reconnecting, last heard 12 s ago, next try in 40 s"."""
        if self.state not in ("reconnecting", "refused"):
            return self.state
        word = "reconnecting" if self.state == "reconnecting" else "the server refuses the key"
        heard = "not heard yet"
        if self.last_heard is not None:
            heard = f"last heard {max(0, round(now - self.last_heard))} s ago"
        soon = self.retry_at is None or self.retry_at - now < WORTH_SAYING_S
        return f"{word}, {heard}" if soon else f"{word}, {heard}, next try in {round((self.retry_at or now) - now)} s"


class EntryAdded(Struct, frozen=True):
    """The timeline has a new row, at its end."""

    entry: Entry


class EntryChanged(Struct, frozen=True):
    """A row has changed: its state, reason, answer or times."""

    entry: Entry


class CallArrived(Struct, frozen=True):
    """The agent asks something and waits; its row was added just before."""

    entry: Entry


class SessionChanged(Struct, frozen=True):
    """Status, address of the page, live view, credits or the connection have changed; read them from the session."""

    status: SessionStatus
    connection: Connection


class Notice(Struct, frozen=True):
    """Something to say that belongs to no row."""

    level: Literal["info", "warning", "error"]
    text: str


SessionChange = EntryAdded | EntryChanged | CallArrived | SessionChanged | Notice
