"""One text of the editor in its tab: what it is called, whether it is saved, and what is wrong with it."""

import asyncio
from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input, TabPane

from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.tui.typing_order import Field
from smooth_console.tui.widgets.editor_area import CodeArea, Mark
from smooth_console.tui.widgets.editor_check import Kind, Mistake, Note, mistakes_in, noted_in, worst_of
from smooth_console.tui.widgets.editor_problem import IN_RESULT

TITLES: dict[Kind, str] = {"schema": "Schema", "javascript": "JavaScript"}
_LANGUAGES: dict[Kind, str] = {"schema": "json", "javascript": "javascript"}


class Sheet(TabPane):
    """A schema with its prompt, or JavaScript.

    Attributes:
        kind: Which of the two.
        item: The library's name of it, without `@`; empty for a draft.
        ran: The text as it was run last.
    """

    DEFAULT_CSS = """
    Sheet { padding: 0; }
    Sheet CodeArea { height: 1fr; padding: 0; }
    Sheet CodeArea, Sheet CodeArea:focus { border: none; }
    Sheet Input { height: 1; border: none; padding: 0 1; background: $surface; }
    """

    class Checked(Message):
        """What is wrong with it is known anew."""

        def __init__(self, sheet: "Sheet") -> None:
            super().__init__()
            self.sheet = sheet

    def __init__(self, kind: Kind, text: str, ask: Callable[[str], None], *, key: str, prompt: str = "") -> None:
        """Take a text.

        Args:
            kind: Schema or JavaScript.
            text: What stands in it.
            ask: Called with what a key in the text means to the panel.
            key: What its widgets' ids end with.
            prompt: The words that go with a schema.
        """
        super().__init__(TITLES[kind], id=f"tab-{key}")
        self.kind: Kind = kind
        self.item = ""
        self._key = key
        self._given_prompt = prompt
        self.area = CodeArea(sanitise(text), _LANGUAGES[kind], id=f"editor-{key}", ask=ask)
        self.ran = ""
        self._saved = self.area.text
        self._checked: str | None = None
        self._found: list[Mistake] = []
        self._told: tuple[str, Mistake] | None = None
        self._notes: tuple[Note, ...] = ()
        self._noted: list[Mistake] = []

    def compose(self) -> ComposeResult:
        """A schema has its prompt above it."""
        if self.kind == "schema":
            field = Field(self._given_prompt, placeholder="what to take, in words (optional)", compact=True)
            field.id = "editor-prompt" if self._key == "schema" else f"prompt-{self._key}"
            yield field
        yield self.area

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.area.text

    @property
    def prompt(self) -> str:
        """The words that go with a schema."""
        return self.query_one(Input).value if self.kind == "schema" else ""

    @property
    def label(self) -> str:
        """What its tab says: the name, and a point when it was changed since it was saved."""
        changed = " ●" if self.text != self._saved else ""
        return sanitise_line(f"{TITLES[self.kind]} {f'@{self.item}' if self.item else 'draft'}{changed}")

    def saved(self, name: str) -> None:
        """What stands there is in the library under this name."""
        self.item, self._saved = name, self.text

    # What is wrong with it

    @property
    def mistakes(self) -> list[Mistake]:
        """In the order of the text: what somebody else found in just this text, the check, and the last result."""
        told = [self._told[1]] if self._told is not None else []
        return sorted([*told, *self._found, *self._noted], key=lambda m: (m.line, m.column))

    @property
    def shown_mistake(self) -> Mistake | None:
        """The one to say: what somebody else found, the worst of the cursor's line, or the worst of all.

        What the result said comes behind what is wrong with the text.
        """
        if self._told is not None:
            return self._told[1]
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

    def tell(self, mistake: Mistake) -> None:
        """Take a mistake that somebody else found in what stands there now."""
        self._told = (self.text, mistake)
        self._mark()

    def note(self, notes: Sequence[Note]) -> None:
        """Take what a result says of the schema: it stays at its parts while the text changes."""
        if tuple(notes) != self._notes:
            self._notes, self._checked = tuple(notes), None
            self.check()

    def forget_told(self) -> None:
        """The text may be another one: what was said of it does not hold for this."""
        if self._told is not None and self._told[0] != self.text:
            self._told = None
            self._mark()

    def error_in(self, text: str) -> Mistake | None:
        """The first error of just this text, when it was checked."""
        worst = worst_of(self._found) if self._checked == text else None
        return worst if worst is not None and worst.level == "error" else None

    @property
    def is_checked(self) -> bool:
        """Whether what is known of mistakes is about just what stands there."""
        return self._checked == self.text

    def check(self) -> None:
        """Check it away from the keys. Of several checks the newest counts."""
        self.run_worker(self.check_now(), group="check", exclusive=True, exit_on_error=False)

    async def check_now(self) -> None:
        """Check it, unless just this text was checked."""
        text, notes = self.text, self._notes
        if text == self._checked:
            return
        found = await asyncio.to_thread(mistakes_in, self.kind, text)
        noted = await asyncio.to_thread(noted_in, text, notes)
        if self.is_mounted and self.text == text and notes is self._notes:
            self._checked, self._found = text, found
            if noted or not found:  # what cannot be read has no parts: they are where they were
                self._noted = noted
            self._mark()

    def _mark(self) -> None:
        marks = [
            Mark(m.line - 1, m.column - 1, m.end - 1, m.level, IN_RESULT if m.in_result else "") for m in self.mistakes
        ]
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
