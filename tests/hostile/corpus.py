"""What a hostile page or server may say: text that acts on terminals, on markup, and on who reads it.

Each text holds a word of its own, plain letters, that must stay readable.
"""

import unicodedata
from typing import Any

LINE_CELLS = 5_000_000
DEPTH = 5_000


def word(name: str) -> str:
    """The plain word of a text of the corpus, by its name."""
    return "read" + "".join(letter for letter in name if letter.isalnum())


def _texts() -> dict[str, str]:
    texts = {f"C0 {code:02X}": chr(code) for code in range(0x20) if chr(code) not in "\n\t"}
    texts |= {f"C1 {code:02X}": chr(code) for code in range(0x7F, 0xA0)}
    texts |= {
        # CSI: colours nobody uses, moves, scrolls, erasures, modes, reports, and the window
        "CSI colour": "\x1b[5;7;35;46m",
        "CSI 8 bit": "\x9b5;7;35;46m",
        "CSI up": "\x1b[17A",
        "CSI place": "\x1b[13;37H",
        "CSI erase": "\x1b[2J\x1b[3J",
        "CSI screen": "\x1b[?47h",
        "CSI scroll": "\x1b[4;9r",
        "CSI report": "\x1b[6n\x1b[c\x1b[>0q\x1b[21t",
        "CSI resize": "\x1b[8;5;20t",
        "CSI insert": "\x1b[4h",
        "RIS": "\x1bc",
        "DECALN": "\x1b#8",
        "charset": "\x1b(0\x0e",
        # OSC: title, clipboard, hyperlink, palette, working folder, notifications
        "OSC title": "\x1b]0;owned\x07",
        "OSC title ST": "\x1b]2;owned\x1b\\",
        "OSC 8 bit": "\x9d0;owned\x9c",
        "OSC clipboard": "\x1b]52;c;b3duZWQ=\x07",
        "OSC clipboard read": "\x1b]52;c;?\x07",
        "OSC link": "\x1b]8;;https://owned.example\x1b\\",
        "OSC palette": "\x1b]4;1;rgb:ff/00/00\x07",
        "OSC folder": "\x1b]7;file:///owned\x07",
        "OSC notify": "\x1b]9;owned\x07\x1b]777;notify;owned;owned\x07",
        "OSC file": "\x1b]1337;File=name=b3duZWQ=:AAAA\x07",
        "DCS": "\x1bPq#0;2;0;0;0#0~~\x1b\\",
        "DCS query": "\x1bP$qm\x1b\\",
        "APC": "\x1b_Gf=24;owned\x1b\\",
        "PM": "\x1b^owned\x1b\\",
        "SOS": "\x1bXowned\x1b\\",
        "tmux": "\x1bPtmux;\x1b\x1b]52;c;b3duZWQ=\x07\x1b\\",
        "half": "\x1b[",
        # order, and what is not seen
        "RLO": "\u202egpj.exe",
        "isolates": "\u2066\u2067\u2068x\u2069",
        "embeddings": "\u202a\u202b\u202d\u202c\u200e\u200f\u061c",
        "zero width": "pay\u200bpal\u200c\u200d\u2060\ufeff",
        "separators": "a\u2028b\u2029c",
        "tags": "\U000e0041\U000e0042\U000e007f",
        "fillers": "\u3164\u115f\u1160\uffa0\u00ad\u034f\u180e",
        "interlinear": "\ufff9a\ufffab\ufffb",
        "variations": "a" + "\ufe0f" * 9 + "\U000e0100" * 9,
        "surrogates": "\ud800 \udfff \ud83d",
        "marks": "Z" + "\u0323\u0489\u035b" * 40,
        "wide marks": "\u0e33" + "\u0e47" * 60,
        "enclosing": "a" + "\u20dd" * 30,
        # markup, and what looks like code to somebody
        "markup close": "[/foo]",
        "markup link": "[@click=app.quit]x[/]",
        "markup style": "[bold red on white]x[/bold red on white]",
        "markup escape": "\\[bold] \\\\[x]",
        "markup url": "[link=https://owned.example]x[/link]",
        "emoji": ":smile: :warning:",
        "percent": "%s %n %(x)s {0} {x!r} ${HOME} $(id) `id`",
        "paste end": "\x1b[201~id\r",
        "newlines": "a\r\nb\rc\x0bd\x0ce\x85f",
        "NUL": "a\x00b",
    }
    return {name: f"{text} {word(name)}" for name, text in texts.items()}


TEXTS = _texts()
"""Each text by its name."""

HOSTS = {
    "https://аррӏе.com/login": "xn--80ak6aa92e.com",  # Cyrillic
    "https://gооgle.com/": "xn--ggle-55da.com",  # two of its letters are
    "https://example.com@xn--80ak6aa92e.com/": "xn--80ak6aa92e.com",
}
"""Addresses whose host looks like another's, and how the host is to be shown."""

RECORDS: list[dict[str, Any]] = [
    {f"{name} {text}": text, "n": place} for place, (name, text) in enumerate(TEXTS.items())
]
"""The texts as values and as names of members."""

ACTIVE = {
    text.removesuffix(f" {word(name)}").encode("utf-8", "surrogatepass")
    for name, text in TEXTS.items()
    if "\x1b" in text or "\x9b" in text or "\x9d" in text
} - {b"\x1b", b"\x9b", b"\xc2\x9b", b"\xc2\x9d", b"\x1b["}
"""What would act, as bytes: none of these may reach a terminal."""


def is_control(letter: str) -> bool:
    """Whether a letter may not reach a terminal as text: controls, formats that hide or reorder, surrogates."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") and letter not in _SHOWN_FORMATS


_SHOWN_FORMATS = frozenset(
    letter
    for letter in map(chr, [*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD])
    if unicodedata.category(letter) == "Cf"
)
"""Formats that scripts are written with and that are seen: Arabic number signs and their like."""
