"""Entries, tool calls and status as plain text, for `.timeline`, `.inbox` and `.status`. Everything in it is clean."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from smooth_console.output.render import preview
from smooth_console.output.sanitise import plain_address, sanitise_line
from smooth_console.output.words import credit_count, duration
from smooth_console.session import Entry, Secrets

if TYPE_CHECKING:
    from smooth_console.console.console import Console


def matches(entry: Entry, wanted: str) -> bool:
    """Whether an entry fits a filter: words of its line, `state:error`, `verb:js`."""
    for word in wanted.lower().split():
        key, colon, value = word.partition(":")
        if colon and key == "state":
            if entry.state.value != value:
                return False
        elif colon and key == "verb":
            if entry.verb != value:
                return False
        elif word not in entry.line.lower() and word not in entry.event_id.lower():
            return False
    return True


def timeline_text(entries: Iterable[Entry], wanted: str, secrets: Secrets) -> str:
    """A row an entry: number, id, state, total time, credits, line."""
    rows = [_row(entry, secrets) for entry in entries if matches(entry, wanted)]
    if rows:
        return "\n".join(rows)
    return f"no entry matches {wanted}" if wanted else "nothing was sent yet"


def _row(entry: Entry, secrets: Secrets) -> str:
    spent = duration(entry.elapsed_ms(time.monotonic()))
    credits = f"{credit_count(entry.credits)} cr" if entry.credits else ""
    line = sanitise_line(str(secrets.redact(entry.line or entry.verb)))
    reason = f"  ({sanitise_line(secrets.redact(entry.reason))})" if entry.reason else ""
    return f"{entry.n:>4}  {entry.event_id:<16} {entry.state.value:<11} {spent:>8} {credits:>6}  {line}{reason}"


def inbox_text(entries: Iterable[Entry], secrets: Secrets) -> str:
    """The tool calls that wait, and how to answer them."""
    rows = []
    for entry in entries:
        if entry.call is None or entry.terminal:
            continue
        asked = sanitise_line(preview(secrets.redact(entry.call.input), 200))
        rows.append(f"{entry.n:>4}  {sanitise_line(entry.call.name)}  {asked}\n      reply {entry.n} VALUE")
    return "\n".join(rows) or "no tool call waits for an answer"


def status_text(console: "Console") -> str:
    """Where things stand, a fact a line."""
    server, session = console.server, console.session
    rows = [("server", f"{server.name}  {server.client.base_url}" if server else "not reached yet")]
    if server and server.demo:
        rows.append(("demo site", server.demo))
    if session is None:
        rows.append(("session", "none; open one with: open URL"))
    else:
        pending = sum(1 for e in session.entries if not e.terminal and not e.is_call)
        calls = sum(1 for e in session.entries if not e.terminal and e.is_call)
        rows += [
            ("session", f"{session.task_id or 'opening'}  {session.status}"),
            ("connection", session.connection.sentence(time.monotonic())),
            ("page", sanitise_line(plain_address(session.url or "none"))),
            ("device", session.device or "not said"),
            ("live view", sanitise_line(plain_address(session.live_url or "none"))),
            ("entries", f"{len(console.entries)}, {pending} pending, {calls} waiting for a reply"),
            ("credits", f"{session.credits:g}"),
        ]
    rows.append(("journal", console.journal.standing))
    return "\n".join(f"{name:<11} {sanitise_line(console.secrets.redact(value))}" for name, value in rows)
