"""The line below the prompt: server, session, page, what is pending and for how long, what waits. Keeps no state."""

import time

from smooth_console.console.console import Console
from smooth_console.console.glyphs import Glyphs
from smooth_console.console.journaling import NOT_WRITTEN
from smooth_console.console.summary import step_now
from smooth_console.output import cells
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.words import count, credits_used, duration, short_id
from smooth_console.repl.lines import Fragment, Line
from smooth_console.session import Entry, Session

_LIGHTS = {"opening": "toolbar.warning", "waiting": "toolbar.success", "running": "toolbar.success"}
_NARROWEST_PAGE = 12
_WIDEST_STEP = 28
_SPINS_S = 0.1


def toolbar(console: Console, glyphs: Glyphs, width: int, *, mode: str = "", stage: bool = False) -> Line:
    """How things stand at this moment, in exactly `width` cells.

    Args:
        console: What it is about.
        glyphs: The signs to use.
        width: Cells.
        mode: The editing mode, when there is something to say of it.
        stage: Ids are left out, for an audience.
    """
    session = console.session
    left = _session(console, stage=stage)
    right = [*_waiting(console, session, glyphs)]
    if session is not None:
        right.append(("toolbar.muted", credits_used(session.credits)))
    right += [("toolbar.muted", word) for word in (mode, time.strftime("%H:%M")) if word]
    # What fits, the most important first: what is pending and waits stands before credits and the clock.
    while len(right) > 1 and _width(left) + _width(_joined(right)) + 4 > width:
        right.pop()
    tail = _joined(right)
    room = width - _width(left) - _width(tail) - 4
    page = _page(console, session, time.monotonic(), room) if session is not None else []
    gap = max(1, width - 1 - _width(left) - _width(page) - _width(tail))
    line: Line = [("toolbar", " "), *left, *page, ("", " " * (gap - 1)), *tail, ("", " ")]
    return [
        (f"class:toolbar class:{style}" if style else "class:toolbar", text) for style, text in _clipped(line, width)
    ]


def _session(console: Console, *, stage: bool) -> Line:
    session = console.session
    name = console.server.name if console.server else "local" if console.choice.local else "remote"
    parts: Line = [("", sanitise_line(name))]
    if console.journal.trouble:
        parts.append(("toolbar.warning", f"  {NOT_WRITTEN}"))
    if session is None:
        reaching = "starting the engine and a browser" if console.choice.local else "reaching the server"
        words = "no session: open URL" if console.server or console.entries else reaching
        return [*parts, ("toolbar.muted", f"  {words}")]
    if session.task_id and not stage:
        parts.append(("toolbar.muted", f" · {short_id(session.task_id)}"))
    light = _LIGHTS.get(session.status, "toolbar.muted")
    return [*parts, (light, "  ● " if light.endswith("success") else "  ○ "), ("", session.status)]


def _page(console: Console, session: Session, now: float, room: int) -> Line:
    if session.connection.state in ("reconnecting", "refused"):
        return [("toolbar.warning", cells.cut("  " + session.connection.sentence(now), max(room, 0)))]
    url = session.url or ""
    address = sanitise_line(console.server.short_address(url) if console.server else url)
    if room < _NARROWEST_PAGE or not address:
        return []
    while cells.width(address) > room - 2:  # the end of an address says more than its beginning
        address = "…" + address.lstrip("…")[max(1, cells.width(address) - room + 2) :]
    return [("toolbar.muted", f"  {address}")]


def _waiting(console: Console, session: Session | None, glyphs: Glyphs) -> list[Fragment]:
    calls = session.calls if session else []
    parts: list[Fragment] = []
    if calls:
        parts.append(("toolbar.warning", f"{glyphs.states['call']} {count(len(calls), 'call')}: reply {calls[0].n}"))
    pending = console.pending
    if pending:
        parts.append(("", _oldest(pending, glyphs, step_now(pending[0], console.secrets))))
    return parts


def _oldest(pending: list[Entry], glyphs: Glyphs, step: str) -> str:
    """`⠹ 5 run 2/8 click 'Join' 1.2 s`, and how many more there are."""
    now = time.monotonic()
    spin = glyphs.spinner[int(now / _SPINS_S) % len(glyphs.spinner)]
    first = pending[0]
    more = f" +{len(pending) - 1}" if len(pending) > 1 else ""
    at = f" {cells.cut(sanitise_line(step), _WIDEST_STEP)}" if step else ""
    return f"{spin} {first.n} {first.verb}{at} {duration(first.elapsed_ms(now))}{more}"


def _joined(parts: list[Fragment]) -> Line:
    line: Line = []
    for part in parts:
        line += [("toolbar.muted", " · "), part] if line else [part]
    return line


def _width(line: Line) -> int:
    return sum(cells.width(text) for _, text in line)


def _clipped(line: Line, width: int) -> Line:
    left, kept = width, []
    for style, text in line:
        shown = cells.cut(text, left)
        kept.append((style, shown))
        left -= cells.width(shown)
    return [*kept, ("", " " * left)]
