"""A text over the main screen: help, status, a long listing. Esc goes back, y copies it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class TextScreen(ModalScreen[None]):
    """Shows text that is clean already, as it stands."""

    DEFAULT_CSS = """
    TextScreen { align: center middle; background: $background 60%; }
    TextScreen > Vertical {
        width: 90%; max-width: 110; height: auto; max-height: 90%;
        background: $surface; border: round $accent; padding: 0 1;
    }
    TextScreen VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    TextScreen #hint { height: 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "back"),
        Binding("y", "copy", "copy"),
    ]

    def __init__(self, title: str, text: str | Content) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """A box with a title, the text, and how to leave."""
        with Vertical() as box:
            box.border_title = Content(self._title).markup.replace("[", r"\[") if "[" in self._title else self._title
            with VerticalScroll():
                yield Static(self._text, markup=False)
            yield Static("Esc back   y copy", id="hint", markup=False)

    def on_mount(self) -> None:
        """Scrolling works at once."""
        self.query_one(VerticalScroll).focus()

    async def action_dismiss(self, result: None = None) -> None:
        """Go back."""
        self.dismiss(result)

    def action_copy(self) -> None:
        """Copy the whole text."""
        self.app.copy_to_clipboard(str(self._text))
        self.notify("copied", timeout=2)
