"""The result pane: what came of the selected entry, as tree, text or table; what was sent; what was checked."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.output.cells import cut, width
from smooth_console.output.paths import Step, steps_at
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.tables import find_table
from smooth_console.session.event_state import EventState
from smooth_console.tui.rows import Check, ResultData
from smooth_console.tui.widgets.check_list import CheckList
from smooth_console.tui.widgets.failure_view import FailureView
from smooth_console.tui.widgets.json_tree import JsonTree
from smooth_console.tui.widgets.json_view import JsonView
from smooth_console.tui.widgets.tab_bar import TabBar
from smooth_console.tui.widgets.table_view import TableView
from smooth_console.tui.widgets.text_lines import TextLines

TABS = ("Tree", "Text", "Table", "Request", "Checks")
MOST_STEPS = 12
_TITLE_LOOKS = {"ok": "$success", "call": "$warning", "pending": "$accent", "sending": "$accent"}
_EMPTY = (
    "\n[b]Nothing to show yet.[/b]\n"
    "[$text-muted]The answer of the entry that is selected in the timeline shows here.[/]"
)


class ResultTitle(Static):
    """Which entry this is, and what came of it, on one line."""

    DEFAULT_CSS = """
    ResultTitle { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__("", markup=False)
        self._glyphs = glyphs
        self._data: ResultData | None = None

    def show(self, data: ResultData | None) -> None:
        """Show what is known of an entry."""
        self._data = data
        self.refresh()

    def render(self) -> Content:
        """As much of it as there is room for: a long line gives way to what came of it."""
        return title_content(self._data, self._glyphs, self.size.width)


class Result(Vertical):
    """The pane."""

    DEFAULT_CSS = """
    Result {
        height: 1fr;
        & > ContentSwitcher { height: 1fr; }
        & .result--facts { height: auto; max-height: 50%; padding: 0 1 1 1; }
        & .result--empty { height: 1fr; padding: 0 1; display: none; }
        &.-empty .result--empty { display: block; }
        &.-empty > ContentSwitcher { display: none; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "tab(-1)", "Tab before", id="result.tab_before", show=False),
        Binding("right_square_bracket", "tab(1)", "Next tab", id="result.tab_next", show=False),
        *(Binding(str(at + 1), f"to_tab({at})", name, show=False) for at, name in enumerate(TABS)),
    ]

    class TabChanged(Message):
        """Another tab shows.

        Attributes:
            name: Its name.
        """

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class PlaceAsked(Message):
        """Somebody wants to see what the schema says of a value.

        Attributes:
            place: The JSON Pointer of the part of the schema.
        """

        def __init__(self, place: str) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._glyphs = glyphs
        self._data: ResultData | None = None
        self._checks: Sequence[Check] = ()
        self._stale: set[str] = set()

    def compose(self) -> ComposeResult:
        """Title, tabs, error and the views."""
        yield ResultTitle(self._glyphs)
        yield TabBar(TABS)
        yield FailureView(glyphs=self._glyphs)
        yield Static("", classes="result--empty")
        with ContentSwitcher(initial="Tree"):
            yield JsonView(glyphs=self._glyphs, id="Tree")
            yield TextLines(id="Text")
            yield TableView(id="Table")
            with Vertical(id="Request"):
                yield Static("", markup=False, classes="result--facts")
                yield JsonView(glyphs=self._glyphs)
            yield CheckList(id="Checks")

    def on_mount(self) -> None:
        """Nothing to show yet."""
        for view in self.query(TableView):
            view.glyphs = self._glyphs
        for checks in self.query(CheckList):
            checks.glyphs = self._glyphs
        self._present()

    # What is shown

    @property
    def data(self) -> ResultData | None:
        """What is shown now."""
        return self._data

    @property
    def tab(self) -> str:
        """The name of the tab that shows."""
        return TABS[self.query_one(TabBar).active]

    def show(self, data: ResultData | None) -> None:
        """Show an entry; None empties the pane. The same value shown again keeps what was opened and where one was."""
        before, self._data = self._data, data
        same = before is not None and data is not None and before.title == data.title
        stale = {"Tree", "Text", "Table", "Request"}
        if same and before is not None and data is not None:
            if before.has_value and data.has_value and before.value is data.value:
                stale -= {"Tree", "Text", "Table"}
            if before.request == data.request and before.steps == data.steps:
                stale -= {"Request"}
        self._stale |= stale
        if not same:
            self.set_checks(())
        if self.is_mounted:
            self._present()

    def set_checks(self, checks: Sequence[Check]) -> None:
        """Fill the Checks tab, and mark the values that have errors or warnings in the tree."""
        self._checks = checks
        if not self.is_mounted:
            return
        self.query_one(CheckList).show(checks)
        wrong = sum(check.level in ("error", "warning") for check in checks)
        self.query_one(TabBar).badge(TABS.index("Checks"), str(wrong) if wrong else "")
        self._mark()

    def show_tab(self, name: str) -> None:
        """Show a tab by its name; the focus stays in the pane if it is there."""
        focused = self.has_focus_within
        self.query_one(TabBar).active = TABS.index(name)
        self.query_one(ContentSwitcher).current = name
        self._fill()
        if focused:
            self.focus()
        self.post_message(self.TabChanged(name))

    def reveal(self, steps: tuple[Step, ...]) -> bool:
        """Show a value in the tree; False when it is not there."""
        self.show_tab("Tree")
        return self._tree.reveal(steps)

    def focus(self, scroll_visible: bool = True) -> "Result":
        """Give the view that shows the focus."""
        view = self.query_one(f"#{self.tab}", Widget)
        (view.query_one(JsonView) if self.tab == "Request" else view).focus(scroll_visible)
        return self

    # Filling

    def _present(self) -> None:
        data = self._data
        self.query_one(ResultTitle).show(data)
        failure = data.failure if data else None
        self.query_one(FailureView).show(failure if self.tab != "Request" else None)
        self._fill()

    def _fill(self) -> None:
        data, tab = self._data, self.tab
        about_value = tab in ("Tree", "Text", "Table")
        bare = data is None or (about_value and not data.has_value)
        self.set_class(bare, "-empty")
        failure = data.failure if data and tab != "Request" else None
        self.query_one(FailureView).show(failure)
        self.query_one(".result--empty", Static).update(self._empty_content() if failure is None else "")
        if bare or data is None or tab not in self._stale:
            return
        self._stale.discard(tab)
        if tab == "Tree":
            self._tree.show(data.value)
            self._mark()
        elif tab == "Text":
            self.query_one(TextLines).show(data.value)
        elif tab == "Table":
            self.query_one(TableView).show(find_table(data.value))
        elif tab == "Request":
            self.query_one(".result--facts", Static).update(facts_content(data.facts))
            shown = {"sent": data.request, "steps": list(data.steps)} if data.steps else data.request
            self.query_one("#Request JsonView", JsonView).show(shown)

    @property
    def _tree(self) -> JsonView:
        return self.query_one("#Tree", JsonView)

    def _mark(self) -> None:
        if "Tree" not in self._stale:
            marks = {
                check.pointer: (self._glyphs.notices[check.level], check.level, check.message)
                for check in reversed(self._checks)
                if check.level in ("error", "warning")
            }
            self._tree.set_marks(marks)

    def _empty_content(self) -> Content:
        data = self._data
        if data is None:
            return Content.from_markup(_EMPTY)
        waiting = data.state not in (EventState.OK, EventState.ERROR, EventState.REJECTED, EventState.LOST)
        words = "No answer yet." if waiting else "There was no output."
        head = Content.from_markup("\n[b]$words[/b]\n[d]4 shows what was sent.[/d]", words=words)
        return Content("\n").join([head, *steps_content(data.steps)])

    # Keys and mouse

    def action_tab(self, by: int) -> None:
        """To the tab beside."""
        self.show_tab(TABS[(TABS.index(self.tab) + by) % len(TABS)])

    def action_to_tab(self, at: int) -> None:
        """To a tab by its place."""
        self.show_tab(TABS[at])

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """A click on a tab shows it."""
        event.stop()
        self.show_tab(TABS[event.place])
        self.focus()

    def on_table_view_row_opened(self, event: TableView.RowOpened) -> None:
        """A row is looked into in the tree."""
        event.stop()
        self.reveal(event.steps)
        if not self._tree.tree_lines.node.open:
            self._tree.tree_lines.action_fold()

    def on_check_list_opened(self, event: CheckList.Opened) -> None:
        """A check leads to its value, or as near as there is one, and to what the schema says of it."""
        event.stop()
        if event.place:
            self.post_message(self.PlaceAsked(event.place))
        if self._data is not None and self._data.has_value:
            self.reveal(_nearest_steps(self._data.value, event.pointer))

    def on_json_tree_string_opened(self, event: JsonTree.StringOpened) -> None:
        """A string is shown whole in the Text tab."""
        event.stop()
        self.show_tab("Text")
        self._stale.add("Text")
        self.query_one(TextLines).show(event.text)


def title_content(data: ResultData | None, glyphs: Glyphs, room: int) -> Content:
    """The title: which entry, the sign of its state, and what came of it.

    Args:
        data: What is shown; None is nothing.
        glyphs: The signs.
        room: Cells there are. The name of the entry is cut for what came of it, but not below a third.
    """
    if data is None:
        return Content("")
    look = _TITLE_LOOKS.get(data.state if isinstance(data.state, str) else data.state.value, "$error")
    said = f"{glyphs.states[data.state]} {sanitise_line(data.summary)}" if data.summary else ""
    name = cut(sanitise_line(data.title), max(room - width(said) - 2, room // 3) if said else room)
    return Content.assemble((name, "bold"), "  " if said else "", (said, look))


def steps_content(steps: Sequence[str]) -> list[Content]:
    """The latest steps of a run, the last of them as the one that it is at; nothing where there are none."""
    shown = [sanitise_line(step) for step in steps[-MOST_STEPS:]]
    return [Content(""), *(Content.styled(step, "$text-muted") for step in shown[:-1]), *map(Content, shown[-1:])]


def facts_content(facts: Sequence[tuple[str, str]]) -> Content:
    """Names and values, one under the other."""
    widest = max((width(name) for name, _ in facts), default=0)
    lines = [
        Content.assemble((f"{sanitise_line(name):<{widest}}  ", "$text-muted"), sanitise_line(value))
        for name, value in facts
    ]
    return Content("\n").join(lines)


def _nearest_steps(value: object, pointer: str) -> tuple[Step, ...]:
    """The steps of a pointer, or of the nearest thing around it that is there: what is missing has no line."""
    while pointer:
        try:
            return steps_at(value, pointer)
        except (LookupError, ValueError):
            pointer = pointer.rpartition("/")[0]
    return ()
