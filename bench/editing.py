"""Typing in the editor: from a key to its letter on the screen, in a large schema and in a small one.

A terminal of 120 by 36, the whole application, its own driver: what a person sees. The large text is in the editor from
the drafts of a start before. Keys come as from a brisk typist, who pauses now and then: checks begin and are overtaken.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Goal, Series, comparison
from bench.stage import BenchError
from bench.terminal import NotShownError, Terminal

GOAL = Goal(ratio=3.0, within=0.033)
SIZE = 200_000
KEYS = 40
PAUSES_S = (0.08, 0.12, 0.2)
"""Shorter and longer than what the editor waits for before it checks."""
CONSOLE = (sys.executable, "-c", "from smooth_console.cli import main; main()", "--local")
F4 = b"\x1bOS"
LETTERS = "zqxjkvwy"


def compare() -> str:
    """Type into both.

    Raises:
        BenchError: The application did not come up, or a key was not shown.
    """
    small, large = Series("a key in a schema of 1 KB"), Series(f"a key in a schema of {SIZE // 1000} KB")
    _type_into(schema_of(1_000), small)
    _type_into(schema_of(SIZE), large)
    return f"key echo in the editor, {KEYS} keys\n{comparison(large, small, GOAL)}"


def schema_of(size: int) -> str:
    """A schema of at least so many characters, and few more."""
    text, count = "", 0
    while len(text) < size:
        count += 1 + (size - len(text)) // 200
        fields = {f"field_{n}": {"type": "string", "description": f"What heading {n} says"} for n in range(count)}
        text = json.dumps({"type": "object", "properties": fields}, indent=2)
    return text


def _type_into(text: str, series: Series) -> None:
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "drafts.json").write_text(json.dumps({"schema": text}), encoding="ascii")
        try:
            with Terminal(CONSOLE, {"SMOOTH_CONSOLE_HOME": home}) as terminal:
                terminal.wait_for("running")
                terminal.type(F4)
                terminal.rest(2.0)
                typed = ""
                for number in range(KEYS + 4):
                    typed += LETTERS[number % len(LETTERS)]
                    terminal.rest(PAUSES_S[number % len(PAUSES_S)])
                    seconds = _echo(terminal, typed)
                    if number >= 4:
                        series.times.append(seconds)
        except NotShownError as problem:
            raise BenchError(f"the editor did not show what was typed: {problem}") from None


def _echo(terminal: Terminal, typed: str) -> float:
    """Press the last letter of a run, and wait for all of the run: its letters alone stand in other places too."""
    terminal.shown = b""
    began = time.perf_counter()
    terminal.type(typed[-1].encode())
    terminal.wait_for(typed, plain=True)
    return time.perf_counter() - began
