"""How a session comes to be: `POST /task`, at most once unless it surely failed, or taking up one that lives."""

import asyncio
import time

from smooth_console.client import ApiError, SmoothClient
from smooth_console.session.entry import Entry
from smooth_console.session.journal import Journal
from smooth_console.session.states import (
    Answered,
    PostAccepted,
    PostBroken,
    PostDelayed,
    PostRefused,
    PostRejected,
    PostStarted,
    SessionEnded,
)
from smooth_console.session.timeline import Timeline
from smooth_console.wire import Answer, Task, TaskRequest, to_builtins

RETRIES_S = (0.1, 0.5, 1.0)
"""Pauses between attempts that surely did not reach the server. No other failure is tried again: each may be billed."""


async def open_task(
    client: SmoothClient, timeline: Timeline, journal: Journal, entry: Entry, request: TaskRequest
) -> Task | None:
    """Submit a session's task, and say in its entry how that went.

    Returns:
        The task; None when there is none, or none that we know of.
    """
    await journal.write_ahead(entry)
    for pause_s in (*RETRIES_S, None):
        _start(timeline, entry)
        try:
            task = await client.submit_task(request)
        except ApiError as problem:
            entry.error = problem
            if problem.kind == "unreachable" and pause_s is not None:
                timeline.apply(entry, PostDelayed(f"{problem.detail}; tried again in {pause_s:g} s"))
                await asyncio.sleep(pause_s)
                continue
            _fail(timeline, entry, problem)
            return None
        _succeed(timeline, entry, task)
        return task
    return None


async def find_task(client: SmoothClient, timeline: Timeline, entry: Entry, task_id: str) -> tuple[Task, bool] | None:
    """Read a task that lives at the server, with all its events, and say in its entry how that went.

    Returns:
        The task and whether it is over; None when it cannot be read.
    """
    _start(timeline, entry)
    try:
        # Without a moment: a session in which nothing has happened yet would be held back otherwise.
        task, final = await client.poll_task(task_id, event_t=None)
    except ApiError as problem:
        entry.error = problem
        _fail(timeline, entry, problem)
        return None
    _succeed(timeline, entry, task)
    return task, final


def _start(timeline: Timeline, entry: Entry) -> None:
    entry.attempts += 1
    entry.wired = time.monotonic()
    entry.sent = entry.sent or entry.wired
    timeline.apply(entry, PostStarted())


def _fail(timeline: Timeline, entry: Entry, problem: ApiError) -> None:
    if problem.taken == "maybe":
        timeline.apply(entry, PostBroken(str(problem)))
        advice = "it is not asked for again, because each session may be billed; `sessions` lists what is open"
        timeline.apply(entry, SessionEnded(f"{problem}; {advice}"))
    elif problem.kind == "unreachable":
        timeline.apply(entry, PostRefused(str(problem)))
    else:
        timeline.apply(entry, PostRejected(str(problem)))


def _succeed(timeline: Timeline, entry: Entry, task: Task) -> None:
    """The record itself is the answer, without its events, which get entries of their own."""
    entry.posted = time.monotonic()
    entry.error = None
    entry.server_id = task.id
    record = {name: value for name, value in to_builtins(task).items() if name != "events"}
    timeline.apply(entry, PostAccepted())
    timeline.apply(entry, Answered(Answer(event_id=entry.event_id, code=200, output=record)))
