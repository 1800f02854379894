"""Completion: what can stand where the cursor is. Plain functions; each front end adapts them. Nothing here does I/O
but listing the folder that a typed file name is in."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from rapidfuzz import fuzz

from smooth_console.language.brackets import bracket_end
from smooth_console.language.declare import Command, Kind, Registry
from smooth_console.language.parse import without_tail
from smooth_console.language.values import read_path, value_at, write_path

MOST = 60
_REFERENCE = re.compile(r"""(?:^|\s)(\$(?:_|\d{1,9})(?:\["(?:[^"\\]|\\.)*+(?:"|$)|\S)*+)$""")


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that can stand in place of `text[start:end]`.

    Attributes:
        text: What is put there.
        shown: What the menu shows; the same when empty.
        note: A few words about it.
        kind: verb, option, name, file, entry, value, url, choice.
    """

    text: str
    start: int
    end: int
    note: str = ""
    kind: str = ""
    shown: str = ""


class Context(Protocol):
    """What completion may know of the moment."""

    def library(self) -> Iterable[tuple[str, str]]:
        """Names of the library, each with a few words about it."""

    def entries(self) -> Iterable[tuple[int, str]]:
        """Numbers of entries, newest first, each with its line."""

    def calls(self) -> Iterable[tuple[int, str]]:
        """Numbers of tool calls that wait, each with the tool's name."""

    def output(self, n: int | None) -> Any:
        """The output of an entry, or the last one; None when there is none."""

    def addresses(self) -> Iterable[str]:
        """Addresses that were visited or typed, newest first."""

    def variables(self) -> Iterable[str]:
        """Names of variables that are set."""

    def themes(self) -> Iterable[str]:
        """Names of themes."""


def complete(text: str, cursor: int, registry: Registry, context: Context) -> list[Completion]:
    """What can stand at the cursor, best first; at most `MOST`."""
    before = text[:cursor]
    start = _word_start(before)
    word = before[start:]
    verb, _, _ = before.lstrip().partition(" ")
    if not before[:start].strip():
        return _ranked(word, _verbs(registry, start, cursor))
    reference = _REFERENCE.search(before)
    if reference:
        return _value_paths(reference.group(1), cursor, context)
    variable = re.search(r"\$\{(\w*)$", before)
    if variable:
        begin = cursor - len(variable.group(1))
        return _ranked(
            variable.group(1), [Completion(name + "}", begin, cursor, kind="value") for name in context.variables()]
        )
    redirect = re.search(r"\$>>?\s*(\S*)$", before)
    if redirect:
        return _files(redirect.group(1), cursor)
    command = registry.get(verb)
    if command is None:
        return []
    return _in_command(command, before, word, start, cursor, registry, context)


def _in_command(
    command: Command, before: str, word: str, start: int, cursor: int, registry: Registry, context: Context
) -> list[Completion]:
    words = before[:start].split()
    option = command.option(words[-1]) if len(words) > 1 else None
    if option is not None and not option.is_flag:
        return _of_kind(option.kind, word, start, cursor, option.choices, registry, context)
    in_options = all(w.startswith("--") or _is_value(command, words, i) for i, w in enumerate(words) if i)
    if word.startswith("--") and "--" not in words[1:] and (in_options or command.arguments):
        given = set(words)
        offered = [
            Completion(o.name + (" " if o.metavar else ""), start, cursor, o.help, "option", f"{o.name} {o.metavar}")
            for o in command.options
            if o.repeat or o.name not in given
        ]
        return _ranked(word, offered)
    positional = sum(
        1 for i, w in enumerate(words) if i and not w.startswith("--") and not _is_value(command, words, i)
    )
    if positional < len(command.arguments):
        argument = command.arguments[positional]
        return _of_kind(argument.kind, word, start, cursor, argument.choices, registry, context)
    if command.rest is not None:
        kind = command.rest.kind
        if kind in ("text", "javascript", "shell") and not word.startswith("@"):
            return []
        return _of_kind(kind, word, start, cursor, command.rest.choices, registry, context)
    return []


def _is_value(command: Command, words: Sequence[str], index: int) -> bool:
    """Whether a word is the value of the option before it."""
    option = command.option(words[index - 1]) if index > 1 else None
    return option is not None and not option.is_flag


def _of_kind(
    kind: Kind,
    word: str,
    start: int,
    cursor: int,
    choices: Sequence[str],
    registry: Registry,
    context: Context,
) -> list[Completion]:
    def offer(pairs: Iterable[tuple[str, str]], what: str) -> list[Completion]:
        return _ranked(word, [Completion(text, start, cursor, note, what) for text, note in pairs])

    match kind:
        case "choice":
            return offer(((choice, "") for choice in choices or context.themes()), "choice")
        case "schema" | "json" | "value" | "name" | "text" | "javascript":
            if word.startswith(("@.", "@/", "@~")):
                return _files(word[1:], cursor)
            names = [(f"@{name}", note) for name, note in context.library()]
            return offer(names, "name") if word.startswith("@") or not word else []
        case "entry" | "path" | "filter":
            return offer(((f"{n}" if kind == "entry" else f"${n}", line) for n, line in context.entries()), "entry")
        case "call":
            return offer(((str(n), name) for n, name in context.calls()), "entry")
        case "url":
            return offer(((url, "") for url in context.addresses()), "url")
        case "file":
            return _files(word, cursor)
        case "command":
            return _ranked(word, _verbs(registry, start, cursor))
        case _:
            return []


def _verbs(registry: Registry, start: int, cursor: int) -> list[Completion]:
    return [Completion(c.name, start, cursor, c.summary, "verb") for c in registry]


def _value_paths(word: str, cursor: int, context: Context) -> list[Completion]:
    """Members and places inside `$_` or `$7`, one step further than what is typed."""
    match = re.match(r"\$(_|\d{1,9})(.*)$", word, re.DOTALL)
    assert match is not None
    start = cursor - len(word)
    whole, partial = _split_path(match.group(2))
    path = read_path(whole)
    if path is None:
        return []
    base = f"${match.group(1)}{whole}"
    try:
        value = value_at(context.output(None if match.group(1) == "_" else int(match.group(1))), path)
    except LookupError:
        return []
    members: list[tuple[str | int, Any]]
    if isinstance(value, dict):
        members = list(value.items())[:500]
    elif isinstance(value, list):
        members = list(enumerate(value[:20]))
    else:
        return []
    found = [
        Completion(base + write_path((step,)), start, cursor, _kind_note(inside), "value", write_path((step,)))
        for step, inside in members
    ]
    wanted = partial.lstrip(".[").strip('"').lower()
    return [c for c in found if wanted in c.shown.lower()][:MOST]


def _split_path(text: str) -> tuple[str, str]:
    """The steps that are whole, and the one that is being typed."""
    match = re.search(r"(\.[^.\[\]]*|\[[^\]]*)$", text)
    return (text[: match.start()], match.group(1)) if match else (text, "")


def _kind_note(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{len(value)}}}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    text = str(value)
    return text if len(text) <= 30 else text[:29] + "…"


