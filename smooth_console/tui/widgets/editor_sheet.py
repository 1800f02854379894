"""One text of the editor in its tab: what it is called, whether it is saved, and what is wrong with it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import cached_property

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.tui.drafts import Draft
from smooth_console.tui.typing_order import Field
from smooth_console.tui.widgets.editor_area import CodeArea, Mark
from smooth_console.tui.widgets.editor_check import Kind, Mistake, Note, mistakes_in, noted_in, worst_of
from smooth_console.tui.work import beside

_LANGUAGES: dict[Kind, str] = {"schema": "json", "javascript": "javascript"}


class Sheet(Vertical):
    """A schema with its prompt, or JavaScript.

    Attributes:
        kind: Which of the two.
        item: The library's name of it, without `@`; empty for a draft.
        number: Which of the drafts of its kind it is, from 1.
        ran: The text as it was run last.
        check_took_s: How long the last check took, in seconds.
    """

    DEFAULT_CSS = """
    Sheet { height: 1fr; }
    Sheet CodeArea { height: 1fr; padding: 0; }
    Sheet CodeArea, Sheet CodeArea:focus { border: none; }
    Sheet Input { height: 1; border: none; padding: 0 1; background: $surface; }
    """

    class Checked(Message):
        """What is wrong with it is known anew."""

        def __init__(self, sheet: "Sheet") -> None:
            super().__init__()
            self.sheet = sheet

    def __init__(
        self, draft: Draft, ask: Callable[[str], None], *, key: int, number: int = 1, glyphs: Glyphs = UNICODE
    ) -> None:
        """Take a text.

        Args:
            draft: What stands in it.
            ask: Called with what a key in the text means to the panel.
            key: What its widgets' ids end with.
            number: Which of the drafts of its kind it is.
            glyphs: The signs of its marks.
        """
        self.kind: Kind = draft.kind
        self.item = draft.item
        self.number = number
        super().__init__(id=f"sheet-{key}")
        self._key, self._ask = key, ask
        self._begins, self._prompt = sanitise(draft.text), draft.prompt
        self.ran = ""
        self._glyphs = glyphs
        self._saved = self._begins if draft.saved is None else sanitise(draft.saved)
        self._to_focus = False
        self.check_took_s = 0.0
        self._turn = asyncio.Lock()
        self._queued = False
        self._checked: str | None = None
        self._found: list[Mistake] = []
        self._notes: tuple[Note, ...] = ()
        self._noted: list[Mistake] = []

    def compose(self) -> ComposeResult:
        """A schema has its prompt above it."""
        if self.kind == "schema":
            yield Field(self._prompt, placeholder="what to take, in words (optional)", compact=True)
        yield self.area

    def on_mount(self) -> None:
        """Take the focus if it was given before there was a place for it."""
        if self._to_focus:
            self.area.focus()

    def focus(self, scroll_visible: bool = True) -> "Sheet":
        """Give the text the focus."""
        self._to_focus = not self.is_mounted
        if self.is_mounted:
            self.area.focus(scroll_visible)
        return self

    @cached_property
    def area(self) -> CodeArea:
        """Where the text stands. Made when it is first needed: a tab that nobody looks at costs a start nothing."""
        language = _LANGUAGES[self.kind]
        return CodeArea(self._begins, language, id=f"editor-{self._key}", ask=self._ask, glyphs=self._glyphs)

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.area.text if "area" in self.__dict__ else self._begins

    @property
    def prompt(self) -> str:
        """The words that go with a schema."""
        return self._prompt

    @on(Input.Changed)
    def _prompt_typed(self, event: Input.Changed) -> None:
        self._prompt = event.value

    # What it is called, and whether it is kept

    @property
    def called(self) -> str:
        """`@product`, or `draft 2`."""
        return sanitise_line(f"@{self.item}" if self.item else f"draft {self.number}" if self.number > 1 else "draft")

    @property
    def is_changed(self) -> bool:
        """Whether it was changed since it was saved, or since it began."""
        return self.text != self._saved

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in a draft."""
        return not self.item and not self.text.strip()

    @property
    def is_free(self) -> bool:
        """Whether another text may take its place: a draft that nobody touched."""
        return not self.item and not self.is_changed

    @property
    def would_be_lost(self) -> bool:
        """Whether it stands nowhere else as it is."""
        return bool(self.text.strip()) and (self.is_changed or not self.item)

    @property
    def draft(self) -> Draft:
        """It, as it is kept from one start to the next."""
        return Draft(self.kind, self.text, self.prompt, self.item, self._saved if self.is_changed else None)

    def saved(self, name: str) -> None:
        """What stands there is in the library under this name; with none it is a draft that begins so."""
        self.item, self._saved = name, self.text

    # What is wrong with it

    @property
    def mistakes(self) -> list[Mistake]:
        """In the order of the text: what the check found, and what the last result says."""
        return sorted([*self._found, *self._noted], key=lambda m: (m.line, m.column))

    @property
    def shown_mistake(self) -> Mistake | None:
        """The one to say: the worst of the cursor's line, or the worst of all.

        What the result said comes behind what is wrong with the text.
        """
        line = self.area.cursor_location[0] + 1
        here = [[m for m in found if m.line == line] for found in (self._found, self._noted)]
        return next(filter(None, map(worst_of, (*here, self._found, self._noted))), None)

    def next_mistake(self, by: int) -> Mistake | None:
        """The one behind the cursor (1) or before it (-1), round the end."""
        row, column = self.area.cursor_location
        here, found = (row + 1, column + 1), self.mistakes
        if by > 0:
            return next((m for m in found if (m.line, m.column) > here), found[0] if found else None)
        return next((m for m in reversed(found) if (m.line, m.column) < here), found[-1] if found else None)

    def note(self, notes: Sequence[Note]) -> None:
        """Take what a result says of the schema: it stays at its parts while the text changes."""
        if tuple(notes) != self._notes:
            self._notes, self._checked = tuple(notes), None
            self.check()

    def error_in(self, text: str) -> Mistake | None:
        """The first error of just this text, when it was checked."""
        worst = worst_of(self._found) if self._checked == text else None
        return worst if worst is not None and worst.level == "error" else None

    @property
    def is_checked(self) -> bool:
        """Whether what is known of mistakes is about just what stands there."""
        return self._checked == self.text

    def check(self) -> None:
        """Check it away from the keys: what stands there when it is its turn, behind a check that still runs."""
        if not self._queued:
            self._queued = True
            beside(self, self._check_in_turn, "check")

    async def _check_in_turn(self) -> None:
        async with self._turn:
            self._queued = False
            await self._check()

    async def check_now(self) -> None:
        """Check it, unless just this text was checked."""
        async with self._turn:
            await self._check()

    async def _check(self) -> None:
        text, notes = self.text, self._notes
        if text == self._checked:
            return
        began = time.perf_counter()
        found = await asyncio.to_thread(mistakes_in, self.kind, text)
        noted = await asyncio.to_thread(noted_in, text, notes)
        self.check_took_s = time.perf_counter() - began
        if self.is_attached and self.text == text and notes is self._notes:
            self._checked, self._found = text, found
            if noted or not found:  # what cannot be read has no parts: they are where they were
                self._noted = noted
            self._mark()

    def _mark(self) -> None:
        sign = self._glyphs.result
        marks = [Mark(m.line - 1, m.column - 1, m.end - 1, m.level, sign if m.in_result else "") for m in self.mistakes]
        self.area.set_marks(marks)
        self.post_message(self.Checked(self))

    async def go_to_part(self, pointer: str) -> None:
        """Put the cursor on a part of the schema, or on the nearest around it that is written."""
        from smooth_console.workbench.written import read_schema

        text = self.text
        found = (await asyncio.to_thread(read_schema, text)).place(pointer)
        if found is not None and self.text == text:
            self.area.focus()
            self.area.move_cursor(self.area.location_of(found.key[0], text), center=True)

    # Changing it

    def become(self, text: str) -> None:
        """Put another text in place of this one, as one step of undo."""
        self.area.become(sanitise(text))

    def fix(self, mistake: Mistake) -> bool:
        """Apply what mends a mistake, if it was found in just this text."""
        if mistake.fix is None or not self.is_checked:
            return False
        self.become(mistake.fix.apply(self.text))
        return True

    def reshape(self, how: str) -> str:
        """Write a schema anew: `lay_out` or `other_form`; undo brings back what was. Says what is in the way, or ""."""
        from smooth_console.workbench.reshape import ReshapeError, laid_out, other_form

        if self.kind != "schema":
            return "that is for schemas; JavaScript stays as it is written"
        try:
            self.become((laid_out if how == "lay_out" else other_form)(self.text))
        except ReshapeError as problem:
            return str(problem)
        return ""
