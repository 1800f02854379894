"""Writes docs/commands.md and docs/lint-rules.md from the declarations: commands, keys, settings, exit codes, rules.

`python -m scripts.reference` writes them; with `--check` it compares, and exits 1 when a file is out of date.
"""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
import msgspec

from smooth_console import cli
from smooth_console.batch import exits
from smooth_console.console.commands import registry
from smooth_console.console.help import GROUPS
from smooth_console.language.declare import Command
from smooth_console.repl.keys import KEYS as PROMPT_KEYS
from smooth_console.settings import Settings
from smooth_console.tui.keys import MAIN_KEYS
from smooth_console.workbench.lint import RULES

FILE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"

INTRODUCTION = """\
# Commands, keys, settings

This page is generated: `make docs` makes it anew from the program's own declarations, which `.help` reads too.

- [The program](#the-program)
- [Verbs act on the session](#verbs-act-on-the-session)
- [Lines that hold lines](#lines-that-hold-lines)
- [Dot commands act on the console](#dot-commands-act-on-the-console)
- [What works in every line](#what-works-in-every-line)
- [Keys](#keys)
- [Settings](#settings)
- [Exit codes](#exit-codes)"""

LINT_INTRODUCTION = """\
# What the linter says

This page is generated: `make docs` makes it anew from the rules. `.lint @NAME` checks a schema of the library or a
file; the editor checks as one types, and what is an `error` is not sent.

- `error` cannot be meant. `warning` most likely is not meant. `hint` could be better.
- `"x-lint-off": ["RULE"]` in a schema switches a rule off there and below; `true` switches all off. The setting
  `lint_off` switches rules off everywhere."""

LANGUAGE = """\
## What works in every line

A line is a verb, its options, then the rest, taken as it stands: it needs no quoting. `--` ends the options.

| | |
|---|---|
| `$_`, `$7`, `$7.items[0].name` | the last output, the output of entry 7, a value inside it |
| `%7` | what was typed as entry 7; alone on a line it runs that once more |
| `@name`, `@./file.json`, `@-` | from the library, from a file, from standard input |
| `${NAME}` | a variable: `.set NAME VALUE`, `for each NAME in ...`, or `--var NAME=VALUE` when headless |
| `${NAME.path}` | what is inside a variable that holds JSON |
| `... $> FILE`, `... $>> FILE` | write the output to a file, append it |
| `... $\\| COMMAND` | pipe the output to a shell command |
| `... &` | send, and do not wait |
| `<<TAG` ... `TAG` | several lines as one value |
| `# ...` | a comment |
| `!COMMAND` | a shell command |"""

EXIT_CODES = {
    "OK": "All went well.",
    "FAILED": "An action failed.",
    "WRONG": "The script, a line, an option, a setting or a schema is wrong. What is wrong is named with its place.",
    "SERVER": "The server, the key or the network.",
    "DEADLINE": "A deadline passed.",
    "ENDED": "The session ended early.",
    "EXPECT": "An `expect` did not hold.",
    "BUDGET": "The budget is used up.",
    "HANGUP": "SIGHUP, after the session was closed.",
    "INTERRUPTED": "Interrupted with Ctrl-C, after the session was closed.",
    "TERMINATED": "SIGTERM, after the session was closed.",
}
"""What each constant of `batch.exits` means. One that is missing here stops the generation."""


def reference() -> str:
    """The whole page, in Markdown."""
    commands = list(registry())
    parts = [
        INTRODUCTION,
        _program(),
        *(
            part
            for group, title in GROUPS.items()
            for part in (f"## {title}", *(_command(command) for command in commands if command.group == group))
        ),
        LANGUAGE,
        _keys(),
        _settings(),
        _exit_codes(),
    ]
    return "\n\n".join(parts) + "\n"


def lint_reference() -> str:
    """The page of the linter's rules, in Markdown."""
    parts = [LINT_INTRODUCTION]
    parts.append(_table(("rule", "", ""), ((f"[{r.id}](#{r.id})", r.level, r.title) for r in RULES.values())))
    for rule in RULES.values():
        wrong, right = (_example(text) for text in (rule.wrong, rule.right))
        parts.append(f"## {rule.id}\n\n{rule.level}: {rule.title}.\n\n{rule.why}\n\n{wrong}\n\nRight:\n\n{right}")
    return "\n\n".join(parts) + "\n"


def _example(text: str) -> str:
    shown = text if len(text) <= 300 else text[:200] + " ..."
    return f"```json\n{shown}\n```"


def main(arguments: Sequence[str]) -> int:
    """Write or check; the exit code."""
    late = []
    for file, text in ((FILE, reference()), (FILE.with_name("lint-rules.md"), lint_reference())):
        if "--check" not in arguments:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            late.append(f"docs/{file.name}")
    if late:
        print(f"{' and '.join(late)} out of date; run: make docs", file=sys.stderr)
    return 1 if late else 0


