"""What can be said against lines before the first of them runs: schemas, JSON, filters, variables, the lines of
included files. It sends nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console.console.commands.tasks import filter_of, secret_of
from smooth_console.console.filters import compile_filter
from smooth_console.console.outcome import CommandError
from smooth_console.console.resolve import fill, filled, inline_json, is_json, json_at, settled
from smooth_console.console.schemas import schema_at
from smooth_console.console.scripts import included_path, read_included
from smooth_console.console.secrets import PREFIX, from_environment, learn
from smooth_console.language.declare import Kind
from smooth_console.language.line import Line, Step, Word
from smooth_console.language.problems import LanguageError
from smooth_console.language.values import read_line_reference, read_reference, variable_names

if TYPE_CHECKING:
    from smooth_console.console.console import Console

_UNKNOWN: Any = object()
_REFERENCE = re.compile(r"(?<!\S)[$%](?:_|\d)")


class Precheck:
    """Goes through lines in the order in which they will run, and knows what those before will have set or written."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._variables = dict(console.variables)
        self._unknown: set[str] = set()
        self._written: set[Path] = set()
        self._anything_written = False
        self._files: list[Path] = []
        self.seen: list[Step] = []
        """Every line that was looked at, in order: those inside others and those of included files too."""

    def problems(self, steps: Iterable[Step]) -> Iterator[tuple[Step, LanguageError | CommandError]]:
        """What running the lines would raise, as far as it shows without a page: the first of each line."""
        for step in steps:
            self.seen.append(step)
            try:
                self.check(step.line)
                inside = self._inside(step)
            except (LanguageError, CommandError) as problem:
                yield step, problem
                self._learn(step.line)
                continue
            if inside:
                yield from self.problems(inside)
            if step.line.command is not None and step.line.command.name == "include" and inside is not None:
                self._files.pop()

    def knows(self, name: str) -> bool:
        """Whether a variable is set at the end of what was looked at, to whatever it may be."""
        return name in self._variables or name in self._unknown

    def _inside(self, step: Step) -> Sequence[Step] | None:
        """The lines in a line; None for a file that is not read now."""
        line = step.line
        name = line.command.name if line.command else ""
        if name != "include":
            return line.body
        assert line.rest is not None
        if _REFERENCE.search(line.rest.text) or self._anything_written or self._hangs(line.rest):
            return None
        file = fill(line, line.rest, self._variables)
        path = included_path(step, file).absolute()
        if path in self._written:
            return None
        if path in self._files:
            raise line.problem(line.rest, f"{file} includes itself", "use retry or for each to repeat lines")
        steps = read_included(self._console.registry, step, file)
        self._files.append(path)
        return steps

    def check(self, line: Line) -> None:
        """Raise what running the line itself would raise.

        Raises:
            LanguageError: Something in the line is wrong.
            CommandError: A file that it names is not JSON.
        """
        learn(self._console.secrets, line)
        command = line.command
        if command is not None and command.group != "console":
            words = [*line.arguments.values(), *(word for given in line.options.values() for word in given)]
            if not any(self._hangs(word) for word in words):
                settled(line, self._variables)
            for option in command.options:
                for word in line.options.get(option.name, []):
                    self._word(line, option.kind, word)
            for argument in command.arguments:
                if argument.metavar in line.arguments:
                    self._word(line, argument.kind, line.arguments[argument.metavar])
            if command.rest is not None and line.rest is not None and command.name not in ("js", "run"):
                self._word(line, command.rest.kind, line.rest)
        self._learn(line)

    def _word(self, line: Line, kind: Kind, word: Word) -> None:
        if kind == "schema":
            self._json(line, word, schema=True)
        elif kind == "json" or (kind == "value" and is_json(word.text)):
            self._json(line, word)
        elif kind == "filter" and not self._hangs(word):
            compile_filter(line, filled(line, filter_of(line, word)[1], self._variables))
        elif kind == "secret":
            if word.text.startswith(PREFIX):
                from_environment(self._console.secrets, line, word, word.text, "env:VARIABLE")
            else:
                secret_of(self._console, line, word)
        elif kind in ("url", "text", "value", "pair") and not self._hangs(word):
            fill(line, word, self._variables)

    def _hangs(self, word: Word) -> bool:
        """Whether a word hangs on a variable whose value shows only when lines run."""
        return any(name in self._unknown for name in variable_names(word.text))

    def _json(self, line: Line, word: Word, *, schema: bool = False) -> Any:
        text = word.text.strip()
        if text == "@-" or read_reference(text) is not None or read_line_reference(text) is not None:
            return _UNKNOWN
        if not text.startswith("@") and self._hangs(word):
            return _UNKNOWN
        if not text.startswith("@") and not schema:
            return inline_json(line, word, self._variables)
        if text.startswith("@") and (self._anything_written or Path(text[1:]).expanduser().absolute() in self._written):
            return _UNKNOWN
        if schema:
            return schema_at(self._console, line, word, self._variables, check=not line.flag("--no-check"))
        return json_at(self._console, line, word)

    def _learn(self, line: Line) -> None:
        """What is otherwise once this line has run."""
        if line.shell is not None or (line.redirect is not None and line.redirect.how == "pipe"):
            self._anything_written = True
        elif line.redirect is not None:
            self._written.add(Path(line.redirect.target).expanduser().absolute())
        name = line.command.name if line.command else ""
        if name == ".save" and line.rest is not None:
            self._written.add(Path(line.rest.text.strip()).expanduser().absolute())
        elif name == ".infer" and (saved := line.option("--save")) is not None:
            self._written.add(Path(saved.text.removeprefix("@")).absolute())
        elif name == ".set" and "KEY" in line.arguments:
            key = line.arguments["KEY"].text
            self._unknown.discard(key)
            if line.rest is not None and "$" in line.rest.text:
                self._unknown.add(key)
            if line.rest is None:
                self._variables.pop(key, None)
            else:
                self._variables[key] = line.rest.text
        elif name == "for":
            self._unknown.add(line.arguments["NAME"].text)
