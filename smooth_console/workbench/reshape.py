"""A schema's text written anew: laid out evenly, or in the other of its two forms. It never loses a word.

Comments before and behind the schema stay there; those inside would have no place in the new text.
"""

import re

from smooth_console.workbench.infer.result import schema_text
from smooth_console.workbench.written import Written, read_schema, show_short

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\s\S]"""
)


class ReshapeError(ValueError):
    """It cannot be written that way; the message says why."""


def laid_out(text: str) -> str:
    """The same schema in the same form, evenly indented.

    Raises:
        ReshapeError: It cannot be read, or its comments would be lost.
    """
    head, written, tail = _read(text)
    return head + (_short(written) if written.form == "short" else _json(written)) + tail


def other_form(text: str) -> str:
    """JSON for the short form, and the short form for JSON.

    Raises:
        ReshapeError: It cannot be read, or the other form cannot say all of it.
    """
    head, written, tail = _read(text)
    return head + (_json(written) if written.form == "short" else _short(written)) + tail


def _read(text: str) -> tuple[str, Written, str]:
    """The schema, and the comments before and behind it."""
    words = [found for found in _TOKEN.finditer(text) if found.lastgroup is None]
    begin, end = (words[0].start(), words[-1].end()) if words else (0, len(text))
    tail = text[end:].strip()
    written = read_schema(text)
    if written.mistake is not None:
        raise ReshapeError(f"it cannot be read: {written.mistake.message}")
    if any(found["comment"] for found in _TOKEN.finditer(text[begin:end])):
        raise ReshapeError("its comments would be lost")
    if written.twice:
        raise ReshapeError(f"{written.twice[0].name} is there twice, and one of them would be lost")
    return text[:begin], written, f"\n{tail}\n" if tail else ""


def _json(written: Written) -> str:
    return schema_text(written.value).rstrip("\n") + "\n"


def _short(written: Written) -> str:
    shown = show_short(written.value)
    if shown.lost:
        more = f", and {len(shown.lost) - 1} more" if len(shown.lost) > 1 else ""
        raise ReshapeError(f"the short form cannot say {shown.lost[0]}{more}")
    return shown.text.rstrip("\n") + "\n"
