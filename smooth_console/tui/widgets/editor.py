"""The editor panel: schemas with their prompts, and JavaScript, and what is wrong with them. It sends nothing."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, TextArea

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.output.sanitise import sanitise
from smooth_console.tui.drafts import Draft, DraftFile, Drafts
from smooth_console.tui.widgets.completion_menu import CompletionMenu
from smooth_console.tui.widgets.editor_area import CodeArea
from smooth_console.tui.widgets.editor_ask import AskLine
from smooth_console.tui.widgets.editor_check import Kind, Mistake, Note
from smooth_console.tui.widgets.editor_completion import Completer
from smooth_console.tui.widgets.editor_find import FindLine
from smooth_console.tui.widgets.editor_mend import Mender
from smooth_console.tui.widgets.editor_problem import ProblemLine
from smooth_console.tui.widgets.editor_run import Runner
from smooth_console.tui.widgets.editor_sheet import Sheet
from smooth_console.tui.widgets.editor_sheets import Sheets
from smooth_console.tui.work import newest

if TYPE_CHECKING:
    from smooth_console.language.offer import Context

CHECK_AFTER = 0.15
"""Seconds without a key before a text is checked; as many as the check takes, if it takes longer."""
CHECK_AFTER_MOST = 1.0
SAVE_AFTER = 0.8
FIRST_CHECK_AFTER = 0.5
"""Seconds after the start until the drafts are checked: what checks is imported then, away from the first frame."""


class EditorPanel(Vertical):
    """Editors in tabs, with what is said of them below."""

    DEFAULT_CSS = """
    EditorPanel { height: 1fr; }
    EditorPanel Input { height: 1; border: none; padding: 0 1; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "run", "Run editor", id="editor.run"),
        Binding("f6", "goto_problem", "Mistake", id="editor.problem", show=False),
        Binding("ctrl+s", "save", "Save", id="editor.save", show=False, priority=True),
        Binding("ctrl+o", "open", "Open", id="editor.open", show=False, priority=True),
        Binding("ctrl+g", "elsewhere", "$EDITOR", id="editor.external", show=False),
    ]

    class Run(Message):
        """Send what is written; `args` is the JSON of what a snippet is called with, empty for nothing."""

        def __init__(self, kind: Kind, text: str, prompt: str, args: str = "") -> None:
            super().__init__()
            self.kind, self.text, self.prompt, self.args = kind, text, prompt, args

    class Save(Message):
        """Keep a text under a name in the library; `saved` says that it worked."""

        def __init__(self, kind: Kind, name: str, text: str) -> None:
            super().__init__()
            self.kind, self.name, self.text = kind, name, text

    class OpenRequested(Message):
        """Open an item of the library."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(
        self,
        drafts: DraftFile | None = None,
        *,
        library: Callable[[], Iterable[tuple[str, str]]] = tuple,
        glyphs: Glyphs = UNICODE,
        id: str | None = None,
    ) -> None:
        """Start with the drafts; `library` gives names, each with a note, for Ctrl-O."""
        super().__init__(id=id)
        self._file = drafts
        self._ask_line = AskLine(library, glyphs, id="editor-asking")
        start = drafts.load() if drafts else Drafts()
        self._sheets = Sheets(start, self._asked, glyphs=glyphs)
        self._runner = Runner(self, start.answers, refuse=self._refuse, send=self._send)
        self._menu = CompletionMenu(glyphs, id="editor-menu")
        self._problem = ProblemLine(glyphs, id="editor-problem")
        self._mender = Mender(self, self._problem)
        self._completer = Completer(self._menu, self._problem)
        self._saving: Sheet | None = None
        self._check_timer: Timer | None = None
        self._save_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self._sheets
        yield self._menu
        yield self._problem
        yield FindLine(id="editor-find")
        yield self._ask_line

    def on_mount(self) -> None:
        """The first check comes later."""
        self._check_timer = self.set_timer(FIRST_CHECK_AFTER, self._check_all)

    def prepare(self, context: "Context") -> None:
        """There is somebody to ask for the names on the page."""
        self._completer.context = context

    def names_learned(self) -> None:
        """The page has said its names."""
        self._completer.names_learned()

    # Which text

    @property
    def sheet(self) -> Sheet:
        """The one that is shown."""
        return self._sheets.shown

    @property
    def text(self) -> str:
        """What stands in the editor that is shown."""
        return self.sheet.text

    def area(self, kind: Kind | None = None) -> CodeArea:
        """The text area of a kind, the one that is shown before others; that one if no kind is given.

        Raises:
            LookupError: None of that kind is open.
        """
        sheet = self._sheets.of_kind(kind) if kind else self.sheet
        if sheet is None:
            raise LookupError(f"no {kind} is open")
        return sheet.area

    def focus(self, scroll_visible: bool = True) -> "EditorPanel":
        """Give the text that is shown the focus."""
        self.sheet.focus(scroll_visible)
        return self

    # Tabs

    def open(self, kind: Kind, name: str, text: str) -> None:
        """Show a text: where it is open already, in place of a draft that nobody touched, or in a tab of its own.

        What was changed in an open one stays; undo brings back what another text took the place of.

        Args:
            kind: Which of the two it is.
            name: Its name in the library, with `@` or not; empty for a draft.
            text: The text.
        """
        sheets, item, text = self._sheets, name.removeprefix("@"), sanitise(text)
        open_already = sheets.named(kind, item) if item else sheets.with_text(kind, text)
        free = sheets.free(kind)
        sheet = open_already or (free if free is not None and (not item or free.is_blank) else None)
        if sheet is None:
            sheet = sheets.add(Draft(kind, text, item=item))
        else:
            sheets.show(sheet)
            if sheet is not open_already or not sheet.is_changed:
                self._put(sheet, item, text)
        sheets.label()
        sheet.check()
        sheet.focus()
        self._later()

    def _put(self, sheet: Sheet, item: str, text: str) -> None:
        if sheet.text != text:
            sheet.become(text)
            sheet.area.move_cursor((0, 0))
        sheet.saved(item)

    def saved(self, kind: Kind, name: str) -> None:
        """What was to be saved is in the library under this name."""
        sheet = self._saving or self._sheets.of_kind(kind)
        self._saving = None
        if sheet is not None:
            sheet.saved(name)
            self._sheets.label()
            self._later()

    async def tab(self, what: str) -> None:
        """Do what a key of the tabs means: new, close, reopen, next or before."""
        match what:
            case "new":
                self._sheets.new()
            case "close":
                self._sheets.close(self.sheet)
            case "reopen":
                if not self._sheets.reopen():
                    self._problem.say("no tab was closed")
                    return
            case _:
                self._sheets.step(1 if what == "next" else -1)
        await self._sheets.take_keys()

    @on(Sheets.Shown)
    def _other_tab(self, event: Sheets.Shown) -> None:
        event.stop()
        self.query_one(FindLine).end()
        self._completer.close(self.sheet.area)
        self.sheet.check()
        self._mender.say(self.sheet)
        self._later()

    # What is wrong with it

    def _check_all(self) -> None:
        for sheet in self._sheets.sheets:
            if sheet.is_attached:
                sheet.check()

    @on(Sheet.Checked)
    def _checked(self, event: Sheet.Checked) -> None:
        event.stop()
        if event.sheet is self.sheet:
            self._mender.say(self.sheet)

    def note(self, text: str, name: str, notes: Sequence[Note]) -> None:
        """Mark what a result says of the schema that it was asked for with, if that is open.

        Args:
            text: The schema as it was written.
            name: Its name in the library, without `@`.
            notes: What is said of its parts; none takes the marks away.
        """
        for sheet in self._sheets.with_schema(text, name):
            sheet.note(notes)

    def go_to_part(self, text: str, name: str, pointer: str) -> bool:
        """Go to a part of a schema; False when that schema is not open."""
        for sheet in self._sheets.with_schema(text, name):
            self._sheets.show(sheet)
            newest(self, partial(self._go_there, sheet, pointer), "part")
            return True
        return False

    async def _go_there(self, sheet: Sheet, pointer: str) -> None:
        await self._sheets.take_keys()
        await sheet.go_to_part(pointer)

    # Keys of the text

    def _asked(self, what: str) -> None:
        if what in ("next", "before"):
            self._mender.go(self.sheet, 1 if what == "next" else -1)
        elif what == "fix":
            self._mender.fix(self.sheet)
        elif what == "find":
            self.query_one(FindLine).seek(self.sheet.area)
        elif what in ("lay_out", "other_form"):
            problem = self.sheet.reshape(what)
            if problem:
                self._problem.say_wrong(problem)
        else:
            self._completer.do(what, self.sheet.area, self.sheet.kind)

    def action_goto_problem(self) -> None:
        """Put the cursor on the next mistake."""
        self._mender.go(self.sheet, 1)

    def _refuse(self, sheet: Sheet, error: Mistake) -> None:
        self._sheets.show(sheet)
        self._mender.go_to(sheet, error)

    # Typing

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._later()

    @on(Input.Changed)
    def _prompt_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._later()

    def _later(self) -> None:
        """Check and keep what is written once the keys rest."""
        for timer in (self._check_timer, self._save_timer):
            if timer is not None:
                timer.stop()
        rest = max(CHECK_AFTER, min(self.sheet.check_took_s, CHECK_AFTER_MOST))
        self._check_timer = self.set_timer(rest, self._rest)
        self._save_timer = self.set_timer(SAVE_AFTER, self.keep_drafts)

    def _rest(self) -> None:
        self.sheet.area.fit_language()
        self._sheets.label()
        self._check_all()

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        if self.sheet.mistakes:
            self._mender.say(self.sheet)

    def hide_drafts(self) -> None:
        """There is one more secret: drafts that were kept with it in them are kept without."""
        if self._file is not None and self._file.hides(self._drafts()):
            self.keep_drafts()

    def _drafts(self) -> Drafts:
        return self._sheets.drafts(self._runner.answers)

    def on_unmount(self) -> None:
        """What was typed last is kept too."""
        if self._file is not None:
            self._file.save(self._drafts(), self._file.ticket())

    def keep_drafts(self) -> None:
        """Write the drafts, in a thread."""
        file = self._file
        if file is None:
            return
        drafts = self._drafts()
        ticket = file.ticket()
        self.run_worker(lambda: file.save(drafts, ticket), thread=True, exit_on_error=False, group="drafts")

    # Running

    def action_run(self) -> None:
        """Send it; with an error, go there first, and send it when asked again."""
        self._runner.run(self.sheet)

    def _send(self, sheet: Sheet, text: str, args: str) -> None:
        sheet.area.history.checkpoint()
        sheet.ran = text
        self.post_message(self.Run(sheet.kind, text, sheet.prompt, args))
        self._later()

    def action_elsewhere(self) -> None:
        """Edit the text in the user's own editor."""
        from smooth_console.tui.widgets.editor_external import edit_elsewhere

        sheet = self.sheet
        text, problem = edit_elsewhere(self.app, sheet.text, ".json" if sheet.kind == "schema" else ".js")
        if problem:
            self._problem.say_wrong(problem)
        else:
            sheet.become(sanitise(text))

    # The library

    def action_save(self) -> None:
        """Save under its name, or ask for one."""
        if self.sheet.item:
            self._save(self.sheet.item)
        else:
            self._ask_line.ask("save")

    def action_open(self) -> None:
        """Choose from the library."""
        self._ask_line.ask("open")

    @on(AskLine.Answered)
    def _answered(self, event: AskLine.Answered) -> None:
        event.stop()
        if event.what == "open":
            self.post_message(self.OpenRequested(event.name))
        else:
            from smooth_console.workbench.library import LibraryError, check_name

            try:
                name = check_name(event.name)
            except LibraryError as problem:
                self._problem.say_wrong(f"{problem}; {problem.hint}" if problem.hint else str(problem))
                return
            self._save(name)
        self._end_asking()

    def _save(self, name: str) -> None:
        self._saving = self.sheet
        self.post_message(self.Save(self.sheet.kind, name, self.text))

    @on(FindLine.Left)
    def _end_finding(self) -> None:
        self.query_one(FindLine).end()
        self.sheet.area.focus()

    @on(AskLine.Left)
    def _end_asking(self) -> None:
        self._ask_line.end()
        self._mender.say(self.sheet)
        self.sheet.area.focus()
