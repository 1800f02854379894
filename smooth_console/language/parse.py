"""From a line as typed to a command with its arguments. It looks at nothing but the text and the registry.

    LINE  = VERB {OPTION | ARGUMENT} ["--"] REST ["$>" FILE | "$>>" FILE | "$|" COMMAND] ["&"]
          | VERB {OPTION | ARGUMENT} (LINE | {"\\n" LINE} "\\n" "end")      where the verb takes lines
          | "%" NUMBER | "!" COMMAND | {"#" COMMENT "\\n"} LINE

Options and arguments may be quoted; JSON needs no quotes: what begins with `{` or `[` ends with its bracket. The rest
is kept byte for byte. `<<TAG` as a value stands for the lines behind it, up to one that is `TAG`. A row ends
with `\\n` and nothing else.
"""

import contextlib
import re
from dataclasses import replace

from smooth_console.language.checking import shown, unknown_option, value_problem
from smooth_console.language.declare import Argument, Command, Option, Registry
from smooth_console.language.heredoc import MARK, closing_row, mark_in_row
from smooth_console.language.line import Line, Redirect, Step, Word
from smooth_console.language.problems import LanguageError
from smooth_console.language.tail import find_tail, tail_begins
from smooth_console.language.words import Words

__all__ = ["Line", "Redirect", "Step", "Word", "behind_head", "heredoc_tag", "parse"]


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


def heredoc_tag(text: str, registry: Registry) -> tuple[str, bool] | None:
    """The tag of the value of a line that stands below it, and whether the row is missing that closes it."""
    if "<<" not in text:
        return None
    parser = _Parser(text, registry)
    with contextlib.suppress(LanguageError):
        parser.parse()
    return parser.tag


_AGAIN = re.compile(r"%\d{1,9}")


