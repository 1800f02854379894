"""A JSON tree with a line under it: where the cursor is, and the search."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.output.paths import Step
from smooth_console.tui.widgets.foot_line import FootLine, FootNote, Span
from smooth_console.tui.widgets.json_tree import MOST_HITS, JsonTree


class JsonView(Vertical):
    """The tree, and its line."""

    DEFAULT_CSS = """
    JsonView { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("slash", "search", "Search", id="value.search", show=False)]

    def __init__(
        self, value: Any = None, *, glyphs: Glyphs = UNICODE, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.tree_lines = JsonTree(value)
        self.tree_lines.glyphs = glyphs

    def compose(self) -> ComposeResult:
        """The tree, and its line."""
        yield self.tree_lines
        yield FootLine("search: ", "keys and values; Enter, then n and N")

    def on_mount(self) -> None:
        """Say where the cursor is."""
        self._note()

    def show(self, value: Any) -> None:
        """Show another value."""
        self.query_one(FootLine).put("")
        self.tree_lines.show(value)

    def set_marks(self, marks: Mapping[str, tuple[str, str, str]]) -> None:
        """Put signs beside values: see `JsonTree.set_marks`."""
        self.tree_lines.set_marks(marks)

    def reveal(self, steps: tuple[Step, ...]) -> bool:
        """Put the cursor on a value; False when it is not there."""
        return self.tree_lines.reveal(steps)

    def focus(self, scroll_visible: bool = True) -> "JsonView":
        """Give the tree the focus."""
        self.tree_lines.focus(scroll_visible)
        return self

    def action_search(self) -> None:
        """Open the search."""
        self.query_one(FootLine).open()

    def on_foot_line_changed(self, event: FootLine.Changed) -> None:
        """Look as one types."""
        event.stop()
        self.tree_lines.search(event.text)

    def on_foot_line_closed(self, event: FootLine.Closed) -> None:
        """Back to the tree; Esc ends the search."""
        event.stop()
        if not event.kept:
            self.tree_lines.search("")
        self.tree_lines.focus()
        self._note()

    def on_foot_note_clicked(self, event: FootNote.Clicked) -> None:
        """A click on the line searches."""
        event.stop()
        self.action_search()

    def on_json_tree_changed(self, event: JsonTree.Changed) -> None:
        """Keep the line true."""
        event.stop()
        self._note()

    def _note(self) -> None:
        tree = self.tree_lines
        right: list[Span] = [("search: /", "muted")]
        if tree.wanted:
            found = f"{len(tree.hits):,}{'+' if tree.searching or len(tree.hits) >= MOST_HITS else ''}"
            if tree.hits:
                right = [(f"{tree.hit_at + 1:,} of {found}", "accent")]
            elif tree.searching:
                right = [("looking…", "muted")]
            else:
                right = [("not found", "warning")]
        self.query_one(FootLine).note([(tree.path, "muted")], right)
