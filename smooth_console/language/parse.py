"""From a line as typed to a command with its arguments. It looks at nothing but the text and the registry.

    LINE  = VERB {OPTION | ARGUMENT} ["--"] REST ["$>" FILE | "$>>" FILE | "$|" COMMAND] ["&"]
          | VERB {OPTION | ARGUMENT} (LINE | {"\\n" LINE} "\\n" "end")      where the verb takes lines
          | "%" NUMBER | "!" COMMAND | "#" COMMENT

Options and arguments may be quoted; JSON needs no quotes: what begins with `{` or `[` ends with its bracket. The rest
is kept byte for byte. `<<TAG` as a value stands for the lines behind it, up to one that is `TAG`.
"""

import re
from dataclasses import replace
from typing import Literal

from smooth_console.language.brackets import bracket_end, inside_quotes
from smooth_console.language.declare import Argument, Command, Option, Registry, nearest
from smooth_console.language.line import Line, Redirect, Step, Word
from smooth_console.language.problems import LanguageError, Problem
from smooth_console.language.units import read_duration
from smooth_console.language.values import leading_reference

__all__ = ["Line", "Redirect", "Step", "Word", "behind_head", "parse", "without_tail"]


def parse(text: str, registry: Registry) -> Line:
    """Parse one line (which may span several lines of text).

    Raises:
        LanguageError: With the place, what was expected and the nearest right thing.
    """
    return _Parser(text, registry).parse()


DEEPEST = 20
"""How many lines may stand behind each other, as in `retry 3 retry 2 js 1`."""


def behind_head(text: str, registry: Registry) -> int | None:
    """Where a line begins that stands behind a command that takes lines, as in `retry 3 js 1`; None if there is none.

    Raises:
        LanguageError: What stands before it is wrong.
    """
    return _Parser(text, registry).behind_head()


def without_tail(text: str, command: Command) -> str:
    """The rest of a line without its trailing `&` and its redirect."""
    parser = _Parser(text, Registry([command]))
    parser._take_tail(command)
    return text[: parser.end]


_AGAIN = re.compile(r"%\d{1,9}")
_WORD_END = re.compile(r"\s")
_HEREDOC = re.compile(r"<<([A-Za-z_][A-Za-z0-9_]*)(?=[ \t]*(?:\n|\s|$))")
_TAIL = re.compile(r"(?:(?<=\s)|^)\$(>>|>|\|)[ \t]*(\S[^\n]*?)[ \t]*\Z")
_HOW: dict[str, Literal["write", "append", "pipe"]] = {">": "write", ">>": "append", "|": "pipe"}


