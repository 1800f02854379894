"""The stream of small typed records that front ends follow. Those about the session are the session's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smooth_console.console.outcome import Level, Outcome
from smooth_console.session import Entry, SessionChange

if TYPE_CHECKING:
    from smooth_console.console.journaling import LeftOpen


@dataclass(frozen=True, slots=True)
class LineDone:
    """A line was run: what it sent may still be pending."""

    text: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class LineFailed:
    """A line could not be run; it is given back, so that nothing typed is lost.

    Attributes:
        start: Offset of the mistake in the text; None when the text itself is well.
        end: Offset behind it.
    """

    text: str
    message: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class LinesWaiting:
    """The lines that wait in line, first first; empty when there are none."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Something that happened and that no entry says."""

    text: str
    level: Level = "info"


@dataclass(frozen=True, slots=True)
class SessionReplaced:
    """Another session is in front now, or none."""

    task_id: str | None


@dataclass(frozen=True, slots=True)
class JournalChanged:
    """The journal is not written any more, and why; or it is again, when `trouble` is ""."""

    trouble: str


@dataclass(frozen=True, slots=True)
class SessionsLeftOpen:
    """Sessions of ours from before that may still be open, the newest first; told once, after the start."""

    sessions: "tuple[LeftOpen, ...]"


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """A setting of the console is another now; its value is in `Console.settings`."""

    name: str


@dataclass(frozen=True, slots=True)
class NamesLearned:
    """What names there are on the page is known now: completion has more to offer than a moment ago."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """The page was asked which values of an extract are on it; its checks may be others now."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Compared:
    """Several runs of one schema have ended, and were compared. The text holds words of the page."""

    text: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PinsChanged:
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
