"""What a line gives: an entry to watch, something to say, and what only a front end can do."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from smooth_console.session import Entry

if TYPE_CHECKING:
    from smooth_console.exports.records import SessionRecord
    from smooth_console.language.slides import Slide

Level = Literal["info", "warning", "error"]


class ShowEntry(Struct, frozen=True):
    """Select an entry and show its result; with a value, that part of it."""

    n: int
    value: Any = None
    title: str = ""
    has_value: bool = False


class ShowText(Struct, frozen=True):
    """Show text that the console made: help, a list. It is our own words and may hold cleaned data."""

    title: str
    text: str


class CopyText(Struct, frozen=True):
    """Put a text on the clipboard."""

    text: str
    what: str


class OpenEditor(Struct, frozen=True):
    """Open a schema or a snippet in the editor."""

    kind: Literal["schema", "javascript"]
    name: str
    text: str


class TakeLine(Struct, frozen=True):
    """Put a line where lines are typed, to be changed and sent."""

    text: str


class UseTheme(Struct, frozen=True):
    """Change the theme; an empty name asks for the list."""

    name: str


class ShowView(Struct, frozen=True):
    """Show one of the front end's own views."""

    view: Literal["keys", "inbox", "help", "live"]
    topic: str = ""


class ShowReplay(Struct, frozen=True):
    """Play a recording, over what is there."""

    recording: "SessionRecord"
    name: str
    speed: float = 1.0
    step: bool = False


class Present(Struct, frozen=True):
    """Step through a script before an audience.

    Attributes:
        notes: Where the speaker's notes go; None keeps them out of sight.
    """

    name: str
    slides: "Sequence[Slide]"
    notes: Path | None = None


class FilterTimeline(Struct, frozen=True):
    """Show only the entries that match."""

    text: str


class Quit(Struct, frozen=True):
    """Leave the program."""


Effect = (
    ShowEntry
    | ShowText
    | CopyText
    | OpenEditor
    | TakeLine
    | UseTheme
    | ShowView
    | ShowReplay
    | Present
    | FilterTimeline
    | Quit
)


class Outcome(Struct, frozen=True):
    """What running a line gave.

    Attributes:
        entries: Those that it sent, in order; they may still be pending.
        text: What to say, in plain text; a headless front end prints it.
        value: The output of a command that sends nothing (`.show`, `expect`), when `has_value`.
        effects: What only a front end can do.
        failure: The exit code of a command that ran and did not hold (`expect`); 0 when it held.
        subject: The value that a check was asked of, alone in it; empty when it is none.
        notes: What to say besides; a headless front end says it on standard error.
        compare: The entries are runs of one schema, to be compared when they have ended.
    """

    entries: Sequence[Entry] = ()
    text: str = ""
    level: Level = "info"
    value: Any = None
    has_value: bool = False
    effects: Sequence[Effect] = ()
    failure: int = 0
    subject: Sequence[Any] = ()
    notes: Sequence[str] = ()
    compare: bool = False


class CommandError(Exception):
    """A command that cannot be done now. The message says why and what to do.

    Attributes:
        exit_code: What a headless front end ends with (COMMANDS, "Exit codes").
    """

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code
