"""How a row of the timeline looks at a width: columns that come and go, numbers to the right, colour beside a sign."""

from collections.abc import Callable

from msgspec import Struct
from rich.style import Style

from smooth_console.console.glyphs import Glyphs
from smooth_console.output.cells import cut, fit, width
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.words import credit_count, duration
from smooth_console.session.event_state import EventState
from smooth_console.tui.rows import Row
from smooth_console.tui.widgets.line_view import Run

VERB_CELLS = 7
ID_CELLS = 9
TIME_CELLS = 7
SHORTEST_SUMMARY = 10
FRAMES_PER_SECOND = 10

_LOOKS: dict[str, str] = {
    "ok": "line--ok",
    "error": "line--error",
    "rejected": "line--error",
    "lost": "line--error",
    "overdue": "line--warning",
    "unconfirmed": "line--warning",
    "call": "row--call",
    "pending": "row--pending",
    "sending": "line--muted",
}


class RowLayout(Struct, frozen=True):
    """The cells of each column at a width; 0 leaves a column out."""

    number: int
    identifier: int
    verb: int
    summary: int
    wire: int
    credits: int

    @property
    def wide(self) -> bool:
        """Whether there are columns that need a head to be understood."""
        return self.wire > 0


def layout_for(width: int, last: Row | None, *, head: bool = True) -> RowLayout:
    """The columns that fit a width and are needed up to the last row; without a head, those that need none."""
    number = max(2, len(str(last.n)) if last else 0)
    room = width - (1 + number + 1) - (VERB_CELLS + 1) - (1 + 2 + TIME_CELLS + 1)
    has_ids = last is None or bool(last.short_id)
    identifier = ID_CELLS if has_ids and room - (ID_CELLS + 1) >= SHORTEST_SUMMARY else 0
    room -= identifier + 1 if identifier else 0
    wire = TIME_CELLS if head and room >= 34 else 0
    room -= wire + 2 if wire else 0
    credits = TIME_CELLS if wire and room >= 34 else 0
    room -= credits + 2 if credits else 0
    return RowLayout(number, identifier, VERB_CELLS, max(room, 0), wire, credits)


def head_runs(layout: RowLayout, look: Callable[[str], Style]) -> list[Run]:
    """The head over the columns."""
    style = look("line--muted")
    texts = [" ", fit("#", layout.number, right=True), " "]
    if layout.identifier:
        texts.append(fit("id", layout.identifier + 1))
    texts += [fit("event", layout.verb + 1), " " * layout.summary]
    texts.append(fit("wire", layout.wire + 1, right=True))
    texts.append(fit("total", TIME_CELLS + 4, right=True))
    if layout.credits:
        texts.append(fit("credits", layout.credits + 2, right=True))
    return [("".join(texts), style)]


def row_runs(row: Row, layout: RowLayout, look: Callable[[str], Style], glyphs: Glyphs, now: float) -> list[Run]:
    """A row, without the mark of the cursor before it.

    Args:
        row: What to show.
        layout: The columns.
        look: The colours of a component class.
        glyphs: The signs.
        now: Seconds on the clock of `Row.since`.
    """
    muted = look("line--muted")
    state = look(_LOOKS[row.state_word])
    runs: list[Run] = [(fit(str(row.n), layout.number, right=True) + " ", muted)]
    if layout.identifier:
        runs.append((fit(sanitise_line(row.short_id), layout.identifier) + " ", muted))
    runs.append((fit(sanitise_line(row.verb), layout.verb) + " ", look("row--verb")))
    runs += _summary_runs(row, layout, look, state)
    if layout.wire:
        runs.append((fit(_time(row.wire_ms), layout.wire + 1, right=True), muted))
        runs.append(("  ", muted))
    else:
        runs.append((" ", muted))
    runs.append((_sign(row, glyphs, now), state))
    runs.append(
        (
            fit(_outcome(row, layout, now), TIME_CELLS + 1, right=True),
            state if _says_state(row, layout) else Style.null(),
        )
    )
    if layout.credits:
        amount = "" if row.credits is None else credit_count(row.credits)
        runs.append((fit(amount, layout.credits + 2, right=True), muted))
    runs.append((" ", muted))
    return runs


def _summary_runs(row: Row, layout: RowLayout, look: Callable[[str], Style], state: Style) -> list[Run]:
    summary = cut(sanitise_line(row.summary[: layout.summary + 1]), layout.summary)
    runs: list[Run] = [(summary, Style.null())]
    left = layout.summary - width(summary)
    notes: list[Run] = [("late", look("line--warning"))] if row.late else []
    reason = _reason(row, layout)
    if reason:
        notes.append((reason, state))
    for text, style in notes:
        if left >= 6:
            shown = cut(sanitise_line(text[:left]), left - 2)
            runs.append(("  " + shown, style))
            left -= width(shown) + 2
    runs.append((" " * left, Style.null()))
    return runs


def _reason(row: Row, layout: RowLayout) -> str:
    if row.state is EventState.OK:
        return ""
    code = str(row.code) if layout.wide and row.code is not None else ""
    return f"{code} {row.reason}".strip()


def _sign(row: Row, glyphs: Glyphs, now: float) -> str:
    if row.state is EventState.PENDING:
        return glyphs.spinner[int(now * FRAMES_PER_SECOND) % len(glyphs.spinner)]
    return glyphs.states[row.state]


def _outcome(row: Row, layout: RowLayout, now: float) -> str:
    if row.state == "call":
        return "reply"
    if row.state is EventState.SENDING:
        return "sending"
    if row.waiting:
        return elapsed(row, now)
    if row.state is not EventState.OK and not (layout.wide and row.total_ms is not None):
        word = {EventState.ERROR: "failed", EventState.REJECTED: "refused", EventState.LOST: "lost"}[row.state]
        return word if row.code is None or row.state is EventState.LOST else str(row.code)
    return _time(row.total_ms)


def _says_state(row: Row, layout: RowLayout) -> bool:
    return row.state is not EventState.OK and not (layout.wide and row.total_ms is not None)


def _time(ms: float | None) -> str:
    return "" if ms is None else duration(ms)


def elapsed(row: Row, now: float) -> str:
    """How long a row has been under way, in steps of a tenth of a second at the least."""
    if row.since is None:
        return ""
    seconds = max(now - row.since, 0.0)
    return f"{seconds:.1f} s" if seconds < 9.95 else duration(seconds * 1000)
