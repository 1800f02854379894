"""`.replay` at a prompt: a recording as it was printed when it was made. Nothing of it is run or sent."""

import sys
from collections.abc import Iterator
from dataclasses import replace

from smooth_console.console.console import Console
from smooth_console.console.outcome import ShowReplay
from smooth_console.console.recalled import recalled
from smooth_console.console.server import Choice
from smooth_console.console.summary import one_line
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.words import count
from smooth_console.repl.answers import Look, answer_lines
from smooth_console.repl.lines import Line
from smooth_console.settings import Settings


def recorded_lines(effect: ShowReplay, settings: Settings, look: Look) -> Iterator[Line]:
    """Its lines and what came of each, whole."""
    offline = Console(settings, Choice("", None))
    look = replace(look, rows=sys.maxsize)
    entries = effect.recording.entries
    said = f"{effect.name}: a recording of {count(len(entries), 'entry', 'entries')}; nothing is sent"
    yield [("class:info", f"{look.glyphs.notices['info']} "), ("", sanitise_line(said))]
    for record in entries:
        entry = recalled(record, offline)
        if not entry.is_call:
            yield [("class:prompt", f"{entry.n}{look.glyphs.prompt} "), ("", sanitise_line(one_line(entry.line)))]
        yield from answer_lines(entry, offline, look, named=False)
