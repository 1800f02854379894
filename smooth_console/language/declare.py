"""What a command's declaration is. The commands themselves are declared in `console/commands`, one registry for all.

The parser, completion, `.help`, the palette and `docs/commands.md` read declarations and nothing else, so a new command
is one declaration in one file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "none",  # nothing may follow
    "text",  # words for a person or an agent
    "url",  # an address; completed from history
    "javascript",  # code, verbatim
    "schema",  # a JSON Schema: JSON, @name, @file, $N
    "json",  # any JSON value: JSON, @name, @file, $N
    "value",  # a JSON value as above, or words that stand for themselves
    "filter",  # a jq filter on a value
    "entry",  # the number of an entry, or its event id
    "call",  # the number or id of a tool call that waits
    "path",  # a value: $_, $7, $7.items[0].name
    "file",  # a file name
    "tool",  # the name of a tool that the agent may call
    "setting",  # a variable's name, or a setting's
    "name",  # a name in the library, with or without @
    "task",  # a task id at the server
    "duration",  # 500ms, 30s, 2m; a bare number is seconds
    "integer",
    "pair",  # NAME=VALUE
    "secret",  # NAME=env:VARIABLE[@PATTERN,...]
    "choice",  # one of `choices`
    "new",  # a name that is given here
    "word",  # the metavar itself, as it stands
    "line",  # a line of the language, or words
    "lines",  # a line, or lines up to one that is `end`
    "command",  # a command's name, for help
    "shell",  # a shell command
]


@dataclass(frozen=True, slots=True)
class Option:
    """An option: `--name VALUE`, or a flag when `metavar` is empty.

    Attributes:
        name: With its dashes.
        repeat: It may be given several times.
        choices: What it takes, when `kind` is "choice".
        bounds: The least and the most, when `kind` is "integer".
    """

    name: str
    help: str
    metavar: str = ""
    kind: Kind = "text"
    repeat: bool = False
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] = (0, 10**9)

    @property
    def is_flag(self) -> bool:
        """Whether it takes no value."""
        return not self.metavar


@dataclass(frozen=True, slots=True)
class Argument:
    """A word, or one JSON value, that stands between the verb and the rest."""

    metavar: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] = (0, 10**9)

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.metavar


@dataclass(frozen=True, slots=True)
class Rest:
    """What follows the options, as it stands.

    Attributes:
        after_dashes: It counts only behind `--` (the prompt of `extract`).
    """

    metavar: str
    kind: Kind
    help: str = ""
    required: bool = False
    after_dashes: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A line that works as it stands, and what it does."""

    line: str
    what: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command, declared once.

    Attributes:
        name: The verb; dot commands with their dot.
        group: `session` acts on the session, `console` on the console, `script` on the lines of a script.
        handler: What runs it. `language` never calls it, so it has no type here.
        sends: It sends an event: it takes a trailing `&`, and its output can be redirected.
        immediate: It does not wait in line behind lines that are still to be sent.
    """

    name: str
    summary: str
    group: Literal["session", "console", "script"]
    handler: Any = field(compare=False, repr=False)
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    rest: Rest | None = None
    aliases: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    notes: str = ""
    sends: bool = False
    immediate: bool = False

    @property
    def usage(self) -> str:
        """The line that help shows, such as `goto URL`."""
        words = [self.name]
        words += [f"[{o.name}]" if o.is_flag else f"[{o.name} {o.metavar}]" for o in self.options]
        words += [a.metavar if a.required else f"[{a.metavar}]" for a in self.arguments]
        if self.rest:
            rest = f"-- {self.rest.metavar}" if self.rest.after_dashes else self.rest.metavar
            words.append(rest if self.rest.required else f"[{rest}]")
        return " ".join(words)

    @property
    def takes_lines(self) -> bool:
        """Whether other lines stand inside it, up to one that is `end`."""
        return self.rest is not None and self.rest.kind == "lines"

    @property
    def is_verbatim(self) -> bool:
        """Whether the rest is code, which has signs of its own."""
        return self.rest is not None and self.rest.kind == "javascript"

    def option(self, name: str) -> Option | None:
        """The option of that name, dashes included."""
        return next((option for option in self.options if option.name == name), None)


class Registry:
    """All commands, by name and alias."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._commands: dict[str, Command] = {}
        self._names: dict[str, Command] = {}
        for command in commands:
            for name in (command.name, *command.aliases):
                if name in self._names:
                    raise ValueError(f"two commands are called {name}")
                self._names[name] = command
            self._commands[command.name] = command

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def get(self, name: str) -> Command | None:
        """The command of that name or alias."""
        return self._names.get(name)

    @property
    def names(self) -> list[str]:
        """Every name and alias, in the order of declaration."""
        return list(self._names)

    @property
    def rest_kinds(self) -> dict[str, str]:
        """What follows a verb, by verb and alias, as the lexer takes it; `end` closes lines inside a line."""
        return {name: _follows(command) for name, command in self._names.items()} | {"end": "text"}

    def nearest(self, name: str) -> str | None:
        """The known name that somebody most likely meant."""
        return nearest(name, self._names)


_FOLLOWS: tuple[tuple[Kind, str], ...] = (
    *(
        ("lines", "lines"),
        ("line", "line"),
        ("javascript", "javascript"),
        ("schema", "json"),
        ("json", "json"),
        ("value", "json"),
    ),
    *(("filter", "filter"), ("url", "url")),
)


def _follows(command: Command) -> str:
    """What a lexer is to see behind a verb: the first of these kinds that the command takes."""
    if command.rest is not None and command.rest.kind == "path":
        return "filter"
    taken = [argument.kind for argument in command.arguments] + ([command.rest.kind] if command.rest else [])
    return next((name for kind, name in _FOLLOWS if kind in taken), "text")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The nearest of `known` to a mistyped word, or None when nothing is near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(word.lower(), list(known), scorer=fuzz.WRatio, score_cutoff=60)
    return found[0] if found else None