def _files(word: str, cursor: int) -> list[Completion]:
    folder_text, _, partial = word.rpartition("/")
    begin = cursor - len(partial)
    try:
        folder = Path(f"{folder_text}/" if "/" in word else ".").expanduser()
        with os.scandir(folder) as rows:
            names = sorted((row.name + ("/" if row.is_dir() else "")) for row in rows)
    except (OSError, ValueError, RuntimeError):
        # Not there or not readable, not a name that a system can have, or nobody's home.
        return []
    shown = [n for n in names if n.lower().startswith(partial.lower()) and (partial.startswith(".") or n[0] != ".")]
    return [Completion(name, begin, cursor, kind="file") for name in shown[:MOST]]


def _ranked(word: str, offered: list[Completion]) -> list[Completion]:
    """Those that begin with the word, then those that hold its letters, best first; all when nothing is typed."""
    if not word:
        return offered[:MOST]
    lowered = word.lower()
    begins = [c for c in offered if c.text.lower().startswith(lowered)]
    rest = [(fuzz.partial_ratio(lowered, c.text.lower()), c) for c in offered if c not in begins]
    near = [c for score, c in sorted(rest, key=lambda pair: -pair[0]) if score >= 75 and len(lowered) > 1]
    return (begins + near)[:MOST]


def _word_start(before: str) -> int:
    match = re.search(r"\S*$", before)
    return match.start() if match else len(before)


_HEREDOC = re.compile(r"(?:^|\s)<<([A-Za-z_]\w*)[ \t]*(?:$|\n|\s)")


def is_complete(text: str, registry: Registry) -> bool:
    """Whether Enter should run a text, or begin its next line: a heredoc, bracket, quote or template is still open."""
    stripped = text.lstrip()
    if not stripped or stripped[0] in "#!":
        return True
    verb, _, behind = stripped.partition(" ")
    command = registry.get(verb.split("\n")[0])
    if command is None:
        return True
    first_line = stripped.split("\n", 1)[0]
    heredoc = _HEREDOC.search(first_line)
    if heredoc:
        return re.search(rf"^{re.escape(heredoc.group(1))}[ \t]*$", stripped, re.MULTILINE) is not None
    if command.rest is not None and command.rest.kind == "javascript":
        from smooth_console.language.javascript import is_complete as javascript_is_complete

        return javascript_is_complete(without_tail(_after_options(command, behind), command))
    for wanted in (*command.arguments, *command.options, command.rest):
        if wanted is not None and wanted.kind in ("json", "schema"):
            opening = re.search(r"(?:^|\s)([{\[])", stripped)
            if opening is None or _is_words(command, stripped[: opening.start()]):
                return True
            return bracket_end(stripped, opening.start(1)) is not None
    return True


def _is_words(command: Command, before: str) -> bool:
    """Whether what stands behind this is the rest of a line whose rest is words, not JSON."""
    return command.rest is not None and command.rest.after_dashes and re.search(r"\s--(\s|$)", before) is not None


def _after_options(command: Command, text: str) -> str:
    """What is left of a line behind its options, near enough to see whether code is complete."""
    while True:
        text = text.lstrip()
        match = re.match(r"(--\S+)\s*", text)
        if match is None:
            return text
        option = command.option(match.group(1))
        text = text[match.end() :]
        if option is not None and not option.is_flag:
            end = bracket_end(text, 0) if text[:1] in ("{", "[") else None
            text = text[end:] if end else text.partition(" ")[2]
        elif option is None:
            return text
