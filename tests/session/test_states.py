"""The state machine, alone: every interleaving of what can be heard about an event."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from smooth_console.session.event_state import TERMINAL, EventState
from smooth_console.session.states import (
    Answered,
    Concluded,
    DeadlinePassed,
    Found,
    GivenUp,
    PostAccepted,
    PostBroken,
    PostDelayed,
    PostRefused,
    PostRejected,
    PostStarted,
    Progress,
    SessionEnded,
    Signal,
    call_transition,
    transition,
)
from smooth_console.wire import Answer


def answer(code: int = 200, output: object = "x") -> Answer:
    return Answer(event_id="e", code=code, output=output)


def after(*signals: Signal) -> Progress:
    progress = Progress()
    for signal in signals:
        progress = transition(progress, signal)
    return progress


STARTED, ACCEPTED, BROKEN = PostStarted(), PostAccepted(), PostBroken("reset")
OVERDUE = (STARTED, ACCEPTED, DeadlinePassed())


@pytest.mark.parametrize(
    ("signals", "state", "taken"),
    [
        ((), EventState.SENDING, "no"),
        ((STARTED,), EventState.SENDING, "maybe"),
        ((STARTED, ACCEPTED), EventState.PENDING, "yes"),
        ((STARTED, PostDelayed("refused")), EventState.SENDING, "no"),
        ((STARTED, PostRefused("refused")), EventState.REJECTED, "no"),
        ((STARTED, PostRejected("400")), EventState.REJECTED, "no"),
        ((STARTED, BROKEN), EventState.UNCONFIRMED, "maybe"),
        ((STARTED, BROKEN, Found()), EventState.PENDING, "yes"),
        ((STARTED, BROKEN, STARTED, ACCEPTED), EventState.PENDING, "yes"),
        ((STARTED, BROKEN, STARTED, PostRefused("refused")), EventState.UNCONFIRMED, "maybe"),
        ((STARTED, BROKEN, STARTED, PostRejected("409")), EventState.UNCONFIRMED, "maybe"),
        ((STARTED, BROKEN, DeadlinePassed()), EventState.LOST, "maybe"),
        (OVERDUE, EventState.OVERDUE, "yes"),
        ((STARTED, DeadlinePassed()), EventState.OVERDUE, "maybe"),
        ((STARTED, DeadlinePassed(), PostRejected("400")), EventState.REJECTED, "no"),
        ((STARTED, DeadlinePassed(), BROKEN), EventState.LOST, "maybe"),
        ((DeadlinePassed(),), EventState.REJECTED, "no"),
        ((SessionEnded("over"),), EventState.REJECTED, "no"),
        ((STARTED, SessionEnded("over")), EventState.LOST, "maybe"),
        ((STARTED, ACCEPTED, SessionEnded("over")), EventState.LOST, "yes"),
        ((STARTED, ACCEPTED, GivenUp("left")), EventState.LOST, "yes"),
        ((STARTED, ACCEPTED, Concluded("closed")), EventState.OK, "yes"),
        ((Concluded("closed"),), EventState.SENDING, "no"),
        ((STARTED, Answered(answer())), EventState.OK, "yes"),
        ((STARTED, ACCEPTED, Answered(answer(400))), EventState.ERROR, "yes"),
        ((STARTED, BROKEN, Answered(answer())), EventState.OK, "yes"),
    ],
)
def test_what_is_heard_leads_to_one_state(signals: tuple[Signal, ...], state: EventState, taken: str) -> None:
    progress = after(*signals)
    assert (progress.state, progress.taken) == (state, taken)


def test_an_answer_past_the_deadline_counts_and_is_marked_late() -> None:
    progress = after(*OVERDUE, Answered(answer()))
    assert progress.state is EventState.OK
    assert progress.late


def test_an_answer_after_the_end_is_kept_and_changes_no_state() -> None:
    progress = after(STARTED, BROKEN, DeadlinePassed(), Answered(answer()))
    assert progress.state is EventState.LOST
    assert progress.answer == answer()
    assert progress.late


def test_an_unknown_code_is_an_error_that_says_its_number() -> None:
    progress = after(STARTED, ACCEPTED, Answered(answer(418)))
    assert progress.state is EventState.ERROR
    assert "418" in progress.reason


def test_a_repeated_answer_is_one_answer_and_a_different_one_is_kept() -> None:
    progress = after(STARTED, Answered(answer()), Answered(answer()), Answered(answer(500)))
    assert progress.state is EventState.OK
    assert progress.further == (answer(500),)


def test_what_was_lost_after_a_broken_post_says_that_it_may_have_been_taken() -> None:
    assert "may have been taken" in after(STARTED, BROKEN, DeadlinePassed()).reason
    assert "may have been taken" in after(STARTED, BROKEN, SessionEnded("over")).reason
    assert "may have been taken" not in after(STARTED, ACCEPTED, SessionEnded("over")).reason


ANSWERS = st.builds(answer, st.sampled_from([200, 400, 500, 299]), st.integers(0, 2))
REASONS = st.sampled_from(["one", "two"])
SIGNALS = st.one_of(
    st.sampled_from([STARTED, ACCEPTED, Found(), DeadlinePassed()]),
    st.builds(Answered, ANSWERS),
    *(
        st.builds(kind, REASONS)
        for kind in (PostDelayed, PostRefused, PostRejected, PostBroken, Concluded, SessionEnded, GivenUp)
    ),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(SIGNALS, max_size=12), st.booleans())
def test_any_signals_in_any_order_end_in_one_state_that_never_changes(signals: list[Signal], call: bool) -> None:
    step = call_transition if call else transition
    progress = Progress(EventState.PENDING) if call else Progress()
    for signal in signals:
        before, progress = progress, step(progress, signal)
        if before.state.terminal:
            assert progress.state is before.state
        if before.answer is not None:
            assert progress.answer == before.answer
    ended = step(progress, SessionEnded("over"))
    assert ended.state in TERMINAL
    assert ended.reason or ended.state in (EventState.OK, EventState.ERROR)


class EventLife(RuleBasedStateMachine):
    """One event as it lives: POSTs that begin and end, polls, a deadline, an end, in any order that can happen."""

    def __init__(self) -> None:
        super().__init__()
        self.progress = Progress()
        self.answers: list[Answer] = []
        self.first_end: EventState | None = None
        self.surely_taken = False

    def hear(self, signal: Signal) -> None:
        self.progress = transition(self.progress, signal)
        if self.progress.state.terminal and self.first_end is None:
            self.first_end = self.progress.state

    @precondition(lambda self: not self.progress.on_wire and not self.progress.state.terminal)
    @rule()
    def post(self) -> None:
        self.hear(PostStarted())

    @precondition(lambda self: self.progress.on_wire)
    @rule(
        signal=st.sampled_from(
            [PostAccepted(), PostRefused("no"), PostRejected("400"), PostBroken("cut"), PostDelayed("429")]
        )
    )
    def post_ends(self, signal: Signal) -> None:
        self.surely_taken = self.surely_taken or isinstance(signal, PostAccepted)
        self.hear(signal)

    @precondition(lambda self: self.progress.taken != "no")
    @rule(given_answer=ANSWERS)
    def answered(self, given_answer: Answer) -> None:
        self.answers.append(given_answer)
        self.hear(Answered(given_answer))

    @precondition(lambda self: self.progress.taken != "no")
    @rule()
    def seen(self) -> None:
        self.surely_taken = True
        self.hear(Found())

    @rule()
    def deadline(self) -> None:
        self.hear(DeadlinePassed())

    @rule()
    def session_ends(self) -> None:
        self.hear(SessionEnded("over"))

    @invariant()
    def a_terminal_state_never_changes(self) -> None:
        assert self.first_end in (None, self.progress.state)

    @invariant()
    def no_answer_is_lost(self) -> None:
        kept = [self.progress.answer, *self.progress.further]
        for one in self.answers:
            assert any(k is not None and (k.code, k.output) == (one.code, one.output) for k in kept)

    @invariant()
    def nothing_that_was_taken_is_called_rejected(self) -> None:
        if self.surely_taken and self.first_end is EventState.REJECTED:
            raise AssertionError("rejected, though the server had it")

    @invariant()
    def an_answer_in_time_decides_the_state(self) -> None:
        if self.progress.answer is not None and not self.progress.late:
            assert self.progress.state is (EventState.OK if self.progress.answer.ok else EventState.ERROR)

    def teardown(self) -> None:
        self.hear(SessionEnded("over"))
        assert self.progress.state in TERMINAL


EventLife.TestCase.settings = settings(max_examples=200, stateful_step_count=20, deadline=None)
TestEventLife = EventLife.TestCase
