"""What is printed of an entry: its answer bounded to the screen, why it failed with its place, or all that is known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from smooth_console.console.console import Console
from smooth_console.console.failures import Failure, failure_from
from smooth_console.console.glyphs import Glyphs
from smooth_console.console.summary import entry_facts, one_line, outcome_words, request_of, row_state, typed_source
from smooth_console.language.problems import LanguageError
from smooth_console.output import cells
from smooth_console.output.render import preview
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.words import short_id
from smooth_console.repl.lines import Line, cut_line, first_rows, indented, plain, text_lines
from smooth_console.repl.values import TABLE_HEAD, json_lines, short_lines, table_of
from smooth_console.session import Entry, EventState

MOST_CHECKS = 5
MOST_ERROR_ROWS = 12
_QUIET = ("open", "attach", "goto", "close", "other")
"""Verbs whose output says no more than that they worked, and answers to what others sent."""
_CHECKS = {"error": "class:error", "warning": "class:warning", "info": "class:muted"}
_STATES = {EventState.OK: "class:success", EventState.OVERDUE: "class:warning", EventState.UNCONFIRMED: "class:warning"}


@dataclass(frozen=True, slots=True)
class Look:
    """How wide and high answers may be, and the signs to use.

    Attributes:
        rows: That an answer may take before the rest of it is left to `.show`.
        stage: Ids are left out, for an audience.
    """

    width: int
    rows: int
    glyphs: Glyphs
    stage: bool = False


def answer_lines(entry: Entry, console: Console, look: Look, *, named: bool) -> list[Line]:
    """An entry that has ended, or whose answer is late.

    Args:
        entry: The entry.
        console: For its secrets, its checks, and the code as it was typed.
        look: The screen.
        named: Say what was typed, because it does not stand right above.
    """
    if entry.state is not EventState.OK or entry.is_call:
        return _failure_lines(entry, console, look)
    value = console.secrets.redact(entry.answer.output) if entry.answer is not None else None
    lines: list[Line] = []
    if entry.answer is not None and entry.verb not in _QUIET and not _is_redirected(entry, console):
        shown, rest = first_rows(short_lines(value, look.width), look.rows, look.width)
        lines += shown
        if rest is not None:
            table = table_of(value)
            more = f"{len(table.rows) - len(shown) + TABLE_HEAD} more; " if table is not None else ""
            lines.append([("class:muted", f"… {more}.show {entry.n} shows all of it")])
    lines += _check_lines(entry, console, look)
    lines.append(_foot(entry, console, value, look, named=named))
    return lines


def call_lines(entry: Entry, console: Console, look: Look) -> list[Line]:
    """A question of the agent, and how to reply."""
    assert entry.call is not None
    name = sanitise_line(entry.call.name)
    lines: list[Line] = [[("class:call", f"{look.glyphs.states['call']} {entry.n}  the agent calls {name} with")]]
    asked = short_lines(console.secrets.redact(entry.call.input), look.width - 4)
    given, rest = first_rows(asked, look.rows, look.width)
    lines += indented(given, "    ")
    if rest is not None:
        lines.append([("class:muted", f"    … .show {entry.n} shows all of it")])
    if entry.call.name in console.tools:
        lines.append([("class:muted", "    answered by .tool")])
    else:
        lines.append([("class:muted", "    reply with: "), ("class:accent", f"reply {entry.n} VALUE")])
    return lines


def entry_lines(entry: Entry, console: Console, look: Look) -> Iterator[Line]:
    """All that is known of an entry: ids and times, the whole output, and what was sent."""
    secrets = console.secrets
    yield [("class:accent", f"{entry.n}  {sanitise_line(secrets.redact(one_line(entry.line) or entry.verb))}")]
    if not look.stage:
        facts = " · ".join(f"{name} {fact}" for name, fact in entry_facts(entry, secrets))
        yield [("class:muted", sanitise_line(facts))]
    if entry.call is not None:
        yield from _part("input", json_lines(secrets.redact(entry.call.input)))
    if entry.answer is not None:
        yield from _part("output", _whole_lines(secrets.redact(entry.answer.output)))
    if entry.steps:
        yield from _part("steps", (text_lines(secrets.redact(step))[0] for step in entry.steps))
    if entry.answer is not None and entry.answer.sources:
        sources = {at: source.as_data() for at, source in entry.answer.sources.items()}
        yield from _part("sources", json_lines(secrets.redact(sources)))
    yield from _check_lines(entry, console, look, most=None)
    if entry.state.terminal and entry.state is not EventState.OK:
        yield from _failure_lines(entry, console, look)
    request = request_of(entry, secrets)
    if request is not None:
        yield from _part("request", json_lines(request))


def problem_lines(
    text: str, message: str, start: int | None, end: int | None, look: Look, *, prompt: int | None = None
) -> list[Line]:
    """Why a line could not be run, with a caret under the place in it.

    Args:
        text: The line.
        message: What is wrong.
        start: Offset of the mistake; None when the text itself is well.
        end: Offset behind it.
        look: The screen.
        prompt: The cells before the line, when it stands right above; a line on one row is not said again then.
    """
    said = text_lines(message)
    lines: list[Line] = [[("class:error", f"{look.glyphs.notices['error']} "), *said[0]], *said[1:MOST_ERROR_ROWS]]
    if start is None:
        return lines
    before = text[:start]
    row = text.split("\n")[before.count("\n")]
    column = start - (before.rfind("\n") + 1)
    there = prompt is not None and "\n" not in text and cells.width(text) + prompt < look.width
    margin = prompt if there and prompt is not None else 2
    lead = margin + cells.width(sanitise_line(row[:column].replace("\t", " ")))
    if lead >= look.width:
        return lines
    carets = cells.cut(" " * lead + "^" * max(1, min((end or start) - start, len(row) - column)), look.width)
    shown = cut_line([("class:muted", " " * margin), ("", sanitise_line(row.replace("\t", " ")))], look.width)
    return [*([] if there else [shown]), [("class:error", carets)], *lines]


def _part(title: str, lines: Iterable[Line]) -> Iterator[Line]:
    return chain([[("", "")], [("class:muted", title)]], lines)


def _whole_lines(value: Any) -> Iterator[Line]:
    return iter(text_lines(value, "class:string")) if isinstance(value, str) and "\n" in value else json_lines(value)


def _is_redirected(entry: Entry, console: Console) -> bool:
    if "$" not in entry.line:
        return False
    try:
        return console.parse(entry.line).redirect is not None
    except LanguageError:
        return False  # it holds bullets in place of a secret


def _foot(entry: Entry, console: Console, value: Any, look: Look, *, named: bool) -> Line:
    """`✓ $7  12 records · 48 ms`."""
    words = [sanitise_line(console.secrets.redact(word)) for word in _said_of(entry, console, value, look)]
    if named:
        line = sanitise_line(console.secrets.redact(one_line(entry.line) or entry.verb))
        words.insert(0, cells.cut(line, max(20, look.width // 2)))
    words += outcome_words(entry, value)
    name = f"${entry.n}" if entry.answer is not None else str(entry.n)
    sign = look.glyphs.states[row_state(entry)]
    foot: Line = [(_STATES[EventState.OK], sign), ("class:muted", f" {name}  {' · '.join(words)}")]
    return cut_line(foot, look.width)


def _said_of(entry: Entry, console: Console, value: Any, look: Look) -> list[str]:
    """What a verb that prints no output has to say in the line below it."""
    if entry.verb == "goto" and isinstance(value, dict):
        url = str(value.get("url") or "")
        address = console.server.short_address(url) if console.server else url
        status = value.get("status")
        return [word for word in (address, str(status) if isinstance(status, int) else "") if word]
    if entry.verb in ("open", "attach"):
        return ["session open"] if look.stage or not entry.server_id else [f"session {short_id(entry.server_id)}"]
    return ["session closed"] if entry.verb == "close" else []


def _check_lines(entry: Entry, console: Console, look: Look, most: int | None = MOST_CHECKS) -> list[Line]:
    """What the server says of it besides, and where an extract does not fit its schema."""
    found = console.checks(entry)
    lines: list[Line] = []
    for check in found[:most]:
        style = _CHECKS[check.level]
        place = check.pointer or ("" if check.level == "info" else "the whole")
        message = sanitise_line(console.secrets.redact(f"{place}  {check.message}".lstrip()))
        lines.append(cut_line([(style, look.glyphs.notices[check.level]), ("", f" {message}")], look.width))
    if most is not None and len(found) > most:
        lines.append([("class:muted", f"… {len(found) - most} more; .show {entry.n} lists them")])
    return lines


def _failure_lines(entry: Entry, console: Console, look: Look) -> list[Line]:
    """Why an entry did not work or is late: the reason, the place in what was typed, and what to do."""
    state = row_state(entry)
    style = _STATES.get(entry.state, "class:error")
    sign = look.glyphs.states[state]
    if entry.state is EventState.OK:  # a question that was replied to
        code, output = entry.replied or (200, None)
        said = preview(console.secrets.redact(output), look.width // 2)
        failed = "" if code == 200 else f" as an error ({code})"
        return [cut_line([(style, sign), ("class:muted", f" {entry.n}  replied{failed} {said}")], look.width)]
    advice = entry.error.advice if entry.error else ""
    source = typed_source(entry, console.rewritten)
    failure = failure_from(console.secrets.redact(console.why(entry)), entry.code, source, advice)
    words = entry.state.value if entry.state is not EventState.ERROR else ""
    message = text_lines(" ".join(part for part in (words, failure.message) if part))
    lines: list[Line] = [[(style, f"{sign} {entry.n}  "), *message[0]]]
    lines += indented((line for line in message[1:MOST_ERROR_ROWS] if not _says_the_place(line, failure)), "  ")
    if failure.line is not None:
        lines += _source_lines(console.secrets.redact(failure.source), failure.line, failure.column or 1, look)
    if failure.advice:
        lines += indented(text_lines(failure.advice, "class:muted"), "  ")
    if entry.state is EventState.OVERDUE:
        lines.append([("class:muted", "  still listening; a later answer is printed when it comes")])
    return lines


def _says_the_place(line: Line, failure: Failure) -> bool:
    """Whether a line of a trace says no more than the caret does."""
    return plain(line).strip() == f"at line {failure.line}, column {failure.column}"


def _source_lines(source: str, line: int, column: int, look: Look) -> list[Line]:
    """The line that is wrong, with its number and a caret under the place."""
    row = source.split("\n")[line - 1].replace("\t", " ")
    lead = cells.width(sanitise_line(row[: column - 1]))
    number = f"{line} │ " if look.glyphs.rule == "─" else f"{line} | "
    if lead > look.width - len(number) - 4:  # the place lies beyond the edge: show what is around it
        row, lead = row[max(0, column - 20) :], min(19, column - 1)
    return [
        cut_line([("class:muted", f"  {number}"), ("", sanitise_line(row))], look.width),
        [("class:error", " " * (2 + len(number) + lead) + "^")],
    ]
