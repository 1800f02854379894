"""A headless run on a scripted server."""

import contextlib
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace

from smooth_console.batch.options import Options
from smooth_console.batch.report import Report
from smooth_console.batch.run import Run
from smooth_console.batch.script import read_script
from tests.console.conftest import Desk, desk_at, elsewhere
from tests.session.servers import ScriptedServer

__all__ = ["elsewhere"]


@dataclass
class Headless:
    """Runs one script, and keeps what it printed."""

    desk: Desk
    out: io.StringIO = field(default_factory=io.StringIO)
    err: io.StringIO = field(default_factory=io.StringIO)

    async def run(self, script: str, *, jsonl: bool = False, reveal: bool = False, **options: Any) -> int:
        """The exit code of a script."""
        console = self.desk.console
        report = Report(console.secrets, jsonl=jsonl, reveal=reveal, out=self.out, err=self.err)
        steps = read_script(script, "check.smooth", console.registry)
        budget = options.pop("budget", None)
        if budget is not None:
            console.settings = replace(console.settings, budget=budget)
        chosen = Options(name="check.smooth", last_row=steps[-1].number if steps else 0, **options)
        return await Run(console, report, chosen).run(steps)

    @property
    def server(self) -> ScriptedServer:
        """The server."""
        return self.desk.server

    @contextlib.asynccontextmanager
    async def again(self) -> "AsyncIterator[Headless]":
        """Another run, on a server of its own."""
        async with desk_at() as desk:
            yield Headless(desk)

    def lines(self) -> list[Any]:
        """What it printed on stdout, each line as JSON."""
        return [json.loads(line) for line in self.out.getvalue().splitlines()]

    def said(self) -> str:
        """What it printed on stderr."""
        return self.err.getvalue()


@pytest.fixture
async def headless() -> AsyncIterator[Headless]:
    """A run that has not begun."""
    async with desk_at() as desk:
        yield Headless(desk)
