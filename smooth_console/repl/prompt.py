"""The prompt on a terminal that can move its cursor: one prompt_toolkit application from the first line to the last.

It never ends between two lines, so that no key is lost and none is echoed. What is printed meanwhile goes above it: the
prompt is taken off the screen, the lines are written, and it is drawn again below.
"""

import asyncio
import base64
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from prompt_toolkit.application import Application, in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.styles import DynamicStyle

from smooth_console.console.completion import Moment
from smooth_console.console.elsewhere import edit_text
from smooth_console.console.glyphs import Glyphs
from smooth_console.console.recall import Recall
from smooth_console.language.problems import LanguageError, Problem
from smooth_console.output import cells, themes
from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.repl.adapters import HistorySuggestion, LanguageCompleter, LanguageLexer, SharedHistory
from smooth_console.repl.answers import problem_lines
from smooth_console.repl.keys import bindings, keys_text
from smooth_console.repl.layout import layout
from smooth_console.repl.lines import Line, first_rows
from smooth_console.repl.pager import LINES_AT_ONCE, pager_command, run_pager, shows_colours
from smooth_console.repl.style import Painter, colour_depth, first_theme, unpainted
from smooth_console.repl.terminal import Terminal
from smooth_console.repl.toolbar import toolbar

if TYPE_CHECKING:
    from smooth_console.repl.app import Repl

SPIN_S = 0.15
"""How often the toolbar is drawn anew while something is pending."""
ESCAPE_S = 0.05
"""How long an Esc waits for the rest of a key."""
RUNS_LONG_S = 0.4
"""A line that runs for longer than this is named above the prompt."""


