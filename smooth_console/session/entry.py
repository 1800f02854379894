"""One row of a session's timeline: what was typed, what was sent, how far it has come, and how long it took."""

from dataclasses import dataclass, field
from typing import Any

from smooth_console.client import ApiError
from smooth_console.session.event_state import EventState
from smooth_console.session.states import Progress, Taken
from smooth_console.wire import Answer, TaskEvent, TaskRequest, ToolCall


@dataclass(eq=False, kw_only=True)
class Entry:
    """An event that was sent, the opening of the session, or a question from the agent.

    Only the session changes it. Front ends read it when an `EntryAdded` or `EntryChanged` names it.

    Attributes:
        n: Its number in the session, from 1.
        event_id: Our id ("evt_2kq1x..."), or the agent's id of a tool call.
        verb: open, attach, goto, js, extract, run, close, send, tool (a question from the agent), or other (an
            answer to something that was not sent from here).
        line: What was typed, with secrets as bullets.
        shown: The event as sent, with secrets as bullets.
        source: What was typed of JavaScript, where what was sent is a rewriting of it.
        checked: Whether its output is to be checked against the schema that was sent.
        deadline_s: Seconds after which it is overdue; None is never.
        server_id: The id that the server uses for it, when that is not ours.
        call: The question, for verb tool.
        replied: What was replied to it, `(code, output)`.
        reply_line: What was typed to reply, with secrets as bullets.
        recalled: It comes from the journal, with bullets for what was secret in it.
        opened: What there is to know of the session that it opened, in sentences.
        doing: The steps that a run has taken so far, as long as it is under way.
        error: How the last POST failed.
        attempts: How often it was posted.
        created_at: Wall clock, ms since 1970.
        created: Monotonic clock in seconds, like the next three.
        sent: The first POST began.
        wired: The last POST began.
        posted: The last POST was answered.
        answered: It came to its end, with or without an answer.
    """

    n: int
    event_id: str
    verb: str
    line: str
    created_at: int
    created: float
    event: TaskEvent | None = field(default=None, repr=False)
    request: TaskRequest | None = field(default=None, repr=False)
    shown: TaskEvent | None = field(default=None, repr=False)
    progress: Progress = field(default_factory=Progress, repr=False)
    source: str | None = field(default=None, repr=False)
    checked: bool = False
    deadline_s: float | None = None
    may_repeat: bool = False
    server_id: str | None = None
    call: ToolCall | None = None
    replied: tuple[int, object] | None = field(default=None, repr=False)
    reply_line: str = ""
    recalled: bool = False
    opened: tuple[str, ...] = ()
    doing: tuple[str, ...] = field(default=(), repr=False)
    error: ApiError | None = None
    attempts: int = 0
    sent: float | None = None
    wired: float | None = None
    posted: float | None = None
    answered: float | None = None

    @property
    def state(self) -> EventState:
        """Where it is."""
        return self.progress.state

    @property
    def reason(self) -> str:
        """Why it is in that state; "" when the state says it all."""
        return self.progress.reason

    @property
    def answer(self) -> Answer | None:
        """The server's answer, when it came."""
        return self.progress.answer

    @property
    def notices(self) -> tuple[str, ...]:
        """What the server says besides: of its answer, or of what it opened."""
        return self.opened or (self.answer.notices if self.answer is not None else ())

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of a run, oldest first: those so far, or all once it is answered."""
        return self.answer.steps if self.answer is not None else self.doing

    @property
    def late(self) -> bool:
        """Whether the answer came after the deadline."""
        return self.progress.late

    @property
    def taken(self) -> Taken:
        """Whether the server has it: no, maybe, yes."""
        return self.progress.taken

    @property
    def terminal(self) -> bool:
        """Whether it has ended."""
        return self.progress.state.terminal

    @property
    def is_call(self) -> bool:
        """Whether it is a question from the agent."""
        return self.call is not None

    def as_call(self) -> dict[str, Any]:
        """The question as JSON: `{id, name, input}`. Empty when it is not one."""
        return {} if self.call is None else {"id": self.call.id, "name": self.call.name, "input": self.call.input}

    @property
    def code(self) -> int | None:
        """The code of the answer, or the HTTP status of a POST that was refused."""
        if self.answer is not None:
            return self.answer.code
        return self.error.status if self.error is not None and self.state is EventState.REJECTED else None

    @property
    def wire_ms(self) -> float | None:
        """The round trip of the POST that was answered, ms."""
        return _ms(self.wired, self.posted)

    @property
    def total_ms(self) -> float | None:
        """From the first POST to the end, ms."""
        return _ms(self.sent, self.answered)

    @property
    def server_s(self) -> float | None:
        """The server's own duration, s."""
        return self.answer.duration if self.answer is not None else None

    @property
    def credits(self) -> float | None:
        """Credits that the server says it used."""
        return self.answer.credits_used if self.answer is not None else None

    def elapsed_ms(self, now: float) -> float:
        """How long it has been under way at the monotonic moment `now` (s), or took in all, ms."""
        begun = self.sent if self.sent is not None else self.created
        return ((self.answered if self.answered is not None else now) - begun) * 1000


def _ms(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None or end < start else (end - start) * 1000