class _Parser:
    def __init__(self, text: str, registry: Registry, depth: int = 0, *, heredocs: bool = True) -> None:
        self.text = text
        self.heredocs = heredocs
        self.depth = depth
        self.registry = registry
        self.at = 0
        self.end = len(text)
        self.body: Word | None = None
        self.heredoc: tuple[int, int] | None = None
        self.body_taken = False
        self.dashes = False
        self.background = False
        self.redirect: Redirect | None = None

    def parse(self) -> Line:
        self._skip_space(newlines=True)
        if self.at == self.end or self.text[self.at] == "#":
            return Line(self.text, None)
        if self.text[self.at] == "!":
            return self._shell()
        verb = self._bare_word()
        command = self._command(verb)
        if verb.text.startswith("%"):
            return self._again(command, verb)
        if command.takes_lines:
            return self._with_lines(command, verb)
        if self.heredocs:
            self._take_heredoc(command)
        if command.sends:
            self._take_tail(command)
        arguments, options = self._arguments_and_options(command)
        rest = self._rest(command)
        if self.heredoc and not self.body_taken:
            if _verbatim(command):
                # A shift over several lines, not lines that stand for a value.
                return _Parser(self.text, self.registry, self.depth, heredocs=False).parse()
            start, end = self.heredoc
            raise self._error(f"{self.text[start:end]} stands for a whole value", start, end, "it begins the value")
        self._check_required(command, verb, arguments, rest)
        return Line(self.text, command, verb.text, arguments, options, rest, self.background, self.redirect)

    def _shell(self) -> Line:
        command = self.text[self.at + 1 :].strip()
        if not command:
            raise self._error("expected a shell command behind !", self.at + 1, self.at + 1)
        return Line(self.text, None, shell=command)

    def _again(self, command: Command, number: Word) -> Line:
        """`%7` is the line of entry 7 once more."""
        if self.text[self.at :].strip():
            extra = self.text[self.at :]
            start = self.end - len(extra.lstrip())
            raise self._error(f"nothing may follow {number.text}", start, self.end, f".edit {number.text} changes it")
        return Line(self.text, command, command.name, {command.arguments[0].metavar: number})

    # Lines inside a line

    def behind_head(self) -> int | None:
        """See the function."""
        self._skip_space(newlines=True)
        verb = self._bare_word()
        command = self._command(verb)
        return self._head(command, verb)[2] if command.takes_lines else None

    def _head(self, command: Command, verb: Word) -> tuple[dict[str, Word], dict[str, list[Word]], int | None]:
        """Arguments and options on the first row, and where a line begins behind them."""
        whole, found = self.end, self.text.find("\n", self.at)
        self.end = whole if found < 0 else found
        arguments, options = self._arguments_and_options(command)
        self._check_required(command, verb, arguments, None)
        start = self.at if self.text[self.at : self.end].strip() else None
        self.at, self.end = self.end, whole
        return arguments, options, start

    def _with_lines(self, command: Command, verb: Word) -> Line:
        arguments, options, start = self._head(command, verb)
        row = self.text.count("\n", 0, self.at) + 1
        if start is None:
            body = self._lines_below(verb, row)
            rest = Word(self.text[self.at :].removeprefix("\n"), min(self.at + 1, self.end), self.end)
        else:
            rest = Word(self.text[start:], start, self.end)
            column = start - self.text.rfind("\n", 0, start) - 1
            body = (Step(row, self._inside(rest.text, start), column=column),)
        return Line(self.text, command, verb.text, arguments, options, rest, body=body)

    def _lines_below(self, verb: Word, row: int) -> tuple[Step, ...]:
        from smooth_console.language.script import read_rows  # it reads lines, so it imports this module

        rows = self.text.split("\n")
        found = read_rows(rows, row, self.registry, in_block=True)
        if found.mistakes:
            mistake = found.mistakes[0]
            above = sum(len(text) + 1 for text in rows[: mistake.number - 1])
            raise self._shifted(mistake.problem, above + mistake.column)
        if not found.closed:
            raise self._error(f"expected a line that is end, to close {verb.text}", self.end, self.end)
        behind = "\n".join(rows[found.at + 1 :])
        if behind.strip():
            raise self._error("nothing may follow end", self.end - len(behind.lstrip()), self.end)
        return tuple(found.steps)

    def _inside(self, text: str, offset: int) -> Line:
        if self.depth == DEEPEST:
            raise self._error(f"lines stand more than {DEEPEST} deep in each other", offset, self.end)
        try:
            return _Parser(text, self.registry, self.depth + 1).parse()
        except LanguageError as problem:
            raise self._shifted(problem, offset) from None

    def _shifted(self, problem: LanguageError, offset: int) -> LanguageError:
        found = problem.problem
        return LanguageError(replace(found, start=found.start + offset, end=found.end + offset), self.text)

    def _command(self, verb: Word) -> Command:
        again = self.registry.get(".rerun") if _AGAIN.fullmatch(verb.text) else None
        command = again or self.registry.get(verb.text)
        if command is not None:
            return command
        near = self.registry.nearest(verb.text)
        what = "command" if verb.text.startswith(".") else "verb"
        hint = f"did you mean {near}?" if near else ".help lists them all"
        raise self._error(f"no {what} {_shown(verb.text)}", verb.start, verb.end, hint)

    # Heredoc and what may stand at the end of a line

    def _take_heredoc(self, command: Command) -> None:
        """Find `<<TAG` on the first line; what is parsed then ends with that line."""
        first_end = self.text.find("\n", self.at)
        first_end = self.end if first_end < 0 else first_end
        found = None
        for match in _HEREDOC.finditer(self.text, self.at, first_end):
            if self.text[match.start() - 1].isspace():
                found = match
        if found is None:
            return
        tag = found.group(1)
        body_start = first_end + 1
        closing = re.compile(rf"^{re.escape(tag)}[ \t]*$", re.MULTILINE).search(self.text, min(body_start, self.end))
        if first_end == self.end or closing is None:
            code_before = any(not word.startswith("--") for word in self.text[self.at : found.start()].split())
            if _verbatim(command) and first_end == self.end and code_before:
                return  # `js 1 <<n` is a shift
            raise self._error(f"expected a line that is {tag}, to end <<{tag}", self.end, self.end)
        trailing = self.text[closing.end() :].strip()
        if trailing:
            raise self._error(f"nothing may follow {tag}", closing.end() + 1, self.end, "put it on the first line")
        body = self.text[body_start : max(body_start, closing.start() - 1)]
        self.body = Word(body, body_start, body_start + len(body), quoted=True, heredoc=True)
        self.heredoc = (found.start(), found.end())
        self.end = first_end

    def _take_tail(self, command: Command) -> None:
        """Take a trailing `&` and a redirect off the end."""
        tail = self.text[self.at : self.end].rstrip()
        if tail.endswith("&") and (len(tail) == 1 or tail[-2].isspace()):
            self.background = True
            self.end = self.at + len(tail) - 1
        last_line = self.text.rfind("\n", self.at, self.end) + 1
        start = max(self.at, last_line)
        for match in re.finditer(r"\$(?=>|\|)", self.text[start : self.end]):
            offset = start + match.start()
            found = _TAIL.match(self.text[: self.end], offset)
            if found and not inside_quotes(self.text[self.at : offset], self.text[offset : self.end]):
                self.redirect = Redirect(_HOW[found.group(1)], found.group(2))
                self.end = offset
                break

    # Words

    def _arguments_and_options(self, command: Command) -> tuple[dict[str, Word], dict[str, list[Word]]]:
        arguments: dict[str, Word] = {}
        options: dict[str, list[Word]] = {}
        waiting = list(command.arguments)
        while True:
            self._skip_space(newlines=True)
            if self.at >= self.end:
                break
            if self._at_dashes():
                self.at += 2
                self.dashes = True
                break
            if self.text.startswith("--", self.at):
                self._option(command, options)
            elif waiting:
                wanted = waiting.pop(0)
                word = self._value(wanted)
                self._check(wanted, word)
                arguments[wanted.metavar] = word
            else:
                break
        return arguments, options

    def _at_dashes(self) -> bool:
        behind = self.at + 2
        return self.text.startswith("--", self.at) and (behind >= self.end or self.text[behind].isspace())

    def _option(self, command: Command, options: dict[str, list[Word]]) -> None:
        start = self.at
        match = re.compile(r"--[^\s=]*").match(self.text, start, self.end)
        assert match is not None
        name, self.at = match.group(), match.end()
        option = command.option(name)
        if option is None:
            raise self._unknown_option(command, name, start)
        if name in options and not option.repeat:
            raise self._error(f"{name} is given twice", start, self.at)
        options.setdefault(name, []).append(self._option_value(option, start))

    def _option_value(self, option: Option, start: int) -> Word:
        given = self.at < self.end and self.text[self.at] == "="
        if option.is_flag:
            if given:
                raise self._error(f"{option.name} takes no value", self.at, self.at + 1)
            return Word("", start, self.at)
        if given:
            self.at += 1
        else:
            self._skip_space(newlines=True)
        if self.at >= self.end or (self._at_dashes() and not given):
            raise self._error(f"{option.name} needs {option.metavar}", self.at, self.at, option.help)
        word = self._value(option)
        self._check(option, word)
        return word

    def _check(self, option: Option | Argument, word: Word) -> None:
        """What can be said of a value without knowing more than its declaration."""
        message = hint = ""
        if option.kind == "word" and word.text != option.name:
            message, hint = f"expected {option.name}, not {_shown(word.text)}", option.help
        elif option.kind == "new" and not (word.text.isidentifier() and word.text.isascii()):
            message, hint = f"{_shown(word.text)} is not a name", "letters, digits and _, a letter first"
        elif option.kind == "choice" and word.text not in option.choices:
            near = nearest(word.text, option.choices)
            message = f"{option.name} takes {' or '.join(option.choices)}, not {_shown(word.text)}"
            hint = f"did you mean {near}?" if near else option.help
        elif option.kind == "integer":
            low, high = option.bounds
            if not (word.text.isdecimal() and len(word.text) < 10 and low <= int(word.text) <= high):
                message = f"{option.name} takes a whole number from {low} to {high}"
        elif option.kind == "duration":
            try:
                read_duration(word.text)
            except ValueError as problem:
                message = str(problem)
        if message:
            raise self._error(message, word.start, word.end, hint)

    def _unknown_option(self, command: Command, name: str, start: int) -> LanguageError:
        near = nearest(name, [option.name for option in command.options])
        if _verbatim(command) and len(name) < len("--xx"):
            near = None  # `--i` is a decrement, and near to every name
        if near:
            hint = f"did you mean {near}?"
        elif command.rest and not command.rest.after_dashes:
            hint = f"put -- before {command.rest.metavar} that begins with dashes"
        else:
            hint = f".help {command.name} lists its options"
        return self._error(f"{command.name} has no option {_shown(name)}", start, self.at, hint)

    def _value(self, wanted: Argument | Option) -> Word:
        """One value: a heredoc, JSON up to its closing bracket, a quoted text, or a word."""
        if self.heredoc and self.at == self.heredoc[0] and self.body:
            self.at = self.heredoc[1]
            self.body_taken = True
            return self.body
        character = self.text[self.at]
        if character in "{[" and wanted.kind in ("json", "schema"):
            return self._bracketed()
        reference = leading_reference(self.text[self.at : self.end]) if character == "$" else None
        if reference is not None:
            start, self.at = self.at, self.at + reference[1]
            if self.at == self.end or self.text[self.at].isspace():
                return Word(self.text[start : self.at], start, self.at)
            self.at = start
        if character in "\"'":
            return self._quoted(character, keep=wanted.kind in ("json", "schema") and character == '"')
        return self._bare_word()

    def _bare_word(self) -> Word:
        start = self.at
        match = _WORD_END.search(self.text, start, self.end)
        self.at = match.start() if match else self.end
        return Word(self.text[start : self.at], start, self.at)

    def _quoted(self, quote: str, *, keep: bool) -> Word:
        """A quoted value. `keep` leaves the quotes: the value is JSON."""
        start = self.at
        at = start + 1
        text: list[str] = []
        while at < self.end and self.text[at] != quote:
            if self.text[at] == "\\" and at + 1 < self.end and (keep or self.text[at + 1] in (quote, "\\")):
                text.append(self.text[at : at + 2] if keep else self.text[at + 1])
                at += 2
            else:
                text.append(self.text[at])
                at += 1
        if at >= self.end:
            raise self._error(f"expected {quote} to close what opened here", start, start + 1)
        self.at = at + 1
        return Word(quote + "".join(text) + quote if keep else "".join(text), start, self.at, quoted=True)

    def _bracketed(self) -> Word:
        start = self.at
        end = bracket_end(self.text, start, self.end)
        if end is None:
            closing = "}" if self.text[start] == "{" else "]"
            raise self._error(f"expected {closing} to close what opened here", start, start + 1)
        self.at = end
        return Word(self.text[start:end], start, end)

    def _rest(self, command: Command) -> Word | None:
        spaces_end = self.at
        while spaces_end < self.end and self.text[spaces_end].isspace():
            spaces_end += 1
        self.at = spaces_end
        if self.at >= self.end:
            return None
        if command.rest is None or (command.rest.after_dashes and not self.dashes):
            extra = self._bare_word()
            raise self._unexpected(command, extra)
        if self.heredoc and self.at == self.heredoc[0] and self.body:
            behind = self.text[self.heredoc[1] : self.end].strip()
            if behind:
                raise self._error("nothing may follow the heredoc here", self.heredoc[1] + 1, self.end)
            self.body_taken = True
            return self.body
        end = self.end
        if self.redirect or self.background or not _verbatim(command):
            end = self.at + len(self.text[self.at : end].rstrip())
        else:
            end = self.at + len(self.text[self.at : end].rstrip("\r\n"))
        return Word(self.text[self.at : end], self.at, end)

    def _unexpected(self, command: Command, extra: Word) -> LanguageError:
        if command.rest and command.rest.after_dashes:
            hint = f"put -- before {command.rest.metavar}"
        else:
            hint = f"usage: {command.usage}"
        return self._error(f"{_shown(extra.text)} is more than {command.name} takes", extra.start, extra.end, hint)

    def _check_required(self, command: Command, verb: Word, arguments: dict[str, Word], rest: Word | None) -> None:
        usage = f"usage: {command.usage}"
        missing = next((a for a in command.arguments if a.required and a.metavar not in arguments), None)
        if missing:
            raise self._error(f"{verb.text} needs {missing.metavar}", self.end, self.end, missing.help or usage)
        if command.rest and command.rest.required and rest is None and not command.takes_lines:
            raise self._error(f"{verb.text} needs {command.rest.metavar}", self.end, self.end, usage)

    def _skip_space(self, *, newlines: bool) -> None:
        while self.at < self.end and self.text[self.at].isspace() and (newlines or self.text[self.at] != "\n"):
            self.at += 1

    def _error(self, message: str, start: int, end: int, hint: str = "") -> LanguageError:
        return LanguageError(Problem(message, start, end, hint), self.text)


def _verbatim(command: Command) -> bool:
    return command.rest is not None and command.rest.kind == "javascript"


def _shown(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"
