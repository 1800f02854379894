"""Every front end before a hostile server, a function each: what came through, what stayed readable, what was copied.

A front end of lines is added with its command line alone: see `in_terminal`.
"""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from smooth_console.batch.progress import CLEAR
from tests.hostile.corpus import TEXTS, word
from tests.hostile.recorded import active_in
from tests.hostile.server import HostileServer
from tests.processes import smooth
from tests.pseudo_terminal import Terminal, plain, terminal

LINES = (
    "goto https://start.example/",
    "js each",
    "js records",
    "js joined",
    "js deep",
    "js long",
    "js fail",
    "js refuse",
    'extract {"type": "object", "properties": {"a": {"type": "string"}}}',
    "expect . == 1",
    ".timeline",
    ".status",
    ".live",
    ".show 3 | keys",
    ".show 5 | .[1:2]",
    ".history",
    ".set x $3",
    "run ask &",
    "wait call --deadline 20s",
    ".inbox",
    "close",
)
"""What is typed: each makes the server answer, refuse, ask or tell something of the corpus."""
SHORT = ("js each", "js records", "js fail", "js refuse", LINES[8], ".timeline", ".status", ".live")
"""What a short look takes of them."""
OVERLAYS = (".status", ".live", ".history", ".inbox")
"""Those of them that the application shows over everything else."""
COPIED = ("OSC clipboard", "RLO", "markup link", "NUL", "newlines", "surrogates")


@dataclass
class Seen:
    """What a front end made of the corpus.

    Attributes:
        front: Its name.
        texts: How many texts it was given.
        lost: Those whose plain word could not be read.
        active: What got through.
        wrong: What else was not as it should be.
        copied: How many texts were copied and came out true.
    """

    front: str
    texts: int = len(TEXTS)
    lost: list[str] = field(default_factory=list)
    active: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    copied: int = 0

    @property
    def well(self) -> bool:
        """Whether all is as it should be."""
        return not (self.lost or self.active or self.wrong)


def _judge(front: str, recorded: bytes, *, drawn: bool, copied: Sequence[str] = ()) -> Seen:
    """What is wrong with what a terminal was given."""
    shown = "".join(plain(recorded).split())
    seen = Seen(front, active=active_in(recorded, drawn=drawn, copied=copied))
    seen.lost = [name for name in TEXTS if word(name) not in shown]
    if "Traceback" in shown or "mistakeoftheconsole" in shown:
        at = plain(recorded).find("mistake")
        seen.wrong.append(f"it failed: {plain(recorded)[max(0, at - 100) : at + 300]!r}")
    return seen


def in_terminal(front: str, home: Path, arguments: Sequence[str], *, lines: Sequence[str] = (), drawn: bool) -> Seen:
    """A front end of lines in a terminal.

    Args:
        front: Its name.
        home: A folder for it.
        arguments: Of `smooth-console`, such as `["do", *LINES]`; the server's address is in the environment.
        lines: Typed one after the other, for one that prompts; the last has to end it.
        drawn: Whether it may write sequences of its own.
    """
    server = HostileServer()
    try:
        with terminal(home, *arguments, given={"SMOOTH_BASE_URL": server.url}) as shown:
            for line in lines:
                before = len(shown.recorded)
                shown.run(line)
                shown.settles(before)
            shown.ended(120)
        recorded = bytes(shown.recorded)
        return _judge(front, recorded if drawn else recorded.replace(CLEAR.encode(), b""), drawn=drawn)
    finally:
        server.close()


def repl(home: Path) -> Seen:
    """The line mode, a line after the other."""
    return in_terminal(
        "repl", home, ["repl", "https://start.example/"], lines=[*LINES, "wait all", ".exit", "y"], drawn=True
    )


def do_in_terminal(home: Path) -> Seen:
    """`smooth-console do`, its output on a terminal."""
    return in_terminal("do, terminal", home, ["do", "--continue", *LINES], drawn=False)


def do_in_pipe(home: Path, *options: str) -> Seen:
    """`smooth-console do`, its output in a pipe: JSON in ASCII on stdout, harmless words on stderr."""
    server = HostileServer()
    try:
        done = smooth(home, "do", "--continue", *options, *LINES, SMOOTH_BASE_URL=server.url)
    finally:
        server.close()
    front = f"do, pipe {' '.join(options)}".strip()
    # Its output is for programs: escapes are JSON's own. What it says is for people.
    seen = _judge(front, (done.stdout + done.stderr).encode("utf-8", "surrogateescape"), drawn=False)
    documents = done.stdout if options else "\n".join(x for x in done.stdout.splitlines() if x[:1] in '[{"')
    if not documents.isascii():
        seen.wrong.append("its JSON is not ASCII")
    return seen