def _program() -> str:
    """The sub-commands, and the options that all of them take, as click knows them."""
    group = cli.main
    parts = [
        "## The program",
        "`smooth-console [URL]` opens the console. With no API key and no `--api` it starts its own engine here.",
        _table(("command", ""), (_sub_command(name, command) for name, command in _sub_commands(group))),
        "Options of every command that opens a session, before or after its name:",
        _options(group.params),
    ]
    common = {option.name for option in group.params}
    tables: dict[str, list[str]] = {}
    for name, command in _sub_commands(group):
        own = [option for option in command.params if isinstance(option, click.Option) and option.name not in common]
        if own:
            tables.setdefault(_options(own), []).append(f"`{name}`")
    for table, names in tables.items():
        parts += [f"Options of {' and '.join(names)}:", table]
    return "\n\n".join(parts)


def _sub_commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """The commands of a group and of the groups in it, with all the words that name them."""
    for name, command in group.commands.items():
        if not command.hidden:
            yield before + name, command
        if isinstance(command, click.Group):
            yield from _sub_commands(command, f"{before}{name} ")


def _sub_command(name: str, command: click.Command) -> tuple[str, str]:
    words = [
        parameter.make_metavar(click.Context(command)) for parameter in command.params if not _is_option(parameter)
    ]
    return _code(" ".join(["smooth-console", name, *words])), command.get_short_help_str(limit=200)


def _is_option(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option)


def _options(parameters: Iterable[click.Parameter]) -> str:
    rows = []
    for option in parameters:
        if isinstance(option, click.Option) and not option.is_eager:
            rows.append((_code(f"{option.opts[0]} {_value_of(option)}".strip()), option.help or ""))
    return _table(("option", ""), rows)


def _value_of(option: click.Option) -> str:
    """What an option takes, as one word; "" for a flag."""
    if option.is_flag:
        return ""
    if option.metavar or isinstance(option.type, click.Choice):
        return option.make_metavar(click.Context(cli.main))
    return (option.name or "").upper()


def _command(command: Command) -> str:
    """One command: what it does, what it takes, lines that work."""
    parts = [f"### {command.name}", f"```\n{command.usage}\n```", command.summary]
    if command.aliases:
        parts.append(f"Also called {', '.join(_code(name) for name in command.aliases)}.")
    if command.notes:
        parts.append(command.notes)
    rows = [(_code(argument.metavar), argument.help) for argument in command.arguments if argument.help]
    if command.rest and command.rest.help:
        rows.append((_code(command.rest.metavar), command.rest.help))
    rows += [(_code(f"{option.name} {option.metavar}".strip()), option.help) for option in command.options]
    if rows:
        parts.append(_table(("", ""), rows))
    if command.examples:
        parts.append(_table(("for example", ""), ((_lines(each.line), each.what) for each in command.examples)))
    return "\n\n".join(parts)


def _keys() -> str:
    rows = [(_code(key.keys), key.help, _code(key.id)) for key in MAIN_KEYS]
    return "\n\n".join(
        (
            "## Keys",
            "`.keys` lists these and the ones inside the panes. The setting `keys` changes them by their id.",
            _table(("key", "", "id"), rows),
            "At the prompt of `smooth-console repl`, besides those of emacs or vi:",
            _table(("key", ""), PROMPT_KEYS),
        )
    )


def _settings() -> str:
    meanings = _attributes(Settings)
    rows = []
    for field in msgspec.structs.fields(Settings):
        default = field.default if field.default is not msgspec.NODEFAULT else {}
        variable = f"`SMOOTH_CONSOLE_{field.name.upper()}`" if isinstance(default, bool | str | float) else ""
        shown = (
            "" if default in ("", {}) else _code(str(default).lower() if isinstance(default, bool) else str(default))
        )
        rows.append((_code(field.name), meanings[field.name], shown, variable))
    return "\n\n".join(
        (
            "## Settings",
            "Flags count before the environment, that before the project's `smooth-console.toml` in this folder, "
            "that before the user's `settings.toml`. A project's file cannot set `api` or `api_key_file`. "
            "`SMOOTH_CONSOLE_HOME` names the folder of the library, the history, the journal and the drafts.",
            _table(("setting", "", "default", "variable"), rows),
        )
    )


def _attributes(described: type) -> dict[str, str]:
    """The attributes that a class's docstring describes: name to sentence."""
    section = (inspect.getdoc(described) or "").partition("Attributes:\n")[2]
    lines = re.sub(r"\n\s{6,}", " ", section)
    return dict(re.findall(r"^\s{4}(\w+): (.*)$", lines, re.MULTILINE))


def _exit_codes() -> str:
    codes = {name: value for name, value in vars(exits).items() if name.isupper()}
    rows = [(str(value), EXIT_CODES[name]) for name, value in codes.items()]
    return (
        f"## Exit codes\n\nOf `smooth-console run` and `do`, and of `repl` on a pipe.\n\n{_table(('code', ''), rows)}"
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _lines(text: str) -> str:
    """Lines of code in a table: spaces at the beginning of one are seen."""
    return "<br>".join(_code(row) if row == row.lstrip() else f"&emsp;{_code(row.strip())}" for row in text.split("\n"))


def _code(text: str) -> str:
    """Code in a table: a bar would end the cell, a back-tick the code."""
    fence = "``" if "`" in text else "`"
    return fence + text.replace("|", "\\|") + fence


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
