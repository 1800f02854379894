"""The stream of small typed records that front ends follow. Those about the session are the session's own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from smooth_console.console.outcome import Level, Outcome
from smooth_console.session import Entry, SessionChange

if TYPE_CHECKING:
    from smooth_console.console.journaling import LeftOpen


class LineDone(Struct, frozen=True):
    """A line was run: what it sent may still be pending."""

    text: str
    outcome: Outcome


class LineFailed(Struct, frozen=True):
    """A line could not be run; it is given back, so that nothing typed is lost.

    Attributes:
        start: Offset of the mistake in the text; None when the text itself is well.
        end: Offset behind it.
    """

    text: str
    message: str
    start: int | None = None
    end: int | None = None


class LinesWaiting(Struct, frozen=True):
    """The lines that wait in line, first first; empty when there are none."""

    lines: tuple[str, ...]


class Said(Struct, frozen=True):
    """Something that happened and that no entry says."""

    text: str
    level: Level = "info"


class SessionReplaced(Struct, frozen=True):
    """Another session is in front now, or none."""

    task_id: str | None


class JournalChanged(Struct, frozen=True):
    """The journal is not written any more, and why; or it is again, when `trouble` is ""."""

    trouble: str


class SessionsLeftOpen(Struct, frozen=True):
    """Sessions of ours from before that may still be open, the newest first; told once, after the start."""

    sessions: "tuple[LeftOpen, ...]"


class SettingChanged(Struct, frozen=True):
    """A setting of the console is another now; its value is in `Console.settings`."""

    name: str


class NamesLearned(Struct, frozen=True):
    """What names there are on the page is known now: completion has more to offer than a moment ago."""


class Grounded(Struct, frozen=True):
    """The page was asked which values of an extract are on it; its checks may be others now."""

    entry: Entry


class Compared(Struct, frozen=True):
    """Several runs of one schema have ended, and were compared. The text holds words of the page."""

    text: str
    data: dict[str, Any]


class PinsChanged(Struct, frozen=True):
    """The pins were evaluated, and something is otherwise than before.

    Attributes:
        n: The entry after which.
        changed: Numbers of the pins that changed, from 1.
        page: What changed of the page's fingerprint.
    """

    n: int
    changed: tuple[int, ...]
    page: tuple[str, ...]


Change = (
    SessionChange
    | LineDone
    | LineFailed
    | LinesWaiting
    | Said
    | SessionReplaced
    | JournalChanged
    | SessionsLeftOpen
    | SettingChanged
    | NamesLearned
    | Grounded
    | Compared
    | PinsChanged
)
Listener = Callable[[Change], None]
