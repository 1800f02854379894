"""What can be said against lines before the first of them runs: schemas, JSON, filters, variables. It sends nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console.console.commands.tasks import filter_of, secret_of
from smooth_console.console.filters import compile_filter
from smooth_console.console.resolve import fill, inline_json, is_json, json_at
from smooth_console.console.schemas import schema_at
from smooth_console.language.declare import Kind
from smooth_console.language.parse import Line, Word
from smooth_console.language.values import read_reference

if TYPE_CHECKING:
    from smooth_console.console.console import Console

_UNKNOWN: Any = object()


class Precheck:
    """Goes through lines in the order in which they will run, and knows what those before will have set or written."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._variables = dict(console.variables)
        self._written: set[Path] = set()
        self._anything_written = False

    def check(self, line: Line) -> None:
        """Raise what running the line would raise, as far as it shows without a page.

        Raises:
            LanguageError: Something in the line is wrong.
            CommandError: A file that it names is not JSON.
        """
        command = line.command
        if command is not None and command.group == "session":
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
        elif kind == "filter":
            compile_filter(line, filter_of(line, word)[1])
        elif kind == "secret":
            secret_of(self._console, line, word)
        elif kind in ("url", "text", "value", "pair"):
            fill(line, word, self._variables)

    def _json(self, line: Line, word: Word, *, schema: bool = False) -> Any:
        text = word.text.strip()
        if read_reference(text) is not None or text == "@-":
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
            if line.rest is None:
                self._variables.pop(key, None)
            else:
                self._variables[key] = line.rest.text
