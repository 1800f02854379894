"""The line of tabs above the editor: kind, name, whether it was changed; the one that shows can be closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.strip import Strip

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.output.cells import width as cells_of
from smooth_console.tui.widgets.editor_check import Kind
from smooth_console.tui.widgets.tab_bar import Part, TabBar

LONG: dict[Kind, str] = {"schema": "Schema", "javascript": "JavaScript"}
SHORT: dict[Kind, str] = {"schema": "{}", "javascript": "JS"}
NEW = Part(" + ", "tab--idle", -1, "new")


@dataclass(frozen=True, slots=True)
class SheetTab:
    """What a tab says."""

    kind: Kind
    name: str
    changed: bool


class SheetTabs(TabBar):
    """The line. Kinds are written in full where there is room; where even less is, the tabs around the one show."""

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        super().__init__((), id=id)
        self._glyphs = glyphs
        self._tabs: tuple[SheetTab, ...] = ()

    def show(self, tabs: Sequence[SheetTab], active: int) -> None:
        """Show these tabs."""
        if (tuple(tabs), active) != (self._tabs, self.active):
            self._tabs, self.active = tuple(tabs), active
            self.refresh()

    def parts(self) -> Iterable[Part]:
        """As many tabs as there is room for, the one that shows among them; behind them what opens a new one."""
        room = self.size.width - cells_of(NEW.text) - 1
        kinds, gap = (LONG, 3) if _width(self._all(LONG, 3)) <= room else (SHORT, 2)
        groups = self._all(kinds, gap)
        first, last = self._around(groups, room)
        before, behind = self._glyphs.more
        yield Part(f"{before} ", "tab--idle", first - 1) if first else Part(" ")
        for group in groups[first:last]:
            yield from group
        if last < len(groups):
            yield Part(behind, "tab--idle", last)
        yield NEW

    def render_line(self, y: int) -> Strip:
        """The line, cut where even one tab has no room."""
        return super().render_line(y).crop_extend(0, self.size.width, self.rich_style)

    def _all(self, kinds: dict[Kind, str], gap: int) -> list[list[Part]]:
        return [self._group(place, tab, kinds, gap) for place, tab in enumerate(self._tabs)]

    def _group(self, place: int, tab: SheetTab, kinds: dict[Kind, str], gap: int) -> list[Part]:
        parts = [Part(f"{kinds[tab.kind]} {tab.name}", self.look_of(place), place)]
        if tab.changed:
            parts.append(Part(f" {self._glyphs.changed}", "tab--badge", place))
        if place == self.active:
            parts.append(Part(f" {self._glyphs.close}", "tab--idle", place, "close"))
        return [*parts, Part(" " * gap)]

    def _around(self, groups: Sequence[list[Part]], room: int) -> tuple[int, int]:
        """The first tab that is shown, and the one behind the last."""
        first = last = min(self.active, max(0, len(groups) - 1))
        used, room = 0, room - 3
        while last < len(groups) and (last == first or used + _width(groups[last : last + 1]) <= room):
            used += _width(groups[last : last + 1])
            last += 1
        while first and used + _width(groups[first - 1 : first]) <= room:
            first -= 1
            used += _width(groups[first : first + 1])
        return first, last


def _width(groups: Sequence[Sequence[Part]]) -> int:
    return sum(cells_of(part.text) for group in groups for part in group)
