"""A form for a tool call: what the agent asks, and the answer. The line it makes goes the way every line goes."""

import json
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static, TextArea

from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.session import Entry


class ReplyScreen(ModalScreen[str | None]):
    """Gives the line to run, or None when nothing is to be answered now."""

    DEFAULT_CSS = """
    ReplyScreen { align: center middle; background: $background 60%; }
    ReplyScreen > Vertical {
        width: 90%; max-width: 90; height: auto; max-height: 95%;
        background: $surface; border: round $accent; padding: 0 1;
    }
    ReplyScreen VerticalScroll { height: auto; max-height: 8; }
    ReplyScreen TextArea { height: 7; border: round $border-blurred; }
    ReplyScreen TextArea:focus { border: round $accent; }
    ReplyScreen Horizontal { height: 3; }
    ReplyScreen Button { margin-right: 2; }
    ReplyScreen #problem { color: $error; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "not now", priority=True),
        Binding("f5,ctrl+enter", "send", "send", priority=True),
    ]

    def __init__(self, call: Entry, asked: str) -> None:
        """Ask for the answer to a call.

        Args:
            call: The call's entry.
            asked: Its input as text, secrets hidden.
        """
        super().__init__()
        self._call = call
        self._asked = asked

    def compose(self) -> ComposeResult:
        """The question above, the answer below."""
        assert self._call.call is not None
        name = sanitise_line(self._call.call.name)
        with Vertical() as box:
            box.border_title = f"Call {self._call.n}"
            yield Static(Content.assemble("The agent calls ", (name, "bold $accent"), " with"), markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(sanitise(self._asked), markup=False)
            yield Static("Answer: JSON, or words", markup=False)
            yield TextArea("", language="json", show_line_numbers=False, tab_behavior="focus")
            yield Static("", id="problem", markup=False)
            with Horizontal():
                yield Button("Send  F5", variant="primary", id="send")
                yield Button("It failed (400)", variant="error", id="failed")
                yield Button("Not now  Esc", id="leave")

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(TextArea).focus()

    @on(Button.Pressed, "#send")
    def action_send(self) -> None:
        """Answer that it worked."""
        text = self.query_one(TextArea).text.strip()
        if text[:1] in ("{", "["):
            try:
                json.loads(text)
            except ValueError as problem:
                self.query_one("#problem", Static).update(Content(f"not JSON: {problem}"))
                return
        self.dismiss(f"reply {self._call.n} -- {text}" if text else f"reply {self._call.n}")

    @on(Button.Pressed, "#failed")
    def action_fail(self) -> None:
        """Answer that the tool could not do it, and why."""
        text = self.query_one(TextArea).text.strip() or "the tool failed"
        self.dismiss(f"reply {self._call.n} --error 400 -- {text}")

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Leave the call as it is."""
        self.dismiss(None)
