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
        self._guard = OrphanGuard()

    @property
    def _wanted(self) -> bool:
        server = self._console.server
        return server is not None and server.engine is None and not self._console.settings.keep

    def start(self) -> None:
        """There is a server: have the guard ready before there is a session."""
        if self._wanted:
            self._guard.start()

    def heard(self, change: "Change") -> None:
        """The session opened, or is over."""
        if isinstance(change, SessionChanged):
            self.follow()

    def follow(self) -> None:
        """Guard the session in front if it is to be closed at the end, which is a setting that can change."""
        session = self._console.session
        if session is None or session.task_id is None:
            return
        if not self._wanted:
            self._guard.release(session.task_id)
        elif not session.ended:
            client = session.client
            key = client.api_key.reveal() if client.api_key else ""
            direct = is_loopback(client.base_url)
            self._guard.watch(OpenSession(client.base_url, session.task_id, key, direct))
        elif session.status != "left":
            # One that was left could not be closed: the guard goes on trying for a while when we are gone.
            self._guard.release(session.task_id)

    async def leave(self) -> None:
        """This console is about to end."""
        await asyncio.to_thread(self._guard.leave)
