"""The command pane: a growing line with completion, history and mistakes in place. It runs nothing itself."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from smooth_console.console.history import History
from smooth_console.language.complete import Completion, Context, complete, is_complete
from smooth_console.language.declare import Registry
from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.tui.widgets.command_input import LARGE, CommandInput
from smooth_console.tui.widgets.completion_menu import CompletionMenu

TALLEST = 8


class CommandPane(Vertical):
    """Where commands are typed."""

    DEFAULT_CSS = """
    CommandPane { height: auto; }
    CommandPane Horizontal { height: auto; }
    CommandPane #command-glyph { width: 2; height: auto; color: $accent; }
    CommandPane CommandInput { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
    CommandPane #command-problem { height: auto; color: $error; display: none; padding: 0 2; }
    CommandPane #command-waiting { height: 1; color: $text-muted; display: none; padding: 0 2; }
    """

    class Submitted(Message):
        """A whole command. The pane keeps it until `clear`."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class CancelRequested(Message):
        """Ctrl-C with nothing typed."""

    def __init__(self, registry: Registry, history: History, context: Context, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._registry, self._history, self._moment = registry, history, context
        self._choices: list[Completion] = []
        self._place: int | None = None
        self._draft = ""
        self._searching: str | None = None
        self._problem_text: str | None = None
        self._written = ""

    def compose(self) -> ComposeResult:
        verbs = {c.name: c.rest.kind if c.rest else "text" for c in self._registry}
        verbs |= {alias: verbs[c.name] for c in self._registry for alias in c.aliases}
        yield CompletionMenu(id="command-menu")
        yield Static("", id="command-waiting", markup=False)
        with Horizontal():
            yield Static("›", id="command-glyph", markup=False)
            yield CommandInput(verbs, id="command-input")
        yield Static("", id="command-problem", markup=False)

    @property
    def input(self) -> CommandInput:
        """The line itself."""
        return self.query_one(CommandInput)

    @property
    def menu(self) -> CompletionMenu:
        """The menu above it."""
        return self.query_one(CompletionMenu)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.input.text

    def focus(self, scroll_visible: bool = True) -> "CommandPane":
        """Put the cursor into the line."""
        self.input.focus(scroll_visible)
        return self

    def take(self, text: str) -> None:
        """Put a text into the line, as if typed."""
        self._write(text)
        self._place = None
        self.input.focus()

    def clear(self) -> None:
        """Empty the line: what was in it has been accepted."""
        self._place, self._draft = None, ""
        self._write("")

    def show_problem(self, message: str, start: int, end: int, hint: str = "") -> None:
        """Underline `text[start:end]` and say what is wrong below, until the text changes."""
        self._problem_text = self.text
        self.input.set_mark((start, max(end, start)))
        line = self.query_one("#command-problem", Static)
        line.update(Content(sanitise_line(f"✗ {message}" + (f"; {hint}" if hint else ""))))
        line.display = True

    def set_waiting(self, lines: Sequence[str]) -> None:
        """Show the lines that wait for their turn."""
        strip = self.query_one("#command-waiting", Static)
        strip.display = bool(lines)
        count = "1 line waits" if len(lines) == 1 else f"{len(lines)} lines wait"
        strip.update(Content(sanitise_line(f"{count}: " + " · ".join(line[:200] for line in lines[:5]))))

    def _write(self, text: str) -> None:
        text = sanitise(text)
        self._written = text
        self._close_menu()
        self.input.replace(text, (0, 0), self.input.document.end)
        self.input.move_cursor(self.input.document.end)

    def _close_menu(self) -> None:
        self._choices, self._searching = [], None
        self.menu.hide()

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        text = self.text
        height = max(1, min(TALLEST, self.input.wrapped_document.height))
        self.input.styles.height = height
        self.query_one("#command-glyph", Static).update(Content("\n".join(["›"] + ["·"] * (height - 1))))
        if self._problem_text != text:
            self._problem_text = None
            self.input.set_mark(None)
            self.query_one("#command-problem", Static).display = False
            self._certainly_wrong(text)
        if self._searching is not None:
            self._show_found()
        elif self._choices:
            self._offer() if text != self._written else self._close_menu()
        self.input.suggestion = self._ghost(text)

    def _certainly_wrong(self, text: str) -> None:
        """Say at once that a verb is not one."""
        verb, space, _ = text[:200].partition(" ")
        if space and verb and verb[0] not in "#!" and self._registry.get(verb) is None:
            near = self._registry.nearest(verb)
            self.show_problem(f"{verb} is not a command", 0, len(verb), f"did you mean {near}?" if near else "")

    def _ghost(self, text: str) -> str:
        """The rest of the newest line of the history that begins so."""
        if not text or len(text) > LARGE or "\n" in text or self._searching is not None:
            return ""
        for index in range(len(self._history) - 1, -1, -1):
            line = self._history[index]
            if line.startswith(text) and "\n" not in line and line != text:
                return sanitise_line(line)[len(text) :]
        return ""

    @on(CommandInput.Asked)
    def _asked(self, event: CommandInput.Asked) -> None:
        event.stop()
        match event.what:
            case "enter" if self.menu.is_open:
                self._choose()
            case "enter" if is_complete(self.text, self._registry):
                if self.text.strip():
                    self.post_message(self.Submitted(self.text))
            case "enter" | "newline":
                self.input.insert("\n")
            case "complete":
                self._choose() if self.menu.is_open else self._offer(at_once=True)
            case "up" | "down":
                self._up_or_down(-1 if event.what == "up" else 1)
            case "accept":
                if self.input.suggestion and self.input.cursor_at_end_of_text:
                    self.input.insert(self.input.suggestion)
                else:
                    self.input.action_cursor_right()
            case "search":
                self._draft, self._searching = self.text, self.text
                self._show_found()
            case "cancel" if not self.text:
                self.post_message(self.CancelRequested())
            case "cancel":
                self.clear()
            case "back" if self._searching is not None:
                self._write(self._draft)
            case "back":
                self._close_menu()
            case "editor":
                self._in_editor()

    def _offer(self, *, at_once: bool = False) -> None:
        """Show what can stand at the cursor; one alone is taken at once after Tab."""
        cursor = self.input.offset_of(self.input.cursor_location)
        self._choices = [] if len(self.text) > LARGE else complete(self.text, cursor, self._registry, self._moment)
        self.menu.open([(choice.shown or choice.text, choice.note) for choice in self._choices])
        if at_once and len(self._choices) == 1:
            self._choose()

    def _choose(self) -> None:
        choice = self._choices[self.menu.chosen]
        if self._searching is not None:
            self._write(choice.text)
            return
        self._close_menu()
        start, end = self.input.location_of(choice.start), self.input.location_of(choice.end)
        space = " " if choice.kind == "verb" else ""
        self.input.replace(choice.text + space, start, end, maintain_selection_offset=False)
        self._written = self.text

    def _show_found(self) -> None:
        rows = self._history.search(self.text)[:60]
        self._choices = [Completion(line, 0, 0, str(number)) for number, line in rows]
        self.menu.open([(line, str(number)) for number, line in rows])

    def _up_or_down(self, step: int) -> None:
        area = self.input
        if self.menu.is_open:
            self.menu.move(step)
        elif not (area.cursor_at_first_line if step < 0 else area.cursor_at_last_line):
            area.action_cursor_up() if step < 0 else area.action_cursor_down()
        else:
            here = len(self._history) if self._place is None else self._place
            if self._place is None:
                self._draft = self.text
            there = here + step
            if 0 <= there < len(self._history):
                self._place = there
                self._write(self._history[there])
            elif there >= len(self._history) and self._place is not None:
                self._place = None
                self._write(self._draft)

    def _in_editor(self) -> None:
        from smooth_console.tui.widgets.editor_external import edit_elsewhere

        text, problem = edit_elsewhere(self.app, self.text, ".smooth")
        if problem:
            self.show_problem(problem, 0, 0)
        else:
            self._write(text.removesuffix("\n"))
