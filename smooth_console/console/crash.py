"""What a user is told when the program itself fails: a sentence, and where the details are. Secrets are in neither."""

import asyncio
import contextlib
import logging
import os
import platform
import sys
import time
import traceback
from pathlib import Path
from typing import Any, TextIO

from smooth_console import __version__
from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.session import Secrets
from smooth_console.settings import data_folder

FILE = "crash.log"
LONGEST_SAID = 200


def tell_crash(problem: BaseException, secrets: Secrets, *, err: TextIO | None = None) -> None:
    """Say on stderr that the program failed, and keep the details in a file (0600) of the data folder.

    Args:
        problem: What was raised.
        secrets: What must not be seen, there or in the file.
        err: Instead of stderr.
    """
    what = sanitise_line(str(secrets.redact(f"{type(problem).__name__}: {problem}")))
    if len(what) > LONGEST_SAID:
        what = what[:LONGEST_SAID] + "…"
    lines = [f"smooth-console: a mistake of the console ended it: {what.rstrip(': ')}{_place(problem)}"]
    try:
        lines.append(f"The details are in {keep_details(problem, secrets)}; secrets are left out of them.")
    except OSError as trouble:
        lines.append(f"The details could not be written: {trouble.strerror or trouble}.")
    print("\n".join(lines), file=err or sys.stderr, flush=True)


def keep_quiet(secrets: Secrets) -> None:
    """Have what fails where nobody waits for it kept in the same file. Python would print its traceback."""

    def failed(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        problem = context.get("exception") or RuntimeError(context.get("message", ""))
        with contextlib.suppress(OSError):
            keep_details(problem, secrets)

    asyncio.get_running_loop().set_exception_handler(failed)
    log = logging.getLogger("smooth_console")
    log.handlers = [_Keeper(secrets)]
    log.propagate = False


class _Keeper(logging.Handler):
    """Keeps the details of mistakes that are logged; without a handler they go to the terminal."""

    def __init__(self, secrets: Secrets) -> None:
        super().__init__()
        self._secrets = secrets

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the exception of a record that has one."""
        problem = record.exc_info[1] if record.exc_info else None
        if problem is not None:
            with contextlib.suppress(OSError):
                keep_details(problem, self._secrets)


def keep_details(problem: BaseException, secrets: Secrets) -> Path:
    """Write where it happened, in place of what was kept of an earlier failure; returns the file.

    Raises:
        OSError: The system says no.
    """
    path = data_folder() / FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    head = f"smooth-console {__version__}, Python {platform.python_version()}, {platform.platform()}"
    when = time.strftime("%Y-%m-%d %H:%M:%S %z")
    # Without the values of variables: those may hold anything.
    text = "".join(traceback.format_exception(problem))
    beside = path.with_suffix(f".{os.getpid()}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"{head}\n{when}\n\n{sanitise(str(secrets.redact(text)))}")
    beside.replace(path)
    return path


def _place(problem: BaseException) -> str:
    """Where in our own code it happened, else where at all."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}smooth_console{os.sep}" in frame.filename] or frames
    if not ours:
        return ""
    name = ours[-1].filename.rpartition(f"{os.sep}smooth_console{os.sep}")[2]
    return f" ({name}:{ours[-1].lineno})"
