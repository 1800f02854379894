"""Starting: from the start of the process to the first frame, to the first key shown, and to ready.

The console against a Textual application with the same kinds of widgets and nothing behind them (`bare_app`), both on a
terminal of 120 by 36. Ready is: a browser session is open on the demo site. For the bare application it is: bare
Playwright in another process has opened that page.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.measure import Goal, Series, comparison
from bench.stage import BenchError
from bench.terminal import NotShownError, Terminal

GOAL = Goal(ratio=1.5)
ROUNDS = 5
FRAME = "Timeline"
"""The title of a pane in both: it is drawn with the first frame."""
KEYS = "zq"
"""Letters that stand together nowhere on either screen."""
READY = "running"
CONSOLE = (sys.executable, "-c", "from smooth_console.cli import main; main()", "--local")


@dataclass(slots=True)
class Starts:
    """The times of one program."""

    name: str
    frame: Series = field(init=False)
    key: Series = field(init=False)
    ready: Series = field(init=False)

    def __post_init__(self) -> None:
        self.frame, self.key, self.ready = Series(self.name), Series(self.name), Series(self.name)


def compare(demo: str) -> str:
    """Start both in turn.

    Args:
        demo: The address of a demo site that is served meanwhile, for the bare application.

    Raises:
        BenchError: One of them did not come up.
    """
    console, bare = Starts("the console"), Starts("a bare Textual application")
    with tempfile.TemporaryDirectory() as home:
        environment = {"SMOOTH_CONSOLE_HOME": home}
        start_bare = (sys.executable, "-m", "bench.bare_app", demo)
        for number in range(ROUNDS + 1):
            for starts, command in ((bare, start_bare), (console, CONSOLE)):
                _start(command, environment, starts if number else Starts("to warm up"))
    parts: tuple[tuple[str, Callable[[Starts], Series]], ...] = (
        ("start to first frame", lambda starts: starts.frame),
        ("start to first key shown", lambda starts: starts.key),
        ("start to ready: a session is open (bare: a page, by bare Playwright)", lambda starts: starts.ready),
    )
    return "\n\n".join(
        f"{title}, {ROUNDS} rounds\n{comparison(part(console), part(bare), GOAL)}" for title, part in parts
    )


def _start(command: tuple[str, ...], environment: dict[str, str], starts: Starts) -> None:
    """One start, to the end. A key is pressed as soon as there is a frame."""
    try:
        with Terminal(command, environment) as terminal:
            starts.frame.times.append(terminal.wait_for(FRAME))
            terminal.type(KEYS.encode())
            starts.key.times.append(terminal.wait_for(KEYS))
            starts.ready.times.append(terminal.wait_for(READY))
    except NotShownError as problem:
        raise BenchError(f"{starts.name} did not start: {problem}") from None
