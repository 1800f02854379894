"""A text area for code: a place in it can be marked as wrong, and large texts go without colours."""

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

LARGE = 100_000
"""Characters above which highlighting is off: each key would parse the whole text."""


class CodeArea(TextArea):
    """One editor. `mark` is (line, column, end column) from 0, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "release_tab", "Leave", id="editor.leave", show=False),
    ]

    def __init__(self, text: str, language: str, *, id: str) -> None:
        super().__init__(
            text,
            language=language if len(text) <= LARGE else None,
            id=id,
            show_line_numbers=True,
            tab_behavior="indent",
            soft_wrap=False,
        )
        self._language_wanted = language
        self.indent_width = 2
        self.mark: tuple[int, int, int] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it goes without colours."""
        return not self.is_syntax_aware

    def fit_language(self) -> None:
        """Colours on or off, by the size of the text."""
        wanted = self._language_wanted if len(self.text) <= LARGE else None
        if self.language != wanted:
            self.language = wanted

    def set_mark(self, mark: tuple[int, int, int] | None) -> None:
        """Underline a place, or none."""
        if mark != self.mark:
            self.mark = mark
            self._line_cache.clear()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        if self.mark is not None and self.mark[0] == line_index:
            _, start, end = self.mark
            line.stylize(Style(underline=True, bold=True, reverse=True), start, max(end, start + 1))
        return line

    def action_release_tab(self) -> None:
        """The next Tab goes to the next pane."""
        self.tab_behavior = "focus"

    async def _on_key(self, event: events.Key) -> None:
        if event.key not in ("tab", "shift+tab", "escape"):
            self.tab_behavior = "indent"
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            row, column = self.cursor_location
            before = str(self.document.get_line(row))[:column]
            indent = before[: len(before) - len(before.lstrip())]
            deeper = "  " if before.rstrip().endswith(("{", "[", "(")) else ""
            self._replace_via_keyboard("\n" + indent + deeper, *self.selection)
            return
        await super()._on_key(event)
