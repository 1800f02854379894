"""Tokens of JavaScript, one at a time (ECMA-262, 12), for the parser.

What is no token comes as one of the kind `bad`, with V8's words for it, so that a mistake before it is told first.
"""

import re
from dataclasses import dataclass

RESERVED = frozenset(
    [
        *("break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else"),
        *("enum", "export", "extends", "false", "finally", "for", "function", "if", "import", "in", "instanceof"),
        *("new", "null", "return", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void"),
        *("while", "with"),
    ]
)
STRICT_RESERVED = frozenset(
    ["implements", "interface", "let", "package", "private", "protected", "public", "static", "yield"]
)
"""Words that are names in sloppy code only."""

_SPACES = "\t\v\f \xa0\ufeff\u1680\u2000-\u200a\u202f\u205f\u3000"
_ENDS = "\n\r\u2028\u2029"
_SKIP = re.compile(rf"[{_SPACES}{_ENDS}]+|//[^{_ENDS}]*|/\*[\s\S]*?\*/|<!--[^{_ENDS}]*")
_ARROW_COMMENT = re.compile(rf"-->[^{_ENDS}]*")
_LINE_END = re.compile(f"[{_ENDS}]")
_NAME = re.compile(rf"(?:[\w$]|[^\x00-\x7f{_SPACES}{_ENDS}]|\\u\{{[\da-fA-F]+\}}|\\u[\da-fA-F]{{4}})+")
_DIGIT = re.compile(r"\.?[0-9]")
_ESCAPE = re.compile(r"\\u\{([\da-fA-F]+)\}|\\u([\da-fA-F]{4})")
_PUNCTUATOR = re.compile(
    r">>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|/=|%="
    r"|&=|\|=|\^=|<<|>>|\*\*|[{}()\[\].;,<>+\-*/%&|^!~?:=@]"
)
_NUMBER = re.compile(
    r"0[xX][\da-fA-F_]*n?|0[oO][0-7_]*n?|0[bB][01_]*n?|0[\d_]*[\d_](?!\.|[eE\d])|"
    r"(?:\d[\d_]*)?(?:\.(?:\d[\d_]*)?)?(?:[eE][+-]?[\d_]*)?n?"
)
_STRING_PART = re.compile(r"""[^\\\n\r"']+""")
_TEMPLATE_PART = re.compile(r"[^\\`$]+")
_REGEX = re.compile(rf"/(?:[^/\\\[{_ENDS}]|\\[^{_ENDS}]|\[(?:[^\]\\{_ENDS}]|\\[^{_ENDS}])*\])+/")


@dataclass(slots=True)
class Token:
    """A token. Offsets are characters.

    Attributes:
        kind: The punctuator or reserved word itself; or name, private, number, string, template, escaped, bad, end.
        word: The name, of what is one, escapes resolved; what is wrong, of what is bad.
        line_before: Whether a line ends between the token before and this one.
        octal: Of a number or string that strict code does not take: what V8 says, and where.
    """

    kind: str
    start: int
    end: int
    word: str = ""
    line_before: bool = False
    octal: tuple[int, str] | None = None


class Words:
    """The tokens of a source, from an offset that can be set back."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        if source.startswith("#!"):
            found = _LINE_END.search(source)
            self.position = found.start() if found else len(source)

    def next(self) -> Token:
        """The next token; a slash is always a division."""
        source, line_before = self.source, self.position == 0
        at = self.position
        while (found := _SKIP.match(source, at)) or (line_before and (found := _ARROW_COMMENT.match(source, at))):
            line_before = line_before or _LINE_END.search(source, at, found.end()) is not None
            at = found.end()
        token = self._token(at)
        token.line_before = line_before
        self.position = token.end
        return token

    def _token(self, at: int) -> Token:
        source = self.source
        char = source[at : at + 1]
        if not char:
            return Token("end", at, at)
        if _DIGIT.match(source, at):
            return self._number(at)
        if char in "\"'":
            return self._string(at)
        if char.isalpha() or char in "_$\\#" or char > "\x7f":
            return self._name(at)
        if source.startswith("/*", at):
            return Token("bad", at, len(source))
        if char == "`":
            return Token("template", at, at + 1)
        found = _PUNCTUATOR.match(source, at)
        if found is None:
            return Token("bad", at, at + 1)
        return Token(found.group(), at, found.end())

    def _name(self, at: int) -> Token:
        source = self.source
        private = source[at] == "#"
        found = _NAME.match(source, at + private)
        if found is None:
            return Token("bad", at, at + 1)
        raw = found.group()
        word = _ESCAPE.sub(_escaped, raw) if "\\" in raw else raw
        if not word.isascii() or word[0].isdecimal():
            fits = _name_length(word)
            if fits < len(word):
                if not fits or "\\" in raw:
                    return Token("bad", at, at + 1)
                word = raw = word[:fits]
        end = at + private + len(raw)
        if source[end : end + 1] == "\\":
            return Token("bad", at, end)
        if private:
            return Token("private", at, end, "#" + word)
        if word in RESERVED:
            return Token("escaped" if "\\" in raw else word, at, end, word)
        if "\\" in raw and (word in STRICT_RESERVED or word == "await"):
            return Token("escaped", at, end, word)
        return Token("name", at, end, word)

    def _number(self, at: int) -> Token:
        source = self.source
        found = _NUMBER.match(source, at)
        assert found is not None
        text, end = found.group(), found.end()
        twice = text.find("__")
        if twice >= 0:
            return Token("bad", at + twice + 1, end, "Only one underscore is allowed as numeric separator")
        lone = re.search(r"_(?![\da-fA-F])", text)
        if lone is not None:
            words = "Numeric separators are not allowed at the end of numeric literals"
            return Token("bad", at + lone.end(), end, words)
        behind = source[end : end + 1]
        fraction = text.endswith("n") and ("." in text or (text[:2].lower() != "0x" and "e" in text.lower()))
        zeros = re.fullmatch(r"0[\d_]+n?", text) is not None
        empty = re.fullmatch(r"0[xXoObB]n?|.*[eE][+-]?n?", text) is not None and not re.match(r"0[xX].", text)
        odd = fraction or empty or (zeros and ("_" in text or "n" in text))
        if odd or behind.isalnum() or (behind and behind in "_$\\"):
            return Token("bad", at, at + 1)
        octal = None
        if zeros:
            is_octal = not set(text) & {"8", "9"}
            said = "Octal literals are" if is_octal else "Decimals with leading zeros are"
            octal = (at, f"{said} not allowed in strict mode.")
        return Token("number", at, end, octal=octal)

    def _string(self, at: int) -> Token:
        source, quote = self.source, self.source[at]
        octal = None
        here = at + 1
        while here < len(source):
            char = source[here]
            if char == quote:
                return Token("string", at, here + 1, octal=octal)
            if char in "\n\r":
                break
            if char == "\\":
                here, wrong, old = self._escape(here)
                if wrong:
                    return Token("bad", here, here + 1, wrong)
                if old and octal is None:
                    octal = (here - 1, old.format("strict mode"))
                continue
            part = _STRING_PART.match(source, here)
            here = part.end() if part else here + 1
        return Token("bad", at, max(here, at + 1))

    def _escape(self, at: int) -> tuple[int, str, str]:
        """Behind an escape; or where it is wrong and how. The third says what strict code and templates do not take."""
        source = self.source
        char = source[at + 1 : at + 2]
        if char == "x":
            fits = re.compile(r"[\da-fA-F]{2}").match(source, at + 2)
            return (at + 4, "", "") if fits else (at, "Invalid hexadecimal escape sequence", "")
        if char == "u":
            found = _ESCAPE.match(source, at)
            if found is None:
                return at, "Invalid Unicode escape sequence", ""
            if found[1] and int(found[1], 16) > 0x10FFFF:
                return at, "Undefined Unicode code-point", ""
            return found.end(), "", ""
        if char == "\r" and source[at + 2 : at + 3] == "\n":
            return at + 3, "", ""
        if char in ("8", "9"):
            return at + 2, "", "\\8 and \\9 are not allowed in {}."
        if char and char in "01234567" and not (char == "0" and not source[at + 2 : at + 3].isdecimal()):
            return at + 2, "", "Octal escape sequences are not allowed in {}."
        return min(at + 2, len(source)), "", ""

    def regex(self, at: int) -> tuple[int, int] | None:
        """Where the pattern of a regular expression ends, and its flags; None when it has no end."""
        found = _REGEX.match(self.source, at)
        if found is None:
            return None
        flags = _NAME.match(self.source, found.end())
        self.position = flags.end() if flags else found.end()
        return found.end() - 1, self.position

    def template(self, at: int) -> tuple[str, tuple[int, str] | None]:
        """Read on in a template: how the stretch ends (`, ${ or not at all), and what is wrong with an escape in it."""
        source, wrong = self.source, None
        while at < len(source):
            part = _TEMPLATE_PART.match(source, at)
            if part:
                at = part.end()
                continue
            if source[at] == "`" or source.startswith("${", at):
                self.position = at + (1 if source[at] == "`" else 2)
                return source[at : self.position], wrong
            if source[at] == "\\":
                behind, said, old = self._escape(at)
                if said:
                    wrong = wrong or (at, said)
                    behind = at + 2
                elif old:
                    wrong = wrong or (at + 1, old.format("template strings"))
                at = behind
            else:
                at += 1
        self.position = len(source)
        return "", wrong


def _escaped(found: "re.Match[str]") -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= 0x10FFFF else "\0"


def _name_length(word: str) -> int:
    """How many of the characters make a name (ID_Start, ID_Continue)."""
    for index, char in enumerate(word):
        if char.isascii():
            fits = index or not char.isdecimal()
        else:
            fits = char.isidentifier() if not index else f"a{char}".isidentifier() or char in "\u200c\u200d"
        if not fits:
            return index
    return len(word)
