"""Where a script stopped, so that `--resume` goes on there: one small file a script, in the data folder.

It holds how many lines worked, a digest of those lines, the page's address, and the session if that was kept. No
output and no value is in it.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from smooth_console.console.scripts import included_path
from smooth_console.language.line import Step
from smooth_console.settings import data_folder

FOLDER = "stopped"
CAUGHT_UP = frozenset({".set", ".tool"})
"""What is run again of the lines before: it sends nothing, and what follows may need it."""


class Stopped(msgspec.Struct, kw_only=True, frozen=True):
    """Where a script stopped.

    Attributes:
        script: Its file.
        done: How many of its lines worked, from the first.
        digest: Of those lines and the variables that were given.
        row: The row of the line that is next.
        url: Where the page was.
        task_id: The session, when it was left open.
    """

    script: str
    done: int
    digest: str
    row: int
    url: str = ""
    task_id: str = ""


def digest(steps: Sequence[Step], variables: Mapping[str, str]) -> str:
    """Of what was run: lines, the files they include, and variables from the command line."""
    found = hashlib.sha256()
    for name, value in sorted(variables.items()):
        found.update(f"{name}={value}\0".encode("utf-8", "surrogatepass"))
    _digest(steps, found)
    return found.hexdigest()


def _digest(steps: Sequence[Step], found: "hashlib._Hash") -> None:
    for step in steps:
        found.update(step.line.text.rstrip().encode("utf-8", "surrogatepass") + b"\0")
        _digest(step.line.body, found)
        if step.line.command is not None and step.line.command.name == "include" and step.line.rest is not None:
            try:
                found.update(included_path(step, step.line.rest.text).read_bytes())
            except OSError:
                found.update(b"none")


class Place:
    """The file that keeps where one script stopped.

    Args:
        script: The script's file.
    """

    def __init__(self, script: Path) -> None:
        self.script = str(script.expanduser().absolute())
        name = hashlib.sha256(self.script.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        self.path = data_folder() / FOLDER / f"{name}.json"

    def read(self) -> Stopped | None:
        """Where it stopped; None when it did not, or nobody knows."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Stopped)
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, stopped: Stopped) -> None:
        """Keep it, whole or not at all.

        Raises:
            OSError: The system says no.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = self.path.with_suffix(f".{os.getpid()}.new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(stopped))
        beside.replace(self.path)

    def forget(self) -> None:
        """The script went through."""
        self.path.unlink(missing_ok=True)
