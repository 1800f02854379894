"""The guard: a small process that closes sessions at their server when this one ends without having done it.

It holds the other end of a pipe. What it knows of open sessions, keys included, came through that pipe: its arguments
and its environment say nothing. It reads until the pipe closes, which the system sees to however this process ends, and
then closes what is left.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

PROGRAM = Path(__file__).with_name("process.py")
END_WITHIN_S = 1.0

# What says how to reach a server: proxies and certificates. Nothing else of the environment is passed on.
_ENVIRONMENT = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that is to be closed.

    Attributes:
        base_url: The server's, to be followed by "/task".
        task_id: The server's id of the session.
        key: Goes into the header `apikey`; "" sends none.
        direct: The server is on this machine, so that no proxy is asked.
    """

    base_url: str
    task_id: str
    key: str
    direct: bool = False

    def __repr__(self) -> str:
        return f"OpenSession({self.base_url!r}, {self.task_id!r})"


class OrphanGuard:
    """The guard of this process. Nothing here waits: a thread starts the guard and speaks to it, in order."""

    def __init__(self) -> None:
        self._open: dict[str, OpenSession] = {}
        self._queue: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, so that it is there when there is a session."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._speak, name="orphan guard", daemon=True)
            self._thread.start()

    @property
    def watched(self) -> list[str]:
        """The ids of the sessions that it would close now."""
        return list(self._open)

    def watch(self, session: OpenSession) -> None:
        """Have a session closed when this process ends, unless it is released before."""
        if session.task_id not in self._open:
            self.start()
            self._open[session.task_id] = session
            self._queue.put(asdict(session))

    def release(self, task_id: str) -> None:
        """Leave a session alone: it is over, or somebody else's."""
        if self._open.pop(task_id, None) is not None:
            self._queue.put({"over": task_id})

    def leave(self) -> None:
        """Part from it. It closes what was not released, and ends. May block for `END_WITHIN_S`."""
        if self._thread is None:
            return
        self._queue.put(None)
        self._thread.join(END_WITHIN_S)
        self._thread = None
        if self._process is not None:
            # With something to close it goes on by itself; we need not wait for that.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_WITHIN_S)

    def _speak(self) -> None:
        self._launch()
        while (word := self._queue.get()) is not None:
            if not self._write(word):
                # It was killed, or never came: a new one is told all that is open. What was just said is part of that.
                self._launch()
                for session in list(self._open.values()):
                    self._write(asdict(session))
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _launch(self) -> None:
        kept = {name: value for name, value in os.environ.items() if name.upper() in _ENVIRONMENT}
        with contextlib.suppress(OSError):  # no process to be had: then sessions are offered at the next start only
            self._process = subprocess.Popen(
                # Isolated and without site-packages: it starts in a hundredth of a second.
                (sys.executable, "-I", "-S", str(PROGRAM), _certificates()),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # what is sent to the terminal's processes is not for it
                cwd="/",
                env=kept,
            )

    def _write(self, word: dict[str, Any]) -> bool:
        if self._process is None or self._process.stdin is None:
            return False
        try:
            self._process.stdin.write(json.dumps(word).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except OSError:
            return False
        return True


def _certificates() -> str:
    """The file of certificates that the HTTP client trusts; "" when the environment names one."""
    if os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR"):
        return ""
    import certifi

    return certifi.where()
