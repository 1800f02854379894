"""The prompt on a terminal that can only print: no escape sequences, lines as the terminal itself edits them."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from smooth_console.console.elsewhere import edit_text
from smooth_console.console.glyphs import Glyphs
from smooth_console.language.complete import is_complete
from smooth_console.language.problems import LanguageError
from smooth_console.output.themes import Theme
from smooth_console.repl.answers import problem_lines
from smooth_console.repl.lines import Line, plain

if TYPE_CHECKING:
    from smooth_console.repl.app import Repl

QUIET_S = 0.3
"""How long the next prompt waits for an answer to come before it."""
LINES_AT_ONCE = 500
_LETTERS = str.maketrans({"─": "-", "·": "-", "…": "...", "│": "|", "•": "*"})
"""For our own signs, where the terminal's character set has none of them."""
KEYS_TEXT = """\
Keys
  Enter   run the line; where something is still open, it goes on in the next one
  Ctrl-C  give up what is typed, else what is waited for; never leaves
  Ctrl-D  leave; the session is closed

This terminal edits lines by itself. On one that can move its cursor there are completion, search and more."""


class PlainScreen:
    """A `Screen` for a dumb terminal.

    Args:
        repl: What is typed is handed to it.
        glyphs: The signs that the terminal can show.
    """

    def __init__(self, repl: "Repl", glyphs: Glyphs) -> None:
        self.repl = repl
        self.glyphs = glyphs
        self._typed = ""
        self._unread = b""
        self._prompted = False
        self._question: Callable[[], None] | None = None
        self._left = asyncio.Event()

    @property
    def width(self) -> int:
        """Cells of a row."""
        return self._size().columns or 80

    @property
    def height(self) -> int:
        """Rows; where there are none to count, as many as one likes."""
        return self._size().lines or 60

    @staticmethod
    def _size() -> os.terminal_size:
        try:
            return os.get_terminal_size(sys.stdin.fileno())
        except OSError:
            return os.terminal_size((80, 24))

    @property
    def keys_text(self) -> str:
        """What can be pressed."""
        return KEYS_TEXT

    def show(self, lines: list[Line]) -> None:
        """Print below what is there; the prompt comes anew."""
        if self._prompted:
            self._write("\n")
        self._write("".join(plain(line) + "\n" for line in lines))
        if self._prompted:
            self._prompt()

    def _write(self, text: str) -> None:
        encoding = sys.stdout.encoding or "ascii"
        if not encoding.lower().startswith("utf"):
            text = text.translate(_LETTERS)
        with contextlib.suppress(OSError):  # the terminal was closed; there is still a session to close
            sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
            sys.stdout.flush()

    def page(self, lines: Iterator[Line]) -> None:
        """Print all of it."""
        self.repl.console.beside(self._print_all(lines))

    async def _print_all(self, lines: Iterator[Line]) -> None:
        while some := list(islice(lines, LINES_AT_ONCE)):
            self.show(some)
            await asyncio.sleep(0)

    def put(self, text: str) -> None:
        """A terminal's own line cannot be filled: show what to type."""
        self.show([[("", line)] for line in text.split("\n")])

    def copy(self, text: str) -> bool:
        """There is no clipboard that escape sequences could reach."""
        return False

    def show_code(self, rows: list[str]) -> None:
        """A code cannot be read without its ground, so there is none; the address is printed anyway."""

    def use_theme(self, theme: Theme) -> None:
        """There are no colours."""

    def use_vi(self, *, on: bool) -> None:
        """The terminal edits its lines itself."""

    def ask(self, question: str, then: Callable[[], None]) -> None:
        """The next line is the answer."""
        self._question = then
        self._write(f"{question} [y/N] ")

    def bell(self) -> None:
        """Ring."""
        self._write("\a")

    def refresh(self) -> None:
        """Nothing is drawn around the prompt."""

    def leave(self) -> None:
        """Take no more lines."""
        self._left.set()

    async def edit(self, text: str, suffix: str) -> tuple[str, str]:
        """Hand a text to the user's editor."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(sys.stdin.fileno())
        try:
            return await asyncio.to_thread(edit_text, text, suffix)
        finally:
            loop.add_reader(sys.stdin.fileno(), self._readable)

    async def run(self) -> None:
        """Take lines until `leave`."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._interrupted)
        loop.add_reader(sys.stdin.fileno(), self._readable)
        self.show(self.repl.greeting())
        self.repl.begin()
        self._prompt()
        try:
            await self._left.wait()
        finally:
            loop.remove_reader(sys.stdin.fileno())

    def _prompt(self) -> None:
        number = f"{self.repl.number}"
        self._write("." * len(number) + "  " if self._typed else f"{number}{self.glyphs.prompt} ")
        self._prompted = True

    def _readable(self) -> None:
        try:
            read = os.read(sys.stdin.fileno(), 65536)
        except OSError:
            read = b""
        if not read:
            self._end()
        self._unread += read
        while b"\n" in self._unread and not self._left.is_set():
            line, _, self._unread = self._unread.partition(b"\n")
            self._take(line.decode("utf-8", "replace"))

    def _end(self) -> None:
        """Ctrl-D: leave; twice, whatever would be lost."""
        self._prompted = False
        self._write("\n")
        if self._question is not None:
            self._question()
        else:
            self.repl.leave()

    def _take(self, line: str) -> None:
        self._prompted = False
        if self._question is not None:
            then, self._question = self._question, None
            if line.strip().lower() in ("y", "yes"):
                return then()
            return self._prompt()
        self._typed += ("\n" if self._typed else "") + line
        if not is_complete(self._typed, self.repl.console.registry):
            return self._prompt()
        text, self._typed = self._typed, ""
        try:
            self.repl.take(text)
        except LanguageError as problem:
            found = problem.problem
            prompt = len(f"{self.repl.number}{self.glyphs.prompt} ")
            self.show(problem_lines(text, str(found), found.start, found.end, self.repl.look, prompt=prompt))
            return self._prompt()
        return self.repl.console.beside(self._prompt_when_quiet())

    async def _prompt_when_quiet(self) -> None:
        """An answer that comes at once stands before the next prompt."""
        loop = asyncio.get_running_loop()
        end = loop.time() + QUIET_S
        while True:
            await asyncio.sleep(0.01)
            if loop.time() > end or not (self.repl.waiting or self.repl.console.pending):
                break
        if not self._left.is_set() and not self._prompted and self._question is None:
            self._prompt()

    def _interrupted(self) -> None:
        self._write("\n")
        self._prompted = False
        self._question = None
        if self._typed:
            self._typed = ""
        else:
            said = self.repl.cancel()
            if said:
                self.show([[("", said)]])
        self._prompt()
