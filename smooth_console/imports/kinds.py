"""What a text is that is to be imported, by looking at it, and the script that it becomes."""

import re

from smooth_console.imports.curl import curl_script
from smooth_console.imports.har import har_script
from smooth_console.imports.playwright import playwright_script
from smooth_console.imports.script import ImportProblemError

KINDS = {
    "curl": ("curl command lines", curl_script),
    "har": ("an HTTP archive", har_script),
    "playwright": ("a Playwright script", playwright_script),
}
"""The kinds there are: what each is called, and what reads it."""


def kind_of(text: str) -> str:
    """Which kind a text is.

    Raises:
        ImportProblemError: None that is known.
    """
    if text.lstrip()[:1] == "{" and '"log"' in text:
        return "har"
    if re.search(r"playwright|\bpage\d*\.\w+\(", text):
        return "playwright"
    if re.search(r"^\s*(\$ )?curl(\.exe)?\s", text, re.MULTILINE):
        return "curl"
    raise ImportProblemError("it is neither curl command lines, an HTTP archive (HAR), nor a Playwright script")


def imported(text: str, kind: str = "") -> str:
    """The script that a text becomes; `kind` is one of `KINDS`, or empty to look.

    Raises:
        ImportProblemError: It cannot be read.
    """
    what, read = KINDS[kind or kind_of(text)]
    return read(text).text(what)
