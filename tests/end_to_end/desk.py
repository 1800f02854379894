"""Consoles on one engine: each has a session of its own, and the browser is started once."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from smooth_console.client import ApiKey, SmoothClient
from smooth_console.console.console import Console
from smooth_console.console.local_engine import LocalEngine
from smooth_console.console.outcome import Outcome
from smooth_console.console.server import Choice, Server
from smooth_console.session import EventState
from smooth_console.settings import Settings

DEADLINE_S = 60.0


class Engine:
    """An engine that several consoles share. Use it with `async with`."""

    def __init__(self) -> None:
        self._engine = LocalEngine()

    async def __aenter__(self) -> "Engine":
        self.address = await self._engine.start()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._engine.stop()

    @contextlib.asynccontextmanager
    async def console(self, *lines: str) -> AsyncIterator[Console]:
        """A console in which these lines were run; its server is the shared engine."""
        console = Console(Settings(local=True), Choice("", None))
        client = SmoothClient(self.address.url, ApiKey(self.address.api_key))
        console.server = Server("local", client, demo=self.address.demo, engine=LocalEngine())
        try:
            for line in lines:
                await worked(console, line)
            yield console
        finally:
            await console.aclose()


async def run(console: Console, line: str) -> Outcome:
    """Run a line whole."""
    return await console.run_line(console.parse(line), deadline_s=DEADLINE_S)


async def worked(console: Console, line: str) -> Outcome:
    """Run a line that has to work."""
    outcome = await run(console, line)
    if not line.rstrip().endswith("&"):
        for entry in outcome.entries:
            assert entry.state is EventState.OK, f"{line}: {console.why(entry)}"
    assert outcome.failure == 0, f"{line}: {outcome.text}"
    return outcome


def outputs(outcome: Outcome) -> Sequence[Any]:
    """What a line's entries gave."""
    return [entry.answer.output for entry in outcome.entries if entry.answer is not None]
