"""Standard output that takes nothing more: a reader that went away, a disk that is full."""

import contextlib
import errno
import os
from typing import TextIO

_GONE = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EIO)


def is_gone(problem: BaseException) -> bool:
    """Whether a failure is that of printing, and no mistake of ours. Files that are opened by name have theirs."""
    return isinstance(problem, OSError) and problem.filename is None and problem.errno in _GONE


def forget(stream: TextIO) -> None:
    """What is left in a stream goes nowhere: Python would fail, and say so, when it flushes it at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
