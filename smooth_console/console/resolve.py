"""From the words of a line to values: variables, `$7.items[0]`, `%7`, `@name`, `@./file`, JSON. Mistakes keep their
place.
"""

import asyncio
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console.console.outcome import CommandError
from smooth_console.language.checking import FILLED, value_problem
from smooth_console.language.declare import Argument, Option
from smooth_console.language.parse import Line, Word
from smooth_console.language.problems import LanguageError, Problem, offset
from smooth_console.language.values import (
    ValueReference,
    as_text,
    read_line_reference,
    read_reference,
    substitute_variables,
    value_at,
    variable_names,
)
from smooth_console.wire import WireError, decode_json
from smooth_console.workbench.library import LibraryError, read_text_file

if TYPE_CHECKING:
    from smooth_console.console.console import Console

LARGEST_FILE = 64 * 1024 * 1024
_stdin: list[str] = []
_REFERENCES = re.compile(r"""(?<!\S)(\$(?:_|\d{1,9})(?:\["(?:[^"\\]|\\.)*+"\]|\S)*+)(?!\S)|(?<!\S)(%\d{1,9})(?!\S)""")


async def referenced(console: "Console", reference: ValueReference) -> Any:
    """The value that a reference names; waits for its entry if that is pending.

    Raises:
        CommandError: There is no such entry, it has no output, or nothing is at the path.
    """
    entry = await console.entry_with_output(reference.entry)
    try:
        return value_at(entry.answer.output if entry.answer else None, reference.path)
    except LookupError as problem:
        raise CommandError(f"{reference}: {problem}") from None


async def text_of(console: "Console", line: Line, word: Word) -> str:
    """A word or a rest as text: `${NAME}` replaced, each word that is a reference replaced by its value.

    Raises:
        LanguageError: A variable is not set.
        CommandError: A reference leads nowhere.
    """
    parts = [part for part in _REFERENCES.split(fill(line, word, console.variables)) if part is not None]
    return "".join([await _part(console, part) for part in parts])


async def _part(console: "Console", part: str) -> str:
    number = read_line_reference(part)
    if number is not None:
        return console.entry(number).line
    reference = read_reference(part)
    return part if reference is None else as_text(await referenced(console, reference))


def fill(line: Line, word: Word, variables: Mapping[str, str]) -> str:
    """A word's text with its `${NAME}` replaced.

    Raises:
        LanguageError: One is not set.
    """

    def missing(name: str, path: str, start: int, end: int) -> str:
        if name in variables:
            said, hint = f"${{{name}}} has no {path}", "it holds something else"
        else:
            said, hint = f"${{{name}}} is not set", _set_hint(name, variables)
        raise _in_word(line, word, Problem(said, start, end, hint))

    return substitute_variables(word.text, variables, missing=missing)


def filled(line: Line, word: Word, variables: Mapping[str, str]) -> Word:
    """The same word with its `${NAME}` replaced, still at its place; raises as `fill`."""
    return replace(word, text=fill(line, word, variables))


def settled(line: Line, variables: Mapping[str, str]) -> Line:
    """The same line with its choices, numbers and durations filled in, and checked as those that are typed.

    Raises:
        LanguageError: A variable is not set, or its value cannot stand there.
    """
    command = line.command
    if command is None:
        return line
    options, arguments = dict(line.options), dict(line.arguments)
    for option in command.options:
        if option.kind in FILLED and option.name in options:
            options[option.name] = [_settled(line, option, word, variables) for word in options[option.name]]
    for argument in command.arguments:
        if argument.kind in FILLED and argument.metavar in arguments:
            arguments[argument.metavar] = _settled(line, argument, arguments[argument.metavar], variables)
    return replace(line, options=options, arguments=arguments)


def _settled(line: Line, wanted: Option | Argument, word: Word, variables: Mapping[str, str]) -> Word:
    if not variable_names(word.text):
        return word
    whole = filled(line, word, variables)
    problem = value_problem(wanted, whole)
    if problem is not None:
        raise LanguageError(problem, line.text)
    return whole


def verbatim(console: "Console", word: Word) -> str:
    """The rest of `js` or `run`: as it stands, but for variables that are set."""
    return substitute_variables(
        word.text, console.variables, missing=lambda _name, _path, start, end: word.text[start:end]
    )


