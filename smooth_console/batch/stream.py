"""Lines from a pipe as steps, each as soon as it is whole: what comes before it has run by then."""

import asyncio
import os
import stat
import sys
from collections.abc import AsyncIterator

from smooth_console.batch.script import ScriptError, Step, placed
from smooth_console.language.declare import Registry
from smooth_console.language.parse import parse
from smooth_console.language.problems import LanguageError

LONGEST_LINE = 64 * 1024 * 1024


async def read_steps(name: str, registry: Registry, first_line: str = "") -> AsyncIterator[Step]:
    """The steps on standard input, until it ends.

    Args:
        name: What places name.
        registry: The commands.
        first_line: A line to run before them.

    Raises:
        ScriptError: A line cannot be parsed; those before it have been given.
    """
    from smooth_console.language.complete import is_complete

    if first_line:
        yield _step(first_line, name, 0, registry)
    text, first, number = "", 1, 0
    async for row in _read_rows():
        number += 1
        if not text:
            first = number
        text += ("\n" if number > first else "") + row
        if is_complete(text, registry):
            step, text = _step(text, name, first, registry), ""
            if not step.line.blank:
                yield step
    if text.strip():
        yield _step(text, name, first, registry)


def _step(text: str, name: str, first: int, registry: Registry) -> Step:
    try:
        return Step(1, parse(text, registry)).moved(first - 1)
    except LanguageError as problem:
        raise ScriptError(placed(problem, name, first)) from None


async def _read_rows() -> AsyncIterator[str]:
    """Rows without their ends. Waiting for a pipe holds up nothing else, and can be given up."""
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        for row in sys.stdin.buffer:
            yield _text(row)
        return
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    try:
        while row := await reader.readline():
            yield _text(row)
    finally:
        transport.close()


def _text(row: bytes) -> str:
    return row.decode("utf-8", "replace").removeprefix("\ufeff").removesuffix("\n").removesuffix("\r")