def app(home: Path, size: tuple[int, int] = (150, 72), *, short: bool = False) -> Seen:
    """The Textual console: every pane, tab, notice and form; then copying. `short` leaves out what is large."""
    wide = size[0] >= 100
    names = COPIED[:2] if short or not wide else COPIED
    server = HostileServer()
    try:
        with terminal(home, "https://start.example/", size=size, given={"SMOOTH_BASE_URL": server.url}) as shown:
            shown.shows("running")
            _copy(shown, names)
            _look_around(shown, [line for line in LINES[:17] if not short or line in SHORT], wide=wide)
            shown.type("\x11")
            shown.settles(len(shown.recorded))
            shown.type("y")  # what the agent was asked is still pending
            code = shown.ended(60)
        copied = _copied(bytes(shown.recorded))
    finally:
        server.close()
    seen = _judge(f"app, {size[0]}x{size[1]}", bytes(shown.recorded), drawn=True, copied=copied)
    if not wide:
        seen.lost = []  # it does not show all of them at once
    if code:
        seen.wrong.append(f"it ended with {code}")
    # Half of a surrogate pair is no text that a clipboard can hold: its escape is copied.
    true = [TEXTS[name].encode("utf-8", "backslashreplace").decode() for name in names]
    values = [base64.b64decode(sequence[7:-1]).decode() for sequence in copied]
    seen.copied = sum(value in values for value in true)
    seen.wrong += [f"not copied as it is: {value!r}" for value in true if value not in values]
    return seen


def _look_around(shown: Terminal, lines: Sequence[str], *, wide: bool) -> None:
    """Everything that can be opened, on everything that the server says. Skips nothing that decides; may skip a tab."""

    def step(keys: str) -> None:
        before = len(shown.recorded)
        shown.type(keys)
        shown.settles(before)

    def line(text: str) -> None:
        _ready(shown)
        shown.type(f"{text}\r")
        shown.answers("Esc back" if text in OVERLAYS else "[✓✗⊘?]")

    for text in lines:
        line(text)
        if text.startswith("."):
            continue
        if wide or text.endswith(("each", "fail")):
            step("\x1bOR")  # F3: the result
            for _ in range(5 if text.endswith(("each", "records", "fail", "}}}")) else 1):
                step("]")  # its tabs
            step("\x1bOQ")  # F2: the timeline
    _ready(shown)
    step(".copy $3.\t")  # names of members, offered
    line("run ask")
    shown.type("\x1b[18~")  # F7: the form for a call
    shown.answers("Not now")
    line(".inbox")


def _copy(shown: Terminal, names: Sequence[str]) -> None:
    """Copy a text of each name, from the result and by a line in turn; waits until it is on the clipboard."""
    for place, name in enumerate(names):
        wanted = base64.b64encode(TEXTS[name].encode("utf-8", "backslashreplace"))
        _ready(shown)
        shown.type(f"js 'one {name}'\r")
        shown.answers(word(name))
        for _ in range(6):
            if place % 2:
                shown.type("\x1bOR")  # F3: the result
                shown.answers(".")
                shown.type("y")
            else:
                _ready(shown)
                shown.type(".copy $_\r")
            shown.answers("copied", seconds=5)
            if wanted in shown.recorded:
                break


def _ready(shown: Terminal) -> None:
    """Away with what is over the rest, to the command line, and away with what is in it."""
    for key in ("\x1b", "\x1b[21~", "\x03"):
        before = len(shown.recorded)
        shown.type(key)
        shown.settles(before)


def _copied(recorded: bytes) -> list[str]:
    """What was put on the clipboard: sequences that hold nothing but base64."""
    return re.findall(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07", recorded.decode("utf-8", "replace"))


FRONTS: dict[str, Callable[[Path], Seen]] = {
    "app": app,
    "app, short": lambda home: app(home, short=True),
    "app, narrow": lambda home: app(home, (80, 24)),
    "repl": repl,
    "do, terminal": do_in_terminal,
    "do, pipe": do_in_pipe,
    "do, pipe --jsonl": lambda home: do_in_pipe(home, "--jsonl"),
}
"""By name; each takes a folder of its own."""
