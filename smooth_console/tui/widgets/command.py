"""The command pane: a growing line with completion, history and mistakes in place. It runs nothing itself."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.console.recall import Recall
from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.tui.widgets.command_input import LARGE, CommandInput
from smooth_console.tui.widgets.completion_menu import CompletionMenu

if TYPE_CHECKING:
    from smooth_console.console.history import History
    from smooth_console.language.declare import Registry
    from smooth_console.language.offer import Completion, Context

TALLEST = 8


class Knowledge(NamedTuple):
    """What is known of lines: the commands there are, those typed before, and what completion may know."""

    registry: "Registry"
    history: "History"
    moment: "Context"


class CommandPane(Vertical):
    """Where commands are typed.

    Args:
        know: Gives what is known of lines. It is asked by `prepare`, or by the first key that cannot do without.
        glyphs: The signs before the lines.
    """

    DEFAULT_CSS = """
    CommandPane { height: auto; }
    CommandPane Horizontal { height: auto; }
    CommandPane #command-glyph { width: 2; height: auto; color: $accent; }
    CommandPane CommandInput { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
    CommandPane #command-problem { height: auto; color: $error; display: none; padding: 0 2; }
    CommandPane #command-note { height: 1; color: $text-muted; display: none; padding: 0 2; }
    CommandPane #command-waiting { height: 1; color: $text-muted; display: none; padding: 0 2; }
    """

    class Submitted(Message):
        """A whole command. The line is empty at once, for what is typed next; `give_back` undoes that."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class CancelRequested(Message):
        """Ctrl-C with nothing typed."""

    def __init__(self, know: Callable[[], Knowledge], glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._know, self._glyphs = know, glyphs
        self._knowledge: Knowledge | None = None
        self._recall = Recall(())
        self._choices: list[Completion] = []
        self._place: int | None = None
        self._draft = ""
        self._searching: str | None = None
        self._problem_text: str | None = None
        self._written = ""
        self._asked_for: str | None = None

    def compose(self) -> ComposeResult:
        yield CompletionMenu(self._glyphs, id="command-menu")
        yield Static("", id="command-waiting", markup=False)
        with Horizontal():
            yield Static(self._glyphs.prompt, id="command-glyph", markup=False)
            yield CommandInput(self._asked, id="command-input")
        yield Static("", id="command-problem", markup=False)
        yield Static("", id="command-note", markup=False)

    def prepare(self) -> None:
        """Know lines from here on: what was typed before gets its colours and the rest of its line."""
        if self._knowledge is None:
            self._knowledge = self._know()
            self._recall = Recall(self._knowledge.history)
            self.input.colour(self._knowledge.registry.rest_kinds)
            self._certainly_wrong(self.text)
            self._suggest()

    @property
    def _lines(self) -> Knowledge:
        self.prepare()
        assert self._knowledge is not None
        return self._knowledge

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
        return self.input.whole

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
        """Empty the line."""
        self._place, self._draft = None, ""
        self._write("")

    def give_back(self, text: str) -> bool:
        """Put a command that failed back into the line; False, and nothing is done, when another is being typed."""
        if not self.text:
            self._write(text)
        return self.text == sanitise(text)

    def cancel_typing(self) -> bool:
        """Close the menu and empty the line; False when there was nothing to give up."""
        found = bool(self.text or self.menu.is_open or self._searching is not None)
        if found:
            self.clear()
        return found

    def show_problem(self, message: str, start: int, end: int, hint: str = "") -> None:
        """Underline `text[start:end]` and say what is wrong below, until the text changes."""
        self._problem_text = self.text
        self.input.set_mark((start, max(end, start)) if start or end else None)
        line = self.query_one("#command-problem", Static)
        place = ""
        if (start or end) and "\n" in self.text:
            row, column = self.input.location_of(start)
            place = f"{row + 1}:{column + 1} "
        said = sanitise_line(f"{self._glyphs.notices['error']} {place}{message}")
        line.update(Content.assemble((said, "$error"), (sanitise_line(f"  {hint}") if hint else "", "$text-muted")))
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
        self._say("")

    def on_mount(self) -> None:
        """The prompt follows the line when it scrolls."""
        self.watch(self.input, "scroll_y", self._draw_prompt, init=False)

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        text = self.text
        self.input.fit_wrapping()
        self._fit()
        if self._problem_text != text:
            self._problem_text = None
            self.input.set_mark(None)
            self.query_one("#command-problem", Static).display = False
            self._certainly_wrong(text)
        if self._searching is not None:
            self._show_found()
        elif self._choices:
            self._offer() if text != self._written else self._close_menu()
        self._suggest()

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self._suggest()

    def on_resize(self) -> None:
        """Lines wrap elsewhere."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """As high as what is typed, up to `TALLEST`."""
        height = max(1, min(TALLEST, self.input.rows))
        if self.input.styles.height is None or self.input.styles.height.value != height:
            self.input.styles.height = height
            self.call_after_refresh(self.input.scroll_cursor_visible)
        self._draw_prompt()

    def _draw_prompt(self) -> None:
        """`›` before the first line, `·` before each other one, nothing where a line only goes on."""
        top, height = round(self.input.scroll_y), max(1, min(TALLEST, self.input.rows))
        rows = range(top, top + height)
        first, further = self._glyphs.prompt, self._glyphs.notices["info"]
        glyphs = [first if row == 0 else further if self.input.starts_line(row) else " " for row in rows]
        self.query_one("#command-glyph", Static).update(Content("\n".join(glyphs)))

    def _suggest(self) -> None:
        """The suggestion is the rest of the newest line that begins so; only at the end does it make sense."""
        text, rest = self.text, ""
        is_line = text and len(text) <= LARGE and "\n" not in text
        if is_line and self._searching is None and not self.menu.is_open and self.input.cursor_at_end_of_text:
            rest = sanitise_line(self._recall.rest_of(text))
        self.input.suggestion = rest

    def _certainly_wrong(self, text: str) -> None:
        """Say at once that a verb is not one."""
        verb, space, _ = text[:200].partition(" ")
        registry = self._knowledge.registry if self._knowledge is not None else None
        if registry is not None and space and verb and verb[0] not in "#!" and registry.get(verb) is None:
            near = registry.nearest(verb)
            self.show_problem(f"{verb} is not a command", 0, len(verb), f"did you mean {near}?" if near else "")

    def _asked(self, what: str) -> None:
        """Do what a key means here."""
        match what:
            case "enter" if self.menu.is_open:
                self._choose()
            case "enter" if self._searching is not None:
                pass
            case "enter" if self._is_complete():
                self._submit()
            case "enter" | "newline":
                self.input.insert("\n")
            case "complete":
                self._choose() if self.menu.is_open else self._offer(at_once=True)
            case "up" | "down":
                self._up_or_down(-1 if what == "up" else 1)
            case "accept":
                self._accept()
            case "search" if self._searching is not None:
                self.menu.move(1)
            case "search":
                self._draft = self._searching = self.text
                self._show_found()
            case "cancel":
                if not self.cancel_typing():
                    self.post_message(self.CancelRequested())
            case "back" if self._searching is not None:
                self._write(self._draft)
            case "back" if self.menu.is_open:
                self._close_menu()
            case "back":
                self.input.set_mark(None)
                self.query_one("#command-problem", Static).display = False
            case "editor":
                self._in_editor()

    def _is_complete(self) -> bool:
        from smooth_console.language.complete import is_complete

        return is_complete(self.text, self._lines.registry)

    def _submit(self) -> None:
        """Hand the command on, and make room: keys that follow are the next command's, however fast they come."""
        text = self.text
        if not text.strip():
            return
        self.clear()
        self.post_message(self.Submitted(text))

    def _accept(self) -> None:
        rest = self.input.suggestion if self.input.cursor_at_end_of_text else ""
        self.input.suggestion = ""
        if rest:
            self.input.insert(rest)
        else:
            self.input.action_cursor_right()

    def _offer(self, *, at_once: bool = False) -> None:
        """Show what can stand at the cursor; one alone is taken at once after Tab."""
        from smooth_console.language.complete import complete

        cursor, known = self.input.offset_of(self.input.cursor_location), self._lines
        self._choices = [] if len(self.text) > LARGE else complete(self.text, cursor, known.registry, known.moment)
        self.input.suggestion = ""
        self._asked_for = self.text if at_once else None
        rows = [(choice.shown or choice.text, choice.note) for choice in self._choices]
        start = self.input.location_of(self._choices[0].start) if self._choices else (0, 0)
        column = self.input.wrapped_document.location_to_offset(start).x
        self.menu.open(rows, self.input.region.x + column)
        if at_once and len(self._choices) == 1:
            self._choose()

    def names_learned(self) -> None:
        """The page has said its names: offer them, if nothing was typed since Tab."""
        if self._asked_for == self.text and not self._choices:
            self._offer(at_once=True)

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
        from smooth_console.language.offer import Completion

        self.prepare()
        rows = self._recall.search(self.text)
        self._choices = [Completion(line, 0, 0, str(number)) for number, line in rows]
        self.menu.open([(line, f"%{number}") for number, line in rows])
        note = "search: words in any order · Enter takes the line · Esc goes back"
        self._say(note if rows else "no line of the history holds these words · Esc goes back")

    def _say(self, note: str) -> None:
        """A quiet line below, while there is something to say."""
        line = self.query_one("#command-note", Static)
        line.update(Content(note))
        line.display = bool(note)

    def _up_or_down(self, step: int) -> None:
        area = self.input
        if self.menu.is_open:
            self.menu.move(step)
        elif not (area.cursor_at_first_line if step < 0 else area.cursor_at_last_line):
            area.action_cursor_up() if step < 0 else area.action_cursor_down()
        else:
            history = self._lines.history
            here = len(history) if self._place is None else self._place
            if self._place is None:
                self._draft = self.text
            there = here + step
            if 0 <= there < len(history):
                self._place = there
                self._write(history[there])
            elif there >= len(history) and self._place is not None:
                self._place = None
                self._write(self._draft)

    def _in_editor(self) -> None:
        from smooth_console.tui.widgets.editor_external import edit_elsewhere

        text, problem = edit_elsewhere(self.app, self.text, ".smooth")
        if problem:
            self.show_problem(problem, 0, 0)
        else:
            self._write(text.removesuffix("\n"))
