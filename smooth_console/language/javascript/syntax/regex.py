"""What is wrong with a regular expression (ECMA-262, 22.2.1 and B.1.2), in V8's words; None when nothing is.

Names of properties (`\\p{...}`) and what the flag v adds to classes are not looked into.
"""

import re

_FLAGS = "dgimsuvy"
_QUANTIFIER = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_GROUP = re.compile(r"\?(?::|=|!|<=|<!|(?=[ims-])[ims]*(?:-[ims]*)?:)")
_GROUP_NAME = re.compile(r"\?<((?:[\w$\u200c\u200d]|[^\x00-\x7f]|\\u\{[\da-fA-F]+\}|\\u[\da-fA-F]{4})+)>")
_NAMED = re.compile(r"(?<!\\)\(\?<[^=!]")
_NAME = re.compile(r"k<([^>]+)>")
_ESCAPE = re.compile(
    r"[dDwWsSbBfnrtv^$\\.*+?()\[\]{}|/]|c[A-Za-z]|0(?!\d)|x[\da-fA-F]{2}|u[\da-fA-F]{4}|u\{0*(?:10|[\da-fA-F])?[\da-fA-F]{1,4}\}"
    r"|[pP]\{\w+(?:=\w+)?\}"
)
_SETS = frozenset("dDwWsSpP")
_CONTROLS = {"b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "0": 0}


class _WrongError(Exception):
    """What V8 says."""


def wrong_regex(pattern: str, flags: str) -> str | None:
    """What is wrong with the text between the slashes, or with the flags behind them."""
    if any(flag not in _FLAGS for flag in flags) or len(set(flags)) < len(flags) or {"u", "v"} <= {*flags}:
        return "Invalid regular expression flags"
    try:
        _Reader(pattern, "u" in flags or "v" in flags, "v" in flags).read()
    except _WrongError as wrong:
        return f"Invalid regular expression: /{pattern}/{flags}: {wrong}"
    return None


class _Reader:
    def __init__(self, pattern: str, unicode: bool, sets: bool) -> None:
        self._text = pattern
        self._at = 0
        self._unicode = unicode
        self._sets = sets
        self._named = _NAMED.search(pattern) is not None
        self._groups = 0
        self._names: set[str] = set()
        self._asked: list[str] = []
        self._highest = 0

    def read(self) -> None:
        self._alternatives()
        if self._peek() == ")":
            raise _WrongError("Unmatched ')'")
        if self._unicode and self._highest > self._groups:
            raise _WrongError("Invalid escape")
        if any(name not in self._names for name in self._asked):
            raise _WrongError("Invalid named capture referenced")

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _alternatives(self) -> set[str]:
        """Read up to a bracket or the end; the names of the groups in it."""
        every: set[str] = set()
        names: set[str] = set()
        while (char := self._peek()) and char != ")":
            if char == "|":
                self._at += 1
                every |= names
                names = set()
                continue
            added = self._term(char)
            if names & added:
                raise _WrongError("Duplicate capture group name")
            names |= added
        return every | names

    def _term(self, char: str) -> set[str]:
        added: set[str] = set()
        repeats = True
        if char in "*+?":
            raise _WrongError("Nothing to repeat")
        if char == "(":
            added, repeats = self._group()
        elif char == "[":
            self._class()
        elif char == "\\":
            repeats = self._escape()
        else:
            if char == "{" and (self._unicode or _QUANTIFIER.match(self._text, self._at)):
                raise _WrongError("Nothing to repeat")
            if char in "]}" and self._unicode:
                raise _WrongError("Lone quantifier brackets")
            repeats = char not in "^$"
            self._at += 1
        self._quantifier(repeats)
        return added

    def _quantifier(self, repeats: bool) -> None:
        char = self._peek()
        if char == "{":
            found = _QUANTIFIER.match(self._text, self._at)
            if found is None:
                if self._unicode:
                    raise _WrongError("Incomplete quantifier")
                return
            if found[2] and int(found[1]) > int(found[2]):
                raise _WrongError("numbers out of order in {} quantifier")
            end = found.end()
        elif char and char in "*+?":
            end = self._at + 1
        else:
            return
        if not repeats:
            raise _WrongError("Nothing to repeat")
        self._at = end + (self._text[end : end + 1] == "?")

    def _group(self) -> tuple[set[str], bool]:
        self._at += 1
        names: set[str] = set()
        repeats = True
        if self._peek() == "?":
            plain = _GROUP.match(self._text, self._at)
            named = None if plain else _GROUP_NAME.match(self._text, self._at)
            if plain:
                head = plain.group()
                repeats = head[1] not in "=!<" or (head[1] in "=!" and not self._unicode)
                switched = [flag for flag in head if flag in "ims"]
                if len({*switched}) < len(switched) or head == "?-:":
                    raise _WrongError("Invalid flag group" if head == "?-:" else "Repeated flag in flag group")
                self._at = plain.end()
            elif named:
                names = {named[1]}
                self._names |= names
                self._groups += 1
                self._at = named.end()
            else:
                invalid_name = self._text.startswith("?<", self._at)
                raise _WrongError("Invalid capture group name" if invalid_name else "Invalid group")
        else:
            self._groups += 1
        inner = self._alternatives()
        if self._peek() != ")":
            raise _WrongError("Unterminated group")
        self._at += 1
        if names & inner:
            raise _WrongError("Duplicate capture group name")
        return names | inner, repeats

    def _escape(self) -> bool:
        """Read an escape; whether it can be repeated."""
        self._at += 1
        char = self._peek()
        if not char:
            raise _WrongError("\\ at end of pattern")
        if char == "k" and (self._named or self._unicode):
            found = _NAME.match(self._text, self._at)
            if found is None:
                raise _WrongError("Invalid named reference")
            self._asked.append(found[1])
            self._at = found.end()
            return True
        if char in "123456789" and self._unicode:
            digits = re.compile(r"\d+").match(self._text, self._at)
            assert digits is not None
            self._highest = max(self._highest, int(digits.group()))
            self._at = digits.end()
            return True
        self._escaped("")
        return char not in "bB"

    def _escaped(self, also: str) -> int | None:
        """Read what is behind a backslash; its code where it is one character."""
        found = _ESCAPE.match(self._text, self._at)
        text = found.group() if found else self._peek()
        if found is None and self._unicode and text not in also:
            raise _WrongError(self._words(text))
        self._at += max(1, len(text))
        if not text or text[0] in _SETS:
            return None if self._unicode or not text or text[0] in "dDwWsS" else ord(text[0])
        if text[0] in "xu" and len(text) > 1:
            return int(text[1:].strip("{}"), 16)
        if text[0] == "c" and len(text) > 1:
            return ord(text[1]) % 32
        return _CONTROLS.get(text, ord(text[0]))

    @staticmethod
    def _words(text: str) -> str:
        if text in ("u", "c"):
            return "Invalid Unicode escape" if text == "u" else "Invalid unicode escape"
        return "Invalid property name" if text in ("p", "P") else "Invalid escape"

    def _class(self) -> None:
        self._at += 1
        if self._sets:
            self._skip_sets()
            return
        if self._peek() == "^":
            self._at += 1
        while (char := self._peek()) != "]":
            if not char:
                raise _WrongError("Unterminated character class")
            first = self._atom()
            if self._peek() != "-" or self._text[self._at + 1 : self._at + 2] in ("]", ""):
                continue
            self._at += 1
            last = self._atom()
            if first is None or last is None:
                if self._unicode:
                    raise _WrongError("Invalid character class")
            elif first > last:
                raise _WrongError("Range out of order in character class")
        self._at += 1

    def _atom(self) -> int | None:
        char = self._peek()
        self._at += 1
        return self._escaped("-") if char == "\\" else ord(char)

    def _skip_sets(self) -> None:
        depth = 1
        while depth and (char := self._peek()):
            self._at += 2 if char == "\\" else 1
            depth += (char == "[") - (char == "]")
        if depth:
            raise _WrongError("Unterminated character class")
