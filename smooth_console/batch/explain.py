"""What a headless run says of a line that failed: the line, what was sent, and what came back."""

from typing import Any

from smooth_console.console.outcome import Outcome
from smooth_console.language.line import Line
from smooth_console.output.render import preview
from smooth_console.output.words import duration
from smooth_console.session import Entry, Secrets

WIDTH = 600
"""Characters shown of what was sent or came back."""


def explained(line: Line, entry: Entry | None, secrets: Secrets) -> str:
    """Rows to stand below the place and the reason. Of untrusted text: sanitise it where it is shown."""
    rows = [("line", _shown_line(line, secrets))]
    if entry is not None:
        if entry.shown is not None:
            rows.append(("sent", f"{entry.shown.name} {_short(entry.shown.payload, secrets)}"))
        rows.append(("came back", _answer(entry, secrets)))
    return "\n".join(f"    {name:<10} {text}" for name, text in rows)


def explained_expect(line: Line, outcome: Outcome, subject: Any, secrets: Secrets) -> str:
    """The same of an expect: what it was asked of."""
    return f"{explained(line, None, secrets)}\n    {'value was':<10} {_short(subject, secrets)}"


def _shown_line(line: Line, secrets: Secrets) -> str:
    rows = str(secrets.redact(line.text)).rstrip().split("\n")
    more = f"  … {len(rows) - 6} more lines" if len(rows) > 6 else ""
    return "\n               ".join(rows[:6]) + more


def _answer(entry: Entry, secrets: Secrets) -> str:
    if entry.answer is None:
        if entry.error is not None:
            status = f"HTTP {entry.error.status}" if entry.error.status else "no answer"
            return f"{status}: {entry.error.detail}"
        return f"nothing, in {duration(entry.total_ms or 0)}" if entry.total_ms else "nothing"
    spent = f" after {duration(entry.total_ms)}" if entry.total_ms is not None else ""
    return f"{entry.answer.code}{spent}: {_short(entry.answer.output, secrets)}"


def _short(value: Any, secrets: Secrets) -> str:
    return preview(secrets.redact(value), WIDTH)
