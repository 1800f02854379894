"""Reads one word after another from a line: bare words, quoted ones, JSON up to its bracket, options' names."""

import re

from smooth_console.language.brackets import bracket_end
from smooth_console.language.line import Word
from smooth_console.language.problems import LanguageError, Problem
from smooth_console.language.values import leading_reference

_WORD_END = re.compile(r"\s")
_OPTION_NAME = re.compile(r"--[^\s=]*")
JSON_KINDS = ("json", "schema")


class Words:
    """A place in a text, and what stands there.

    Attributes:
        text: The whole text.
        at: How far it has been read.
        end: Where reading ends.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.end = len(text)

    def skip_space(self) -> None:
        """To the next thing, line ends included."""
        while self.at < self.end and self.text[self.at].isspace():
            self.at += 1

    def at_dashes(self) -> bool:
        """Whether the `--` stands here that ends the options."""
        behind = self.at + 2
        return self.text.startswith("--", self.at, self.end) and (behind >= self.end or self.text[behind].isspace())

    def option_name(self) -> str:
        """The name of the option that begins here."""
        match = _OPTION_NAME.match(self.text, self.at, self.end)
        assert match is not None
        self.at = match.end()
        return match.group()

    def word(self, kind: str) -> Word:
        """A value of that kind: JSON up to its closing bracket, a reference, a quoted text, or a bare word."""
        character = self.text[self.at]
        if character in "{[" and kind in JSON_KINDS:
            return self._bracketed()
        if character == "$" and (reference := self._reference()) is not None:
            return reference
        if character in "\"'":
            return self._quoted(character, keep=kind in JSON_KINDS and character == '"')
        return self.bare_word()

    def bare_word(self) -> Word:
        """All up to the next space."""
        start = self.at
        match = _WORD_END.search(self.text, start, self.end)
        self.at = match.start() if match else self.end
        return Word(self.text[start : self.at], start, self.at)

    def error(self, message: str, start: int, end: int, hint: str = "") -> LanguageError:
        """A mistake in this text."""
        return LanguageError(Problem(message, start, end, hint), self.text)

    def _reference(self) -> Word | None:
        """A reference, which may have spaces in its path; None when the word is something else."""
        found = leading_reference(self.text[self.at : self.end])
        start = self.at
        if found is None or self.text[start + found[1] : self.end][:1].strip():
            return None
        self.at += found[1]
        return Word(self.text[start : self.at], start, self.at)

    def _quoted(self, quote: str, *, keep: bool) -> Word:
        """A quoted text; JSON keeps its quotes and escapes."""
        start = at = self.at
        at += 1
        text: list[str] = []
        while at < self.end and self.text[at] != quote:
            escapes = self.text[at] == "\\" and at + 1 < self.end
            if escapes and (keep or self.text[at + 1] in (quote, "\\")):
                text.append(self.text[at : at + 2] if keep else self.text[at + 1])
                at += 2
            else:
                text.append(self.text[at])
                at += 1
        if at >= self.end:
            raise self.error(f"expected {quote} to close what opened here", start, start + 1)
        self.at = at + 1
        return Word(quote + "".join(text) + quote if keep else "".join(text), start, self.at, quoted=True)

    def _bracketed(self) -> Word:
        start = self.at
        end = bracket_end(self.text, start, self.end)
        if end is None:
            closing = "}" if self.text[start] == "{" else "]"
            raise self.error(f"expected {closing} to close what opened here", start, start + 1)
        self.at = end
        return Word(self.text[start:end], start, end)
