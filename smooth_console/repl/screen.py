"""What a terminal has to offer to this front end: a full one (`prompt`), or one that can only print (`plain`)."""

from collections.abc import Callable, Iterator
from typing import Protocol

from smooth_console.console.glyphs import Glyphs
from smooth_console.output.themes import Theme
from smooth_console.repl.lines import Line


class Screen(Protocol):
    """Where lines are printed and typed. All calls come on the event loop."""

    glyphs: Glyphs

    @property
    def width(self) -> int:
        """Cells of a row."""

    @property
    def height(self) -> int:
        """Rows."""

    @property
    def keys_text(self) -> str:
        """What can be pressed."""

    def show(self, lines: list[Line]) -> None:
        """Print above what is being typed."""

    def page(self, lines: Iterator[Line]) -> None:
        """Print, or hand to a pager what is longer than the screen. Lines are made as they are read."""

    def put(self, text: str) -> None:
        """Put a text where one types."""

    def copy(self, text: str) -> bool:
        """Put a text on the clipboard; whether that can be tried here."""

    def show_code(self, rows: list[str]) -> None:
        """Print a QR code so that it can be read from the screen."""

    def use_theme(self, theme: Theme) -> None:
        """Change the colours."""

    def use_vi(self, *, on: bool) -> None:
        """Edit with vi's keys, or with emacs's."""

    def ask(self, question: str, then: Callable[[], None]) -> None:
        """Ask something that is answered with y; anything else is no."""

    def bell(self) -> None:
        """Ring."""

    def refresh(self) -> None:
        """Something has changed that is shown around the prompt."""

    def leave(self) -> None:
        """Take no more lines."""

    async def edit(self, text: str, suffix: str) -> tuple[str, str]:
        """Hand a text to the user's editor; the text as it was left, and what went wrong ("" is nothing)."""

    async def run(self) -> None:
        """Take lines until `leave`."""
