"""An entry in words, for every front end: its line on one line, what was sent, what came of it, and its times."""

import time
from collections.abc import Mapping
from typing import Any

from smooth_console.console.glyphs import RowState
from smooth_console.language.heredoc import parts as heredoc_parts
from smooth_console.language.javascript import Rewritten
from smooth_console.output.words import count, credits_used, duration
from smooth_console.session import Entry, EventState, Secrets
from smooth_console.wire import to_builtins


def row_state(entry: Entry) -> RowState:
    """An entry's state, or "call" for a question that waits for a person."""
    return "call" if entry.is_call and entry.state is EventState.PENDING else entry.state


def one_line(line: str) -> str:
    """A line as a row shows it: without line breaks, and without the tags of a heredoc."""
    heredoc = heredoc_parts(line)
    if heredoc is not None:
        head, behind, below = heredoc
        line = f"{head} {below} {behind}"
    return " ".join(line.split())


def outcome_words(entry: Entry, value: Any) -> list[str]:
    """What came of an entry besides its state: how many records, how long it took, what it used."""
    words = []
    if entry.state is EventState.OK and isinstance(value, list) and not entry.is_call:
        words.append(count(len(value), "record" if value and isinstance(value[0], dict) else "item"))
    if entry.total_ms is not None:
        words.append(duration(entry.total_ms))
    if entry.credits:
        words.append(credits_used(entry.credits))
    if entry.late:
        words.append("late")
    return words


def step_now(entry: Entry, secrets: Secrets) -> str:
    """The step that a run is at, as long as it is under way; "" when nobody says."""
    return str(secrets.redact(entry.doing[-1])) if entry.doing and not entry.terminal else ""


def typed_source(entry: Entry, rewritten: Mapping[str, Rewritten]) -> str:
    """The JavaScript as it was typed, to show where a mistake is."""
    found = rewritten.get(entry.event_id)
    return found.source if found is not None else ""


def request_of(entry: Entry, secrets: Secrets) -> Any:
    """What was sent, as JSON, with bullets for secrets; None when nothing was."""
    if entry.request is not None:
        return secrets.redact(to_builtins(entry.request))
    return secrets.redact(to_builtins(entry.shown)) if entry.shown is not None else None


def entry_facts(entry: Entry, secrets: Secrets) -> list[tuple[str, str]]:
    """Ids, state, times and what it used, each with its name."""
    facts = [("id", entry.event_id)]
    if entry.server_id and entry.server_id != entry.event_id:
        facts.append(("server's id", entry.server_id))
    facts.append(("state", entry.state.value))
    if entry.reason:
        facts.append(("reason", secrets.redact(entry.reason)))
    if entry.code is not None:
        facts.append(("code", str(entry.code)))
    facts.append(("typed at", time.strftime("%H:%M:%S", time.localtime(entry.created_at / 1000))))
    for name, ms in (("on the wire", entry.wire_ms), ("in all", entry.total_ms)):
        if ms is not None:
            facts.append((name, duration(ms)))
    if entry.server_s is not None:
        facts.append(("at the server", duration(entry.server_s * 1000)))
    if entry.credits is not None:
        facts.append(("credits", f"{entry.credits:g}"))
    if entry.attempts > 1:
        facts.append(("sent", f"{entry.attempts} times"))
    return facts
