"""A task: its status, its events in and out, its life until it is final. What an action does is in perform.py."""

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from smooth_console import wire
from smooth_console.engine.backend import Backend
from smooth_console.engine.calls import ToolCalls
from smooth_console.engine.downloads import Downloads
from smooth_console.engine.errors import ActionError, RefusedError
from smooth_console.engine.eventlog import EventLog, now_ms
from smooth_console.engine.inputs import CloseInput, Posted, RunTaskInput, ToolAnswer
from smooth_console.engine.live import LiveView
from smooth_console.engine.outcome import Outcome
from smooth_console.engine.recording import Recording
from smooth_console.engine.tab import Tab
from smooth_console.engine.tariff import Tariff

LOG = logging.getLogger(__name__)
MOST_STEPS = 128  # the latest of them that anybody is shown
CLOSED = "the session was closed"
CANCELLED = "the task was cancelled"
IDLE = "the session was closed: nobody used it for {minutes:g} minutes"


@dataclass(frozen=True, slots=True)
class Pending:
    """An action that was taken and not yet answered."""

    id: str
    posted: Posted


class Task:
    """One task or session.

    Actions are carried out one at a time, in the order they came; the answer to a tool call and `close` are taken at
    once. Every action that was taken is answered exactly once, whatever happens.

    Attributes:
        id: Its id.
        request: What it was opened with.
        status: One of the statuses of the description.
        output: What a one-shot task gave, or why it failed.
        created_at: ms since 1970.
        tab: Its page, once there is one.
        view: Its live view, which comes with the page and outlives it, to say that it is over.
        log: The events it has sent.
        notes: What the agent did, step by step, for whoever looks at the engine's log.
        token: What the addresses of its recording and its downloads carry.
        recording: Its recording, where there is one.
        downloads: What it downloaded, once there is a page.
        notices: What of its request is not quite what the description means.
        credits: What it has cost.
    """

    def __init__(self, request: wire.TaskRequest, backend: Backend, created_at: int) -> None:
        name = backend.options.name
        self.id = f"{name}-{uuid4()}" if name else str(uuid4())
        self.request = request
        self.status = "waiting"
        self.output: Any = None
        self.created_at = created_at
        self.tab: Tab | None = None
        self.view: LiveView | None = None
        self.log = EventLog()
        self.notes: list[str] = []
        self.token = secrets.token_urlsafe(24)
        self.recording: Recording | None = None
        self.downloads: Downloads | None = None
        self.notices: list[str] = []
        self.credits: float = 0
        self.last_used = time.monotonic()
        self._backend = backend
        self._tariff = Tariff(backend.options.rate)
        self._taken: dict[str, bytes] = {}
        self._pending: dict[str, Pending] = {}
        self._queue: asyncio.Queue[Pending] = asyncio.Queue()
        self._calls = ToolCalls(self.log, request.custom_tools or [])
        self._life: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._close_t: int | None = None
        self._drained = asyncio.Event()
        self._asked = False
        self._version = 0
        self._current: Pending | None = None
        self._steps_before = 0

    # ------------------------------------------------------------------ what it is

    @property
    def live(self) -> bool:
        """Whether it is not final."""
        return self.status in wire.LIVE_STATUSES

    @property
    def is_session(self) -> bool:
        """Whether it waits for events, rather than doing one thing."""
        return self.request.task is None

    def live_url(self, origin: str) -> str | None:
        """Address of the live view on a server at `origin`; None is "not yet", "" is "there is none"."""
        if self.view is not None:
            return origin + self.view.path(self.id)
        return None if self.live else ""

    @property
    def records(self) -> bool:
        """Whether it is recorded, from the moment that it has a page."""
        return self.request.enable_recording and not any(said.startswith("enable_recording") for said in self.notices)

    @property
    def doing(self) -> dict[str, Any] | None:
        """The run_task under way, by its id and the steps that it has taken; None when there is none."""
        if self._current is None or self._current.posted.action != "run_task":
            return None
        return {"id": self._current.id, "steps": self.steps}

    @property
    def steps(self) -> list[str]:
        """The steps of the action that is under way, or was last."""
        return self.notes[self._steps_before :][-MOST_STEPS:]

    def note(self, step: str) -> None:
        """Note a step as it begins; whoever waits for news of the task is told."""
        self.notes.append(step)
        self._changed()

    def touch(self) -> None:
        """Note that somebody uses it."""
        self.last_used = time.monotonic()

    # ------------------------------------------------------------------ events in

    def post(self, posted: Posted) -> str:
        """Take an event.

        Returns:
            Its id. The same event under the same id again is one event.

        Raises:
            RefusedError: It cannot be taken now, or its id belongs to another event.
        """
        self.last_used = time.monotonic()
        event_id = posted.id or str(uuid4())
        fingerprint = hashlib.sha256(wire.encode_json([posted.name, posted.payload])).digest()
        if event_id in self._taken:
            if self._taken[event_id] == fingerprint:
                return event_id
            raise RefusedError(f"id: {event_id} was used before, for another event; every event needs an id of its own")
        if isinstance(posted.input, ToolAnswer):
            self._calls.take(event_id, posted.input)
        else:
            self._take_action(Pending(event_id, posted))
        self._taken[event_id] = fingerprint
        return event_id

    def _take_action(self, pending: Pending) -> None:
        if not self.live or self._closing is not None:
            raise RefusedError(f"the session is closed ({'closing' if self.live else self.status}); open a new one")
        if not self.is_session:
            raise RefusedError("this is a one-shot task: it takes answers to its tool calls, and DELETE cancels it")
        if pending.id in self._calls:
            raise RefusedError(f"id: {pending.id} is the id of a tool call; answer it with a tool_call event")
        if isinstance(pending.posted.input, RunTaskInput) and self._has_run_task():
            raise RefusedError("a run_task is still running; wait for its answer, or close the session")
        self._pending[pending.id] = pending
        if isinstance(pending.posted.input, CloseInput):
            self._closing = asyncio.create_task(self._close(CLOSED, pending))
        else:
            self._queue.put_nowait(pending)

    def _has_run_task(self) -> bool:
        return any(isinstance(pending.posted.input, RunTaskInput) for pending in self._pending.values())

    # ------------------------------------------------------------------ events out

    async def poll(self, event_t: int | None) -> None:
        """Wait until there is something to say to a caller who has seen everything up to `event_t`.

        Answers at once when there are newer events, the task is final, no `event_t` was given, or it is the first time
        that anybody asks and nothing is in flight. Else it waits, `hold_s` at most.
        """
        self.last_used = time.monotonic()
        first, self._asked = not self._asked, True
        if event_t is None:
            return
        if self._close_t is not None and event_t >= self._close_t:
            self._end("done")
        if first and not self._pending:
            return
        version = self._version
        await self.log.wait_until(
            lambda: not self.live or self.log.last > event_t or self._version != version, self._backend.options.hold_s
        )
        self.last_used = time.monotonic()

    async def call_tool(self, name: str, given: dict[str, Any]) -> Any:
        """See `ToolCalls.ask`."""
        return await self._calls.ask(name, given)

    def _answer(self, pending: Pending, code: int, output: Any, duration: float = 0.0) -> int | None:
        """Answer an action, if it has not been answered."""
        beside: dict[str, Any] = {}
        if isinstance(output, Outcome):
            output, beside = output.output, output.beside
        if self._pending.pop(pending.id, None) is None:
            return None
        name, action = pending.posted.name, pending.posted.action
        if pending is self._current and action == "run_task" and self.steps:
            beside["steps"] = self.steps
        if code == 200:
            cost = self._charge(action)
            output = {"output": output, "credits_used": cost, "duration": round(duration, 6)}
        try:
            return self.log.append(name, pending.id, {"code": code, "output": output, **beside})
        except wire.WireError as problem:
            return self.log.append(name, pending.id, {"code": 500, "output": f"the result {problem}"})

    def _charge(self, action: str) -> float:
        """What an action that worked costs."""
        cost = self._tariff.cost(action, len(self.notes) - self._steps_before)
        self.credits += cost
        return cost

    def _answer_all(self, code: int, detail: str, *, but: Pending | None = None) -> None:
        for pending in list(self._pending.values()):
            if pending is not but:
                self._answer(pending, code, detail)

    # ------------------------------------------------------------------ its life

    def start(self) -> None:
        """Begin; returns at once."""
        self._life = asyncio.create_task(self._live())

    async def _live(self) -> None:
        try:
            self.tab = await self._backend.open_tab(self)
            self.status = "running"
            self._changed()
            if self.request.url is not None:
                await self._visit(self.request.url)
            if self.is_session:
                await self._serve()
            else:
                await self._run_once()
        except ActionError as problem:
            self._fail(problem.detail)
        except Exception:
            LOG.exception("task %s", self.id)
            self._fail("the engine made a mistake; its log says which")

    async def _visit(self, url: str) -> None:
        """A start page that cannot be reached leaves the browser's error page; the session is usable all the same."""
        try:
            await self._backend.visit(self, url)
        except ActionError as problem:
            LOG.info("task %s: %s", self.id, problem.detail)

    async def _serve(self) -> None:
        while True:
            pending = await self._queue.get()
            if pending.id not in self._pending:
                continue
            self._current, self._steps_before = pending, len(self.notes)
            started = time.perf_counter()
            code, output = await self._outcome(pending.posted)
            self._answer(pending, code, output, time.perf_counter() - started)
            self._current = None

    async def _outcome(self, posted: Posted) -> tuple[int, Any]:
        try:
            return 200, await self._backend.perform(self, posted)
        except ActionError as problem:
            return problem.code, problem.detail
        except Exception:
            LOG.exception("task %s: %s", self.id, posted.action)
            return 500, f"{posted.action}: the engine made a mistake; its log says which"

    async def _run_once(self) -> None:
        request = self.request
        given = RunTaskInput(
            task=request.task or "",
            max_steps=request.max_steps,
            response_model=request.response_model,
            metadata=request.metadata,
        )
        posted = Posted(name=wire.SESSION_ACTION, id=None, payload={}, action="run_task", input=given)
        code, output = await self._outcome(posted)
        if isinstance(output, Outcome):
            self.notices += output.beside.get("notices", [])
            output = output.output
        try:
            wire.encode_json(output)
        except wire.WireError as problem:
            code, output = 500, f"the result {problem}"
        self.output = output
        if code == 200:
            self._charge("run_task")
        await self._backend.save(self)
        self._end("done" if code == 200 else "failed")

    async def _close(self, reason: str, close: Pending | None) -> None:
        """End a session: what is open is answered, what outlives it is saved, and the last answers can be fetched."""
        self._stop_life()
        self._answer_all(400, reason, but=close)
        started = time.perf_counter()
        await self._backend.save(self)
        if close is not None:
            self._close_t = self._answer(close, 200, True, time.perf_counter() - started)
            try:
                async with asyncio.timeout(self._backend.options.drain_s):
                    await self._drained.wait()
            except TimeoutError:
                pass
        self._end("done")

    async def close_idle(self) -> None:
        """End it because nobody uses it."""
        await self.shut(IDLE.format(minutes=self._backend.options.idle_timeout_s / 60))

    async def shut(self, reason: str) -> None:
        """End a session though its caller did not ask for it; what is open is answered with the reason."""
        if self.live and self._closing is None:
            self._closing = asyncio.create_task(self._close(reason, None))
            await self._closing

    async def cancel(self, reason: str = CANCELLED) -> bool:
        """Cancel it. A session that is closing is just done.

        Returns:
            False when it was final already.
        """
        if not self.live:
            return False
        if self._close_t is not None:
            self._end("done")
            return True
        self._stop_life()
        if self._closing is not None:
            self._closing.cancel()
        self._answer_all(400, reason)
        await self._backend.save(self)
        self._end("cancelled")
        return True

    def _stop_life(self) -> None:
        if self._life is not None:
            self._life.cancel()
        self._calls.end()

    def _fail(self, reason: str) -> None:
        self.output = reason
        self._answer_all(500, reason)
        self._end("failed")

    def _end(self, status: str) -> None:
        if not self.live:
            return
        self.status = status
        self._current = None
        self._drained.set()
        self._calls.end()
        self._changed()
        self._backend.ended(self)

    def _changed(self) -> None:
        self._version += 1
        self.log.wake()


def unique_created_at(taken: Callable[[int], bool]) -> int:
    """A creation time in ms that no other task has, so that lists can be paged by it."""
    moment = now_ms()
    while taken(moment):
        moment += 1
    return moment
