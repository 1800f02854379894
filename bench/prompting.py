"""Starting the line mode: from the process to its prompt, against prompt_toolkit's own with the same imports.

The engine is started once the prompt is there, as it always is: the prompt does not wait for it.
"""

import sys
import tempfile

from bench.measure import Goal, Series, comparison
from bench.stage import BenchError
from bench.terminal import NotShownError, Terminal

GOAL = Goal(ratio=1.3)
ROUNDS = 7
OURS = (sys.executable, "-c", "from smooth_console.cli import main; main()", "repl", "--local")
BARE = (sys.executable, "-m", "bench.bare_prompt")
CTRL_D = b"\x04"


def compare() -> str:
    """Start both in turn.

    Raises:
        BenchError: One of them did not come up.
    """
    console, bare = Series("the line mode"), Series("a bare prompt_toolkit prompt")
    with tempfile.TemporaryDirectory() as home:
        environment = {"SMOOTH_CONSOLE_HOME": home, "LANG": "C.UTF-8"}
        for number in range(ROUNDS + 1):
            for series, command, prompt in ((bare, BARE, "bare>"), (console, OURS, "2›")):
                seconds = _start(command, environment, prompt)
                if number:
                    series.times.append(seconds)
    return f"start to prompt, {ROUNDS} rounds\n{comparison(console, bare, GOAL)}"


def _start(command: tuple[str, ...], environment: dict[str, str], prompt: str) -> float:
    try:
        with Terminal(command, environment, leave=CTRL_D) as terminal:
            return terminal.wait_for(prompt)
    except NotShownError as problem:
        raise BenchError(f"{command[-1]} did not start: {problem}") from None
