"""A session's link to its server: what the server says, and what follows from it for the entries. What a user may do
with a session is in `session`.
"""

import asyncio
import time
from typing import Literal

from smooth_console.client import ApiError, SmoothClient
from smooth_console.session.changes import (
    ENDED,
    CallArrived,
    Connection,
    EntryChanged,
    Notice,
    SessionChanged,
    SessionStatus,
)
from smooth_console.session.entry import Entry
from smooth_console.session.event_state import EventState
from smooth_console.session.incoming import Incoming
from smooth_console.session.journal import Journal, NoJournal
from smooth_console.session.opening import find_task, open_task
from smooth_console.session.poller import Poller
from smooth_console.session.redaction import Secrets
from smooth_console.session.sender import LOOK_S, Sender
from smooth_console.session.states import Concluded, GivenUp, PostBroken, SessionEnded
from smooth_console.session.timeline import Listener, Timeline, release
from smooth_console.wire import SESSION_ACTION, TOOL_CALL, Task, TaskEvent, TaskRequest

RECALLED_AT_ONCE = 100
"""Rows from the journal that are put back before others get their turn."""


class Link:
    """The state of a session, and the listener that its sender, poller and matching of events have in common.

    Attributes:
        client: The server. It is not closed with the session.
        secrets: What is hidden in lines and events that are shown. Answers are kept as they came: redact what goes out.
        task_id: The server's id of the session; None until it is open.
        status: See `SessionStatus`.
        url: The page's last known address.
        device: desktop, mobile or desktop-lg, when known.
        live_url: None is "not yet", "" is "there is none".
        recording_url: The same.
        first_n: The number of its first entry.
        kept: It was left open on purpose.
        end_reason: Why it has ended, "" as long as it has not.
    """

    def __init__(
        self,
        client: SmoothClient,
        *,
        listener: Listener | None = None,
        secrets: Secrets | None = None,
        journal: Journal | None = None,
        first_n: int = 1,
    ) -> None:
        self.client = client
        self.secrets = Secrets() if secrets is None else secrets
        self.task_id: str | None = None
        self.status: SessionStatus = "opening"
        self.url: str | None = None
        self.device: str | None = None
        self.live_url: str | None = None
        self.recording_url: str | None = None
        self.first_n = first_n
        self.kept = False
        self.end_reason = ""
        self._task_credits = 0.0
        self._journal: Journal = NoJournal() if journal is None else journal
        self._timeline = Timeline(self._journal, listener, self.secrets, first_n)
        self._incoming = Incoming(self._timeline, self)
        self._ready = asyncio.Event()
        self._sender = Sender(client, self._timeline, self, self._journal, self._ready)
        self._poller: Poller | None = None
        self._listening: asyncio.Task[None] | None = None
        self._starting: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._settling: asyncio.Task[None] | None = None
        self._call_waiters: list[asyncio.Future[None]] = []
        if client.api_key is not None:
            self.secrets.add(client.api_key.reveal())
        self._journal.begin(self)

    # What is known

    @property
    def entries(self) -> list[Entry]:
        """Every event, the opening and every question of the agent, in order."""
        return self._timeline.entries

    @property
    def calls(self) -> list[Entry]:
        """Questions of the agent that wait for a reply."""
        return [entry for entry in self._timeline.live.values() if entry.is_call]

    @property
    def ended(self) -> bool:
        """Whether it takes no more events."""
        return self.status in ENDED

    @property
    def credits(self) -> float:
        """Credits used, 0.01 USD each: what the server says of the task, or the sum of its answers if that is more."""
        return max(self._task_credits, self._timeline.credits)

    @property
    def connection(self) -> Connection:
        """Whether the server is heard."""
        heard = Connection("connecting") if self._poller is None else self._poller.connection
        return Connection("closed", last_heard=heard.last_heard) if self.ended else heard

    # What the sender, the poller and the matching of events tell

    def accepted(self, entry: Entry, server_id: str) -> None:
        """The server took an entry: from now on its answer may come, under its id or ours."""
        assert entry.event is not None
        if server_id != entry.event_id:
            entry.server_id = server_id
            if not entry.is_call:
                self._incoming.expect(server_id, entry)
        if entry.event.name == TOOL_CALL and not entry.is_call:
            self._timeline.apply(entry, Concluded("the server has the reply"))
        if _closes(entry) and not self.ended:
            self.status = "closing"
            self._tell_session()
        self._timeline.tell(EntryChanged(entry))
        self._wake()

    def refused(self, entry: Entry, problem: ApiError) -> None:
        """The server refused an entry, perhaps because the session is over: ask it."""
        if problem.kind in ("gone", "rejected"):
            self._wake()

    def delivered(self, entry: Entry) -> None:
        """Nothing more happens about sending an entry."""
        if self.ended and not entry.terminal:
            self._conclude(entry)
        elif entry.n in self._timeline.owed:
            self._wake()
        self._claim()

    def may_send(self) -> bool:
        """Whether the session takes events."""
        return not self.ended and self.task_id is not None

    async def look_for(self, entry: Entry, seconds: float) -> None:
        """Look for an entry among the server's events, until its state is another or for that long."""
        if self._poller is None or entry.state is not EventState.UNCONFIRMED:
            return
        moved = self._timeline.moved(entry)
        look = asyncio.create_task(self._poller.look(seconds, moved.done))
        try:
            await asyncio.wait([look, moved], return_when=asyncio.FIRST_COMPLETED)
        finally:
            look.cancel()
            moved.cancel()
        await asyncio.wait([look])

    def call_arrived(self, entry: Entry) -> None:
        """The agent asks, and waits."""
        self._timeline.tell(CallArrived(entry))
        release(self._call_waiters)

    def page_changed(self, entry: Entry) -> None:
        """A goto was answered well."""
        assert entry.event is not None
        output = entry.answer.output if entry.answer is not None else None
        given = entry.event.payload.get("input")
        url = output.get("url") if isinstance(output, dict) else None
        if not isinstance(url, str):
            url = given.get("url") if isinstance(given, dict) else None
        if isinstance(url, str) and url != self.url:
            self.url = url
            self._tell_session()

    def heard(self, task: Task, events: list[TaskEvent]) -> None:
        """The server answered a poll."""
        credits = self.credits
        self._incoming.take(events)
        self._learn(task, told=credits == self.credits)
        self._claim()

    def over(self, task: Task) -> None:
        """The task is final, and all its events have been read."""
        ends: dict[str, SessionStatus] = {"done": "done", "cancelled": "cancelled"}
        status = ends.get(task.status, "failed")
        said = f": {task.output}" if status == "failed" and isinstance(task.output, str) and task.output else ""
        self._finish(status, f"the session ended ({task.status}){said}")

    def vanished(self, problem: ApiError) -> None:
        """The server does not know the session any more."""
        self._finish("gone", f"the server does not know the session any more ({problem})")

    def connection_changed(self, connection: Connection) -> None:
        """The server is heard again, or is not."""
        self._timeline.tell(SessionChanged(self.status, connection))

    def expecting(self) -> bool:
        """Whether something is to come from the server soon."""
        return self.status in ("waiting", "closing") or any(not e.is_call for e in self._timeline.live.values())

    def owed(self) -> bool:
        """Whether something that was sent may still be answered."""
        return bool(self._timeline.owed)

    def overlooked(self) -> bool:
        """Whether the server may have given answers that nobody saw: one that was sent twice may have two."""
        return self.owed() or any(entry.attempts > 1 and entry.progress.doubtful for entry in self.entries)

    # Inside

    async def _open(self, entry: Entry, request: TaskRequest) -> None:
        task = await open_task(self.client, self._timeline, self._journal, entry, request)
        if task is None:
            self._finish("failed", f"the session did not open: {entry.reason}")
        else:
            self._listen(task)
        self._ready.set()

    async def _recall(self, task_id: str) -> None:
        """Put back what the journal knows of a session, a little at a time: it may be thousands of rows."""
        for count, entry in enumerate(await self._journal.recall(task_id), 1):
            self._timeline.restore(entry)
            self._incoming.restore(entry)
            if count % RECALLED_AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _attach(self, entry: Entry, task_id: str) -> None:
        found = await find_task(self.client, self._timeline, entry, task_id)
        if found is None:
            gone = entry.error is not None and entry.error.kind == "gone"
            if gone:
                self._take_up()
            self._finish("gone" if gone else "failed", f"the session was not taken up: {entry.reason}")
        else:
            self._take_up()
            task, final = found
            poller = self._listen(task, run=not final)
            self._incoming.take_history(poller.take(task))
            if final:
                self.over(task)
            else:
                self._settling = asyncio.create_task(self._settle_recalled())
        self._ready.set()

    def _take_up(self) -> None:
        """Go on where the program ended before: what it was sending then is in doubt.

        Nothing of it is sent again by itself: hours may have passed, and the page may be another.
        """
        self._journal.taken_up()
        for entry in self._recalled():
            if entry.verb in ("open", "attach"):
                self._timeline.apply(entry, Concluded("the session is there"))
            elif entry.progress.on_wire:
                self._timeline.apply(entry, PostBroken("the program ended while it was being sent"))

    async def _settle_recalled(self) -> None:
        """Look for what may have been taken; then the deadlines of what is still without an answer go on."""
        for entry in self._recalled():
            if not entry.is_call:
                await self.look_for(entry, LOOK_S)
            begun = entry.sent if entry.sent is not None else entry.created
            self._timeline.start_deadline(entry, spent_s=time.monotonic() - begun)

    def _recalled(self) -> list[Entry]:
        return [entry for entry in self._timeline.live.values() if entry.recalled]

    def _listen(self, task: Task, *, run: bool = True) -> Poller:
        self.task_id = self._sender.task_id = task.id
        self._poller = Poller(self.client, task.id, self, task.status)
        self._learn(task)
        if run:
            self._listening = asyncio.create_task(self._poller.run())
        return self._poller

    def _learn(self, task: Task, *, told: bool = True) -> None:
        """Take over what a task record says of the session, and tell it if it is new."""
        before = (self.status, self.url, self.device, self.live_url, self.recording_url, self._task_credits)
        if self.status in ("opening", "waiting", "running"):
            self.status = "waiting" if task.status == "waiting" else "running"
        self.device = task.device or self.device
        self.live_url = self.live_url if task.live_url is None else task.live_url
        self.recording_url = self.recording_url if task.recording_url is None else task.recording_url
        self._task_credits = float(task.credits_used or self._task_credits)
        if task.page_url not in ("", "about:blank"):
            self.url = task.page_url
        self._incoming.learn(task)
        after = (self.status, self.url, self.device, self.live_url, self.recording_url, self._task_credits)
        if after != before or not told:
            self._tell_session()

    def _finish(self, status: SessionStatus, reason: str) -> None:
        """The session is over. What is on the wire is settled when its POST has been answered."""
        if self.ended:
            return
        self.status, self.end_reason = status, reason
        self._incoming.flush()
        for entry in list(self._timeline.live.values()):
            if not entry.progress.on_wire:
                self._conclude(entry)
        self._tell_session()
        release(self._call_waiters)

    def _conclude(self, entry: Entry) -> None:
        if _closes(entry) and self.status in ("done", "cancelled"):
            self._timeline.apply(entry, Concluded(self.end_reason))
        self._timeline.apply(
            entry, GivenUp(self.end_reason) if self.status == "left" else SessionEnded(self.end_reason)
        )

    def _claim(self) -> None:
        """Answers that no entry expects are others', once no POST is under way that could make us expect them."""
        if not any(entry.progress.on_wire for entry in self._timeline.live.values()):
            self._incoming.flush()

    def _wake(self) -> None:
        if self._poller is not None:
            self._poller.wake()

    def _notice(self, level: Literal["info", "warning", "error"], text: str) -> None:
        self._timeline.tell(Notice(level, self.secrets.redact(text)))

    def _tell_session(self) -> None:
        self._timeline.tell(SessionChanged(self.status, self.connection))


def _closes(entry: Entry) -> bool:
    return entry.event is not None and entry.event.name == SESSION_ACTION and entry.event.payload.get("name") == "close"
