"""Which sessions the orphan guard is to close: those of this console at a server that outlives it. It sends nothing."""

import asyncio
from typing import TYPE_CHECKING

from smooth_console.client import is_loopback
from smooth_console.orphans import OpenSession, OrphanGuard
from smooth_console.session import SessionChanged

if TYPE_CHECKING:
    from smooth_console.console.changes import Change
    from smooth_console.console.console import Console


class Guarding:
    """Follows the session in front. Our own engine needs no guard: it ends with us, and its sessions with it."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self.guard = OrphanGuard()

    @property
    def _outlived(self) -> bool:
        """Whether the server goes on without us."""
        server = self._console.server
        return server is not None and server.engine is None

    def start(self) -> None:
        """There is a server: have the guard ready before there is a session."""
        if self._outlived and not self._console.settings.keep:
            self.guard.start()

    def heard(self, change: "Change") -> None:
        """The session opened, or is over."""
        if isinstance(change, SessionChanged):
            self.look()

    def look(self) -> None:
        """Have the guard know what holds now: whether there is a session, and whether it is to be kept."""
        session = self._console.session
        if session is None or session.task_id is None or not self._outlived:
            return
        keep = self._console.settings.keep
        if not session.ended and not keep:
            client = session.client
            key = client.api_key.reveal() if client.api_key else ""
            direct = is_loopback(client.base_url)
            self.guard.watch(OpenSession(client.base_url, session.task_id, key, direct))
        elif keep or session.status != "left":
            # One that was left could not be closed: the guard goes on trying for a while when we are gone.
            self.guard.release(session.task_id)

    async def leave(self) -> None:
        """This console is about to end."""
        await asyncio.to_thread(self.guard.leave)
