"""Makes text from a page or a server harmless to a terminal: the one boundary. Does not lay out, wrap or colour.

What could act on a terminal, or hide or reorder what one reads, is shown instead: an escape as `␛`, a right-to-left
override as `‹U+202E›`, half of a surrogate pair as `\\ud800`. Everything else stays as it is. Markup needs no care
here: front ends never parse data as markup.
"""

import re
import unicodedata

MARKS_KEPT = 6
"""Combining marks kept on one letter. Written languages need up to four; more is there to deface."""

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_INVISIBLE = (
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_ACTIVE = re.compile(f"[{_CONTROLS}{_INVISIBLE}]")
_ACTIVE_LINE = re.compile(f"[\\t\\n{_CONTROLS}{_INVISIBLE}]")
_BEYOND_LATIN = re.compile(rf"[^\x00-\u02ff]{{{MARKS_KEPT + 1},}}")
_HOST = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.\-]*://)?(?:[^/?#@]*@)?)([^/?#:\s]+)(?=[/?#:]|$)")
_LINE_WORDS = {"\n": "↵", "\t": "␉"}


def sanitise(text: str, *, keep_newlines: bool = True) -> str:
    """A text with nothing active in it.

    Args:
        text: Anything, lone surrogates included.
        keep_newlines: Line feeds and tabs stay (and a carriage return before a line feed goes); else they are shown.

    Returns:
        The same text when it was harmless. Sanitising twice is the same as once.
    """
    if keep_newlines:
        if "\r\n" in text:
            text = text.replace("\r\n", "\n")
        shown = _ACTIVE.sub(_show, text) if _ACTIVE.search(text) else text
    else:
        shown = _ACTIVE_LINE.sub(_show, text) if _ACTIVE_LINE.search(text) else text
    if shown.isascii():
        return shown
    return _BEYOND_LATIN.sub(_thin_marks, shown)


def sanitise_line(text: str) -> str:
    """A text with nothing active in it, on one line: line feeds are shown as `↵`, tabs as `␉`."""
    return sanitise(text, keep_newlines=False)


def escape_active(text: str) -> str:
    """JSON text in which everything active is a `\\u` escape: harmless, and still the same JSON value."""
    return _ACTIVE.sub(_escape, text) if _ACTIVE.search(text) else text


def plain_address(address: str) -> str:
    """An address whose host cannot be taken for another's: letters beyond ASCII as in the DNS, `xn--80ak6aa92e.com`."""
    if address.isascii():
        return address
    found = _HOST.match(address)
    if found is None or found.group(2).isascii():
        return address
    labels = unicodedata.normalize("NFKC", found.group(2)).lower().replace("。", ".").split(".")
    host = ".".join(label if label.isascii() else f"xn--{_punycode(label)}" for label in labels)
    return f"{found.group(1)}{host}{address[found.end() :]}"


def _punycode(label: str) -> str:
    return label.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("punycode").decode("ascii")


def _show(match: re.Match[str]) -> str:
    letter = match.group()
    code = ord(letter)
    if letter in _LINE_WORDS:
        return _LINE_WORDS[letter]
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if 0xD800 <= code <= 0xDFFF:
        return f"\\u{code:04x}"
    return f"‹U+{code:04X}›"


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"


def _thin_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    run = dropped = 0
    for letter in match.group():
        if unicodedata.category(letter) in ("Mn", "Me"):
            run += 1
            if run > MARKS_KEPT:
                dropped += 1
                continue
        else:
            run = 0
            if dropped:
                kept.append(f"‹+{dropped} marks›")
                dropped = 0
        kept.append(letter)
    if dropped:
        kept.append(f"‹+{dropped} marks›")
    return "".join(kept)
