"""Whose an incoming event is: an answer to an entry, a question from the agent, or something that others sent."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from smooth_console.session.changes import EntryChanged
from smooth_console.session.entry import Entry
from smooth_console.session.event_state import EventState
from smooth_console.session.states import Answered, Found, GivenUp, Progress
from smooth_console.session.timeline import Timeline
from smooth_console.wire import (
    SESSION_ACTION,
    TOOL_CALL,
    Answer,
    Task,
    TaskEvent,
    ToolCall,
    encode_json,
    read_answer,
    read_tool_call,
)

ASIDE = "ask_"
"""How the ids of events begin that nobody typed: their answers are no rows, here and in any other console."""


class Host(Protocol):
    """The session whose events these are."""

    def call_arrived(self, entry: Entry) -> None:
        """The agent asks, and waits."""

    def page_changed(self, entry: Entry) -> None:
        """A goto was answered well."""


class Incoming:
    """Joins what comes to what was sent, by id. Tool calls come once, whatever the server repeats."""

    def __init__(self, timeline: Timeline, host: Host) -> None:
        self._timeline = timeline
        self._host = host
        self._sent: dict[str, Entry] = {}
        self._calls: dict[str, Entry] = {}
        self._unclaimed: dict[str, list[TaskEvent]] = {}
        self._others: dict[str, Entry] = {}
        self._aside: dict[str, asyncio.Future[Answer]] = {}

    def knows(self, event_id: str) -> bool:
        """Whether an id has been used for an event of this session."""
        return event_id in self._sent

    def expect_aside(self, event_id: str) -> "asyncio.Future[Answer]":
        """The answer to an event that has no row; `forget_aside` when it is not waited for any more."""
        return self._aside.setdefault(event_id, asyncio.get_running_loop().create_future())

    def forget_aside(self, event_id: str) -> None:
        """Nobody waits for that answer."""
        self._aside.pop(event_id, None)

    def expect(self, event_id: str, entry: Entry) -> None:
        """Answers with this id are this entry's, also those that came before it was known."""
        self._sent[event_id] = entry
        for event in self._unclaimed.pop(event_id, []):
            self._answer(entry, event)

    def restore(self, entry: Entry) -> None:
        """Join what comes with an entry from before this console came."""
        if entry.is_call:
            self._calls[entry.event_id] = entry
        elif entry.event is not None:
            self._sent[entry.event_id] = entry
            if entry.server_id is not None:
                self._sent[entry.server_id] = entry
        elif entry.verb == "other":
            self._others[entry.event_id] = entry

    def take(self, events: Iterable[TaskEvent]) -> None:
        """Events as they come while we listen."""
        for event in events:
            call = read_tool_call(event)
            if call is not None:
                self._question(call, waits=True)
            elif event.id is None:
                continue
            elif event.id.startswith(ASIDE):
                self._answer_aside(event.id, event)
            elif event.name == TOOL_CALL and event.id in self._calls:
                self._timeline.apply(self._calls[event.id], Found())
            elif event.id in self._sent:
                self._answer(self._sent[event.id], event)
            elif "code" in event.payload and event.name != TOOL_CALL:
                self._unclaimed.setdefault(event.id, []).append(event)

    def learn(self, task: Task) -> None:
        """What a task record says of rows: the steps of a run under way, and what to know of the session."""
        doing = task.doing
        entry = self._sent.get(doing.id) if doing is not None else None
        if doing is not None and entry is not None and not entry.terminal and entry.doing != doing.steps:
            entry.doing = doing.steps
            self._timeline.tell(EntryChanged(entry))
        if task.notices and self._opening is not None and self._opening.opened != task.notices:
            self._opening.opened = task.notices
            self._timeline.tell(EntryChanged(self._opening))

    def take_history(self, events: list[TaskEvent]) -> None:
        """Events from before we came: calls that were replied to, or whose task is over, are not asked again."""
        replied = {event.id for event in events if event.name == TOOL_CALL and "code" in event.payload}
        task_answers = [i for i, e in enumerate(events) if e.name == SESSION_ACTION and "code" in e.payload]
        for index, event in enumerate(events):
            call = read_tool_call(event)
            if call is None:
                if event.name != TOOL_CALL and not self._answered_before(event):
                    self.take([event])
                continue
            over = bool(task_answers) and index < task_answers[-1]
            if call.id in self._calls:
                self._question_again(self._calls[call.id], replied=call.id in replied, over=over)
            elif call.id in replied:
                self._question(call, waits=False, progress=Progress(EventState.OK, "replied before this console came"))
            elif over:
                reason = "asked before this console came, and the task has ended since"
                self._question(call, waits=False, progress=Progress(EventState.LOST, reason))
            else:
                self._question(call, waits=True)
        self.flush()

    def _answered_before(self, event: TaskEvent) -> bool:
        """Whether the journal gave us the answer that this event carries: there, secrets in it are hidden."""
        entry = self._sent.get(event.id or "") or self._others.get(event.id or "")
        return entry is not None and entry.recalled and entry.answer is not None

    def _question_again(self, entry: Entry, *, replied: bool, over: bool) -> None:
        """A question that the journal knew: it waits on, unless the server has our reply or the task is over."""
        if entry.terminal:
            return
        if replied:
            self._timeline.apply(entry, Found())
        elif over:
            self._timeline.apply(entry, GivenUp("the task has ended since"))
        else:
            self._host.call_arrived(entry)

    @property
    def _opening(self) -> Entry | None:
        """The row of the session's own opening, which stands first unless it was taken up."""
        return next((entry for entry in self._timeline.entries if entry.verb in ("open", "attach")), None)

    def flush(self) -> None:
        """Answers that nobody claimed belong to events that others sent: they get rows of their own."""
        unclaimed, self._unclaimed = self._unclaimed, {}
        for event_id, events in unclaimed.items():
            for event in events:
                entry = self._others.get(event_id)
                if entry is None:
                    name = event.payload.get("name")
                    line = name if isinstance(name, str) else event.name
                    progress = Progress(EventState.PENDING, accepted=True)
                    entry = self._timeline.add("other", line, event_id=event_id, progress=progress)
                    self._others[event_id] = entry
                self._answer(entry, event)

    def _answer_aside(self, event_id: str, event: TaskEvent) -> None:
        waiter, answer = self._aside.get(event_id), read_answer(event)
        if waiter is not None and answer is not None and not waiter.done():
            waiter.set_result(answer)

    def _answer(self, entry: Entry, event: TaskEvent) -> None:
        answer: Answer | None = read_answer(event)
        if answer is None:  # an echo of what was sent
            self._timeline.apply(entry, Found())
            return
        again = entry.answer is not None
        self._timeline.apply(entry, Answered(answer))
        if again:  # a server may repeat itself; the page and the task have gone on meanwhile
            return
        if entry.verb == "goto" and answer.ok:
            self._host.page_changed(entry)
        if _acts_on_session(entry) and not any(map(_acts_on_session, self._timeline.live.values())):
            self._drop_questions()

    def _question(self, call: ToolCall, *, waits: bool, progress: Progress | None = None) -> None:
        if call.id in self._calls:
            return
        line = f"{call.name} {encode_json(call.input).decode('ascii')}"
        progress = progress or Progress(EventState.PENDING, "waits for a reply")
        entry = self._timeline.add("tool", line, event_id=call.id, call=call, progress=progress)
        self._calls[call.id] = entry
        if waits:
            self._host.call_arrived(entry)

    def _drop_questions(self) -> None:
        """The task that asked is over: what it asked and was not replied to is of no use any more."""
        for call in self._calls.values():
            if not call.terminal and not call.progress.on_wire:
                self._timeline.apply(call, GivenUp("the task ended without it"))


def _acts_on_session(entry: Entry) -> bool:
    return entry.event is not None and entry.event.name == SESSION_ACTION
