"""A Textual application with the widgets of the console and nothing behind them: the least that such a screen costs.

`python -m bench.bare_app [URL]`: with an address it also opens that page, with bare Playwright in a process of its own,
and says "running" when the page is there. It shares no code with the console.
"""

import asyncio
import sys
from typing import ClassVar

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Footer, Input, OptionList, Static, TabbedContent, TabPane, TextArea, Tree

SCHEMA = '{\n  "type": "array",\n  "items": {"type": "object", "properties": {"name": {"type": "string"}}}\n}\n'
SNIPPET = "const cards = document.querySelectorAll('article');\ncards.length\n"
KEYS = (("f5", "run editor"), ("f1", "help"), ("f9", "zoom"), ("ctrl+p", "commands"))


class Lines(ScrollView):
    """A list that draws only the lines that show."""

    def on_mount(self) -> None:
        """A few lines."""
        self.virtual_size = Size(80, 100)

    def render_line(self, y: int) -> Strip:
        """One line."""
        return Strip([Segment(f" {y + 1:>3} a line".ljust(self.size.width))])


class Foot(Horizontal):
    """The last line of a pane: a note at the left, one at the right, and a field that does not show."""

    def compose(self) -> ComposeResult:
        """Its parts."""
        yield Static("/ filters")
        yield Input(classes="hidden")
        yield Static("")


class BareApp(App[None]):
    """What the console shows on its first screen, widget for widget, and the tree and the table of its result."""

    CSS = """
    #header { height: 1; background: $panel; padding: 0 1; }
    #panes { height: 1fr; }
    .pane { border: round $surface; border-title-align: left; }
    .pane:focus-within { border: round $accent; }
    #list { width: 40%; }
    #splitter { width: 1; }
    #right { width: 1fr; }
    #result { height: 55%; }
    #editor { height: 1fr; }
    Lines, TabbedContent { height: 1fr; }
    Foot { height: 1; }
    Foot Static { width: 1fr; }
    OptionList { height: auto; max-height: 6; border: none; }
    Input { height: 1; border: none; }
    TabPane { padding: 0; }
    TextArea { border: none; padding: 0; height: 1fr; }
    .hidden { display: none; }
    #command { height: auto; }
    #command Static { width: 2; }
    #line { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, "nothing", what, priority=True) for key, what in KEYS),
        Binding("ctrl+q", "quit", "quit", priority=True),
    ]

    def __init__(self, url: str | None) -> None:
        super().__init__()
        self.url = url

    def compose(self) -> ComposeResult:
        """The panes."""
        yield Static("bare", id="header")
        with Horizontal(id="panes"):
            with Vertical(id="list", classes="pane") as pane:
                pane.border_title = "Timeline"
                yield Lines()
                yield Foot()
            yield Widget(id="splitter")
            with Vertical(id="right"):
                with Vertical(id="result", classes="pane") as pane, ContentSwitcher(initial="welcome"):
                    pane.border_title = "Result"
                    with Vertical(id="welcome"):
                        yield Static("Try one of these:")
                        yield OptionList("one line to try", "another line", "a third line")
                        yield Static("Enter runs the line that is marked.")
                    with Vertical(id="value"):
                        yield Static("title")
                        yield Tree("value")
                        yield Lines()
                        yield Foot()
                with Vertical(id="editor", classes="pane") as pane:
                    pane.border_title = "Editor"
                    with TabbedContent():
                        with TabPane("Schema"):
                            yield Input(placeholder="words")
                            yield TextArea.code_editor(SCHEMA, language="json")
                        with TabPane("JavaScript"):
                            yield TextArea.code_editor(SNIPPET, language="javascript")
                    yield Static("no mistake")
        with Horizontal(id="command"):
            yield Static(">")
            yield TextArea(id="line")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Typing goes to the line; the browser comes after the first frame, as in the console."""
        self.query_one("#line").focus()
        if self.url:
            self.call_after_refresh(self.run_worker, self.open_page(self.url))

    async def open_page(self, url: str) -> None:
        """Have another process open the page, and say when it is there."""
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.bare_browser", url),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert child.stdout is not None
        await child.stdout.readline()
        self.query_one("#header", Static).update("bare ● running")


if __name__ == "__main__":
    BareApp(sys.argv[1] if len(sys.argv) > 1 else None).run()
