"""What the journal knows, as plain records: for listing, searching, exporting. They are read, never changed.

Everything in them is as it was written: secrets are bullets. Times are ms since 1970 by our clock unless said.
"""

from dataclasses import dataclass
from typing import Any

ENDED = frozenset({"done", "failed", "cancelled", "gone"})
"""Statuses after which nothing lives at the server. `left` is not one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A session.

    Attributes:
        name: Our own id of it ("ses_k3v9m2pa").
        server: The server's address.
        local: Whether it was on an engine that a console had started, and that ended with it.
        task_id: The server's id; None when it did not open, or the answer that held it was never heard.
        status: See `session.SessionStatus`: as it was when last written.
        reason: Why it ended.
        kept: It was left open on purpose.
        in_use: The console that has it is running.
        url: The page it was last on.
        credits: 0.01 USD each.
        changed_at: When something was last written of it.
        ended_at: None as long as it may live.
        entries: How many it has.
    """

    name: str
    server: str
    local: bool
    task_id: str | None
    status: str
    reason: str
    kept: bool
    in_use: bool
    device: str | None
    url: str | None
    credits: float
    opened_at: int
    changed_at: int
    ended_at: int | None
    entries: int
    program: str

    @property
    def may_live(self) -> bool:
        """Whether it may still be open at the server."""
        return self.status not in ENDED and not self.local and self.task_id is not None

    @property
    def orphan(self) -> bool:
        """Whether it may still be open at the server though nobody meant it to be."""
        return self.may_live and not self.kept and not self.in_use


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRecord:
    """A state that an entry was in; `after_ms` counts from the entry's making by the monotonic clock."""

    at: int
    after_ms: float
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRecord:
    """A row of the timeline; the fields are those of `session.Entry`.

    Attributes:
        n: The number it had.
        sent: The event as it was sent, `{name, payload, id}`; None when none was.
        call: The question of the agent, `{id, name, input}`, for verb tool.
        output: The value of a good answer, or what the server said of a bad one.
        answered: Whether there is an answer.
        code: The answer's.
        further: Different answers that came after the first.
        server_s: The server's own duration, s.
        wire_ms: The round trip of the POST that was answered.
        total_ms: From the first POST to the end.
        server_at: The server's clock at the answer, ms since 1970.
        states: All that it was in, in order.
    """

    n: int
    event_id: str
    server_id: str | None
    verb: str
    line: str
    reply_line: str
    sent: dict[str, Any] | None
    call: dict[str, Any] | None
    state: str
    reason: str
    late: bool
    attempts: int
    created_at: int
    wire_ms: float | None
    total_ms: float | None
    answered: bool
    code: int | None
    output: Any
    credits: float | None
    server_s: float | None
    server_at: int | None
    further: tuple[Any, ...]
    states: tuple[StateRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRecord:
    """A line that was run. `sends`: it is a verb, so that its entry tells what came of it."""

    at: int
    text: str
    sends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something about the session: kind is status, page, connection or notice."""

    at: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything about a session: what a format of `sessions export` is given."""

    session: SessionRecord
    entries: tuple[EntryRecord, ...]
    lines: tuple[LineRecord, ...]
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit of a search: where, and the text around the first word."""

    session: str
    n: int
    at: int
    verb: str
    state: str
    line: str
    excerpt: str
