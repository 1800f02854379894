"""The editor panel: a schema with its prompt, and JavaScript, each with its first mistake. It sends nothing itself."""

import asyncio
from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static, TabbedContent, TabPane, TextArea

from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.tui.drafts import DraftFile, Drafts
from smooth_console.tui.typing_order import Field
from smooth_console.tui.widgets.completion_menu import CompletionMenu
from smooth_console.tui.widgets.editor_area import CodeArea
from smooth_console.tui.widgets.editor_check import Kind, Mistake, first_mistake
from smooth_console.workbench.library import LibraryError, check_name

CHECK_AFTER = 0.15
"""Seconds without a key before a text is checked."""
SAVE_AFTER = 0.8
FIRST_CHECK_AFTER = 0.5
"""Seconds after the start until the drafts are checked: what checks is imported then, away from the first frame."""
EMPTY: dict[Kind, str] = {
    "schema": "a JSON Schema says what to take from the page; Ctrl-O opens one of the library",
    "javascript": "JavaScript runs on the page; Ctrl-O opens a snippet of the library",
}
TITLES: dict[Kind, str] = {"schema": "Schema", "javascript": "JavaScript"}


class EditorPanel(Vertical):
    """Two editors in tabs."""

    DEFAULT_CSS = """
    EditorPanel { height: 1fr; }
    EditorPanel TabbedContent { height: 1fr; }
    EditorPanel TabPane { padding: 0; }
    EditorPanel CodeArea { height: 1fr; border: none; padding: 0; }
    EditorPanel Input { height: 1; border: none; padding: 0 1; background: $surface; }
    EditorPanel #editor-ask { display: none; }
    EditorPanel #editor-problem { height: auto; max-height: 3; min-height: 1; padding: 0 1; color: $text-muted; }
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
        self._start = start
        self._names: dict[Kind, str] = {"schema": "", "javascript": ""}
        self._saved: dict[Kind, str] = {"schema": start.schema, "javascript": start.javascript}
        self._mistakes: dict[Kind, Mistake | None] = {"schema": None, "javascript": None}
        self._checked: dict[Kind, str | None] = {"schema": None, "javascript": None}
        self._told: dict[Kind, tuple[str, Mistake] | None] = {"schema": None, "javascript": None}
        self._refused: tuple[Kind, str] | None = None
        self._sending = False
        self._asking = ""
        self._found: list[str] = []
        self._check_timer: Timer | None = None
        self._save_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        with TabbedContent(id="editor-tabs"):
            with TabPane(TITLES["schema"], id="tab-schema"):
                yield Field(
                    self._start.prompt,
                    placeholder="what to take, in words (optional)",
                    compact=True,
                    id="editor-prompt",
                )
                yield CodeArea(sanitise(self._start.schema), "json", id="editor-schema")
            with TabPane(TITLES["javascript"], id="tab-javascript"):
                yield CodeArea(sanitise(self._start.javascript), "javascript", id="editor-javascript")
        yield Static("", id="editor-problem", markup=False)
        yield CompletionMenu(id="editor-menu")
        yield Field(id="editor-ask", compact=True)

    def on_mount(self) -> None:
        """Names at once; the first check later."""
        for kind in TITLES:
            self._label(kind)
        self._check_timer = self.set_timer(FIRST_CHECK_AFTER, self._check_all)

    @property
    def kind(self) -> Kind:
        """Which editor is shown."""
        return "javascript" if self.query_one(TabbedContent).active == "tab-javascript" else "schema"

    @property
    def text(self) -> str:
        """What stands in the editor that is shown."""
        return self.area().text

    @property
    def item_name(self) -> str:
        """The library's name of what is open, without `@`; empty for a draft."""
        return self._names[self.kind]

    @property
    def prompt(self) -> str:
        """The words that go with the schema."""
        return self.query_one("#editor-prompt", Input).value

    def area(self, kind: Kind | None = None) -> CodeArea:
        """The text area of a kind; the one that is shown if none is given."""
        return self.query_one(f"#editor-{kind or self.kind}", CodeArea)

    def open(self, kind: Kind, name: str, text: str) -> None:
        """Show a text; undo brings back what stood there. `name` is empty for a draft."""
        area = self.area(kind)
        text = sanitise(text)
        area.fit_language_for(text)
        area.history.checkpoint()
        area.replace(text, (0, 0), area.document.end)
        area.history.checkpoint()
        area.move_cursor((0, 0))
        self.query_one(TabbedContent).active = f"tab-{kind}"
        self.saved(kind, name.removeprefix("@"))
        self.check(kind)
        area.focus()

    def saved(self, kind: Kind, name: str) -> None:
        """What stands there is in the library under this name."""
        self._names[kind] = name
        self._saved[kind] = self.area(kind).text
        self._label(kind)

    def mark_problem(self, kind: Kind, line: int, column: int, message: str) -> None:
        """Show a mistake that somebody else found, at its line and column (from 1), until the text changes."""
        self._told[kind] = (self.area(kind).text, Mistake(line, column, column + 1, message))
        self._show_mark(kind)

    def mistake(self, kind: Kind) -> Mistake | None:
        """The mistake that is shown: what somebody else found in just this text, else what the check found."""
        told = self._told[kind]
        return told[1] if told is not None else self._mistakes[kind]

    def check(self, kind: Kind) -> None:
        """Check a text away from the keys. Of several checks the newest counts."""
        self.run_worker(self._check(kind), group=f"check-{kind}", exclusive=True, exit_on_error=False)

    def _check_all(self) -> None:
        for kind in TITLES:
            self.check(kind)

    async def _check(self, kind: Kind) -> None:
        text = self.area(kind).text
        if text == self._checked[kind]:
            return
        found = await asyncio.to_thread(first_mistake, kind, text)
        if self.is_mounted and self.area(kind).text == text:
            self._checked[kind], self._mistakes[kind] = text, found
            self._show_mark(kind)

    def _show_mark(self, kind: Kind) -> None:
        mistake = self.mistake(kind)
        place = (mistake.line - 1, mistake.column - 1, mistake.end - 1) if mistake else None
        self.area(kind).set_mark(place, mistake.level if mistake else "error")
        if kind == self.kind:
            self._show_problem()

    def _show_problem(self) -> None:
        mistake = self.mistake(self.kind)
        line = self.query_one("#editor-problem", Static)
        plain = "too large for colours" if self.area().is_plain else ""
        if mistake is None:
            note = "no mistakes · F5 runs it on the page" if self.text.strip() else EMPTY[self.kind]
            line.update(Content.assemble((" · ".join(filter(None, (note, plain))), "$text-muted")))
            return
        sign, look = ("✗", "$error") if mistake.level == "error" else ("!", "$warning")
        said = sanitise_line(f"{sign} {mistake.line}:{mistake.column} {mistake.message}")
        hint = sanitise_line(f"  {mistake.hint}") if mistake.hint else ""
        key = "  F6 goes there" if self.area().cursor_location[0] != mistake.line - 1 else ""
        rest = f"{hint}{key}" + (f"  {plain}" if plain else "")
        line.update(Content.assemble((said, look), (rest, "$text-muted")))

    def _label(self, kind: Kind) -> None:
        name = f"@{self._names[kind]}" if self._names[kind] else "draft"
        changed = " ●" if self.area(kind).text != self._saved[kind] else ""
        tab = self.query_one(TabbedContent).get_tab(f"tab-{kind}")
        tab.label = Content(sanitise_line(f"{TITLES[kind]} {name}{changed}"))

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        for kind in TITLES:
            told = self._told[kind]
            if told is not None and event.text_area is self.area(kind) and told[0] != self.area(kind).text:
                self._told[kind] = None
        self._later()

    @on(Input.Changed, "#editor-prompt")
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
        for kind in TITLES:
            self.area(kind).fit_language()
            self._label(kind)
        self._check_all()

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        if self.mistake(self.kind) is not None:
            self._show_problem()

    @on(TabbedContent.TabActivated)
    def _other_tab(self) -> None:
        self._show_problem()

    def hide_drafts(self) -> None:
        """There is one more secret: drafts that were kept with it in them are kept without."""
        if self._file is not None and self._file.hides(self._drafts()):
            self.keep_drafts()

    def _drafts(self) -> Drafts:
        return Drafts(self.area("schema").text, self.area("javascript").text, self.prompt)

    def keep_drafts(self) -> None:
        """Write the drafts, in a thread."""
        file = self._file
        if file is None:
            return
        drafts = self._drafts()
        ticket = file.ticket()
        self.run_worker(lambda: file.save(drafts, ticket), thread=True, exit_on_error=False, group="drafts")

    def action_run(self) -> None:
        """Send it; with an error, go there first, and send it when asked again."""
        if not self._sending:
            self._sending = True
            self.run_worker(self._run(self.kind, self.text), group="run", exit_on_error=False)

    async def _run(self, kind: Kind, text: str) -> None:
        try:
            await self._check(kind)
        finally:
            self._sending = False
        mistake, now = self._mistakes[kind], (kind, text)
        wrong = self._checked[kind] == text and mistake is not None and mistake.level == "error"
        if wrong and self._refused != now:
            self._refused = now
            self.action_goto_problem()
            return
        self._refused = None
        self.area(kind).history.checkpoint()
        self.post_message(self.Run(kind, text, self.prompt if kind == "schema" else "", self._names[kind]))

    def action_goto_problem(self) -> None:
        """Put the cursor on the mistake."""
        mistake = self.mistake(self.kind)
        if mistake is not None:
            self.area().focus()
            self.area().move_cursor((mistake.line - 1, mistake.column - 1), center=True)

    def action_elsewhere(self) -> None:
        """Edit the text in the user's own editor."""
        from smooth_console.tui.widgets.editor_external import edit_elsewhere

        area = self.area()
        text, problem = edit_elsewhere(self.app, area.text, ".json" if self.kind == "schema" else ".js")
        if problem:
            self._say_wrong(problem)
        elif text != area.text:
            area.fit_language_for(text)
            area.history.checkpoint()
            area.replace(sanitise(text), (0, 0), area.document.end)

    def _say_wrong(self, message: str) -> None:
        line = self.query_one("#editor-problem", Static)
        line.update(Content.assemble((sanitise_line(f"✗ {message}"), "$error")))

    def action_save(self) -> None:
        """Save under its name, or ask for one."""
        if self.item_name:
            self.post_message(self.Save(self.kind, self.item_name, self.text))
        else:
            self._ask("save", "name to save it under")

    def action_open(self) -> None:
        """Choose from the library."""
        self._ask("open", "open: type to filter")
        self._filter("")

    def _ask(self, what: str, placeholder: str) -> None:
        ask = self.query_one("#editor-ask", Input)
        self._asking, ask.value, ask.placeholder, ask.display = what, "", placeholder, True
        ask.focus()

    def _filter(self, text: str) -> None:
        rows = [(name, note) for name, note in self._library() if text.lower() in name.lower()]
        self._found = [name for name, _ in rows]
        self.query_one(CompletionMenu).open(rows)

    @on(Input.Changed, "#editor-ask")
    def _asked(self, event: Input.Changed) -> None:
        event.stop()
        if self._asking == "open":
            self._filter(event.value)

    @on(Input.Submitted, "#editor-ask")
    def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._asking == "open":
            if self._found:
                self.post_message(self.OpenRequested(self._found[self.query_one(CompletionMenu).chosen]))
                self._end_asking()
            return
        try:
            name = check_name(event.value.strip())
        except LibraryError as problem:
            self._say_wrong(f"{problem}; {problem.hint}" if problem.hint else str(problem))
            return
        self.post_message(self.Save(self.kind, name, self.text))
        self._end_asking()

    def on_key(self, event: events.Key) -> None:
        """Keys of the line that asks."""
        if self._asking and event.key in ("escape", "up", "down"):
            event.stop()
            if event.key == "escape":
                self._end_asking()
            else:
                self.query_one(CompletionMenu).move(1 if event.key == "down" else -1)

    def _end_asking(self) -> None:
        self._asking = ""
        self.query_one("#editor-ask", Input).display = False
        self.query_one(CompletionMenu).hide()
        self._show_problem()
        self.area().focus()
