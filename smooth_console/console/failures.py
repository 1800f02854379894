"""Why an entry did not work, as a sentence for a person. Places in JavaScript are those of what was typed."""

import re
from dataclasses import dataclass

from smooth_console.language.javascript import Rewritten
from smooth_console.output.render import preview
from smooth_console.session import Entry, EventState, Secrets

_PLACE = re.compile(
    r"(?P<before>\bline )(?P<line>\d+)(?P<between>,? column )(?P<column>\d+)|(?<![\d:.])(?P<l>\d+):(?P<c>\d+)(?![\d:])"
)
_NAMED_PLACE = re.compile(
    r"\bline\s+(?P<line>\d+)(?:,?\s*col(?:umn)?\s+(?P<column>\d+))?|(?<![\d:.])(?P<l>\d+):(?P<c>\d+)(?![\d:])"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result.

    Attributes:
        message: What happened. Untrusted.
        code: The answer's code, where there is one.
        source: What was sent, when the message names a place in it.
        line: Of the source, from 1.
        column: Of the line, from 1.
        advice: What to do.
    """

    message: str
    code: int | None = None
    source: str = ""
    line: int | None = None
    column: int | None = None
    advice: str = ""


def failure_text(entry: Entry, secrets: Secrets, rewritten: Rewritten | None = None) -> str:
    """What went wrong with an entry; "" when nothing did. Of untrusted text: sanitise it where it is shown.

    Args:
        entry: The entry.
        secrets: Hidden in it.
        rewritten: What its JavaScript was rewritten to, to say places as they were typed.
    """
    if entry.state is EventState.OK:
        return ""
    if entry.answer is not None and not entry.answer.ok:
        said = secrets.redact(entry.answer.output)
        text = said if isinstance(said, str) else preview(said, 400)
        if rewritten is not None:
            text = places_as_typed(text, rewritten)
        known = secrets.redact(entry.reason) or (
            "" if entry.answer.code == 400 else f"the server answered {entry.answer.code}"
        )
        return f"{known}: {text}" if known and text else text or known or f"the server answered {entry.answer.code}"
    return secrets.redact(entry.reason) or entry.state.value


def places_as_typed(text: str, rewritten: Rewritten) -> str:
    """A server's message, with the lines and columns of what was typed in place of those of what was sent."""

    def put(match: re.Match[str]) -> str:
        if match.group("line"):
            line, column = rewritten.to_source(int(match.group("line")), int(match.group("column")))
            return f"{match.group('before')}{line}{match.group('between')}{column}"
        line, column = rewritten.to_source(int(match.group("l")), int(match.group("c")))
        return f"{line}:{column}"

    return _PLACE.sub(put, text)


def failure_from(message: str, code: int | None = None, source: str = "", advice: str = "") -> Failure:
    """A failure, with the place that its message names (`line 3, column 5`, `2:14`) when the source has it."""
    for match in _NAMED_PLACE.finditer(message) if source else ():
        line = int(match["line"] or match["l"])
        column = int(match["column"] or match["c"] or 1)
        lines = source.split("\n")
        if 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1:
            return Failure(message, code, source, line, column, advice)
    return Failure(message, code, source, advice=advice)
