"""This process's terminal, as prompt_toolkit writes to it. One that was closed takes no more, and is no failure."""

import contextlib
import os
import sys
from collections.abc import Mapping

from prompt_toolkit.data_structures import Size
from prompt_toolkit.output.vt100 import Vt100_Output


class Terminal(Vt100_Output):
    """Standard output. It is never asked where the cursor is: an answer that comes late is text on the screen."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__(sys.stdout, _size, term=environment.get("TERM"), enable_cpr=False)

    def flush(self) -> None:
        """Write what there is. When the terminal is gone there is still a session to close."""
        with contextlib.suppress(OSError):
            super().flush()


def _size() -> Size:
    try:
        size = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except OSError:
        return Size(24, 80)
    return Size(size.lines or 24, size.columns or 80)