class _Parser(Words):
    def __init__(self, text: str, registry: Registry, depth: int = 0) -> None:
        super().__init__(text)
        self.depth = depth
        self.registry = registry
        self.body: Word | None = None
        self.tag: tuple[str, bool] | None = None
        self.dashes = False
        self.takes_heredoc = True

    def parse(self) -> Line:
        self._skip_comments()
        if self.at == self.end:
            return Line(self.text, None)
        if self.text[self.at] == "!":
            return self._shell()
        verb = self.bare_word()
        command = self._command(verb)
        if verb.text.startswith("%"):
            return self._again(command, verb)
        if command.takes_lines:
            return self._with_lines(command, verb)
        arguments, options = self._arguments_and_options(command)
        rest, redirect, background = self._rest_and_tail(command)
        self._check_required(command, verb, arguments, rest)
        return Line(self.text, command, verb.text, arguments, options, rest, background, redirect)

    def _skip_comments(self) -> None:
        self.skip_space()
        while self.at < self.end and self.text[self.at] == "#":
            row_end = self.text.find("\n", self.at)
            self.at = self.end if row_end < 0 else row_end
            self.skip_space()

    def _shell(self) -> Line:
        command = self.text[self.at + 1 :].strip()
        if not command:
            raise self.error("expected a shell command behind !", self.at + 1, self.at + 1)
        return Line(self.text, None, shell=command)

    def _again(self, command: Command, number: Word) -> Line:
        """`%7` is the line of entry 7 once more."""
        if self.text[self.at :].strip():
            extra = self.text[self.at :]
            start = self.end - len(extra.lstrip())
            raise self.error(f"nothing may follow {number.text}", start, self.end, f".edit {number.text} changes it")
        return Line(self.text, command, command.name, {command.arguments[0].metavar: number})

    # Lines inside a line

    def behind_head(self) -> int | None:
        """See the function."""
        self._skip_comments()
        verb = self.bare_word()
        command = self._command(verb)
        return self._head(command, verb)[2] if command.takes_lines else None

    def _head(self, command: Command, verb: Word) -> tuple[dict[str, Word], dict[str, list[Word]], int | None]:
        """Arguments and options on the first row, and where a line begins behind them."""
        whole, found = self.end, self.text.find("\n", self.at)
        self.end = whole if found < 0 else found
        self.takes_heredoc = False
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
            raise self.error(f"expected a line that is end, to close {verb.text}", self.end, self.end)
        behind = "\n".join(rows[found.at + 1 :])
        if behind.strip():
            raise self.error("nothing may follow end", self.end - len(behind.lstrip()), self.end)
        return tuple(found.steps)

    def _inside(self, text: str, offset: int) -> Line:
        if self.depth == DEEPEST:
            raise self.error(f"lines stand more than {DEEPEST} deep in each other", offset, self.end)
        parser = _Parser(text, self.registry, self.depth + 1)
        try:
            return parser.parse()
        except LanguageError as problem:
            raise self._shifted(problem, offset) from None
        finally:
            self.tag = parser.tag

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
        raise self.error(f"no {what} {shown(verb.text)}", verb.start, verb.end, hint)

    # Values, options, and what follows them

    def _arguments_and_options(self, command: Command) -> tuple[dict[str, Word], dict[str, list[Word]]]:
        arguments: dict[str, Word] = {}
        options: dict[str, list[Word]] = {}
        waiting = list(command.arguments)
        while True:
            self.skip_space()
            if self.at >= self.end or self._at_tail(command):
                break
            if self.at_dashes():
                self.at += 2
                self.dashes = True
                break
            if self.text.startswith("--", self.at):
                self._option(command, options)
            elif waiting:
                wanted = waiting.pop(0)
                arguments[wanted.metavar] = self._value(wanted)
            else:
                break
        return arguments, options

    def _at_tail(self, command: Command) -> bool:
        return command.sends and tail_begins(self.text, self.at, self.end)

    def _option(self, command: Command, options: dict[str, list[Word]]) -> None:
        start = self.at
        name = self.option_name()
        option = command.option(name)
        if option is None:
            raise LanguageError(unknown_option(command, name, start, self.at), self.text)
        if name in options and not option.repeat:
            raise self.error(f"{name} is given twice", start, self.at)
        options.setdefault(name, []).append(self._option_value(command, option, start))

    def _option_value(self, command: Command, option: Option, start: int) -> Word:
        given = self.at < self.end and self.text[self.at] == "="
        if option.is_flag:
            if given:
                raise self.error(f"{option.name} takes no value", self.at, self.at + 1)
            return Word("", start, self.at)
        if given:
            self.at += 1
            missing = self.at >= self.end or self.text[self.at].isspace()
        else:
            self.skip_space()
            missing = self.at >= self.end or self.at_dashes() or self._at_tail(command)
        if missing:
            raise self.error(f"{option.name} needs {option.metavar}", self.at, self.at, option.help)
        return self._value(option)

    def _value(self, wanted: Argument | Option) -> Word:
        """One value, which may stand in the lines below."""
        word = self._heredoc() or self.word(wanted.kind)
        problem = value_problem(wanted, word)
        if problem is not None:
            raise LanguageError(problem, self.text)
        return word

    def _heredoc(self) -> Word | None:
        """The lines that the mark here stands for; None when here is none. The row of the mark then ends the line."""
        mark = MARK.match(self.text, self.at, self.end) if self.takes_heredoc else None
        if mark is None:
            return None
        if self.body is not None:
            raise self.error("only one value of a line can stand below it", mark.start(), mark.end())
        tag, row_end = mark["tag"], self.text.find("\n", mark.end())
        closing = closing_row(self.text, row_end + 1, tag) if row_end >= 0 else None
        self.tag = tag, closing is None
        if closing is None:
            end = len(self.text)
            raise self.error(f"expected a line that is {tag}, to end {mark.group()}", end, end)
        behind = self.text[closing[1] :]
        if behind.strip():
            start = len(self.text) - len(behind.lstrip())
            raise self.error(f"nothing may follow {tag}", start, len(self.text), "put it on the first line")
        start = row_end + 1
        text = self.text[start : max(start, closing[0] - 1)]
        self.at, self.end = mark.end(), row_end
        self.body = Word(text, start, start + len(text), quoted=True, heredoc=True)
        return self.body

    def _rest_and_tail(self, command: Command) -> tuple[Word | None, Redirect | None, bool]:
        self.skip_space()
        rest = self._heredoc() if self._takes_rest(command) else None
        self.skip_space()
        start = end = self.at
        redirect, background = None, False
        if not command.sends:
            end = self.end
        elif start < self.end:
            tail = find_tail(self.text, start, self.end)
            end, background = tail.start, tail.background
            if tail.how is not None:
                target = self.text[slice(*tail.target)]
                if not target:
                    what = "a shell command" if tail.how == "pipe" else "a file"
                    sign = self.text[tail.start : tail.target[0]].strip()
                    raise self.error(f"expected {what} behind {sign}", tail.target[0], tail.target[0])
                redirect = Redirect(tail.how, target)
        if end < self.end or not command.is_verbatim:
            end = start + len(self.text[start:end].rstrip())
        else:
            end = start + len(self.text[start:end].rstrip("\r\n"))
        if start < end:
            if rest is not None:
                raise self.error("nothing may follow the heredoc here", start, end)
            rest = self._rest(command, start, end)
        elif rest is None:
            self.end = start
        return rest, redirect, background

    def _takes_rest(self, command: Command) -> bool:
        return command.rest is not None and (self.dashes or not command.rest.after_dashes)

    def _rest(self, command: Command, start: int, end: int) -> Word:
        """The rest of the line, as it stands."""
        if not self._takes_rest(command):
            extra = self.bare_word()
            if command.rest is not None:
                hint = f"put -- before {command.rest.metavar}"
            else:
                hint = f"usage: {command.usage}"
            raise self.error(f"{shown(extra.text)} is more than {command.name} takes", extra.start, extra.end, hint)
        if not command.is_verbatim:
            mark = mark_in_row(self.text, start, end)
            if mark is not None:
                message = f"{mark.group()} stands for a whole value"
                raise self.error(message, mark.start(), mark.end(), "it begins the value")
        return Word(self.text[start:end], start, end)

    def _check_required(self, command: Command, verb: Word, arguments: dict[str, Word], rest: Word | None) -> None:
        usage = f"usage: {command.usage}"
        missing = next((a for a in command.arguments if a.required and a.metavar not in arguments), None)
        if missing:
            raise self.error(f"{verb.text} needs {missing.metavar}", self.end, self.end, missing.help or usage)
        if command.rest and command.rest.required and rest is None and not command.takes_lines:
            raise self.error(f"{verb.text} needs {command.rest.metavar}", self.end, self.end, usage)
