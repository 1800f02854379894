"""The embedded engine as a child process: started, waited for, and gone when we are. It is not imported."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass

from smooth_console.client import API_KEY_VARIABLE

READY_WITHIN_S = 60.0
END_WITHIN_S = 3.0


class EngineError(Exception):
    """The engine did not start. The message holds what it said last, and what to do."""


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """Where a running engine listens."""

    url: str
    api_key: str
    demo: str


class LocalEngine:
    """A child that serves the Smooth protocol on loopback.

    It is a plain process with threads on its pipes, so that it can be launched before there is an event loop, while
    the rest of the program is still being imported.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._log: deque[str] = deque(maxlen=50)
        self._reader: threading.Thread | None = None

    def launch(self) -> None:
        """Begin to start it; `start` waits until it is ready."""
        self._process = subprocess.Popen(
            (sys.executable, "-m", "smooth_console.engine", "--port", "0", "--child"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            # The engine makes a key of its own: the user's key of the hosted API is none of its business.
            env={name: value for name, value in os.environ.items() if name != API_KEY_VARIABLE},
        )
        self._reader = threading.Thread(target=self._read_log, name="engine log", daemon=True)
        self._reader.start()

    async def start(self) -> EngineAddress:
        """Start it, unless it was launched before, and wait until it is ready.

        Raises:
            EngineError: It ended, or said nothing in time.
        """
        if self._process is None:
            self.launch()
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            line = await asyncio.wait_for(asyncio.to_thread(self._process.stdout.readline), READY_WITHIN_S)
        except TimeoutError:
            await self.stop()
            raise EngineError(f"the engine said nothing for {READY_WITHIN_S:.0f} s{self._last_words()}") from None
        except asyncio.CancelledError:
            # Who waits for it leaves before it is there, and would not know it afterwards.
            await self.stop()
            raise
        try:
            said = json.loads(line)
            return EngineAddress(said["url"], said["api_key"], said["demo"])
        except (ValueError, KeyError, TypeError):
            await self.stop()
            raise EngineError(f"the engine did not start{self._last_words()}") from None

    @property
    def running(self) -> bool:
        """Whether the child is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The child's process id; 0 before it was launched."""
        return 0 if self._process is None else self._process.pid

    async def stop(self) -> None:
        """End the child: its end of the pipe is closed, and if that does not do it, it is told to, then made to."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        for end in (None, process.terminate, process.kill):
            if end is not None:
                end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(process.wait, END_WITHIN_S)
                break
        if self._reader is not None:
            await asyncio.to_thread(self._reader.join, 1.0)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()

    def _read_log(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        with contextlib.suppress(ValueError):  # closed while it was read
            for line in self._process.stderr:
                self._log.append(line.decode("utf-8", "replace").rstrip())

    def _last_words(self) -> str:
        words = [line for line in self._log if line][-4:]
        return ": " + " / ".join(words) if words else ""
