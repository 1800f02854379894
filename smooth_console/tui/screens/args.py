"""A form for what a snippet is called with: a field for each parameter that its head declares. It sends nothing."""

import json
from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.tui.typing_order import Field
from smooth_console.workbench.snippets import Parameter, ParameterError, Snippet


class ArgsScreen(ModalScreen[tuple[bool, dict[str, str]]]):
    """Gives whether to run it, and what was typed for each parameter: that fits them, if it is to be run."""

    DEFAULT_CSS = """
    ArgsScreen { align: center middle; background: $background 60%; }
    ArgsScreen > Vertical {
        width: 90%; max-width: 80; height: auto; max-height: 95%;
        background: $surface; border: round $accent; padding: 0 1;
    }
    ArgsScreen VerticalScroll { height: auto; max-height: 16; }
    ArgsScreen Static { height: auto; }
    ArgsScreen Input { height: 1; border: none; padding: 0 1; margin-bottom: 1; background: $panel; }
    ArgsScreen Horizontal { height: 3; }
    ArgsScreen Button { margin-right: 2; }
    ArgsScreen #title { margin-bottom: 1; }
    ArgsScreen #problem { color: $error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "not now", priority=True),
        Binding("f5,ctrl+enter", "run", "run", priority=True),
        Binding("down", "app.focus_next", "next", show=False),
        Binding("up", "app.focus_previous", "before", show=False),
    ]

    def __init__(self, name: str, snippet: Snippet, typed: Mapping[str, str]) -> None:
        """Ask for the parameters of a snippet.

        Args:
            name: What it is called.
            snippet: What it says of itself.
            typed: What stands in the fields at first: what was typed the last time.
        """
        super().__init__()
        self._called, self._snippet, self._typed = name, snippet, typed

    def compose(self) -> ComposeResult:
        """A line and a field for each, and what is wrong below."""
        with Vertical() as box:
            box.border_title = Content(sanitise_line(f"Run {self._called}"))
            if self._snippet.title:
                yield Static(Content(sanitise_line(self._snippet.title)).stylize("$text-muted"), id="title")
            with VerticalScroll(can_focus=False):
                for parameter in self._snippet.parameters:
                    yield Static(_words(parameter))
                    yield Field(
                        sanitise(self._typed.get(parameter.name, "")), placeholder=_hint(parameter), compact=True
                    )
            yield Static("", id="problem", markup=False)
            with Horizontal():
                yield Button("Run  F5", variant="primary", id="run")
                yield Button("Not now  Esc", id="leave")

    def on_mount(self) -> None:
        """Type at once, where something is still to be typed."""
        fields = self._fields()
        first = next((f for p, f in fields.items() if p.required and not f.value), next(iter(fields.values())))
        first.focus()

    def _fields(self) -> dict[Parameter, Input]:
        return dict(zip(self._snippet.parameters, self.query(Input), strict=True))

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field, and runs it from the last."""
        event.stop()
        fields = list(self._fields().values())
        if event.input is fields[-1]:
            self.action_run()
        else:
            fields[fields.index(event.input) + 1].focus()

    @on(Button.Pressed, "#run")
    def action_run(self) -> None:
        """Run it with these, or go to the first that does not fit."""
        for parameter, entered in self._fields().items():
            try:
                parameter.read(entered.value)
            except ParameterError as problem:
                self.query_one("#problem", Static).update(Content(sanitise_line(str(problem))))
                entered.focus()
                return
        self._end(run=True)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Run nothing."""
        self._end(run=False)

    def _end(self, *, run: bool) -> None:
        self.dismiss((run, {parameter.name: entered.value for parameter, entered in self._fields().items()}))


def _words(parameter: Parameter) -> Content:
    about = f"  {parameter.about}" if parameter.about else ""
    return Content.assemble((parameter.name, "bold"), (sanitise_line(about), "$text-muted"))


def _hint(parameter: Parameter) -> str:
    """What a field says while it is blank."""
    kinds = {"any": "JSON or words", "string": "words", "object": "JSON", "array": "JSON"}
    kind = kinds.get(parameter.type, parameter.type)
    if parameter.required:
        return kind
    if parameter.default is None:
        return f"{kind}, or blank"
    default = parameter.default if isinstance(parameter.default, str) else json.dumps(parameter.default)
    return sanitise_line(f"{default} if blank · {kind}")
