"""Hands lines to the user's pager ($PAGER, else less or more) as fast as it reads them."""

import asyncio
import contextlib
import os
import shlex
import shutil
from collections.abc import Iterator, Mapping
from itertools import islice

LINES_AT_ONCE = 200


def pager_command(environment: Mapping[str, str]) -> str:
    """What to run; "" when there is none, or the user wants none (`PAGER=`)."""
    given = environment.get("PAGER")
    if given is not None:
        return given.strip()
    return next((name for name in ("less", "more") if shutil.which(name)), "")


def shows_colours(command: str, environment: Mapping[str, str]) -> bool:
    """Whether a pager lets colours through: less does where it is told to, and we tell it unless the user did."""
    try:
        words = shlex.split(command)
    except ValueError:
        return False
    name = words[0].rpartition("/")[2] if words else ""
    if name != "less":
        return name in ("bat", "most", "moar", "ov")
    given = environment.get("LESS")
    return given is None or "r" in given.lower() or any("r" in word.lower() for word in words[1:])


async def run_pager(command: str, chunks: Iterator[str]) -> str:
    """Run it until the user leaves it; what went wrong, "" when nothing did."""
    environment = {"LESS": "RFX", **os.environ}
    try:
        process = await asyncio.create_subprocess_shell(command, stdin=asyncio.subprocess.PIPE, env=environment)
    except OSError as problem:
        return f"{command} cannot be run: {problem}"
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        while chunk := "".join(islice(chunks, LINES_AT_ONCE)):
            process.stdin.write(chunk.encode("utf-8", "replace"))
            await process.stdin.drain()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.close()
        await process.stdin.wait_closed()
    code = await process.wait()
    # 127: the shell has not found it. Whatever else it ends with is its own affair.
    return f"{command} was not found; the variable PAGER names it" if code == 127 else ""
