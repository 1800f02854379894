"""Pins: JavaScript that is evaluated after every event, with what changed, and the page's fingerprint beside it.

All pins are asked in one event. They are ours to ask, so they are no rows of the timeline.
"""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from smooth_console.console.asking import ask_page
from smooth_console.console.changes import Change, PinsChanged
from smooth_console.console.outcome import CommandError
from smooth_console.output.render import preview
from smooth_console.output.sanitise import sanitise_line
from smooth_console.session import EntryChanged
from smooth_console.workbench import fingerprint
from smooth_console.workbench.grounding import page_code

if TYPE_CHECKING:
    from smooth_console.console.console import Console

MOST = 20
_AFTER = frozenset({"goto", "js", "extract", "run", "send", "open", "attach"})


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinned expression.

    Attributes:
        source: As it was typed.
        code: What is sent: a function.
        value: What it gave last; None before the first time.
        error: Why it gave nothing.
        before: What it gave before that.
        changed_at: The number of the entry after which the value was another one; 0 when it never was.
        asked: Whether it has been evaluated.
    """

    source: str
    code: str
    value: Any = None
    error: str = ""
    before: Any = None
    changed_at: int = 0
    asked: bool = False


class Pins:
    """The pins of a console.

    Args:
        console: Whose events are followed.
    """

    def __init__(self, console: "Console") -> None:
        self._console = console
        self.pins: list[Pin] = []
        self.page: dict[str, Any] = {}
        """The page's fingerprint, as it was last."""
        self.page_changes: list[str] = []
        """How it differs from what it was before the last event."""
        self._page_before: dict[str, Any] = {}
        self._page_at = 0
        self.page_pinned = False
        self._asking = False
        self._again = False
        console.subscribe(self._heard)

    @property
    def after(self) -> int:
        """The number of the event that the pins were evaluated after; 0 before the first time."""
        return self._page_at

    @property
    def active(self) -> bool:
        """Whether anything is evaluated after events."""
        return bool(self.pins) or self.page_pinned

    def add(self, source: str) -> Pin:
        """Pin an expression.

        Raises:
            CommandError: There are too many.
        """
        from smooth_console.language.javascript import rewrite

        if len(self.pins) >= MOST:
            raise CommandError(f"there are {MOST} pins already; .pin off N takes one away", 2)
        pin = Pin(source, rewrite(source).code)
        self.pins.append(pin)
        return pin

    def remove(self, number: int | None) -> None:
        """Take a pin away, or all of them and the page.

        Raises:
            CommandError: There is no such pin.
        """
        if number is None:
            self.pins.clear()
            self.page_pinned = False
            return
        if not 1 <= number <= len(self.pins):
            raise CommandError(f"there is no pin {number}; there are {len(self.pins)}", 2)
        del self.pins[number - 1]

    async def look(self) -> None:
        """Evaluate all pins now, and tell what changed.

        Raises:
            CommandError: There is no session, or the page does not answer.
        """
        pins = list(self.pins)
        output = await ask_page(self._console, _code(pins), {})
        given = output.get("pins") if isinstance(output, dict) else None
        answers = given if isinstance(given, list) and len(given) == len(pins) else [{"error": "no answer"}] * len(pins)
        page = fingerprint.read(output.get("page") if isinstance(output, dict) else None)
        # What was sent before has been answered: the last of it is what the values come after.
        number = max((e.n for e in self._console.entries if e.terminal and e.verb in _AFTER), default=0)
        changed = []
        for pin, answer in zip(pins, answers, strict=True):
            after = _after(pin, answer, number)
            for place, known in enumerate(self.pins):
                if known is pin:
                    self.pins[place] = after
                    if after.changed_at == number and pin.asked and after.changed_at != pin.changed_at:
                        changed.append(place + 1)
        first = not self.page
        if number != self._page_at:
            self._page_before, self._page_at = self.page, number
        self.page = page
        self.page_changes = fingerprint.differences(self._page_before, page)
        if changed or self.page_changes or first:
            self._console.emit(PinsChanged(number, tuple(changed), tuple(self.page_changes)))

    def text(self) -> str:
        """The pins and the page as plain text, clean."""
        if not self.active:
            return "nothing is pinned; .pin js document.title pins an expression, .pin page the page's fingerprint"
        redact = self._console.secrets.redact
        width = max([len(one_line(pin.source)) for pin in self.pins], default=0)
        rows = []
        for number, pin in enumerate(self.pins, 1):
            value = pin.error or (preview(redact(pin.value), 60) if pin.asked else "not evaluated yet")
            was = ""
            if pin.changed_at and pin.asked:
                verb = self._console.entry(pin.changed_at).verb
                was = f"  was {preview(redact(pin.before), 40)} before {pin.changed_at} {verb}"
            rows.append(f"{number:>2}  {one_line(pin.source):<{width}}  {value}{was}")
        for place, line in enumerate(fingerprint.lines(self.page) if self.page else []):
            rows.append(f"{'page' if place == 0 else '':<6}{line}")
        if self.page_changes:
            rows.append(f"      since the event before: {', '.join(self.page_changes)}")
        return "\n".join(sanitise_line(str(redact(row))) for row in rows)

    def as_data(self) -> dict[str, Any]:
        """The pins and the page as JSON."""
        rows = [
            {"source": p.source, "value": p.value, "error": p.error or None, "changed_at": p.changed_at or None}
            for p in self.pins
        ]
        return {"pins": rows, "page": self.page, "page_changes": self.page_changes}

    # After events

    def _heard(self, change: Change) -> None:
        if not self.active or not isinstance(change, EntryChanged):
            return
        entry = change.entry
        if entry.verb not in _AFTER or not entry.terminal or entry.is_call:
            return
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._console.beside(self._follow())

    async def _follow(self) -> None:
        """Evaluate after an event, and once more when others ended meanwhile."""
        self._again = True
        try:
            while self._again:
                self._again = False
                try:
                    await self.look()
                except CommandError as problem:
                    self.pins[:] = [replace(pin, error=str(problem)) for pin in self.pins]
        finally:
            self._asking = False


def _code(pins: list[Pin]) -> str:
    functions = ",\n".join(f"({pin.code})" for pin in pins)
    body = f"""
const pins = [];
for (const each of [{functions}]) {{
  try {{
    const value = await each({{}});
    pins.push({{ value: value === undefined ? null : value }});
  }} catch (problem) {{
    pins.push({{ error: String(problem).slice(0, 300) }});
  }}
}}
return {{ pins, page: print }};
"""
    return "async " + page_code("fingerprint").removesuffix("}") + body + "}"


def _after(pin: Pin, answer: Any, number: int) -> Pin:
    if not isinstance(answer, dict) or "value" not in answer:
        error = answer.get("error") if isinstance(answer, dict) else None
        return replace(pin, error=str(error or "no answer"), asked=True)
    value = answer["value"]
    same = pin.asked and json.dumps(value, sort_keys=True) == json.dumps(pin.value, sort_keys=True) and not pin.error
    if same or not pin.asked:
        return replace(pin, value=value, error="", asked=True)
    return replace(pin, value=value, before=pin.value, error="", changed_at=number)


def one_line(source: str) -> str:
    """An expression on one line, cut."""
    text = " ".join(source.split())
    return text if len(text) <= 40 else text[:39] + "…"
