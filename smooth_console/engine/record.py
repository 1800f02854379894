"""The task record as callers get it: what a task is, in the words of the description, with addresses on this server."""

import math

from smooth_console import wire
from smooth_console.engine.tasks import MOST_STEPS, Task


def record(task: Task, event_t: int, *, origin: str, downloads: bool = False) -> bytes:
    """The record as `{"r": ...}`, with the events after `event_t` (ms).

    Args:
        task: Whose record.
        event_t: What the caller has seen.
        origin: Where the caller reaches this server (`http://127.0.0.1:8000`).
        downloads: Whether the address of what was downloaded is asked for.
    """
    events = b",".join(event.body for event in task.log.since(event_t))
    return b'{"r":' + wire.encode_json(_fields(task, origin, downloads))[:-1] + b',"events":[' + events + b"]}}"


def row(task: Task, *, origin: str) -> bytes:
    """The record in a list: without events."""
    return wire.encode_json({**_fields(task, origin, False), "events": []})


def _fields(task: Task, origin: str, downloads: bool) -> dict[str, object]:
    return {
        "id": task.id,
        "status": task.status,
        "output": task.output,
        "credits_used": math.ceil(task.credits),
        "device": task.request.device,
        "live_url": task.live_url(origin),
        "recording_url": recording_url(task, origin),
        "downloads_url": downloads_url(task, origin) if downloads else None,
        "created_at": task.created_at,
        # Ours alone: where the page is, so that a console can say so without asking it, and what to know.
        "page_url": task.tab.url if task.tab is not None else None,
        "notices": task.notices,
        "steps": task.notes[-MOST_STEPS:],
        "doing": task.doing,
    }


def recording_url(task: Task, origin: str) -> str | None:
    """Address of the recording; None while it is being made, "" when there is none."""
    if task.recording is None:
        return None if task.records and task.live and task.tab is None else ""
    if task.recording.video is None:
        return "" if task.recording.over else None
    return f"{origin}/recording/{task.id}?token={task.token}"


def downloads_url(task: Task, origin: str) -> str | None:
    """Address of what was downloaded; None while there may be something yet, "" when there is nothing."""
    downloads = task.downloads
    if downloads is not None and downloads.files and not downloads.coming:
        return f"{origin}/downloads/{task.id}?token={task.token}"
    return None if task.live or (downloads is not None and downloads.coming) else ""
