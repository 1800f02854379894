"""Why there is no result: code and message, the line of the source with a caret under the place, and what to do."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from smooth_console.console.glyphs import UNICODE, Glyphs
from smooth_console.output.cells import width
from smooth_console.output.sanitise import sanitise, sanitise_line

if TYPE_CHECKING:
    from smooth_console.console.failures import Failure

MOST_LETTERS = 20_000
LINES_BEFORE = 2


class FailureView(Static):
    """The error, as text that wraps."""

    DEFAULT_CSS = """
    FailureView {
        height: auto;
        max-height: 50%;
        padding: 1 2 1 1;
        overflow-y: auto;
        display: none;
        &.-shown { display: block; }
    }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__("", markup=False, id=id)
        self.glyphs = glyphs

    def show(self, failure: "Failure | None") -> None:
        """Show a failure; None hides the view."""
        self.set_class(failure is not None, "-shown")
        self.update(Content("") if failure is None else failure_content(failure, self.glyphs))


def failure_content(failure: "Failure", glyphs: Glyphs) -> Content:
    """A failure as content; all that came from elsewhere is made harmless and read as no markup."""
    message = failure.message
    left_out = len(message) - MOST_LETTERS
    if left_out > 0:
        message = message[:MOST_LETTERS] + f"… ({left_out:,} more characters; the Text tab has all)"
    code = "" if failure.code is None else f" {failure.code}"
    parts = [Content.styled(f"{glyphs.notices['error']}{code}  ", "bold $error"), Content(sanitise(message))]
    if failure.line is not None:
        parts += [Content("\n\n"), *_source_parts(failure, failure.line, failure.column or 1)]
    if failure.advice:
        parts += [Content("\n\n"), Content.styled(sanitise(failure.advice), "$foreground 70%")]
    return Content("").join(parts)


def _source_parts(failure: "Failure", line: int, column: int) -> list[Content]:
    lines = failure.source.split("\n")
    digits = len(str(line))
    parts: list[Content] = []
    for number in range(max(1, line - LINES_BEFORE), line + 1):
        text = sanitise_line(lines[number - 1].replace("\t", " "))
        muted = number != line
        parts.append(Content.styled(f"{number:>{digits}} │ ", "$foreground 45%"))
        parts.append(Content.styled(text, "$foreground 70%" if muted else ""))
        parts.append(Content("\n"))
    before = width(sanitise_line(lines[line - 1][: column - 1].replace("\t", " ")))
    parts.append(Content.styled(" " * digits + " │ ", "$foreground 45%"))
    parts.append(Content.styled(" " * before + "^", "bold $error"))
    return parts
