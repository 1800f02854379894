"""The steps that a task is made of, as typed records; `str()` gives the plain English that parses back to them."""

import json
from dataclasses import dataclass
from typing import Any, Literal


def quoted(text: str) -> str:
    """`text` in the quotes of the small language; a backslash escapes quote and backslash."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def ordinal(number: int) -> str:
    """`2` as "2nd", `-1` as "last"."""
    if number == -1:
        return "last"
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@dataclass(frozen=True, slots=True)
class Target:
    """An element, as a person points at it.

    Attributes:
        label: Its name, label, text, placeholder, title or test id; empty when role and place say enough.
        role: One of `targets.ROLES`, or None for any.
        nth: Which of several, from 1; -1 is the last.
        near: Text that stands closest to the one meant.
    """

    label: str = ""
    role: str | None = None
    nth: int | None = None
    near: str | None = None

    def __str__(self) -> str:
        words = [ordinal(self.nth)] if self.nth else []
        words += [quoted(self.label)] if self.label else []
        words += [self.role] if self.role else []
        words += ["near", quoted(self.near)] if self.near is not None else []
        return ("the " if self.nth or not self.label else "") + " ".join(words)


@dataclass(frozen=True, slots=True)
class GoTo:
    """Go to an address: absolute, a bare host, or relative to the current page."""

    url: str

    def __str__(self) -> str:
        return f"go to {quoted(self.url)}"


@dataclass(frozen=True, slots=True)
class Move:
    """A move in the history of the page."""

    where: Literal["go back", "go forward", "reload"]

    def __str__(self) -> str:
        return self.where


@dataclass(frozen=True, slots=True)
class Click:
    """Click an element."""

    target: Target
    how: Literal["click", "double click", "right click"] = "click"

    def __str__(self) -> str:
        return f"{self.how} {self.target}"


@dataclass(frozen=True, slots=True)
class Hover:
    """Put the mouse over an element."""

    target: Target

    def __str__(self) -> str:
        return f"hover {self.target}"


@dataclass(frozen=True, slots=True)
class Fill:
    """Replace what a field holds."""

    target: Target
    value: str

    def __str__(self) -> str:
        return f"fill {self.target} with {quoted(self.value)}"


@dataclass(frozen=True, slots=True)
class Type:
    """Type into whatever has the focus."""

    text: str

    def __str__(self) -> str:
        return f"type {quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class Press:
    """Press a key or a chord (names as Playwright's, "Control+A"), in `target` or where the focus is."""

    keys: str
    times: int = 1
    target: Target | None = None

    def __str__(self) -> str:
        times = f" {self.times} times" if self.times > 1 else ""
        return f"press {self.keys}{times}" + (f" in {self.target}" if self.target else "")


@dataclass(frozen=True, slots=True)
class Select:
    """Choose an option, in the list `target` or in the only one that has it."""

    option: str
    target: Target | None = None

    def __str__(self) -> str:
        return f"select {quoted(self.option)}" + (f" in {self.target}" if self.target else "")


@dataclass(frozen=True, slots=True)
class Check:
    """Set a checkbox, radio button or switch."""

    target: Target
    on: bool = True

    def __str__(self) -> str:
        return f"{'check' if self.on else 'uncheck'} {self.target}"


@dataclass(frozen=True, slots=True)
class Upload:
    """Put an uploaded file, by its id, into a file field."""

    file: str
    target: Target | None = None

    def __str__(self) -> str:
        return f"upload {quoted(self.file)}" + (f" to {self.target}" if self.target else "")


@dataclass(frozen=True, slots=True)
class Drag:
    """Drag one element onto another."""

    source: Target
    onto: Target

    def __str__(self) -> str:
        return f"drag {self.source} to {self.onto}"


@dataclass(frozen=True, slots=True)
class Scroll:
    """Scroll by a screen, or to an end of the page."""

    where: Literal["up", "down", "to top", "to bottom"]

    def __str__(self) -> str:
        return f"scroll {self.where}"


@dataclass(frozen=True, slots=True)
class ScrollTo:
    """Scroll until an element is in view."""

    target: Target

    def __str__(self) -> str:
        return f"scroll to {self.target}"


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Wait until text is on the page, or no longer."""

    text: str
    gone: bool = False

    def __str__(self) -> str:
        return f"wait for {quoted(self.text)}" + (" to disappear" if self.gone else "")


@dataclass(frozen=True, slots=True)
class WaitSeconds:
    """Wait, in seconds."""

    seconds: float

    def __str__(self) -> str:
        return f"wait {self.seconds!r} seconds"


@dataclass(frozen=True, slots=True)
class WaitForLoad:
    """Wait until the page has loaded and gone quiet."""

    def __str__(self) -> str:
        return "wait for the page to load"


@dataclass(frozen=True, slots=True)
class Search:
    """Type into the page's search field and submit."""

    text: str

    def __str__(self) -> str:
        return f"search for {quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class LogIn:
    """Fill the page's log-in form and send it."""

    user: str
    password: str

    def __str__(self) -> str:
        return f"log in with {quoted(self.user)} and {quoted(self.password)}"


@dataclass(frozen=True, slots=True)
class AcceptCookies:
    """Accept the cookie notice, if there is one."""

    def __str__(self) -> str:
        return "accept cookies"


@dataclass(frozen=True, slots=True)
class OpenResult:
    """Open an entry of the page's main list, from 1; -1 is the last."""

    nth: int

    def __str__(self) -> str:
        return f"open the {ordinal(self.nth)} result"


@dataclass(frozen=True, slots=True)
class NextPage:
    """Turn to the list's next page, once or until text is there."""

    until: str | None = None

    def __str__(self) -> str:
        return "next page" + (f" until {quoted(self.until)}" if self.until is not None else "")


@dataclass(frozen=True)
class CallTool:
    """Have the caller run a custom tool."""

    name: str
    arguments: dict[str, Any]

    def __str__(self) -> str:
        return f"call {quoted(self.name)} with {json.dumps(self.arguments, ensure_ascii=False)}"


@dataclass(frozen=True, slots=True)
class Screenshot:
    """Take a picture of the visible part, or of the whole page."""

    full: bool = False

    def __str__(self) -> str:
        return "take a full page screenshot" if self.full else "take a screenshot"


@dataclass(frozen=True, slots=True)
class Extract:
    """Read something from the page."""

    what: str

    def __str__(self) -> str:
        return f"extract {quoted(self.what)}"


Step = (
    GoTo
    | Move
    | Click
    | Hover
    | Fill
    | Type
    | Press
    | Select
    | Check
    | Upload
    | Drag
    | Scroll
    | ScrollTo
    | WaitFor
    | WaitSeconds
    | WaitForLoad
    | Search
    | LogIn
    | AcceptCookies
    | OpenResult
    | NextPage
    | CallTool
    | Screenshot
    | Extract
)
