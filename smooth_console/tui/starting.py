"""The application from its start to its end, in a process that is its own."""

import asyncio
import gc
import sys
from typing import TYPE_CHECKING

from smooth_console.console.server import Choice
from smooth_console.settings import Settings
from smooth_console.tui.app import SmoothApp
from smooth_console.tui.leaving import run
from smooth_console.tui.work import GIVE_WAY_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from smooth_console.journal import DiskJournal

COLLECTED_AFTER_S = 3.0
"""Seconds until garbage is looked for again, and not in what the start has made."""


def run_app(
    settings: Settings,
    choice: Choice,
    *,
    url: str | None = None,
    attach: str | None = None,
    journal: "Callable[[], DiskJournal] | None" = None,
) -> int:
    """Run the application until the user leaves; returns the exit code. See `SmoothApp` for what it takes."""
    sys.setswitchinterval(GIVE_WAY_S)

    async def started() -> int:
        asyncio.get_running_loop().call_later(COLLECTED_AFTER_S, _collect_garbage)
        return await run(SmoothApp(settings, choice, url=url, attach=attach, journal=journal))

    return asyncio.run(started())


def _collect_garbage() -> None:
    gc.freeze()
    gc.enable()
