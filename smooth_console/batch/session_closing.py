"""Closing sessions that were left open: each is taken up as `attach` does, so that its record is brought to its end."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from smooth_console.batch import exits
from smooth_console.client import SmoothClient
from smooth_console.console.server import Choice
from smooth_console.journal import DiskJournal
from smooth_console.journal.records import SessionRecord
from smooth_console.session import Session

TAKE_UP_S = 30.0


def close_all(sessions: Sequence[SessionRecord], choice: Choice, folder: Path, note: Callable[[str], None]) -> int:
    """Close sessions, one after the other; the exit code.

    Args:
        sessions: At the server of `choice`.
        choice: The server and the key.
        folder: The journal's folder.
        note: Told how each went.
    """
    return asyncio.run(_close_all(sessions, choice, folder, note))


async def _close_all(
    sessions: Sequence[SessionRecord], choice: Choice, folder: Path, note: Callable[[str], None]
) -> int:
    code = exits.OK
    journal = DiskJournal(folder, listener=note)
    async with SmoothClient(choice.base_url, choice.key) as client:
        for one in sessions:
            assert one.task_id is not None
            code = await _close(one, one.task_id, client, journal, note) or code
    await journal.aclose()
    return code


async def _close(
    one: SessionRecord, task_id: str, client: SmoothClient, journal: DiskJournal, note: Callable[[str], None]
) -> int:
    session, entry = await Session.attach(client, task_id, line="sessions close", journal=journal.session(local=False))
    await session.settled(entry, TAKE_UP_S)
    await session.aclose()
    if session.status == "gone":
        note(f"{one.name} was gone already: the server does not know it any more")
        return exits.OK
    if session.status in ("done", "cancelled"):
        note(f"closed {one.name} ({task_id})")
        return exits.OK
    if session.status == "failed" and entry.answer is not None:
        note(f"{one.name} had failed already")
        return exits.OK
    note(f"{one.name} could not be closed: {entry.reason or session.end_reason}")
    return exits.SERVER
