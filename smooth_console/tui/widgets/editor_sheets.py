"""The texts that are open in the editor, one behind each tab, and those that were closed. It checks nothing."""

from collections.abc import Callable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import AwaitMount
from textual.widgets import ContentSwitcher

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.tui.drafts import Draft, Drafts
from smooth_console.tui.widgets.editor_check import Kind
from smooth_console.tui.widgets.editor_sheet import Sheet
from smooth_console.tui.widgets.editor_tabs import SheetTab, SheetTabs
from smooth_console.tui.widgets.tab_bar import TabBar

MOST_CLOSED = 20
"""Closed texts that are kept; with one more the oldest goes."""


class Sheets(Vertical):
    """Tabs with their texts. There is always one; each is drawn when it is first shown.

    Attributes:
        sheets: In the order of their tabs.
        shown: The one that one sees.
    """

    DEFAULT_CSS = """
    Sheets { height: 1fr; }
    Sheets ContentSwitcher { height: 1fr; }
    """

    class Shown(Message):
        """Another text is shown."""

    def __init__(self, drafts: Drafts, ask: Callable[[str], None], *, glyphs: Glyphs = UNICODE) -> None:
        """Take the texts; `ask` is called with what a key in one of them means."""
        super().__init__()
        self._ask, self._glyphs = ask, glyphs
        self._made = 0
        self._drawn: AwaitMount | None = None
        self.sheets: list[Sheet] = []
        for draft in drafts.tabs:
            self.sheets.append(self._make(draft))
        self.shown = self.sheets[drafts.shown]
        self._put_away: list[Sheet] = [self._make(draft) for draft in drafts.closed]
        self._tabs = SheetTabs(glyphs, id="editor-tabs")
        self._texts = ContentSwitcher(self.shown, initial=self.shown.id)

    def compose(self) -> ComposeResult:
        """The tabs above what they show."""
        yield self._tabs
        yield self._texts

    def on_mount(self) -> None:
        """Names at once."""
        self.label()

    def _make(self, draft: Draft) -> Sheet:
        self._made += 1
        return Sheet(draft, self._ask, key=self._made, number=self._free_number(draft), glyphs=self._glyphs)

    def _free_number(self, draft: Draft) -> int:
        taken = {sheet.number for sheet in self.sheets if sheet.kind == draft.kind and not sheet.item}
        return next(number for number in range(1, len(taken) + 2) if number not in taken)

    def label(self) -> None:
        """Write in the tabs what is so now."""
        tabs = [SheetTab(sheet.kind, sheet.called, sheet.is_changed) for sheet in self.sheets]
        self._tabs.show(tabs, self.sheets.index(self.shown))

    # Finding

    def of_kind(self, kind: Kind) -> Sheet | None:
        """One of a kind: the one that is shown, if it is of that kind."""
        return next((sheet for sheet in (self.shown, *self.sheets) if sheet.kind == kind), None)

    def named(self, kind: Kind, item: str) -> Sheet | None:
        """The one that holds an item of the library."""
        return next((sheet for sheet in self.sheets if item and (sheet.kind, sheet.item) == (kind, item)), None)

    def with_text(self, kind: Kind, text: str) -> Sheet | None:
        """A draft that is just this text."""
        drafts = (sheet for sheet in (self.shown, *self.sheets) if sheet.kind == kind and not sheet.item)
        return next((sheet for sheet in drafts if sheet.text == text), None)

    def with_schema(self, text: str, item: str) -> list[Sheet]:
        """Those that hold a schema: as it is, what has become of it since it was run, or by its name in the library."""
        schemas, text = [sheet for sheet in self.sheets if sheet.kind == "schema"], text.strip()
        return [s for s in schemas if text in (s.text.strip(), s.ran.strip()) or (item and s.item == item)]

    def free(self, kind: Kind) -> Sheet | None:
        """A draft in whose place another text may come, as undo brings back what nobody touched."""
        sheets = [sheet for sheet in (self.shown, *self.sheets) if sheet.kind == kind]
        return next((sheet for sheet in sheets if sheet.is_free), None)

    # Opening and closing

    def show(self, sheet: Sheet) -> None:
        """Show one that is open."""
        self.shown = sheet
        if not self._texts.is_mounted:
            self.call_after_refresh(self.show, sheet)
            return
        if not sheet.is_attached:
            sheet.display = False
            if self._texts.children:
                sheet.area.look_like(self._texts.query_one(Sheet).area)
            self._drawn = self._texts.mount(sheet)
        self._texts.current = sheet.id
        self.label()
        self.post_message(self.Shown())

    async def take_keys(self) -> None:
        """Give the one that is shown the focus, once it is drawn: the next key is for it, however soon it comes."""
        if self._drawn is not None:
            await self._drawn
            self._drawn = None
        self.screen.set_focus(self.shown.area)

    def step(self, by: int) -> None:
        """Show the next one (1) or the one before (-1), round the end."""
        place = self.sheets.index(self.shown) + by
        self.show(self.sheets[place % len(self.sheets)])

    def add(self, draft: Draft) -> Sheet:
        """Open a text behind the one that is shown."""
        sheet = self._make(draft)
        self.sheets.insert(self.sheets.index(self.shown) + 1, sheet)
        self.show(sheet)
        return sheet

    def new(self) -> None:
        """A new draft of the kind that is shown; a blank one becomes one of the other kind."""
        blank = self.shown if self.shown.is_blank else None
        kind = self.shown.kind if blank is None else _other(self.shown.kind)
        self.add(Draft(kind, "", saved=""))
        if blank is not None:
            self._drop(blank)

    def close(self, sheet: Sheet) -> None:
        """Take one away. What stands nowhere else is kept, with its undo, until `reopen`."""
        place = self.sheets.index(sheet)
        if len(self.sheets) == 1:
            self.add(Draft(sheet.kind, "", saved="")).number = 1
        elif sheet is self.shown:
            self.show(self.sheets[place - 1] if place == len(self.sheets) - 1 else self.sheets[place + 1])
        if sheet.would_be_lost:
            self.sheets.remove(sheet)
            self._put_away.append(sheet)
            for old in self._put_away[:-MOST_CLOSED]:
                self._put_away.remove(old)
                _take_down(old)
        else:
            self._drop(sheet)
        self.label()

    def _drop(self, sheet: Sheet) -> None:
        self.sheets.remove(sheet)
        _take_down(sheet)
        self.label()

    def reopen(self) -> bool:
        """Bring back the one that was closed last; False when there is none."""
        if not self._put_away:
            return False
        sheet = self._put_away.pop()
        if not sheet.item:
            sheet.number = self._free_number(sheet.draft)
        self.sheets.insert(self.sheets.index(self.shown) + 1, sheet)
        self.show(sheet)
        return True

    @property
    def closed_one(self) -> Sheet | None:
        """What `reopen` would bring back."""
        return self._put_away[-1] if self._put_away else None

    @on(TabBar.Chosen)
    async def _clicked(self, event: TabBar.Chosen) -> None:
        event.stop()
        if event.means == "new":
            self.new()
        elif event.means == "close":
            self.close(self.sheets[event.place])
        else:
            self.show(self.sheets[event.place])
        await self.take_keys()

    # Keeping

    def drafts(self, answers: Mapping[str, Mapping[str, str]]) -> Drafts:
        """All of them, as they are kept from one start to the next."""
        return Drafts(
            tuple(sheet.draft for sheet in self.sheets),
            self.sheets.index(self.shown),
            tuple(sheet.draft for sheet in self._put_away),
            answers,
        )


def _other(kind: Kind) -> Kind:
    return "javascript" if kind == "schema" else "schema"


def _take_down(sheet: Sheet) -> None:
    if sheet.is_attached:
        sheet.remove()
