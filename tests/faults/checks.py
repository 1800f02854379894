"""What must hold of a run, whatever went wrong in it."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from smooth_console.session import CallArrived, Entry, EntryChanged, EventState, Notice, Session, SessionChange
from smooth_console.wire import TaskEvent, decode, read_answer
from tests.faults.clock import VirtualLoop
from tests.faults.layer import Layer, Seen
from tests.faults.vocabulary import Fault

REPEATABLE = ("goto", "extract")
LONGEST_STEP_S = 0.5
"""More of the processor than that at a stretch is a hold-up that one sees."""


class Truth(Protocol):
    """What really happened at the server.

    Attributes:
        holds, idempotent: See `ScriptedServer`.
        opened: How often a session was opened.
        taken: The events that took effect, each as often as it did.
        events: What it has to tell.
    """

    holds: bool
    idempotent: bool
    opened: int
    taken: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def live(self) -> bool:
        """Whether the session runs."""


@dataclass
class Outcome:
    """What came of a run.

    Attributes:
        sent, answered: Events of ours that reached a server, and those that an answer is shown of.
        repeated: Those sent again under the same id because they can be repeated.
        lost: Answers that the server gave and nobody sees.
        twice: Events that took effect twice, or were sent again though nobody decided so.
        left: Sessions that were left running.
        problems: What did not hold, in sentences.
    """

    sent: int = 0
    answered: int = 0
    repeated: int = 0
    lost: int = 0
    twice: int = 0
    left: int = 0
    problems: list[str] = field(default_factory=list)


class Watched:
    """A session that is watched, and what must hold of it.

    Args:
        truth: The server.
        layer: What plays faults before it.
        leaves: Whether the user leaves while things still go wrong.
    """

    session: Session
    opening: Entry

    def __init__(self, truth: Truth, layer: Layer, *, leaves: bool = False) -> None:
        self.truth = truth
        self.layer = layer
        self.leaves = leaves
        self.outcome = Outcome()
        self.delivered: list[bytes] = []
        self.resent: set[str] = set()
        self.notices: list[str] = []
        self._endings: dict[int, list[EventState]] = {}

    def heard(self, change: SessionChange) -> None:
        """The session's listener. Questions of the agent get a reply after a while."""
        match change:
            case EntryChanged(entry=entry) if entry.terminal:
                endings = self._endings.setdefault(entry.n, [])
                if entry.state not in endings:
                    endings.append(entry.state)
            case CallArrived(entry=call):
                asyncio.get_running_loop().call_later(0.31, lambda: self.session.reply(call, {"degrees": 7}))
            case Notice(text=text):
                self.notices.append(text)
            case _:
                pass

    def check_shown(self) -> None:
        """Every answer that the server gave is in an entry.

        Of several answers to one event, which was sent several times, one must be there: the rest may come at the end.
        """
        for event in self._given():
            answer = read_answer(event)
            if answer is None:
                continue
            shown = self._shown(answer.event_id)
            again = not self.session.ended and any(
                entry.attempts > 1 for entry in self.session.entries if entry.event_id == answer.event_id
            )
            if (answer.code, answer.output) not in shown and not (again and shown):
                self._fails("lost", f"nobody sees the answer {answer}")

    def check(self) -> None:
        """All the rest, once the session was left."""
        self._check_openings()
        for entry in self.session.entries:
            self._check_entry(entry)
        posts: dict[str, list[Seen]] = {}
        for seen in self.layer.seen:
            if seen.request.where == "post":
                posts.setdefault(json.loads(seen.request.body)["id"], []).append(seen)
        for event_id, attempts in posts.items():
            self._check_attempts(event_id, attempts)
        self._check_patience([seen for seen in self.layer.seen if seen.request.where == "poll"], "the task was read")
        taken = Counter(event["id"] for event in self.truth.taken)
        for event_id, times in taken.items():
            if times > 1:
                self._check_repeated(event_id, times)
        opened = self.opening.state is EventState.OK
        if opened and self.truth.live and not any("may still be open" in notice for notice in self.notices):
            self._fails("left", "the session was left running, and nobody says so")
        elif opened and self.truth.live and not self.leaves:
            self._fails("left", "the session was left running")
        self._check_bounds()
        self.outcome.sent = len(taken)
        self.outcome.answered = sum(
            1
            for e in self.session.entries
            if e.event is not None and (e.answer is not None or (e.is_call and e.replied))
        )

    def _fails(self, count: str, problem: str) -> None:
        if count:
            setattr(self.outcome, count, getattr(self.outcome, count) + 1)
        self.outcome.problems.append(problem)

    def _given(self) -> Iterator[TaskEvent]:
        """The answers that the server has to give, as it tells them; of one that forgot, those that it has told."""
        if self.layer.forgotten or self._gone:
            for body in self.delivered:
                try:
                    events = json.loads(body)["r"]["events"]
                except (ValueError, KeyError, TypeError):
                    continue  # a fault in place of an answer
                yield from (decode(TaskEvent, event) for event in events)
            return
        told = self.layer.view.log if self.layer.views else self.truth.events
        yield from (decode(TaskEvent, event) for event in told if event["name"] != "tool_call")

    @property
    def _gone(self) -> bool:
        """Whether the client was told three times in a row that there is no such task, and believed it."""
        polls = [seen for seen in self.layer.seen if seen.request.where == "poll"]
        denied = [seen.fault is not None and seen.fault.status == 404 for seen in polls]
        return self.session.status == "gone" and any(all(denied[n : n + 3]) for n in range(len(denied) - 2))

    def _shown(self, event_id: str) -> list[tuple[int, object]]:
        return [
            (answer.code, answer.output)
            for entry in self.session.entries
            if event_id in (entry.event_id, entry.server_id)
            for answer in (entry.answer, *entry.progress.further)
            if answer is not None
        ]

    def _check_openings(self) -> None:
        attempts = [seen for seen in self.layer.seen if seen.request.where == "open"]
        if self.truth.opened > 1:
            self._fails("twice", "POST /task took effect twice")
        for earlier in attempts[:-1]:
            if _outcome_of(earlier.fault) != "no":
                self._fails("twice", f"POST /task was sent again after {earlier.fault}")
        self._check_patience(attempts, "POST /task was sent")

    def _check_entry(self, entry: Entry) -> None:
        if not entry.terminal:
            self._fails("", f"{_name(entry)} has not ended: {entry.state.value}")
        elif len(self._endings.get(entry.n, [])) > 1:
            self._fails("", f"{_name(entry)} ended more than once")
        if entry.answer is None and not entry.reason:
            self._fails("", f"{_name(entry)} does not say why it is {entry.state.value}")
        if entry.state is EventState.REJECTED and any(one["id"] == entry.event_id for one in self.truth.taken):
            self._fails("", f"{_name(entry)} is called rejected, and the server had it: {entry.reason}")

    def _check_attempts(self, event_id: str, attempts: list[Seen]) -> None:
        """Each attempt but the first has a reason in the one before."""
        name, kind = _named(attempts[0])
        doubts = 0
        for earlier, later in itertools.pairwise(attempts):
            before = _outcome_of(earlier.fault)
            if before == "no" or event_id in self.resent:
                continue
            doubts += 1
            looked = any(
                seen.request.where == "poll" and earlier.at <= seen.at <= later.at and self._told(seen.fault)
                for seen in self.layer.seen
            )
            by_decision = name in REPEATABLE and looked and doubts == 1
            replied = kind == "tool_call" and looked
            if before != "maybe" or not (self.truth.idempotent or by_decision or replied):
                self._fails("twice", f"{name} {event_id} was sent again after {earlier.fault}")
        if event_id not in self.resent:
            self._check_patience(attempts, f"{name} was sent")

    def _told(self, fault: Fault | None) -> bool:
        """Whether a poll says what there is. One that is never answered cannot be told from one that is held."""
        return _outcome_of(fault) == "yes" or (self.truth.holds and fault is not None and fault.travels == "silent")

    def _check_repeated(self, event_id: str, times: int) -> None:
        event = next(one for one in self.truth.taken if one["id"] == event_id)
        decided = event["payload"].get("name") in REPEATABLE or event_id in self.resent
        if self.truth.idempotent or not decided:
            self._fails("twice", f"{event['payload'].get('name')} took effect {times} times")
        else:
            self.outcome.repeated += 1

    def _check_patience(self, requests: list[Seen], what: str) -> None:
        """Nothing is asked again before the time that Retry-After names; a date is whole seconds."""
        for earlier in requests:
            asked = earlier.fault.headers.get("retry-after", "") if earlier.fault else ""
            if not asked:
                continue
            until = earlier.at + (float(asked.removeprefix("date+")) - 1.01 if "date" in asked else float(asked))
            hasty = [later.at for later in requests if earlier.at < later.at < until]
            if hasty:
                self._fails("", f"{what} {hasty[0] - earlier.at:.2f} s after the server asked for {asked}")

    def _check_bounds(self) -> None:
        loop = asyncio.get_running_loop()
        if isinstance(loop, VirtualLoop) and loop.longest_s > LONGEST_STEP_S:
            self._fails("", f"the loop was held up for {loop.longest_s:.2f} s")


def _outcome_of(fault: Fault | None) -> str:
    """Whether a request with this fault was taken, as far as a client can know."""
    if fault is None or fault.travels == "ended" or (fault.travels == "trickled" and fault.seconds < 30):
        return "yes"
    if fault.travels == "refused" or fault.status == 429:
        return "no"
    return "refusal" if 400 <= fault.status < 500 else "maybe"


def _name(entry: Entry) -> str:
    return f"entry {entry.n} ({entry.verb})"


def _named(seen: Seen) -> tuple[str, str]:
    event = json.loads(seen.request.body)
    return event["payload"].get("name", event["name"]), event["name"]
