"""A schema's text written anew: laid out evenly, or in the other of its two forms. It never loses a word."""

import re

from smooth_console.workbench.infer.result import schema_text
from smooth_console.workbench.written import Written, read_schema, show_short

_COMMENT_OR_TEXT = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?P<comment>//|/\*)""")


class ReshapeError(ValueError):
    """It cannot be written that way; the message says why."""


def laid_out(text: str) -> str:
    """The same schema in the same form, evenly indented.

    Raises:
        ReshapeError: It cannot be read, or its comments would be lost.
    """
    written = _read(text)
    return _short(written) if written.form == "short" else _json(written)


def other_form(text: str) -> str:
    """JSON for the short form, and the short form for JSON.

    Raises:
        ReshapeError: It cannot be read, or the other form cannot say all of it.
    """
    written = _read(text)
    return _json(written) if written.form == "short" else _short(written)


def _read(text: str) -> Written:
    written = read_schema(text)
    if written.mistake is not None:
        raise ReshapeError(f"it cannot be read: {written.mistake.message}")
    if any(found["comment"] for found in _COMMENT_OR_TEXT.finditer(text)):
        raise ReshapeError("its comments would be lost")
    if written.twice:
        raise ReshapeError(f"{written.twice[0].name} is there twice, and one of them would be lost")
    return written


def _json(written: Written) -> str:
    return schema_text(written.value).rstrip("\n") + "\n"


def _short(written: Written) -> str:
    shown = show_short(written.value)
    if shown.lost:
        more = f", and {len(shown.lost) - 1} more" if len(shown.lost) > 1 else ""
        raise ReshapeError(f"the short form cannot say {shown.lost[0]}{more}")
    return shown.text.rstrip("\n") + "\n"
