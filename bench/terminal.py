"""A program under a terminal of its own: when it first shows something, what it shows, typing into it."""

import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType

COLUMNS, ROWS = 120, 36
GIVE_UP_S = 30.0
LEAVE_S = 10.0
ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<>=]*[a-zA-Z$]|[()].|.)|[^\x20-\x7e]")


class NotShownError(Exception):
    """The program ended, or went on for too long, without showing what was waited for."""


class Terminal:
    """A program that believes it is on a terminal of 120 by 36. The clock starts just before it does.

    Args:
        command: The program.
        environment: What is added to ours.
        leave: The key that ends it; by default Ctrl-Q.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], *, leave: bytes = b"\x11") -> None:
        self.shown = b""
        self._leave = leave
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (ROWS, COLUMNS))
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ask it to leave, reading on so that it can; end it if it does not."""
        with suppress(OSError):
            self.type(self._leave)
        until = time.perf_counter() + LEAVE_S
        while self._process.poll() is None and time.perf_counter() < until:
            self._read(0.05)
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._master)

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    def wait_for(self, text: str, *, plain: bool = False) -> float:
        """Wait until a text is drawn; seconds since the start. Text that was drawn before counts.

        Args:
            text: The text.
            plain: Look for it as one reads it, without the colours and movements in between.

        Raises:
            NotShownError: See there.
        """
        wanted = text.encode()
        while wanted not in (ESCAPES.sub(b"", self.shown) if plain else self.shown):
            if time.perf_counter() - self.began > GIVE_UP_S or not self._read(0.5):
                last = " ".join(ESCAPES.sub(b" ", self.shown[-4000:]).decode("ascii").split())[-200:]
                raise NotShownError(f"{text!r} was not shown; the last of what was: {last}")
        return time.perf_counter() - self.began

    def rest(self, seconds: float) -> None:
        """Let it draw for a while."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._read(max(0.0, until - time.perf_counter()))

    def _read(self, timeout: float) -> bool:
        """Take what was drawn; whether the program is still there."""
        if not select.select([self._master], [], [], timeout)[0]:
            return self._process.poll() is None
        try:
            drawn = os.read(self._master, 65536)
        except OSError:  # the other end is closed
            drawn = b""
        self.shown += drawn
        return bool(drawn)
