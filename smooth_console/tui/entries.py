"""Entries of the session as the widgets show them: rows and results, with secrets hidden. Keeps nothing."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from smooth_console.console.console import Console
from smooth_console.console.failures import failure_from
from smooth_console.console.summary import (
    entry_facts,
    one_line,
    outcome_words,
    request_of,
    row_state,
    step_now,
    typed_source,
)
from smooth_console.output.render import preview
from smooth_console.output.words import short_id
from smooth_console.session import Entry, EventState
from smooth_console.tui.rows import Check, PinRow, ResultData, Row
from smooth_console.tui.widgets.editor_check import Note

if TYPE_CHECKING:
    from smooth_console.workbench.checks import Check as ResultCheck

_FIRST_WORD = re.compile(r"\s*\S+\s*")


def entry_row(entry: Entry, console: Console, *, stage: bool = False) -> Row:
    """An entry as a row of the timeline. `stage` leaves ids out."""
    return Row(
        n=entry.n,
        verb=entry.verb,
        summary=_summary(entry, console),
        state=row_state(entry),
        short_id="" if stage else short_id(entry.event_id),
        full_id=entry.event_id,
        code=entry.code if entry.state is not EventState.OK else None,
        wire_ms=entry.wire_ms,
        total_ms=entry.total_ms,
        since=entry.sent or entry.created,
        credits=entry.credits,
        late=entry.late,
        reason=console.why(entry),
    )


def _summary(entry: Entry, console: Console) -> str:
    """What a row says behind its verb: the rest of the line, what the agent asks, or the step that a run is at."""
    hide = console.secrets.redact
    if entry.call is not None:
        return f"{hide(entry.call.name)} {preview(hide(entry.call.input), 60)}"
    if step := step_now(entry, console.secrets):
        return step
    rest = _FIRST_WORD.sub("", one_line(hide(entry.line)), count=1)
    if entry.request is not None and not rest:
        rest = hide(entry.request.url or "")
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
        said = console.why(entry)
        advice = entry.error.advice if entry.error else ""
        failure = failure_from(said, entry.code, hide(typed_source(entry, console.rewritten)), advice)
    return ResultData(
        title=hide(_asked(entry) if entry.is_call else f"{entry.n} {one_line(entry.line) or entry.verb}"),
        state=row_state(entry),
        summary=_outcome(entry, value),
        value=value,
        has_value=(answer is not None and not failed) or entry.is_call,
        failure=failure,
        request=request_of(entry, console.secrets),
        facts=[] if stage else entry_facts(entry, console.secrets),
        steps=[hide(step) for step in entry.steps],
    )


def entry_checks(entry: Entry, console: Console) -> list[Check]:
    """Where an extract's output does not fit its schema; a single ok when it does."""
    found = console.checks(entry)
    if found:
        schema, hide = console.results.schema_of(entry), console.secrets.redact
        return [Check(each.level, hide(each.pointer), hide(each.message), _place(each, schema)) for each in found]
    if entry.verb == "extract" and entry.answer is not None and entry.answer.ok:
        return [Check("ok", "", "every field is as the schema says")]
    return []


def schema_notes(checks: Sequence[Check]) -> list[Note]:
    """What the checks of a result say of the parts of its schema, each part once."""
    by_place: dict[str, list[Check]] = {}
    for check in checks:
        if check.place and check.level in ("error", "warning"):
            by_place.setdefault(check.place, []).append(check)
    notes = []
    for place, said in by_place.items():
        first = next((check for check in said if check.level == "error"), said[0])
        more = f", and {len(said) - 1} more like it" if len(said) > 1 else ""
        level: Literal["error", "warning"] = "error" if first.level == "error" else "warning"
        notes.append(Note(place, level, f"{first.pointer or 'the whole'}: {first.message}{more}"))
    return notes


def pin_rows(console: Console) -> list[PinRow]:
    """The pins; one is changed when it became another one after the newest event after which any did."""
    from smooth_console.console.pinning import one_line as short

    pins, hide = console.pins.pins, console.secrets.redact
    rows = []
    for pin in pins:
        value = pin.error or (preview(hide(pin.value), 60) if pin.asked else "not evaluated yet")
        changed = pin.changed_at != 0 and pin.changed_at == console.pins.after
        rows.append(
            PinRow(hide(short(pin.source)), hide(value), preview(hide(pin.before), 30), changed, bool(pin.error))
        )
    return rows


def _place(check: "ResultCheck", schema: Any) -> str:
    """Which part of the schema a check is about: what says so, or the field whose value is not there."""
    from smooth_console.workbench.follow import place_of

    if check.says and check.mark != "missing":
        return check.says
    return place_of(schema, check.pointer) or check.says


def _asked(entry: Entry) -> str:
    assert entry.call is not None
    return f"{entry.n} the agent asks {entry.call.name}"


def _outcome(entry: Entry, value: Any) -> str:
    state = "waits for: reply " + str(entry.n) if row_state(entry) == "call" else entry.state.value
    return " · ".join([state, *outcome_words(entry, value)])
