"""A prompt on a keyboard and a screen of the test's, in front of a scripted server."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from io import StringIO

from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.input.base import PipeInput
from prompt_toolkit.output.vt100 import Vt100_Output

from smooth_console.client import ApiKey
from smooth_console.console.console import Console
from smooth_console.console.glyphs import UNICODE
from smooth_console.console.server import Choice
from smooth_console.journal import DiskJournal
from smooth_console.repl.app import Repl
from smooth_console.repl.prompt import PromptScreen
from smooth_console.repl.screen import Screen
from smooth_console.settings import Settings
from tests.console.conftest import Agent
from tests.session.servers import ScriptedServer, serving

ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[a-zA-Z]|\][^\x07]*\x07)")


@dataclass
class Desk:
    """A prompt, and what its keyboard and its screen are to the test."""

    repl: Repl
    screen: PromptScreen
    server: ScriptedServer
    agent: Agent
    keyboard: PipeInput
    written: StringIO
    ended: "asyncio.Task[int]"

    @property
    def typed(self) -> str:
        """What stands at the prompt."""
        return self.screen.buffer.text

    @property
    def shown(self) -> str:
        """All that was ever written, without its escape sequences."""
        return ESCAPES.sub("", self.written.getvalue()).replace("\r\n", "\n")

    def below(self) -> str:
        """What stands under the line."""
        return "\n".join("".join(text for _, text in line) for line in self.screen._below())

    def press(self, keys: str) -> None:
        """Press keys."""
        self.keyboard.send_text(keys)

    async def until(self, holds: Callable[[], object], seconds: float = 15) -> None:
        """Wait for something that nobody tells."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"it did not come about; the last that was shown:\n{self.shown[-1500:]}"
            await asyncio.sleep(0.005)

    async def sees(self, text: str) -> None:
        """Wait until a text has been written."""
        await self.until(lambda: text in self.shown)

    async def enter(self, line: str, sees: str) -> None:
        """Type a line, run it, and wait for what comes of it."""
        self.press(line + "\r")
        await self.sees(sees)


@contextlib.asynccontextmanager
async def prompt_at(
    server: ScriptedServer | None = None,
    *,
    at: ScriptedServer | None = None,
    settings: Settings | None = None,
    opened: bool = True,
    journal: DiskJournal | None = None,
    first_line: str = "open https://start.example/",
) -> AsyncIterator[Desk]:
    """A prompt whose session is open, or about to open; `at` is a server that runs already."""
    agent = Agent()
    async with contextlib.nullcontext(at) if at else serving(server or ScriptedServer(act=agent)) as running:
        choice = Choice(running.url, ApiKey("key-of-the-test"))
        console = Console(settings or Settings(deadline_s=5.0), choice, keep_history=True, journal=journal)
        written = StringIO()
        output = Vt100_Output(written, lambda: Size(30, 100), term="xterm", enable_cpr=False)
        with create_pipe_input() as keyboard:

            def make_screen(repl: Repl) -> Screen:
                return PromptScreen(repl, UNICODE, keyboard=keyboard, output=output)

            repl = Repl(console, make_screen, first_line)
            assert isinstance(repl.screen, PromptScreen)
            ended = asyncio.create_task(repl.run())
            desk = Desk(repl, repl.screen, running, agent, keyboard, written, ended)
            try:
                if opened:
                    await desk.sees("✓ $1  session")
                yield desk
            finally:
                running.forgotten = True
                repl.screen.leave()
                await ended
