"""The editor panel: schemas with their prompts, and JavaScript, and what is wrong with them. It sends nothing."""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, TabbedContent, TextArea

from smooth_console.output.sanitise import sanitise
from smooth_console.tui.drafts import DraftFile, Drafts
from smooth_console.tui.widgets.completion_menu import CompletionMenu
from smooth_console.tui.widgets.editor_area import CodeArea
from smooth_console.tui.widgets.editor_ask import AskLine
from smooth_console.tui.widgets.editor_check import Kind, Mistake, Note
from smooth_console.tui.widgets.editor_completion import Completer
from smooth_console.tui.widgets.editor_find import FindLine
from smooth_console.tui.widgets.editor_problem import EMPTY, PLAIN, WELL, ProblemLine
from smooth_console.tui.widgets.editor_sheet import Sheet

CHECK_AFTER = 0.15
"""Seconds without a key before a text is checked."""
SAVE_AFTER = 0.8
FIRST_CHECK_AFTER = 0.5
"""Seconds after the start until the drafts are checked: what checks is imported then, away from the first frame."""


class EditorPanel(Vertical):
    """Two editors in tabs."""

    DEFAULT_CSS = """
    EditorPanel { height: 1fr; }
    EditorPanel TabbedContent { height: 1fr; }
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
        """Send what is written."""

        def __init__(self, kind: Kind, text: str, prompt: str, name: str) -> None:
            super().__init__()
            self.kind, self.text, self.prompt, self.name = kind, text, prompt, name

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
        id: str | None = None,
    ) -> None:
        """Start with the drafts; `library` gives names, each with a note, for Ctrl-O."""
        super().__init__(id=id)
        self._file = drafts
        self._library = library
        start = drafts.load() if drafts else Drafts()
        self._sheets = [
            Sheet("schema", start.schema, self._asked, key="schema", prompt=start.prompt),
            Sheet("javascript", start.javascript, self._asked, key="javascript"),
        ]
        self._menu = CompletionMenu(id="editor-menu")
        self._problem = ProblemLine(id="editor-problem")
        self._completer = Completer(self._menu, self._problem)
        self._refused: tuple[Sheet, str] | None = None
        self._sending = False
        self._check_timer: Timer | None = None
        self._save_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        with TabbedContent(id="editor-tabs"):
            yield from self._sheets
        yield self._menu
        yield self._problem
        yield FindLine(id="editor-find")
        yield AskLine(self._library, id="editor-asking")

    def on_mount(self) -> None:
        """Names at once; the first check later."""
        for sheet in self._sheets:
            self._label(sheet)
        self._check_timer = self.set_timer(FIRST_CHECK_AFTER, self._check_all)

    # Which text

    @property
    def sheet(self) -> Sheet:
        """The one that is shown."""
        active = self.query_one(TabbedContent).active
        return next((sheet for sheet in self._sheets if sheet.id == active), self._sheets[0])

    def sheet_of(self, kind: Kind) -> Sheet:
        """The one of a kind: the one that is shown, if it is of that kind."""
        return next(sheet for sheet in (self.sheet, *self._sheets) if sheet.kind == kind)

    @property
    def kind(self) -> Kind:
        """Which kind is shown."""
        return self.sheet.kind

    @property
    def text(self) -> str:
        """What stands in the editor that is shown."""
        return self.sheet.text

    @property
    def item_name(self) -> str:
        """The library's name of what is open, without `@`; empty for a draft."""
        return self.sheet.item

    @property
    def prompt(self) -> str:
        """The words that go with the schema."""
        return self.sheet_of("schema").prompt

    def area(self, kind: Kind | None = None) -> CodeArea:
        """The text area of a kind; the one that is shown if none is given."""
        return self.sheet_of(kind or self.kind).area

    def focus(self, scroll_visible: bool = True) -> "EditorPanel":
        """Give the text that is shown the focus."""
        self.sheet.area.focus(scroll_visible)
        return self

    def open(self, kind: Kind, name: str, text: str) -> None:
        """Show a text; undo brings back what stood there. `name` is empty for a draft."""
        sheet = self.sheet_of(kind)
        sheet.become(text)
        sheet.area.move_cursor((0, 0))
        self.query_one(TabbedContent).active = str(sheet.id)
        self.saved(kind, name.removeprefix("@"))
        sheet.check()
        sheet.area.focus()

    def saved(self, kind: Kind, name: str) -> None:
        """What stands there is in the library under this name."""
        sheet = self.sheet_of(kind)
        sheet.saved(name)
        self._label(sheet)

    def _label(self, sheet: Sheet) -> None:
        self.query_one(TabbedContent).get_tab(sheet).label = Content(sheet.label)

    # What is wrong with it

    def mark_problem(self, kind: Kind, line: int, column: int, message: str) -> None:
        """Show a mistake that somebody else found, at its line and column (from 1), until the text changes."""
        self.sheet_of(kind).tell(Mistake(line, column, column + 1, message))

    def mistake(self, kind: Kind) -> Mistake | None:
        """The mistake that is said."""
        return self.sheet_of(kind).shown_mistake

    def _check_all(self) -> None:
        for sheet in self._sheets:
            sheet.check()

    @on(Sheet.Checked)
    def _checked(self, event: Sheet.Checked) -> None:
        event.stop()
        if event.sheet is self.sheet:
            self._show_problem()

    def _show_problem(self) -> None:
        sheet, line = self.sheet, self._problem
        mistake, plain = sheet.shown_mistake, sheet.area.is_plain
        if mistake is not None:
            here = sheet.area.cursor_location[0] == mistake.line - 1
            line.show(mistake, sheet.mistakes, here=here, plain=plain)
        else:
            note = WELL if sheet.text.strip() else EMPTY[sheet.kind]
            line.say(f"{note} · {PLAIN}" if plain else note)

    def note(self, text: str, name: str, notes: Sequence[Note]) -> None:
        """Mark what a result says of the schema that it was asked for with, if that is open.

        Args:
            text: The schema as it was written.
            name: Its name in the library, without `@`.
            notes: What is said of its parts; none takes the marks away.
        """
        for sheet in self._sheets_with(text, name):
            sheet.note(notes)

    def go_to_part(self, text: str, name: str, pointer: str) -> bool:
        """Go to a part of a schema; False when that schema is not open."""
        for sheet in self._sheets_with(text, name):
            self.query_one(TabbedContent).active = str(sheet.id)
            self.run_worker(sheet.go_to_part(pointer), group="part", exclusive=True, exit_on_error=False)
            return True
        return False

    def _sheets_with(self, text: str, name: str) -> list[Sheet]:
        """Those that hold a schema: as it is, or what has become of it since it was run."""
        schemas = [sheet for sheet in self._sheets if sheet.kind == "schema"]
        text = text.strip()
        return [s for s in schemas if text in (s.text.strip(), s.ran.strip()) or (name and s.item == name)]

    # Keys of the text

    def _asked(self, what: str) -> None:
        if what == "next":
            self.action_goto_problem()
        elif what == "before":
            self._go_to(self.sheet.next_mistake(-1))
        elif what == "fix":
            self._fix()
        elif what == "find":
            self.query_one(FindLine).seek(self.sheet.area)
        elif what in ("lay_out", "other_form"):
            problem = self.sheet.reshape(what)
            if problem:
                self._problem.say_wrong(problem)
        else:
            self._complete(what)

    def _complete(self, what: str) -> None:
        sheet, completer = self.sheet, self._completer
        match what:
            case "typed" | "complete":
                completer.offer(sheet.area, sheet.kind, asked=what == "complete")
            case "accept":
                completer.accept(sheet.area, sheet.kind)
            case "up" | "down":
                completer.move(1 if what == "down" else -1)
            case _:
                completer.close(sheet.area)

    def action_goto_problem(self) -> None:
        """Put the cursor on the next mistake."""
        self._go_to(self.sheet.next_mistake(1))

    def _go_to(self, mistake: Mistake | None) -> None:
        if mistake is not None:
            area = self.sheet.area
            area.focus()
            area.move_cursor((mistake.line - 1, mistake.column - 1), center=True)
            self._show_problem()

    def _fix(self) -> None:
        """Mend the mistake that is said: at once if just this text was checked, so that the next key finds it done."""
        sheet = self.sheet
        if sheet.is_checked:
            self._mend(sheet)
        else:
            self.run_worker(self._fix_later(sheet), group="fix", exclusive=True, exit_on_error=False)

    async def _fix_later(self, sheet: Sheet) -> None:
        await sheet.check_now()
        self._mend(sheet)

    def _mend(self, sheet: Sheet) -> None:
        mistake = sheet.shown_mistake
        if mistake is not None and not sheet.fix(mistake):
            self._problem.say_wrong(f"{mistake}  no fix is known for it")
        sheet.check()

    # Typing

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        for sheet in self._sheets:
            if sheet.area is event.text_area:
                sheet.forget_told()
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
        self._check_timer = self.set_timer(CHECK_AFTER, self._rest)
        self._save_timer = self.set_timer(SAVE_AFTER, self.keep_drafts)

    def _rest(self) -> None:
        for sheet in self._sheets:
            sheet.area.fit_language()
            self._label(sheet)
        self._check_all()

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        if self.sheet.mistakes:
            self._show_problem()

    @on(TabbedContent.TabActivated)
    def _other_tab(self) -> None:
        self.query_one(FindLine).end()
        self._show_problem()

    def hide_drafts(self) -> None:
        """There is one more secret: drafts that were kept with it in them are kept without."""
        if self._file is not None and self._file.hides(self._drafts()):
            self.keep_drafts()

    def _drafts(self) -> Drafts:
        return Drafts(self._sheets[0].text, self._sheets[1].text, self._sheets[0].prompt)

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
        if not self._sending:
            self._sending = True
            self.run_worker(self._run(self.sheet, self.text), group="run", exit_on_error=False)

    async def _run(self, sheet: Sheet, text: str) -> None:
        try:
            await sheet.check_now()
        finally:
            self._sending = False
        error = sheet.error_in(text)
        if error is not None and self._refused != (sheet, text):
            self._refused = (sheet, text)
            self._go_to(error)
            return
        self._refused = None
        sheet.area.history.checkpoint()
        sheet.ran = text
        self.post_message(self.Run(sheet.kind, text, sheet.prompt, sheet.item))

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
        if self.item_name:
            self.post_message(self.Save(self.kind, self.item_name, self.text))
        else:
            self.query_one(AskLine).ask("save")

    def action_open(self) -> None:
        """Choose from the library."""
        self.query_one(AskLine).ask("open")

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
            self.post_message(self.Save(self.kind, name, self.text))
        self._end_asking()

    @on(FindLine.Left)
    def _end_finding(self) -> None:
        self.query_one(FindLine).end()
        self.sheet.area.focus()

    @on(AskLine.Left)
    def _end_asking(self) -> None:
        self.query_one(AskLine).end()
        self._show_problem()
        self.sheet.area.focus()
