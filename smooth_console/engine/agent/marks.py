"""Sets aside what a step quotes: text in quotes, JSON, addresses and placeholders become tokens the grammar skips."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

QUOTES = {"'": "'", '"': '"', "“": "”", "‘": "’", "„": "“”", "«": "»", "`": "`"}

PLACEHOLDER = re.compile(r"\$\{[^{}\n]{1,200}\}|<secret>[^<\n]{1,200}</secret>", re.I)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|(?:data|about|javascript|file|view-source|chrome|mailto):)[^\s'\"“”‘’]+", re.I
)
_TRAILING = ".,;:!?)]}>"
_OPEN, _CLOSE = "\ue000", "\ue001"
TOKEN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
QUOTED = f"{_OPEN}\\d+{_CLOSE}"
_MISREADINGS = 20

Kind = Literal["quote", "json", "address", "placeholder"]


@dataclass(frozen=True, slots=True)
class Token:
    """Something set aside: how it was written, and what it stands for."""

    kind: Kind
    raw: str
    value: str


@dataclass
class Marks:
    """The tokens of one text. `hidden` is the text with tokens in it; slices of it can be shown again."""

    hidden: str = ""
    tokens: list[Token] = field(default_factory=list)

    def raw(self, text: str) -> str:
        """A slice of `hidden` as it was written."""
        return TOKEN.sub(lambda match: self.tokens[int(match[1])].raw, text)

    def value(self, text: str) -> str:
        """What a slice means: the inside of a quotation that stands alone, else the text as written."""
        text = text.strip()
        token = self.alone(text)
        return token.value if token else self.raw(text)

    def alone(self, text: str) -> Token | None:
        """The token that is all of `text`."""
        match = TOKEN.fullmatch(text.strip())
        return self.tokens[int(match[1])] if match else None

    def has(self, text: str, kind: Kind) -> bool:
        """Whether a token of that kind is in the slice."""
        return any(self.tokens[int(match[1])].kind == kind for match in TOKEN.finditer(text))


def mark(text: str) -> Marks:
    """Set aside what `text` quotes."""
    return _Scanner(text).scan()


class _Scanner:
    """One pass from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.marks = Marks()
        self.unclosed: set[str] = set()
        self.misread = 0

    def scan(self) -> Marks:
        readers: dict[str, Callable[[], Token | None]] = dict.fromkeys(QUOTES, self._quote)
        readers |= {"{": self._json, "$": self._placeholder, "<": self._placeholder}
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            reader = readers.get(char) or (self._address if char.isascii() and char.isalpha() else None)
            token = reader() if reader else None
            if token is None:
                parts.append("\ufffd" if char in (_OPEN, _CLOSE) else char)
                self.at += 1
            else:
                parts.append(f"{_OPEN}{len(self.marks.tokens)}{_CLOSE}")
                self.marks.tokens.append(token)
                self.at += len(token.raw)
        self.marks.hidden = "".join(parts)
        return self.marks

    def _before(self) -> str:
        return self.text[self.at - 1] if self.at else " "

    def _quote(self) -> Token | None:
        """A quotation: an apostrophe inside a word neither opens nor closes one."""
        opening = self.text[self.at]
        if opening in self.unclosed or self._before().isalnum():
            return None
        closing = QUOTES[opening]
        end = self.at + 1
        while end < len(self.text):
            char = self.text[end]
            if char == "\\" and self.text[end + 1 : end + 2] in ("\\", *closing):
                end += 2
                continue
            if char in closing and not self.text[end + 1 : end + 2].isalnum():
                raw = self.text[self.at : end + 1]
                return Token("quote", raw, re.sub(rf"\\([\\{re.escape(closing)}])", r"\1", raw[1:-1]))
            end += 1
        self.unclosed.add(opening)
        return None

    def _json(self) -> Token | None:
        """An object in braces; one that is not valid JSON is set aside too, so that its mistake can be named."""
        if self.misread > _MISREADINGS:
            return None
        try:
            _, end = json.JSONDecoder().raw_decode(self.text, self.at)
        except (ValueError, RecursionError):
            self.misread += 1
            end = self._balanced()
        if not end:
            return None
        raw = self.text[self.at : end]
        return Token("json", raw, raw)

    def _balanced(self) -> int:
        depth, inside, at = 0, False, self.at
        while at < len(self.text):
            char = self.text[at]
            if inside:
                at += char == "\\"
                inside = char != '"'
            elif char == '"':
                inside = True
            elif char in "{}":
                depth += 1 if char == "{" else -1
                if not depth:
                    return at + 1
            at += 1
        return 0

    def _placeholder(self) -> Token | None:
        match = PLACEHOLDER.match(self.text, self.at)
        return Token("placeholder", match[0], match[0]) if match else None

    def _address(self) -> Token | None:
        if self._before().isalnum():
            return None
        match = _ADDRESS.match(self.text, self.at, self.at + 20_000)
        if not match:
            return None
        raw = match[0].rstrip(_TRAILING)
        return Token("address", raw, raw) if not raw.endswith(":") else None
