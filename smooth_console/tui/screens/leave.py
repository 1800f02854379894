"""Asked before leaving when something would be lost."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class LeaveScreen(ModalScreen[bool]):
    """Gives whether to leave."""

    DEFAULT_CSS = """
    LeaveScreen { align: center middle; background: $background 60%; }
    LeaveScreen > Vertical { width: 60; height: auto; background: $surface; border: round $warning; padding: 1 2; }
    LeaveScreen Horizontal { height: 3; margin-top: 1; }
    LeaveScreen Button { margin-right: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "stay", "stay", priority=True),
        Binding("y,ctrl+q", "leave", "leave", priority=True),
    ]

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def compose(self) -> ComposeResult:
        """The question and its two answers."""
        with Vertical():
            yield Static(self._what, markup=False)
            with Horizontal():
                yield Button("Stay  Esc", variant="primary", id="stay")
                yield Button("Leave  y", id="leave")

    @on(Button.Pressed, "#stay")
    def action_stay(self) -> None:
        """Stay."""
        self.dismiss(False)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(True)
