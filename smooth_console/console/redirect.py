"""`$> FILE`, `$>> FILE` and `$| COMMAND`: where an output goes besides the screen, and `!COMMAND`."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path
from typing import Any

from smooth_console.console.outcome import CommandError
from smooth_console.language.parse import Redirect
from smooth_console.output.render import copy_text
from smooth_console.output.tables import csv_text, find_table

SHELL_OUTPUT_LIMIT = 4 * 1024 * 1024


async def redirect(value: Any, where: Redirect) -> str:
    """Send a value where the line says; returns what to tell the user.

    Raises:
        CommandError: The file cannot be written, or the command failed.
    """
    if where.how == "pipe":
        return await run_shell(where.target, copy_text(value) + "\n")
    return await asyncio.to_thread(write_value, where.target, value, append=where.how == "append")


def write_value(target: str, value: Any, *, append: bool = False) -> str:
    """Write a value: a list of objects as CSV when the file's name says so, else a text as it is and the rest as JSON.

    Args:
        target: As it was typed. A file of that name is replaced, as a shell does it.
        value: What to write.
        append: Add it to what is there.

    Raises:
        CommandError: See `write_file`.
    """
    table = find_table(value) if target.lower().endswith(".csv") else None
    return write_file(target, csv_text(table, head=not append) if table else copy_text(value) + "\n", append=append)


def write_file(target: str, text: str, *, append: bool = False) -> str:
    """Write a text, made 0600; returns what to tell the user.

    Raises:
        CommandError: The system says no; nothing of an earlier file is lost unless it was to be replaced.
    """
    path = Path(target).expanduser()
    flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if append else os.O_TRUNC)
    try:
        handle = os.open(path, flags, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text)
    except OSError as problem:
        raise CommandError(f"cannot write {target}: {problem.strerror}") from None
    return f"{'added to' if append else 'wrote'} {target} ({len(text.encode('utf-8', 'surrogatepass')):,} bytes)"


async def run_shell(command: str, given: str = "", *, errors_too: bool = True) -> str:
    """Run a shell command with a text on its standard input; returns what it printed.

    Args:
        command: As one types it in a shell.
        given: What it can read.
        errors_too: What it prints on standard error is part of what it printed.

    Raises:
        CommandError: It ended with another code than 0.
    """
    process = await asyncio.create_subprocess_shell(
        command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT if errors_too else asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, errors = await process.communicate(given.encode("utf-8", "surrogatepass"))
    except asyncio.CancelledError:
        # What the shell started goes with it: a group of its own, so nobody else does.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        raise
    text = output[:SHELL_OUTPUT_LIMIT].decode("utf-8", "replace").rstrip("\n")
    if process.returncode:
        last = (text if errors_too else errors.decode("utf-8", "replace")).strip().splitlines()[-1:]
        said = f": {last[0]}" if last else ""
        raise CommandError(f"{command.split()[0]} ended with code {process.returncode}{said}")
    return text
