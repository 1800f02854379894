"""Entries of the session as the widgets show them: rows and results, with secrets hidden. Keeps nothing."""

import re
import time
from typing import Any

from smooth_console.console.console import Console
from smooth_console.output.render import preview
from smooth_console.output.words import count, credits_used, duration, short_id
from smooth_console.session import Entry, EventState
from smooth_console.tui.glyphs import RowState
from smooth_console.tui.rows import Check, ResultData, Row, failure_from
from smooth_console.wire import to_builtins

_FIRST_WORD = re.compile(r"\s*\S+\s*")
_HEREDOC = re.compile(
    r"(?P<head>[^\n]*?)<<(?P<tag>\w+)(?P<rest>[^\n]*)\n(?P<body>.*?)\n?^(?P=tag)[ \t]*\Z", re.S | re.M
)


def row_state(entry: Entry) -> RowState:
    """An entry's state, or "call" for a question that waits for a person."""
    return "call" if entry.is_call and entry.state is EventState.PENDING else entry.state


def entry_row(entry: Entry, console: Console, *, stage: bool = False) -> Row:
    """An entry as a row of the timeline. `stage` leaves ids out."""
    return Row(
        n=entry.n,
        verb=entry.verb,
        summary=console.secrets.redact(_summary(entry, console)),
        state=row_state(entry),
        short_id="" if stage else short_id(entry.event_id),
        full_id=entry.event_id,
        code=entry.code if entry.state is not EventState.OK else None,
        wire_ms=entry.wire_ms,
        total_ms=entry.total_ms,
        since=entry.sent or entry.created,
        credits=entry.credits,
        late=entry.late,
        reason=console.secrets.redact(console.why(entry)),
    )


def one_line(line: str) -> str:
    """A line as a row shows it: without line breaks, and without the tags of a heredoc."""
    heredoc = _HEREDOC.match(line)
    if heredoc:
        line = f"{heredoc['head']} {heredoc['body']} {heredoc['rest']}"
    return " ".join(line.split())


def _summary(entry: Entry, console: Console) -> str:
    """What a row says behind its verb: the rest of the line, or what the agent asks."""
    if entry.call is not None:
        return f"{entry.call.name} {preview(entry.call.input, 60)}"
    rest = _FIRST_WORD.sub("", one_line(entry.line), count=1)
    if entry.request is not None and not rest:
        rest = entry.request.url or ""
    if entry.verb in ("goto", "open"):
        rest = console.server.short_address(rest) if console.server else rest
    return rest


def result_data(entry: Entry, console: Console, *, stage: bool = False) -> ResultData:
    """Everything that the result pane shows of an entry."""
    hide = console.secrets.redact
    answer = entry.answer
    value: Any = hide(answer.output) if answer is not None else None
    failed = entry.state.terminal and entry.state is not EventState.OK
    if entry.call is not None and answer is None:
        value = hide(entry.call.input)
    failure = None
    if failed:
        said = hide(console.why(entry))
        advice = entry.error.advice if entry.error else ""
        failure = failure_from(said, entry.code, _source(entry, console), advice)
    return ResultData(
        title=f"{entry.n} {hide(one_line(entry.line) or entry.verb)}" if not entry.is_call else _asked(entry),
        state=row_state(entry),
        summary=_outcome(entry, value),
        value=value,
        has_value=(answer is not None and not failed) or entry.is_call,
        failure=failure,
        request=_request(entry, console),
        facts=[] if stage else _facts(entry, console),
    )


def entry_checks(entry: Entry, console: Console) -> list[Check]:
    """Where an extract's output does not fit its schema; a single ok when it does."""
    found = console.checks(entry)
    if found:
        return [Check(check.level, check.pointer, check.message) for check in found]
    if entry.verb == "extract" and entry.answer is not None and entry.answer.ok:
        return [Check("ok", "", "every field is as the schema says")]
    return []


def _asked(entry: Entry) -> str:
    assert entry.call is not None
    return f"{entry.n} the agent asks {entry.call.name}"


def _outcome(entry: Entry, value: Any) -> str:
    state = row_state(entry)
    words = ["waits for: reply " + str(entry.n) if state == "call" else entry.state.value]
    if entry.state is EventState.OK and isinstance(value, list) and not entry.is_call:
        words.append(count(len(value), "record" if value and isinstance(value[0], dict) else "item"))
    if entry.total_ms is not None:
        words.append(duration(entry.total_ms))
    if entry.credits:
        words.append(credits_used(entry.credits))
    if entry.late:
        words.append("late")
    return " · ".join(words)


def _source(entry: Entry, console: Console) -> str:
    """The JavaScript as it was typed, to show where a mistake is."""
    rewritten = console.rewritten.get(entry.event_id)
    return rewritten.source if rewritten is not None else ""


def _request(entry: Entry, console: Console) -> Any:
    if entry.request is not None:
        return console.secrets.redact(to_builtins(entry.request))
    return to_builtins(entry.shown) if entry.shown is not None else None


def _facts(entry: Entry, console: Console) -> list[tuple[str, str]]:
    """Names and values for the Request tab."""
    facts = [("id", entry.event_id)]
    if entry.server_id and entry.server_id != entry.event_id:
        facts.append(("server's id", entry.server_id))
    facts.append(("state", entry.state.value))
    if entry.reason:
        facts.append(("reason", console.secrets.redact(entry.reason)))
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
