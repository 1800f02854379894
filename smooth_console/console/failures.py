"""Why an entry did not work, as a sentence for a person. Places in JavaScript are those of what was typed."""

import re

from smooth_console.language.javascript import Rewritten
from smooth_console.output.render import preview
from smooth_console.session import Entry, EventState

_PLACE = re.compile(
    r"(?P<before>\bline )(?P<line>\d+)(?P<between>,? column )(?P<column>\d+)|(?<![\d:.])(?P<l>\d+):(?P<c>\d+)(?![\d:])"
)


def failure_text(entry: Entry, rewritten: Rewritten | None = None) -> str:
    """What went wrong with an entry; "" when nothing did. Of untrusted text: sanitise it where it is shown.

    Args:
        entry: The entry.
        rewritten: What its JavaScript was rewritten to, to say places as they were typed.
    """
    if entry.state is EventState.OK:
        return ""
    if entry.answer is not None and not entry.answer.ok:
        said = entry.answer.output
        text = said if isinstance(said, str) else preview(said, 400)
        if rewritten is not None:
            text = places_as_typed(text, rewritten)
        known = entry.reason or ("" if entry.answer.code == 400 else f"the server answered {entry.answer.code}")
        return f"{known}: {text}" if known and text else text or known or f"the server answered {entry.answer.code}"
    return entry.reason or entry.state.value


def places_as_typed(text: str, rewritten: Rewritten) -> str:
    """A server's message, with the lines and columns of what was typed in place of those of what was sent."""

    def put(match: re.Match[str]) -> str:
        if match.group("line"):
            line, column = rewritten.to_source(int(match.group("line")), int(match.group("column")))
            return f"{match.group('before')}{line}{match.group('between')}{column}"
        line, column = rewritten.to_source(int(match.group("l")), int(match.group("c")))
        return f"{line}:{column}"

    return _PLACE.sub(put, text)
