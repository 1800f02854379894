"""Completion in the editor: what can stand at the cursor, in a menu beside it. Typing goes on meanwhile."""

import asyncio
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from textual.widget import Widget

from smooth_console.tui.widgets.completion_menu import SHOWN, CompletionMenu
from smooth_console.tui.widgets.editor_area import CodeArea
from smooth_console.tui.widgets.editor_check import Kind
from smooth_console.tui.work import newest

if TYPE_CHECKING:
    from smooth_console.language.complete_javascript import NamePlace
    from smooth_console.language.offer import Context, Offers
    from smooth_console.workbench.edits import Edit

LARGE = 40_000
"""Characters above which nothing is offered unasked: each key would read the whole text."""
AT_ONCE = 4_000
"""Characters of JavaScript that are read in the frame of the key; longer ones are read beside the keys."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Where one was when something was to be offered, and whether a key asked for it."""

    area: CodeArea
    text: str
    location: tuple[int, int]
    asked: bool

    @property
    def offset(self) -> int:
        """The cursor's offset in the text."""
        row, column = self.location
        return sum(len(line) + 1 for line in islice(self.area.document.lines, row)) + column

    @property
    def stands(self) -> bool:
        """Whether one is still there, and nothing was typed since."""
        return self.area.cursor_location == self.location and self.area.text == self.text


class Completer:
    """Offers what fits, and puts there what is chosen.

    Attributes:
        context: What may be known of the moment, such as names on the page; None as long as there is nobody to ask.
    """

    def __init__(self, menu: CompletionMenu, below: Widget) -> None:
        """Take where it is shown, and the widget that stands where the menu would, were it not floating."""
        self._menu, self._below = menu, below
        self.context: Context | None = None
        self._wish: Wish | None = None
        self._choices: list[tuple[Edit, bool]] = []

    def do(self, what: str, area: CodeArea, kind: Kind) -> None:
        """Do what a key of the text means: typed, complete, accept, up, down or close."""
        match what:
            case "typed" | "complete":
                self.offer(area, kind, asked=what == "complete")
            case "accept":
                self.accept(area, kind)
            case "up" | "down":
                self._menu.move(1 if what == "down" else -1)
            case _:
                self._wish = None
                self.close(area)

    def offer(self, area: CodeArea, kind: Kind, *, asked: bool = False) -> None:
        """Show what can stand at the cursor.

        Args:
            area: Where one types.
            kind: What is typed there.
            asked: Whether a key asked for it: then it is offered in a large text, and where nothing was typed.
        """
        if not asked and (area.is_plain or len(area.text) > LARGE):
            self.close(area)
            return
        wish = Wish(area, area.text, area.cursor_location, asked)
        if kind == "schema":
            from smooth_console.language.complete_schema import complete_schema

            self._show(wish, complete_schema(wish.text, wish.offset))
        elif len(wish.text) <= AT_ONCE:
            self._offer_names(wish, *_read_code(wish.text, wish.offset))
        else:
            newest(self._menu, partial(self._offer_later, wish), "offer")

    async def _offer_later(self, wish: "Wish") -> None:
        """The same of a longer text, which is read beside the keys."""
        read = await asyncio.to_thread(_read_code, wish.text, wish.offset)
        if wish.stands:
            self._offer_names(wish, *read)

    def _offer_names(self, wish: "Wish", words: "Offers | None", place: "NamePlace | None") -> None:
        """Words of the text, and names of the page; behind a point the page's come first."""
        self._wish = wish
        if place is None or self.context is None:
            self._show(wish, words)
            return
        from smooth_console.language.complete_javascript import MOST, names_at
        from smooth_console.language.offer import Offer, Offers

        typed = place.typed.lower()
        found = [each for each in names_at(place, self.context, MOST) if each.text != place.typed]
        if not wish.asked:
            found = [each for each in found if each.text.lower().startswith(typed)]
        known = {item.name for item in words.items} if words is not None else set()
        names = [Offer(each.text, each.note, each.text) for each in found if each.text not in known]
        own = list(words.items) if words is not None else []
        items = [*names, *own] if place.path else [*own, *names]
        end = place.start + len(place.typed)
        self._show(wish, Offers(place.start, end, place.typed, tuple(items[:MOST])) if items else None)

    def names_learned(self) -> None:
        """The page has said its names: offer them too, if nothing was typed since they were wanted."""
        wish, self._wish = self._wish, None
        if wish is not None and wish.stands and wish.area.has_focus:
            chosen = self._menu.chosen if wish.area.choosing else 0
            self.offer(wish.area, "javascript", asked=wish.asked)
            if wish.area.choosing and chosen:
                self._menu.move(chosen)

    def _show(self, wish: "Wish", found: "Offers | None") -> None:
        from smooth_console.workbench.edits import Edit

        before = wish.text[wish.offset - 1 : wish.offset] if wish.offset else ""
        begun = found is not None and (found.typed or before in ("'", '"', "."))
        if found is None or not (wish.asked or begun):
            self.close(wish.area)
            return
        self._choices = [(Edit(found.start, found.end, item.insert), item.more) for item in found.items]
        rows = [(item.name, item.note) for item in found.items]
        self._open(wish.area, rows, len(found.typed))

    def _open(self, area: CodeArea, rows: list[tuple[str, str]], typed: int) -> None:
        origin = self._below.region
        cursor = area.cursor_screen_offset
        height = min(SHOWN, len(rows))
        room_below = area.screen.size.height - cursor.y - 1
        y = cursor.y + 1 if room_below >= height else cursor.y - height
        self._menu.open(rows, cursor.x - typed - origin.x + 1, row=y - origin.y)
        area.choosing = True

    def close(self, area: CodeArea) -> None:
        """Take the menu away."""
        if area.choosing:
            area.choosing = False
            self._menu.hide()

    def accept(self, area: CodeArea, kind: Kind) -> None:
        """Put what is chosen in place of what was typed of it."""
        edit, more = self._choices[self._menu.chosen]
        self.close(area)
        text = area.text
        start, end = area.location_of(edit.start, text), area.location_of(edit.end, text)
        area.replace(edit.text, start, end)
        area.move_cursor(area.location_of(edit.start + len(edit.text)))
        if more:
            self.offer(area, kind, asked=True)


def _read_code(text: str, offset: int) -> tuple["Offers | None", "NamePlace | None"]:
    """What a text of JavaScript says by itself of a place in it."""
    from smooth_console.language.complete_javascript import complete_words, name_place

    return complete_words(text, offset), name_place(text, offset)
