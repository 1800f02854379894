"""How a session comes to be: `POST /task`, at most once unless it surely failed, or taking up one that lives."""

import asyncio
import time

from smooth_console.client import ApiError, SmoothClient
from smooth_console.session.backoff import Backoff
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
from smooth_console.wire import LIVE_STATUSES, Answer, Task, TaskRequest, to_builtins

ATTEMPTS = 5
"""Of which all but the last surely came to nothing. No other failure is tried again: each session may be billed."""
BACKOFF_S = (0.2, 2.0)
PATIENCE_S = 60.0
"""A server that asks to be left alone for longer is taken to say no."""
LIST_S = 5.0
LISTED = 3


async def open_task(
    client: SmoothClient, timeline: Timeline, journal: Journal, entry: Entry, request: TaskRequest
) -> Task | None:
    """Submit a session's task, and say in its entry how that went.

    Returns:
        The task; None when there is none, or none that we know of.
    """
    await journal.write_ahead(entry)
    backoff = Backoff(*BACKOFF_S)
    while True:
        _start(timeline, entry)
        try:
            task = await client.submit_task(request)
        except ApiError as problem:
            entry.error = problem
            if problem.taken == "maybe":
                timeline.apply(entry, PostBroken(str(problem)))
                advice = f"it is not asked for again, because each session may be billed{await _open_now(client)}"
                timeline.apply(entry, SessionEnded(f"{problem}; {advice}"))
                return None
            if entry.attempts == ATTEMPTS or not _asks_again(problem):
                _fail(timeline, entry, problem)
                return None
            await _wait_to_retry(timeline, entry, problem, backoff)
        else:
            _succeed(timeline, entry, task)
            return task


async def _open_now(client: SmoothClient) -> str:
    """Which sessions are open at the server, as the end of a sentence: one may be what we asked for, or another's."""
    try:
        async with asyncio.timeout(LIST_S):
            tasks = await client.list_tasks(limit=20)
    except (ApiError, TimeoutError):
        return ""
    live = [task.id for task in tasks if task.status in LIVE_STATUSES][:LISTED]
    return f". Open there now: {', '.join(live)}; `attach TASK_ID` takes one up" if live else ""


def _asks_again(problem: ApiError) -> bool:
    """Whether the request surely came to nothing, and another may do better soon."""
    if problem.kind == "throttled":
        return problem.retry_after_s is not None and problem.retry_after_s <= PATIENCE_S
    return problem.kind == "unreachable"


async def find_task(client: SmoothClient, timeline: Timeline, entry: Entry, task_id: str) -> tuple[Task, bool] | None:
    """Read a task that lives at the server, with all its events, and say in its entry how that went.

    Returns:
        The task and whether it is over; None when it cannot be read.
    """
    backoff = Backoff(*BACKOFF_S)
    while True:
        _start(timeline, entry)
        try:
            # Without a moment: a session in which nothing has happened yet would be held back otherwise.
            task, final = await client.poll_task(task_id, event_t=None)
        except ApiError as problem:
            entry.error = problem
            # Reading changes nothing, so whatever may be better soon is tried again.
            passing = problem.kind in ("broken", "server") or _asks_again(problem)
            if entry.attempts == ATTEMPTS or not passing:
                _fail(timeline, entry, problem)
                return None
            await _wait_to_retry(timeline, entry, problem, backoff)
        else:
            _succeed(timeline, entry, task)
            return task, final


def _start(timeline: Timeline, entry: Entry) -> None:
    entry.attempts += 1
    entry.wired = time.monotonic()
    entry.sent = entry.sent or entry.wired
    timeline.apply(entry, PostStarted())


async def _wait_to_retry(timeline: Timeline, entry: Entry, problem: ApiError, backoff: Backoff) -> None:
    pause_s = backoff.pause_s(problem)
    timeline.apply(entry, PostDelayed(f"{problem.detail}; tried again in {pause_s:.1f} s"))
    await asyncio.sleep(pause_s)


def _fail(timeline: Timeline, entry: Entry, problem: ApiError) -> None:
    if problem.kind == "unreachable":
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
