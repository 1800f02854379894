"""A terminal to run the program in, as people have one: tmux, on a server of its own."""

import os
import shlex
import subprocess
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from tests.processes import PROGRAM, environment


class Tmux:
    """A program in a terminal of so many columns and rows. The server ends with it.

    Args:
        home: The folder it runs in, and its home.
        arguments: Those of `smooth-console`.
        columns: Of the terminal.
        rows: Of the terminal.
        more: Variables of its environment.
    """

    def __init__(self, home: Path, *arguments: str, columns: int = 100, rows: int = 36, **more: str) -> None:
        self._server = f"smooth-test-{uuid.uuid4().hex[:8]}"
        self._environment = environment(home, LANG="C.UTF-8", SHELL="/bin/sh")
        self._environment.pop("TMUX", None)
        kept = {**environment(home, LANG="C.UTF-8"), "TERM": "screen-256color", **more}
        setting = " ".join(f"{name}={shlex.quote(value)}" for name, value in kept.items() if name.isidentifier())
        # A Ctrl-C goes to the shell too, which is to stay.
        command = f"trap : INT; env -i {setting} {shlex.join([*PROGRAM, *arguments])}; echo ended with $?; sleep 60"
        self._run(
            "-f",
            os.devnull,
            "new-session",
            "-d",
            "-s",
            "main",
            "-x",
            str(columns),
            "-y",
            str(rows),
            "-c",
            home,
            command,
        )

    def __enter__(self) -> "Tmux":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("kill-server")

    def press(self, *keys: str) -> None:
        """Press keys by their names: `Enter`, `C-c`, `F7`."""
        self._run("send-keys", "-t", "main", *keys)

    def type(self, text: str) -> None:
        """Type a text as it stands."""
        self._run("send-keys", "-t", "main", "-l", text)

    def enter(self, line: str, sees: str, seconds: float = 30) -> str:
        """Type a line, run it, and wait until the terminal shows something."""
        self.type(line)
        self.press("Enter")
        return self.sees(sees, seconds)

    def screen(self) -> str:
        """What the terminal shows, and what has scrolled off it; lines that it wrapped are whole."""
        return self._run("capture-pane", "-t", "main", "-p", "-J", "-S", "-")

    def picture(self) -> list[str]:
        """The rows that it shows now, with their colours; a row's colours may begin in the row above."""
        return self._run("capture-pane", "-t", "main", "-p", "-e").split("\n")

    def sees(self, text: str, seconds: float = 30) -> str:
        """Wait until it shows a text; all that it shows."""
        end = time.monotonic() + seconds
        while text not in (shown := self.screen()):
            assert time.monotonic() < end, f"{text!r} is not on the screen:\n{shown.rstrip()}"
            time.sleep(0.03)
        return shown

    def close(self) -> None:
        """Close the terminal, as one closes a window: what runs in it hears SIGHUP."""
        self._run("respawn-pane", "-k", "-t", "main", "sleep 60")

    def log(self, file: Path) -> None:
        """Write all that the program sends to its terminal, byte for byte, to a file."""
        self._run("pipe-pane", "-t", "main", f"cat > {shlex.quote(str(file))}")

    def _run(self, *arguments: object) -> str:
        command: Sequence[str] = ["tmux", "-L", self._server, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env=self._environment, check=True).stdout
