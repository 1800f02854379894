"""The embedded engine as a child process: started, waited for, and gone when we are. It is not imported."""

import asyncio
import contextlib
import json
import os
import sys
from collections import deque
from dataclasses import dataclass

from smooth_console.client import API_KEY_VARIABLE

READY_WITHIN_S = 60.0


class EngineError(Exception):
    """The engine did not start. The message holds what it said last, and what to do."""


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """Where a running engine listens."""

    url: str
    api_key: str
    demo: str


class LocalEngine:
    """A child that serves the Smooth protocol on loopback."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._log: deque[str] = deque(maxlen=50)
        self._reader: asyncio.Task[None] | None = None

    async def start(self) -> EngineAddress:
        """Start it and wait until it is ready.

        Raises:
            EngineError: It ended, or said nothing in time.
        """
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "smooth_console.engine", "--port", "0", "--child"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            # The engine makes a key of its own: the user's key of the hosted API is none of its business.
            env={name: value for name, value in os.environ.items() if name != API_KEY_VARIABLE},
        )
        assert self._process.stdout is not None
        self._reader = asyncio.create_task(self._read_log())
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), READY_WITHIN_S)
        except TimeoutError:
            await self.stop()
            raise EngineError(f"the engine said nothing for {READY_WITHIN_S:.0f} s{self._last_words()}") from None
        try:
            said = json.loads(line)
            return EngineAddress(said["url"], said["api_key"], said["demo"])
        except (ValueError, KeyError, TypeError):
            await self.stop()
            raise EngineError(f"the engine did not start{self._last_words()}") from None

    @property
    def running(self) -> bool:
        """Whether the child is there."""
        return self._process is not None and self._process.returncode is None

    async def stop(self) -> None:
        """End the child: its end of the pipe is closed, and if that does not do it, it is told to, then made to."""
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            assert process.stdin is not None
            process.stdin.close()
            for end in (None, process.terminate, process.kill):
                if end is not None:
                    with contextlib.suppress(ProcessLookupError):
                        end()
                try:
                    await asyncio.wait_for(process.wait(), 3.0)
                    break
                except TimeoutError:
                    continue
        if self._reader is not None:
            await asyncio.wait({self._reader}, timeout=1.0)

    async def _read_log(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        while line := await self._process.stderr.readline():
            self._log.append(line.decode("utf-8", "replace").rstrip())

    def _last_words(self) -> str:
        words = [line for line in self._log if line][-4:]
        return ": " + " / ".join(words) if words else ""
