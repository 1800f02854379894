"""What a first screen says: three lines to try, until something was sent. Enter on one runs it."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from smooth_console.output.sanitise import sanitise_line


class Welcome(Vertical):
    """Stands in place of the result until there is one."""

    DEFAULT_CSS = """
    Welcome { padding: 1 2; height: 1fr; }
    Welcome OptionList { height: auto; max-height: 12; border: none; background: transparent; padding: 0; margin: 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    class Chosen(Message):
        """A line is to be run."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    def __init__(self, lines: Sequence[tuple[str, str]]) -> None:
        super().__init__(id="welcome")
        self._lines = list(lines)

    def compose(self) -> ComposeResult:
        """A heading, the lines, and where to find more."""
        yield Static(Content.assemble(("One live browser session. ", "bold"), "Try one of these:"), markup=False)
        yield OptionList(*self._options())
        more = "Enter runs the line that is marked. F1 is help; Tab completes; F5 runs what the editor shows."
        yield Static(Content(more).stylize("$text-muted"), markup=False)

    def offer(self, lines: Sequence[tuple[str, str]]) -> None:
        """Put lines before those that are there; the mark stays where it is."""
        options = self.query_one(OptionList)
        marked = options.highlighted
        self._lines[:0] = lines
        options.set_options(self._options())
        if marked is not None:
            options.highlighted = marked + len(lines)
        options.scroll_home(animate=False)

    def _options(self) -> list[Option]:
        return [
            Option(
                Content.assemble((sanitise_line(line), "$accent"), (f"\n  {sanitise_line(what)}", "$text-muted")),
                id=str(n),
            )
            for n, (line, what) in enumerate(self._lines)
        ]

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self._lines[int(event.option.id or 0)][0]))
