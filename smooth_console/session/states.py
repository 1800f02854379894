"""The states of an event as a state machine: what may follow what, and nothing about networks or time.

`transition` is the machine for what we send, `call_transition` the one for questions that the agent asks us.
"""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from smooth_console.session.event_state import EventState
from smooth_console.wire import Answer


class PostStarted(Struct, frozen=True):
    """The POST is being written to the network."""


class PostAccepted(Struct, frozen=True):
    """The POST was answered with 2xx: the server has the event."""


class PostDelayed(Struct, frozen=True):
    """This attempt surely did not reach the server; there will be another."""

    reason: str


class PostRefused(Struct, frozen=True):
    """The event surely did not reach the server, and no more attempts are made."""

    reason: str


class PostRejected(Struct, frozen=True):
    """The server answered the POST with a refusal."""

    reason: str


class PostBroken(Struct, frozen=True):
    """The POST failed half way: the server may have the event."""

    reason: str


class Found(Struct, frozen=True):
    """The event was seen among the server's events, without an answer."""


class Answered(Struct, frozen=True):
    """The server sent an answer with the event's id."""

    answer: Answer


class Concluded(Struct, frozen=True):
    """What the event was for has come about, and no answer is to be expected (a close, a reply)."""

    reason: str


class DeadlinePassed(Struct, frozen=True):
    """The event's time is up."""


class SessionEnded(Struct, frozen=True):
    """The session is over; all its events have been read."""

    reason: str


class GivenUp(Struct, frozen=True):
    """We stop listening, though the session may go on."""

    reason: str


Signal = (
    PostStarted
    | PostAccepted
    | PostDelayed
    | PostRefused
    | PostRejected
    | PostBroken
    | Found
    | Answered
    | Concluded
    | DeadlinePassed
    | SessionEnded
    | GivenUp
)

Taken = Literal["no", "maybe", "yes"]


class Progress(Struct, frozen=True):
    """How far an event has come.

    Attributes:
        state: Where it is.
        reason: Why it is there, in a sentence or less; "" when the state says it all.
        on_wire: A POST of it is under way.
        doubtful: An earlier POST of it failed half way, so that the server may have it.
        accepted: The server is known to have it.
        answer: The first answer that came, even one that came after the end.
        late: The answer came after the deadline, or after the event had ended without one.
        further: Different answers that came after the first.
    """

    state: EventState = EventState.SENDING
    reason: str = ""
    on_wire: bool = False
    doubtful: bool = False
    accepted: bool = False
    answer: Answer | None = None
    late: bool = False
    further: tuple[Answer, ...] = ()

    @property
    def taken(self) -> Taken:
        """Whether the server has the event."""
        if self.accepted or self.answer is not None:
            return "yes"
        return "maybe" if self.doubtful or self.on_wire else "no"


def transition(at: Progress, signal: Signal) -> Progress:
    """What becomes of an event when `signal` is heard.

    Total: any signal may come in any state, because the POST and the poll race. A terminal state is never left; an
    answer is kept whenever it comes.
    """
    if isinstance(signal, Answered):
        return _answered(at, signal.answer)
    at = _after_post(at, signal)
    if at.state.terminal:
        return at
    match signal:
        case PostStarted():
            return at
        case PostAccepted() | Found():
            return at if at.state is EventState.OVERDUE else replace(at, state=EventState.PENDING, reason="")
        case PostDelayed(reason):
            return replace(at, reason=reason)
        case PostRefused(reason) | PostRejected(reason):
            if at.taken == "no":
                return replace(at, state=EventState.REJECTED, reason=reason)
            return replace(at, reason=reason)
        case PostBroken(reason):
            return _broken(at, reason)
        case Concluded(reason):
            return at if at.taken == "no" else replace(at, state=EventState.OK, reason=reason)
        case DeadlinePassed():
            return _deadline(at)
        case SessionEnded(reason) | GivenUp(reason):
            return _ended(at, reason)


def call_transition(at: Progress, signal: Signal) -> Progress:
    """What becomes of a question from the agent: PENDING while it waits for our reply, SENDING while the reply is on
    its way, OK when the server has it. A reply that was not taken leaves the question open, to be replied to again.
    """
    if isinstance(signal, Answered | Concluded):
        signal = Found()
    at = _after_post(at, signal)
    if at.state.terminal:
        return at
    match signal:
        case PostStarted():
            return replace(at, state=EventState.SENDING, reason="")
        case PostAccepted() | Found():
            return replace(at, state=EventState.OK, reason="replied")
        case PostDelayed(reason):
            return replace(at, reason=reason)
        case PostRefused(reason) | PostRejected(reason):
            state = EventState.UNCONFIRMED if at.doubtful else EventState.PENDING
            return replace(at, state=state, reason=reason)
        case PostBroken(reason):
            return replace(at, state=EventState.UNCONFIRMED, reason=reason)
        case SessionEnded(reason) | GivenUp(reason):
            doubt = "not replied to" if at.taken == "no" else "the reply may have been taken"
            return replace(at, state=EventState.LOST, reason=f"{doubt}: {reason}")
        case DeadlinePassed():
            return at


def _after_post(at: Progress, signal: Signal) -> Progress:
    """The facts about the POST, which hold in every state."""
    match signal:
        case PostStarted():
            return at if at.state.terminal else replace(at, on_wire=True)
        case PostAccepted():
            return replace(at, on_wire=False, accepted=True)
        case PostDelayed() | PostRefused() | PostRejected():
            return replace(at, on_wire=False)
        case PostBroken():
            return replace(at, on_wire=False, doubtful=True)
        case Found():
            return replace(at, accepted=True)
        case _:
            return at


def _answered(at: Progress, answer: Answer) -> Progress:
    if at.answer is not None:
        known = (at.answer, *at.further)
        if any((answer.code, answer.output) == (one.code, one.output) for one in known):
            return at
        return replace(at, further=(*at.further, answer))
    if at.state.terminal:  # it ended without an answer, so its state stays; what the server gave is kept all the same
        return replace(at, answer=answer, late=True)
    state = EventState.OK if answer.ok else EventState.ERROR
    reason = "" if answer.code in (200, 400, 500) else f"the server answered with the unknown code {answer.code}"
    return replace(at, state=state, reason=reason, answer=answer, late=at.state is EventState.OVERDUE)


def _broken(at: Progress, reason: str) -> Progress:
    if at.accepted:
        return at
    if at.state is EventState.OVERDUE:
        return replace(at, state=EventState.LOST, reason=f"may have been taken: {reason}; its deadline has passed")
    return replace(at, state=EventState.UNCONFIRMED, reason=reason)


def _deadline(at: Progress) -> Progress:
    if at.state is EventState.UNCONFIRMED:
        return replace(at, state=EventState.LOST, reason=f"may have been taken: {at.reason}; its deadline has passed")
    if at.taken == "no":
        why = f": {at.reason}" if at.reason else ""
        return replace(at, state=EventState.REJECTED, reason=f"never sent before its deadline{why}")
    return replace(at, state=EventState.OVERDUE, reason="no answer before its deadline")


def _ended(at: Progress, reason: str) -> Progress:
    if at.taken == "no":
        return replace(at, state=EventState.REJECTED, reason=f"never sent: {reason}")
    doubt = "may have been taken: " if at.taken == "maybe" else ""
    return replace(at, state=EventState.LOST, reason=doubt + reason)
