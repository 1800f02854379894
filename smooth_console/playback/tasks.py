"""A session that is played back: events in, recorded answers out, with the timing of neither."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from smooth_console import wire
from smooth_console.engine.eventlog import EventLog, now_ms
from smooth_console.exports.records import EntryRecord
from smooth_console.playback.tape import NotRecordedError, Tape

HOLD_S = 20.0
DRAIN_S = 8.0


class RefusedError(Exception):
    """An event that is not taken. The message is the `detail` of a 400."""


class PlayedTask:
    """One session, answered from a tape.

    Attributes:
        id: Its id.
        status: running, then done or cancelled.
        log: What it has sent.
    """

    def __init__(self, tape: Tape, device: str) -> None:
        self.id = str(uuid4())
        self.status = "running"
        self.device = device
        self.created_at = now_ms()
        self.log = EventLog()
        self._tape = tape
        self._taken: dict[str, Any] = {}
        self._run: tuple[str, EntryRecord] | None = None
        self._calls: Iterator[EntryRecord] = iter(())
        self._asked: dict[str, EntryRecord] = {}
        self._close_t: int | None = None
        self._asked_once = False

    @property
    def live(self) -> bool:
        """Whether it is not final."""
        return self.status in wire.LIVE_STATUSES

    def record(self, event_t: int) -> dict[str, Any]:
        """The task record, with the events after a moment (ms)."""
        return {
            "id": self.id,
            "status": self.status,
            "output": None,
            "credits_used": 0,
            "device": self.device,
            "live_url": "",
            "recording_url": "",
            "downloads_url": "",
            "created_at": self.created_at,
            "events": [wire.decode_json(event.body) for event in self.log.since(event_t)],
        }

    async def poll(self, event_t: int | None) -> None:
        """Hold a request until there is something new, as a server does."""
        first, self._asked_once = not self._asked_once, True
        if self._close_t is not None and (event_t or 0) >= self._close_t:
            self.end("done")
        if event_t is None or first:
            return
        await self.log.wait_until(lambda: not self.live or self.log.last > event_t, HOLD_S)

    def post(self, event: wire.TaskEvent) -> str:
        """Take an event; returns its id.

        Raises:
            RefusedError: It cannot be taken, or the recording has no answer to it.
        """
        event_id = event.id or str(uuid4())
        content = [event.name, event.payload]
        if event_id in self._taken:
            if self._taken[event_id] == content:
                return event_id
            raise RefusedError(f"id: {event_id} was used before, for another event")
        if not self.live or self._close_t is not None:
            raise RefusedError("the session is closed; open a new one")
        try:
            if event.name == wire.TOOL_CALL:
                self._reply(event_id, event.payload)
            else:
                self._act(event_id, event)
        except NotRecordedError as problem:
            raise RefusedError(str(problem)) from None
        self._taken[event_id] = content
        return event_id

    def _act(self, event_id: str, event: wire.TaskEvent) -> None:
        action = event.payload.get("name")
        if action == "close":
            self._answer(event_id, event.name, 200, {"output": True, "credits_used": 0, "duration": 0})
            self._close_t = self.log.last
            # A client that never asks again must not keep it open for ever.
            with contextlib.suppress(RuntimeError):
                asyncio.get_running_loop().call_later(DRAIN_S, self.end, "done")
            return
        if action == "run_task" and self._run is not None:
            raise RefusedError("a run_task is still running; wait for its answer, or close the session")
        found = self._tape.find(event.name, event.payload)
        if action == "run_task":
            self._run = (event_id, found)
            self._calls = iter(self._tape.recording.calls_of(found))
            self._go_on()
        else:
            self._answer_as(event_id, event.name, found)

    def _go_on(self) -> None:
        """Ask the next thing that the agent asked, or answer the task."""
        assert self._run is not None
        call = next(self._calls, None)
        if call is not None:
            call_id = str(uuid4())
            self._asked[call_id] = call
            self.log.append(wire.TOOL_CALL, call_id, dict(call.call or {}))
            return
        (event_id, found), self._run = self._run, None
        self._answer_as(event_id, wire.SESSION_ACTION, found)

    def _reply(self, call_id: str, payload: dict[str, Any]) -> None:
        call = self._asked.get(call_id)
        if call is None:
            raise RefusedError(f"id: there is no tool call {call_id} here")
        name = (call.call or {}).get("name")
        if call.reply is None:
            raise NotRecordedError(f"not recorded: what came of a reply to {name}; nobody replied to it then")
        given = {"code": payload.get("code"), "output": payload.get("output")}
        recorded = {"code": call.reply.get("code"), "output": call.reply.get("output")}
        if given != recorded:
            said = wire.encode_json(recorded["output"]).decode("ascii")[:200]
            raise NotRecordedError(
                f"not recorded: what came of this reply to {name}; the recorded one is {recorded['code']} {said}"
            )
        del self._asked[call_id]
        self._go_on()

    def _answer_as(self, event_id: str, name: str, found: EntryRecord) -> None:
        """Answer as a recorded event was answered."""
        output = found.output
        if found.code == 200:
            output = {"output": output, "credits_used": found.credits or 0, "duration": found.duration_s or 0}
        assert found.code is not None
        self._answer(event_id, name, found.code, output)

    def _answer(self, event_id: str, name: str, code: int, output: Any) -> None:
        self.log.append(name, event_id, {"code": code, "output": output})

    def end(self, status: str) -> bool:
        """Make it final; False when it was."""
        if not self.live:
            return False
        self.status = status
        self.log.wake()
        return True
