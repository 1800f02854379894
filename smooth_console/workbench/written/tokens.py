"""The tokens of a schema as people write it: JSON5 (https://spec.json5.org), and the signs of the short form."""

import math
import re
from dataclasses import dataclass
from typing import Literal

from smooth_console.workbench.edits import Edit, Fix

Kind = Literal["string", "number", "word", "mark", "end"]

_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+)
      | (?P<comment>//[^\n\r]*|/\*[\s\S]*?\*/)
      | (?P<open_comment>/\*[\s\S]*\Z)
      | (?P<hash>\#[^\n\r]*)
      | (?P<string>"(?:[^"\\\n\r]|\\(?:\r\n|[\s\S]))*"|'(?:[^'\\\n\r]|\\(?:\r\n|[\s\S]))*')
      | (?P<open_string>["'](?:[^\\\n\r]|\\[^\n\r])*)
      | (?P<curly>[“”„‟«»‘’‚‛][^“”„‟«»‘’‚‛\n\r]*[“”„‟«»‘’‚‛]?)
      | (?P<number>[-+]?(?:0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?![\w$.]))
      | (?P<mark>[{}\[\]:,|?;=()])
      | (?P<word>[A-Za-z_$\u00aa-\uffff][\w$\u00aa-\uffff.\-]*)
      | (?P<other>[^\s{}\[\]:,|?;=()"'/\#]+|[\s\S])""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u(?P<u>[0-9A-Fa-f]{4})|x(?P<x>[0-9A-Fa-f]{2})|(?P<line>\r\n|[\n\r])|(?P<one>[\s\S]))")
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_LITERAL = "\"'\\/"


class MistakeError(Exception):
    """Text that cannot be read.

    Attributes:
        start: Offset of the place.
        end: Offset behind it; the same as `start` where something is missing.
        hint: The nearest right thing.
        fix: What would mend it.
    """

    def __init__(self, message: str, start: int, end: int, hint: str = "", fix: Fix | None = None) -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.hint, self.fix = message, start, end, hint, fix


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `value` is what a string or a number means."""

    kind: Kind
    text: str
    start: int
    end: int
    value: str | int | float = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, without its signs."""

    text: str
    start: int
    end: int


def tokenise(text: str) -> tuple[list[Token], list[Comment]]:
    """Every token, an end token last, and every comment.

    Raises:
        MistakeError: Something is no token.
    """
    tokens: list[Token] = []
    comments: list[Comment] = []
    for found in _TOKEN.finditer(text):
        kind, piece, start, end = found.lastgroup or "", found.group(), found.start(), found.end()
        match kind:
            case "space":
                pass
            case "comment":
                comments.append(Comment(piece.strip("/* \t\r\n"), start, end))
            case "string":
                tokens.append(Token("string", piece, start, end, _unescaped(piece, start)))
            case "number":
                tokens.append(Token("number", piece, start, end, _number(piece, start)))
            case "mark" | "word":
                tokens.append(Token("mark" if kind == "mark" else "word", piece, start, end))
            case _:
                raise _no_token(kind, piece, start, end)
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens, comments


def _no_token(kind: str, piece: str, start: int, end: int) -> MistakeError:
    if kind == "hash":
        fix = Fix("write // in place of #", (Edit(start, start + 1, "//"),))
        return MistakeError("a comment begins with //, not with #", start, end, fix=fix)
    if kind == "open_comment":
        return MistakeError("the comment is not closed: */ is missing", start, start + 2)
    if kind == "open_string":
        bare = piece.rstrip(" \t,}]") or piece[:1]
        fix = Fix("close the string", (Edit(start + len(bare), start + len(bare), piece[0]),))
        return MistakeError("the closing quote is missing", start, start + len(piece.rstrip()), fix=fix)
    if kind == "curly":
        inner = piece.strip("“”„‟«»‘’‚‛")
        fix = Fix("write plain quotes", (Edit(start, end, f'"{inner}"'),))
        return MistakeError("typographic quotes do not delimit a string", start, end, 'write "', fix)
    return MistakeError(f"found {shown(piece)}, which is no part of JSON", start, end)


def _unescaped(piece: str, start: int) -> str:
    if "\\" not in piece:
        return piece[1:-1]

    def put(match: re.Match[str]) -> str:
        if match["u"] or match["x"]:
            return chr(int(match["u"] or match["x"], 16))
        if match["line"]:
            return ""
        letter = match["one"]
        if letter in _LITERAL:
            return letter
        if letter not in _ESCAPES:
            at = start + 1 + match.start()
            fix = Fix("write the backslash twice", (Edit(at, at + 1, "\\\\"),))
            hint = f"a backslash in a string is written \\\\, so \\\\{letter}"
            raise MistakeError(f"\\{letter} is no escape of JSON", at, at + 2, hint, fix)
        return _ESCAPES[letter]

    text = _ESCAPE.sub(put, piece[1:-1])
    # A pair of surrogate escapes is one letter; one alone stays what it is, as in JavaScript.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if "\\u" in piece else text


def _number(piece: str, start: int) -> int | float:
    digits = piece.lstrip("+-")
    if len(digits) > 300 or ("e" in digits.lower() and digits[:2].lower() != "0x" and math.isinf(float(digits))):
        raise MistakeError(f"{shown(piece)} is too large for a number", start, start + len(piece))
    sign = -1 if piece[0] == "-" else 1
    if digits[:2].lower() == "0x":
        return sign * int(digits, 16)
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        plain = f"{'-' if sign < 0 else ''}{digits.lstrip('0') or '0'}"
        fix = Fix(f"write {plain}", (Edit(start, start + len(piece), plain),))
        raise MistakeError(f"{shown(piece)} has a zero in front", start, start + len(piece), f"write {plain}", fix)
    if digits.isdecimal():
        return sign * int(digits)
    return sign * float(digits)


def shown(text: str) -> str:
    """A piece of text for a message, cut when it is long."""
    text = " ".join(text.split())
    return text if len(text) <= 30 else text[:29] + "…"
