"""What the console says, brought to the panes: entries to the timeline, answers to the result, notices to the eye."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smooth_console.console import changes
from smooth_console.console.console import Console
from smooth_console.console.journaling import NOT_WRITTEN, lines_for
from smooth_console.console.outcome import OpenEditor, Outcome
from smooth_console.output import themes
from smooth_console.output.render import kind_of
from smooth_console.session import CallArrived, Entry, EntryAdded, EntryChanged, EventState, Notice, SessionChanged
from smooth_console.tui.effects import carry_out
from smooth_console.tui.entries import entry_checks, entry_row, pin_rows, result_data, schema_notes
from smooth_console.tui.rows import ResultData
from smooth_console.tui.widgets.pins import PinsView
from smooth_console.tui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from smooth_console.tui.app import SmoothApp

LONG_S = 30.0
"""How long a notice stays that holds lines to copy."""


class Following:
    """The application's ear. It is made with the console, after the first frame.

    Args:
        app: Whose panes.
        core: The console that is followed.
    """

    def __init__(self, app: "SmoothApp", core: Console) -> None:
        self._app, self._core = app, core
        self._shown: int | None = None
        self._checked: Entry | None = None
        self._text_preferred = False
        core.subscribe(self._heard)

    def _heard(self, change: changes.Change) -> None:
        app = self._app
        if not app.is_running:
            return  # the session is left after the interface
        match change:
            case EntryAdded(entry=entry):
                app.timeline.append(entry_row(entry, self._core, stage=app.stage))
                if entry.verb not in ("open", "attach") and not entry.is_call and not entry.recalled:
                    self._follow(entry)
            case EntryChanged(entry=entry):
                app.timeline.update(entry_row(entry, self._core, stage=app.stage))
                if entry.n == self._shown:
                    self._show(entry)
                if entry.verb in ("open", "attach") and entry.state.terminal and entry.state is not EventState.OK:
                    self._follow(entry)
            case CallArrived() if app.settings.bell:
                app.bell()
            case SessionChanged() | changes.SessionReplaced():
                app.starting = ""
                app.show_header()
            case changes.NamesLearned():
                app.command.names_learned()
                app.editor.names_learned()
            case changes.SettingChanged(name=name):
                self._setting_changed(name)
            case changes.LinesWaiting(lines=lines):
                app.command.set_waiting([line for line in lines[1:] if line])
            case changes.LineFailed() if not app.presenting:  # there it is said on the slide
                app.give_back(change.text, change.message, change.start or 0, change.end or 0)
            case changes.LineDone(outcome=outcome):
                self._line_done(outcome)
            case changes.JournalChanged():
                app.show_header()
            case changes.SessionsLeftOpen(sessions=sessions) if not app.stage:
                self._offer(lines_for(sessions[0]))
            case changes.Grounded(entry=entry) if entry.n == self._shown:
                self._show_checks(entry)
            case changes.Compared(text=text):
                app.show_text("Runs compared", self._core.secrets.redact(text))
            case changes.Said(text=text, level=level) | Notice(text=text, level=level):
                app.tell(text, level)
        if isinstance(change, EntryChanged | CallArrived):
            app.show_header()
        if isinstance(change, changes.PinsChanged | changes.LineDone | changes.SessionReplaced | EntryChanged):
            self._show_pins()

    def _setting_changed(self, name: str) -> None:
        """What is shown follows a setting that was changed."""
        app = self._app
        app.settings = self._core.settings
        if name == "theme":
            app.use_theme(app.settings.theme or themes.DEFAULT)
        elif name == "stage" and app.stage != app.settings.stage:
            app.toggle_stage()

    def _line_done(self, outcome: Outcome) -> None:
        app = self._app
        # A draft says all but the last by itself, and what is told would hide it.
        drafted = any(isinstance(effect, OpenEditor) for effect in outcome.effects)
        for note in outcome.notes[-1 if drafted else -2 :]:
            app.tell(note)
        for effect in outcome.effects:
            carry_out(app, effect, outcome)
        if outcome.text and not outcome.effects and not app.presenting:
            if "\n" in outcome.text or len(outcome.text) > 100:
                app.show_text("", outcome.text)
            else:
                app.tell(outcome.text, outcome.level)

    def _offer(self, lines: Sequence[tuple[str, str]]) -> None:
        """Lines about a session that was left open: on the first screen, if that still stands, else in a notice."""
        if self._app.main.welcoming:
            self._app.main.query_one(Welcome).offer(lines)
        else:
            self._app.tell("\n".join(f"{line}\n  {what}" for line, what in lines), "warning", seconds=LONG_S)

    # The result

    def show_entry(self, n: int) -> None:
        """Show an entry in the result pane."""
        entries = self._core.entries
        if 1 <= n <= len(entries):
            self._show(entries[n - 1])

    def _follow(self, entry: Entry) -> None:
        """Select and show what was just sent."""
        self._app.timeline.selected = entry.n
        self._show(entry)

    def _show(self, entry: Entry) -> None:
        self._shown = entry.n
        self._app.main.show_result()
        data = result_data(entry, self._core, stage=self._app.stage)
        self._app.result.show(data)
        self._prefer_text(data)
        self._show_checks(entry)

    def _prefer_text(self, data: ResultData) -> None:
        """A sentence is read as text, anything else as a tree, unless a tab was chosen for it."""
        result = self._app.result
        sentence = data.has_value and isinstance(data.value, str) and len(data.value) > 40
        if sentence and result.tab == "Tree":
            result.show_tab("Text")
        elif not sentence and self._text_preferred and result.tab == "Text":
            result.show_tab("Tree")
        self._text_preferred = sentence

    def show_value(self, title: str, value: Any) -> None:
        """Show a value that is no entry's output as it was."""
        self._shown = None
        self._app.main.show_result()
        summary = kind_of(value)
        title, value = self._core.secrets.redact((title, value))
        self._app.result.show(
            ResultData(title=title, state=EventState.OK, summary=summary, value=value, has_value=True)
        )

    def _show_checks(self, entry: Entry) -> None:
        """What is not right with a result: in its pane, and at the lines of its schema."""
        checks = entry_checks(entry, self._core)
        self._checked = entry
        self._app.result.set_checks(checks)
        source = self._core.results.sources.get(entry.event_id)
        if source is not None and entry.terminal:
            self._app.editor.note(source.text, source.name, schema_notes(checks))

    def go_to_part(self, place: str) -> bool:
        """Go to the part of the schema that a check is about, if the editor still holds it."""
        entry = self._checked
        source = self._core.results.sources.get(entry.event_id) if entry is not None else None
        return source is not None and self._app.editor.go_to_part(source.text, source.name, place)

    def _show_pins(self) -> None:
        pins = self._core.pins
        page = [self._core.secrets.redact(words) for words in pins.page_changes] if pins.active else []
        for view in self._app.main.query(PinsView):  # there is none any more while the screen is taken down
            view.show(pin_rows(self._core), page, page_pinned=pins.page_pinned)

    def show_anew(self) -> None:
        """What may be seen is otherwise now."""
        rows = [entry_row(entry, self._core, stage=self._app.stage) for entry in self._core.entries]
        self._app.timeline.set_rows(rows)
        self._app.show_header()
        if self._shown:
            self.show_entry(self._shown)

    # The header

    @property
    def page(self) -> str:
        """The page's address as it would be typed; "" when there is none."""
        server, session = self._core.server, self._core.session
        return server.short_address(session.url or "") if server and session else ""

    @property
    def server_name(self) -> str:
        """What the server is called; "" before it is reached."""
        return self._core.server.name if self._core.server else ""

    @property
    def warning(self) -> str:
        """What stays in sight."""
        return NOT_WRITTEN if self._core.journal.trouble else ""