async def json_of(console: "Console", line: Line, word: Word) -> Any:
    """A JSON value: JSON as it stands, `@name`, `@./file`, `@-` or a reference.

    Raises:
        LanguageError: It is none of these; points at the place inside the JSON.
        CommandError: The file or entry cannot be had.
    """
    text = word.text.strip()
    reference = read_reference(text)
    if reference is not None:
        return await referenced(console, reference)
    number = read_line_reference(text)
    if number is not None:
        return console.entry(number).line
    if text == "@-":
        return _parse_file(await standard_input(), "@-")
    if text.startswith("@"):
        return json_at(console, line, word)
    return inline_json(line, word, console.variables)


async def value_of(console: "Console", line: Line, word: Word) -> Any:
    """A value: JSON or a reference when it reads as one, else the words themselves.

    Raises:
        LanguageError: It begins as JSON and is none.
        CommandError: A file or entry cannot be had.
    """
    if is_json(word.text):
        return await json_of(console, line, word)
    text = await text_of(console, line, word)
    try:
        return decode_json(text)
    except WireError:
        return text


def is_json(text: str) -> bool:
    """Whether a value that may be words begins as JSON or a reference does."""
    return text.lstrip()[:1] in ("{", "[", '"', "@", "$")


async def standard_input() -> str:
    """All of standard input, read once: `@-` in a second line is the same text. Listening goes on meanwhile.

    Raises:
        CommandError: Nothing is piped in.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise CommandError("@- reads standard input, and nothing is piped in", 2)
    if not _stdin:
        _stdin.append(await asyncio.to_thread(sys.stdin.read))
    return _stdin[0]


def json_at(console: "Console", line: Line, word: Word) -> Any:
    """The JSON behind `@name` or `@./file`.

    Raises:
        LanguageError: It is not there.
        CommandError: It is not JSON; the message names the place in the file.
    """
    name = word.text.strip()
    return _parse_file(read_at(console, line, word, name[1:]), name)


def read_at(console: "Console", line: Line, word: Word, name: str) -> str:
    """The text behind `@`: the library's, or a file's (it begins with `.`, `/` or `~`)."""
    try:
        if name.startswith((".", "/", "~")):
            return read_text_file(Path(name).expanduser(), LARGEST_FILE)
        return console.library.read(name)
    except LibraryError as problem:
        raise line.problem(word, str(problem), problem.hint) from None


def inline_json(line: Line, word: Word, variables: Mapping[str, str]) -> Any:
    """JSON as it stands in a line, with its `${NAME}` replaced.

    Raises:
        LanguageError: It is not JSON, or a variable is not set; points at the place inside.
    """
    text = fill(line, word, variables)
    try:
        return decode_json(text)
    except WireError as problem:
        from smooth_console.language.json_text import problems

        for row, column, end_row, end_column, message in problems(text):
            start = offset(text, row, column)
            end = max(start + 1, offset(text, end_row, end_column))
            if word.text != text:
                start, end = 0, len(word.text)
            raise _in_word(line, word, Problem(f"not JSON: {message}", start, end)) from None
        raise _in_word(line, word, Problem(str(problem), 0, len(word.text))) from None


def _parse_file(text: str, name: str) -> Any:
    try:
        return decode_json(text)
    except WireError as problem:
        from smooth_console.language.json_text import problems

        for row, column, _, _, message in problems(text):
            raise CommandError(f"{name}:{row}:{column}: not JSON: {message}", 2) from None
        raise CommandError(f"{name}: {problem}", 2) from None


def _in_word(line: Line, word: Word, problem: Problem) -> LanguageError:
    """A problem inside a word's text, placed in the whole line; escapes may shift it, but it stays in the word."""
    begin = word.start + (1 if word.quoted and line.text[word.start : word.end] != word.text else 0)
    start = min(begin + problem.start, word.end)
    end = min(begin + problem.end, word.end)
    return LanguageError(Problem(problem.message, start, max(start, end), problem.hint), line.text)


def placed_in_word(line: Line, word: Word, problem: Problem) -> LanguageError:
    """A problem inside a word's text, with its place in the whole line."""
    return _in_word(line, word, problem)


def _set_hint(name: str, variables: Mapping[str, str]) -> str:
    from smooth_console.language.declare import nearest

    near = nearest(name, variables)
    return f"did you mean ${{{near}}}?" if near else f".set {name} VALUE or --var {name}=VALUE sets it"
