"""A session on a scripted server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.session import Entry, EntryChanged, EventState, Journal, Session, SessionChange
from smooth_console.wire import TaskRequest
from tests.session.servers import ScriptedServer, serving


@dataclass
class Live:
    """What a test needs: the server, the session, and all that it told."""

    server: ScriptedServer
    client: SmoothClient
    session: Session
    opening: Entry
    changes: list[SessionChange] = field(default_factory=list)

    def states_of(self, entry: Entry) -> int:
        """How often a change of an entry was told."""
        return sum(1 for change in self.changes if isinstance(change, EntryChanged) and change.entry is entry)


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait for something that nobody tells."""
    for _ in range(round(seconds / 0.002)):
        if condition():
            return
        await asyncio.sleep(0.002)
    raise AssertionError("it did not come about")


@contextlib.asynccontextmanager
async def live_session(
    server: ScriptedServer | None = None, *, journal: Journal | None = None, attach: bool = False
) -> AsyncIterator[Live]:
    """An open session on a scripted server; left when the block ends."""
    changes: list[SessionChange] = []
    async with (
        serving(server or ScriptedServer()) as running,
        SmoothClient(running.url, ApiKey("key-of-the-test"), connect_timeout_s=2.0) as client,
    ):
        if attach:
            session, opening = await Session.attach(client, "task_1", listener=changes.append, journal=journal)
        else:
            session, opening = await Session.open(
                client, TaskRequest(task=None), listener=changes.append, journal=journal
            )
        await session.ready()
        try:
            yield Live(running, client, session, opening, changes)
        finally:
            running.forgotten = running.forgotten or not session.ended
            await session.aclose(keep=True)


def state_of(entry: Entry) -> EventState:
    """The state now; a call, so that a type checker does not take it for what it was."""
    return entry.state
