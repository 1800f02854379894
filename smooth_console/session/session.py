"""One live session: its entries, their states, and the way in and out of it. Needs no user interface.

`Session.open` and `Session.attach` return at once, and so does `send`; what comes of it is told to the listener.
"""

import asyncio
import contextlib
import secrets as randomness
from collections.abc import Callable
from typing import Any

from smooth_console.client import ApiError, SmoothClient
from smooth_console.session.backoff import Backoff
from smooth_console.session.entry import Entry
from smooth_console.session.event_state import EventState
from smooth_console.session.incoming import ASIDE
from smooth_console.session.journal import Journal
from smooth_console.session.link import Link
from smooth_console.session.redaction import Secrets, hides_something, secret_values
from smooth_console.session.states import GivenUp, PostRefused, Progress, SessionEnded
from smooth_console.session.timeline import Listener
from smooth_console.wire import Answer, TaskEvent, TaskRequest, close, to_builtins, tool_answer

CLOSE_S = 10.0
"""How long leaving waits for the server to confirm the end: it saves the profile meanwhile."""
LAST_WORD_S = 2.0
CANCEL_ATTEMPTS = 4
CANCEL_BACKOFF_S = (0.2, 2.0)
REPEATABLE = frozenset({"goto", "extract"})
"""Actions that may be sent again when it is not known whether the server took them."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_event_id() -> str:
    """An id for an event: "evt_" and 60 random bits in base32."""
    return "evt_" + "".join(randomness.choice(_ALPHABET) for _ in range(12))


class Session(Link):
    """A session at a server, with the attributes of `Link`. Make one with `open` or `attach`; use it from one loop."""

    # Getting in

    @classmethod
    async def open(
        cls,
        client: SmoothClient,
        request: TaskRequest,
        *,
        line: str = "open",
        listener: Listener | None = None,
        secrets: Secrets | None = None,
        journal: Journal | None = None,
        first_n: int = 1,
    ) -> tuple["Session", Entry]:
        """Open a session; returns while it opens. Events may be sent already: they wait in line.

        Args:
            client: The server.
            request: What to open; its `task` is None.
            line: What was typed.
            listener: Called on the event loop with each change.
            secrets: Values to hide, when they outlive the session.
            journal: Told of every entry before it is on the wire.
            first_n: The number of the first entry.

        Returns:
            The session and the entry of its opening, which tells how that went.
        """
        session = cls(client, listener=listener, secrets=secrets, journal=journal, first_n=first_n)
        session.url, session.device = request.url, request.device
        for hidden in (request.proxy_password, *(c.password for c in request.certificates or ())):
            session.secrets.add(hidden or "")
        entry = session._timeline.add("open", line, event_id=new_event_id(), progress=Progress(), request=request)
        session._starting = asyncio.create_task(session._open(entry, request))
        return session, entry

    @classmethod
    async def attach(
        cls,
        client: SmoothClient,
        task_id: str,
        *,
        line: str = "attach",
        listener: Listener | None = None,
        secrets: Secrets | None = None,
        journal: Journal | None = None,
        first_n: int = 1,
    ) -> tuple["Session", Entry]:
        """Take up a session that lives at the server; as `open`.

        What the journal knows of it comes first, then what else was answered in it before. What was under way when the
        program ended is looked for at the server; nothing of it is sent again.
        """
        session = cls(client, listener=listener, secrets=secrets, journal=journal, first_n=first_n)
        await session._recall(task_id)
        entry = session._timeline.add("attach", line, event_id=new_event_id(), progress=Progress())
        session._starting = asyncio.create_task(session._attach(entry, task_id))
        return session, entry

    async def ready(self) -> bool:
        """Wait until the session is open, or has failed to; whether it takes events."""
        await self._ready.wait()
        return not self.ended

    # Sending

    def send(
        self, event: TaskEvent, *, verb: str, line: str, deadline_s: float | None = None, resend: bool = False
    ) -> Entry:
        """Send an event after those that were sent before; returns its entry at once.

        Args:
            event: What to send; it gets an id when it has none.
            verb: See `Entry`.
            line: What was typed.
            deadline_s: Seconds from now after which it is overdue; None is never.
            resend: When it is not known whether the server took it, send it again though it may act twice.
        """
        return self._send(event, self._sender.put, verb=verb, line=line, deadline_s=deadline_s, resend=resend)

    async def ask(self, event: TaskEvent, *, within_s: float) -> Answer | None:
        """Send an event that nobody typed and that changes nothing: it has no entry and is in no journal.

        Returns:
            None when the session takes no events, or no answer came in time.
        """
        if not self.may_send() or self.task_id is None:
            return None
        event_id = ASIDE + new_event_id().removeprefix("evt_")
        answer = self._incoming.expect_aside(event_id)
        try:
            async with asyncio.timeout(within_s):
                await self.client.send_event(
                    self.task_id, TaskEvent(name=event.name, payload=event.payload, id=event_id)
                )
                self._wake()
                return await answer
        except (TimeoutError, ApiError):
            return None
        finally:
            self._incoming.forget_aside(event_id)

    def resend(self, entry: Entry) -> Entry:
        """Send an entry again, as its sender decides.

        One that is not over goes again under the same id; one that is over is sent anew, as a new entry.
        """
        if entry.event is None or entry.is_call:
            self._notice("warning", f"entry {entry.n} cannot be sent again: it is not an event that was sent")
        elif entry.recalled and hides_something(to_builtins(entry.event)):
            self._notice("warning", f"entry {entry.n} held a secret, which the journal does not keep: type it again")
        elif entry.terminal:
            event = TaskEvent(name=entry.event.name, payload=entry.event.payload)
            return self.send(event, verb=entry.verb, line=entry.line, deadline_s=entry.deadline_s)
        elif entry.progress.on_wire or entry.taken == "no":
            self._notice("info", f"entry {entry.n} is on its way already")
        elif entry.taken == "yes":
            self._notice("info", f"the server has entry {entry.n}, and has not answered it yet")
        else:
            self._sender.put_aside(entry, entry.event)
        return entry

    def reply(self, call: Entry | str | int, output: Any, *, code: int = 200, line: str = "") -> Entry:
        """Reply to a question of the agent; returns its entry, which is OK when the server has the reply.

        Args:
            call: Its entry, id or number.
            output: The tool's output, JSON-able.
            code: 200, 400 (the caller's mistake) or 500 (the tool's).
            line: What was typed.

        Raises:
            KeyError: There is no such question.
        """
        entry = call if isinstance(call, Entry) else self._find_call(call)
        if entry.state not in (EventState.PENDING, EventState.UNCONFIRMED) or entry.progress.on_wire:
            self._notice("warning", f"call {entry.n} takes no reply: it is {entry.state.value}")
            return entry
        event = tool_answer(entry.event_id, output, code=code)
        entry.event, entry.shown, entry.replied = event, self._timeline.shown(event), (code, output)
        entry.reply_line = self.secrets.redact(line)
        self._sender.put_aside(entry, event)
        return entry

    def close(self, *, line: str = "close", deadline_s: float | None = None) -> Entry:
        """End the session at the server, after what was sent before."""
        return self.send(close(), verb="close", line=line, deadline_s=deadline_s)

    # Waiting

    async def settled(self, entry: Entry, deadline_s: float | None = None) -> Entry:
        """Wait until an entry has ended, or its deadline passes.

        Args:
            entry: An entry of this session.
            deadline_s: Seconds from now until it is overdue, besides the deadline that it was sent with. For one that
                is overdue already, seconds to wait on.
        """
        return await self._timeline.settled(entry, deadline_s)

    async def next_call(
        self, matches: Callable[[Entry], bool] = lambda _entry: True, *, deadline_s: float | None = None
    ) -> Entry | None:
        """The first question of the agent that waits and matches, once there is one.

        Returns:
            None when the deadline (s) passes or the session ends first.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(deadline_s):
                while not self.ended:
                    found = next((entry for entry in self.calls if matches(entry)), None)
                    if found is not None:
                        return found
                    waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._call_waiters.append(waiter)
                    try:
                        await waiter
                    finally:
                        if waiter in self._call_waiters:
                            self._call_waiters.remove(waiter)
        return None

    # Getting out

    async def aclose(self, keep: bool = False) -> None:
        """Leave: close the session at the server, unless it is to be kept, and stop listening.

        What is on the wire is waited for, not cancelled. A session that cannot be closed is named in a Notice. May be
        called more than once, and waited for by several.
        """
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._leave(keep))
        await asyncio.shield(self._leaving)

    async def _leave(self, keep: bool) -> None:
        self.kept = keep
        try:
            async with asyncio.timeout(2 * CLOSE_S):
                await self._ready.wait()
        except TimeoutError:
            await self._stop_opening()
        if not keep and self.task_id is not None:
            if not self.ended:
                await self._close_for_good(self.task_id)
            elif self.status == "gone":
                # A server that said so may have been wrong, and the session be alive.
                with contextlib.suppress(ApiError):
                    await self.client.cancel_task(self.task_id)
        await self._sender.drain(CLOSE_S)
        if self._listening is not None and not self.ended and self.overlooked():
            # The last response of a session that was closed takes along what may have been overlooked.
            await asyncio.wait([self._listening], timeout=LAST_WORD_S)
        for task in (self._listening, self._settling):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
        reason = "the session was closed" if self._was_closed else "this console left the session"
        if not self.ended:
            self._finish("done" if self._was_closed else "left", reason)
        for entry in list(self._timeline.live.values()):
            self._timeline.apply(entry, GivenUp(reason))
        self._timeline.stop()

    @property
    def _was_closed(self) -> bool:
        return any(entry.verb == "close" and entry.state is EventState.OK for entry in self.entries)

    async def _close_for_good(self, task_id: str) -> None:
        """Send close, or wait for the one that was sent; when that does not end the session, cancel the task."""
        if self._was_closed:
            return  # the server says when it has ended; another close would be refused
        closing = next((entry for entry in self._timeline.live.values() if entry.verb == "close"), None)
        if closing is None:
            # What waits in line is not sent any more; what hangs must not hold the close back for long.
            for entry in [e for e in self._timeline.live.values() if e.taken == "no" and not e.is_call]:
                self._timeline.apply(entry, GivenUp("this console left the session"))
            await self._sender.drain(CLOSE_S / 2)
            if self.ended:
                return
            closing = self._send(close(), self._sender.put_aside, verb="close", line="close")
        await self._timeline.ended(closing, CLOSE_S)
        if not self.ended and closing.state is not EventState.OK:
            await self._cancel(task_id)

    async def _cancel(self, task_id: str) -> None:
        backoff = Backoff(*CANCEL_BACKOFF_S)
        for left in reversed(range(CANCEL_ATTEMPTS)):
            try:
                await self.client.cancel_task(task_id)
                self._finish("cancelled", "the session was cancelled")
                return
            except ApiError as problem:
                if problem.kind == "gone":
                    return
                pause_s = backoff.pause_s(problem)
                if not left or pause_s > CLOSE_S:
                    self._notice("warning", f"session {task_id} may still be open: {problem}")
                    return
                await asyncio.sleep(pause_s)

    async def _stop_opening(self) -> None:
        """The server has not said yet whether it opened the session, and we wait no longer."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        self._ready.set()
        self._notice("warning", "the session was still being opened; the server may have opened it all the same")

    # Inside

    def _send(
        self,
        event: TaskEvent,
        put: Callable[[Entry, TaskEvent], None],
        *,
        verb: str,
        line: str,
        deadline_s: float | None = None,
        resend: bool = False,
    ) -> Entry:
        for value in secret_values(event.payload):
            self.secrets.add(value)
        event_id = event.id or new_event_id()
        event = TaskEvent(name=event.name, payload=event.payload, id=event_id, unknown=event.unknown)
        entry = self._timeline.add(
            verb,
            line,
            event_id=event_id,
            progress=Progress(),
            event=event,
            deadline_s=deadline_s,
            may_repeat=resend or event.payload.get("name") in REPEATABLE,
        )
        if self.ended:
            self._timeline.apply(entry, SessionEnded(self.end_reason))
        elif self._incoming.knows(event_id):
            reason = f"the id {event_id} was used before in this session; leave it out to get a new one"
            self._timeline.apply(entry, PostRefused(reason))
        else:
            self._incoming.expect(event_id, entry)
            self._timeline.start_deadline(entry)
            put(entry, event)
        return entry

    def _find_call(self, key: str | int) -> Entry:
        for entry in self.entries:
            if entry.is_call and key in (entry.n, entry.event_id):
                return entry
        raise KeyError(f"there is no call {key}")