class PromptScreen:
    """A `Screen` that edits lines.

    Args:
        repl: What is typed is handed to it.
        glyphs: The signs that the terminal can show.
        keyboard: Where keys come from; by default the terminal's.
        output: Where it is drawn; by default the terminal.
    """

    def __init__(
        self, repl: "Repl", glyphs: Glyphs, *, keyboard: Input | None = None, output: Output | None = None
    ) -> None:
        console = repl.console
        self.repl = repl
        self.glyphs = glyphs
        self.question: tuple[str, Callable[[], None]] | None = None
        self._problem: tuple[str, Problem] | None = None
        self._hint = ""
        self._held: list[Line] = []
        self._is_aside = False
        self._aside = asyncio.Lock()
        self._running_since = 0.0
        self._running_line = ""
        self._lexer = LanguageLexer(console.registry)
        self._painter = Painter(_theme(console.settings.theme), colour_depth(os.environ))
        self.output = output or Terminal(os.environ)
        self.buffer = Buffer(
            name=DEFAULT_BUFFER,
            multiline=True,
            completer=LanguageCompleter(console.registry, Moment(console), lambda: self._problem is None),
            complete_while_typing=True,
            history=SharedHistory(console.history),
            auto_suggest=HistorySuggestion(Recall(console.history)),
            accept_handler=self._accept,
            read_only=Condition(lambda: self.question is not None),
            on_text_changed=self._changed,
        )
        self.app: Application[None] = Application(
            layout=layout(
                self.buffer,
                self._lexer,
                prefix=self._prefix,
                above=self._above,
                below=self._below,
                toolbar=self._toolbar,
            ),
            key_bindings=bindings(self),
            style=DynamicStyle(lambda: self._painter.style),
            include_default_pygments_style=False,
            color_depth=self._painter.depth,
            editing_mode=EditingMode.VI if console.settings.vi else EditingMode.EMACS,
            reverse_vi_search_direction=True,
            erase_when_done=True,
            input=keyboard,
            output=self.output,
        )
        self.app.ttimeoutlen = ESCAPE_S

    # The screen

    @property
    def width(self) -> int:
        """Cells of a row."""
        return self.output.get_size().columns

    @property
    def height(self) -> int:
        """Rows."""
        return self.output.get_size().rows

    @property
    def keys_text(self) -> str:
        """What can be pressed."""
        return keys_text()

    def show(self, lines: list[Line]) -> None:
        """Print above what is being typed; while the terminal is somebody else's, afterwards."""
        if self._is_aside:
            self._held += lines
        else:
            self._write(self._painter.paint(lines))

    def _write(self, text: str) -> None:
        drawn = self.app.is_running and not self.app.is_done
        if drawn:
            self.app.renderer.erase()
        self.output.write_raw(text)
        self.output.flush()
        if drawn:  # at once: the line must not be gone until the loop has time
            self.app.renderer.render(self.app, self.app.layout)

    def page(self, lines: Iterator[Line]) -> None:
        """Print, or hand to a pager what is longer than the screen."""
        shown, rest = first_rows(lines, self.repl.look.rows, self.width)
        command = pager_command(os.environ) if self.repl.console.settings.pager else ""
        if rest is None:
            self.show(shown)
        elif command:
            self.repl.console.beside(self._page(command, chain(shown, rest)))
        else:
            self.repl.console.beside(self._print_all(chain(shown, rest)))

    async def _page(self, command: str, lines: Iterator[Line]) -> None:
        paint = self._painter.paint if shows_colours(command, os.environ) else unpainted
        async with self._stand_aside():
            problem = await run_pager(command, (paint([line]).replace("\r", "") for line in lines))
        if problem:
            self.repl.say(problem, "error")

    async def _print_all(self, lines: Iterator[Line]) -> None:
        while some := list(islice(lines, LINES_AT_ONCE)):
            self.show(some)
            await asyncio.sleep(0)

    def put(self, text: str) -> None:
        """Put a text where one types; what stands there stays to be read."""
        if self.buffer.text.strip():
            self.show(self._as_typed(self.buffer.text, " (put aside)"))
        self.buffer.document = Document(text)
        self.app.invalidate()

    def copy(self, text: str) -> bool:
        """By way of the terminal (OSC 52), over ssh too."""
        coded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
        self.output.write_raw(f"\x1b]52;c;{coded}\x07")
        self.output.flush()
        return True

    def show_code(self, rows: list[str]) -> None:
        """Dark on light whatever the theme; without colours the other way round, for the ground is most likely dark."""
        swap = str.maketrans(" █▀▄", "█ ▄▀")
        plain = self._painter.paint([[("class:qr", "x")]]) == "x\r\n"
        self.show([[("class:qr", row.translate(swap) if plain else row)] for row in rows])

    def use_theme(self, theme: themes.Theme) -> None:
        """Change the colours of what is drawn from here on."""
        self._painter = Painter(theme, self._painter.depth)
        self.app.invalidate()

    def use_vi(self, *, on: bool) -> None:
        """Edit with vi's keys from the next key on, or with emacs's."""
        self.app.editing_mode = EditingMode.VI if on else EditingMode.EMACS
        self.app.invalidate()

    def ask(self, question: str, then: Callable[[], None]) -> None:
        """Ask below the line; `answer` is called with what was pressed."""
        self.question = (question, then)
        self.app.invalidate()

    def answer(self, *, yes: bool) -> None:
        """Take the answer to what was asked."""
        if self.question is not None:
            _, then = self.question
            self.question = None
            if yes:
                then()

    def bell(self) -> None:
        """Ring."""
        self.output.bell()

    def refresh(self) -> None:
        """Draw what stands around the line anew."""
        self.app.invalidate()

    def leave(self) -> None:
        """Take no more lines."""
        if self.app.is_running and not self.app.is_done:
            self.app.exit()

    async def run(self) -> None:
        """Take lines until `leave`. The session begins when the prompt is there."""
        self.show(self.repl.greeting())
        loop = asyncio.get_running_loop()
        ticking = loop.create_task(self._tick())
        drawn = self.app.after_render

        def first_drawn(_: object) -> None:
            drawn.remove_handler(first_drawn)
            loop.call_soon(self.repl.begin)

        drawn.add_handler(first_drawn)
        loop.add_signal_handler(signal.SIGINT, self._interrupted)
        try:
            with patch_stdout(), contextlib.suppress(EOFError):  # the terminal was closed
                await self.app.run_async(handle_sigint=False, set_exception_handler=False)
        finally:
            ticking.cancel()

    async def _tick(self) -> None:
        """Times run while something is pending, and the clock does always."""
        while True:
            for _ in range(40):
                await asyncio.sleep(SPIN_S)
                if self.repl.console.pending or self.repl.waiting:
                    self.app.invalidate()
            self.app.invalidate()

    @contextlib.asynccontextmanager
    async def _stand_aside(self) -> AsyncIterator[None]:
        """Leave the terminal to another program; what is to be printed meanwhile is printed afterwards."""
        async with self._aside:
            self._is_aside = True
            try:
                async with in_terminal():
                    yield
            finally:
                self._is_aside = False
                held, self._held = self._held, []
                if held:
                    self.show(held)

    async def edit(self, text: str, suffix: str) -> tuple[str, str]:
        """Hand a text to the user's editor."""
        async with self._stand_aside():
            return await asyncio.to_thread(edit_text, text, suffix)

    # The line

    def run_line(self, text: str) -> None:
        """Run a line that was not typed."""
        with contextlib.suppress(LanguageError):
            self.repl.take(text, typed=False)

    def edit_line(self) -> None:
        """What is typed, in the user's editor; it comes back to be run."""

        async def edit() -> None:
            text, problem = await self.edit(self.buffer.text, ".smooth")
            if problem:
                self.repl.say(problem, "error")
            else:
                self.buffer.document = Document(text.removesuffix("\n"))

        self.repl.console.beside(edit())

    def interrupt(self) -> None:
        """Give up what is typed, and leave it on the screen; else what is waited for."""
        if self.buffer.text:
            self._leave_behind(self._as_typed(self.buffer.text, "^C"))
            self.repl.give_up_line()
        else:
            self._hint = self.repl.cancel()
            self.app.invalidate()

    def _interrupted(self) -> None:
        """SIGINT while the terminal is not in our hands is for the program that has it."""
        if not self._is_aside:
            self.interrupt()

    def _accept(self, buffer: Buffer) -> bool:
        """Hand over a line; one with a mistake in it stays. True: what becomes of the text has been seen to."""
        text = buffer.text
        typed = self._as_typed(text)
        try:
            if text.strip():
                self.repl.take(text)
        except LanguageError as problem:
            self._problem = (text, problem.problem)
            buffer.cancel_completion()
            buffer.cursor_position = min(problem.problem.start, len(text))
        else:
            self._leave_behind(typed)
        return True

    def _leave_behind(self, typed: list[Line]) -> None:
        """The line is over: it stays on the screen, and the prompt below is empty."""
        self.buffer.reset()
        self.show(typed)

    def _changed(self, _: object) -> None:
        self._hint = ""
        if self._problem is not None and self._problem[0] != self.buffer.text:
            self._problem = None

    def _as_typed(self, text: str, end: str = "") -> list[Line]:
        """The prompt and the line, as they stay on the screen."""
        shown = self._lexer.lines(sanitise(self.repl.console.secrets.redact(text)))
        lines = [[*self._prefix(number, 0), *line] for number, line in enumerate(shown)]
        lines[-1].append(("class:muted", end))
        return lines

    # What is drawn

    def _prefix(self, number: int, wraps: int) -> Line:
        first = f"{self.repl.number}{self.glyphs.prompt} "
        if number == 0 and not wraps:
            return [("class:prompt", first)]
        return [("class:continuation", ("" if wraps else self.glyphs.notices["info"]).rjust(len(first) - 1) + " ")]

    def _above(self) -> list[Line]:
        """The line that runs, when it takes long, and those that wait behind it."""
        lines, now = self.repl.waiting, asyncio.get_running_loop().time()
        running = lines[0] if lines else ""
        if running != self._running_line:
            self._running_line, self._running_since = running, now
        parts = []
        if running and running != self.repl.first_line and now - self._running_since > RUNS_LONG_S:
            parts.append(f"runs: {running}")
        if len(lines) > 1:
            parts.append(f"{'waits' if len(lines) == 2 else 'wait'}: " + " · ".join(line[:200] for line in lines[1:5]))
        if not parts:
            return []
        said = sanitise_line(self.repl.console.secrets.redact("  ".join(parts)))
        return [[("class:muted", cells.cut(said, self.width))]]

    def _below(self) -> list[Line]:
        """What is asked, or wrong, or to be known."""
        if self.question is not None:
            return [[("class:warning", f"{self.question[0]} [y/N]")]]
        if self._problem is not None:
            text, problem = self._problem
            prompt = cells.width(self._prefix(0, 0)[0][1])
            return problem_lines(text, str(problem), problem.start, problem.end, self.repl.look, prompt=prompt)
        return [[("class:muted", self._hint)]] if self._hint else []

    def _toolbar(self) -> Line:
        vi = self.app.editing_mode is EditingMode.VI
        mode = f"vi {self.app.vi_state.input_mode.value.removeprefix('vi-')}" if vi else ""
        return toolbar(self.repl.console, self.glyphs, self.width, mode=mode, stage=self.repl.stage)


def _theme(chosen: str) -> themes.Theme:
    try:
        return themes.load_theme(first_theme(chosen, os.environ))
    except themes.ThemeError:
        return themes.load_theme(themes.DEFAULT)
