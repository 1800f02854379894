"""Completion: what can stand where the cursor is. Plain functions; each front end adapts them. Nothing here does I/O
but listing the folder that a typed file name is in."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from smooth_console.language.brackets import bracket_end
from smooth_console.language.declare import Command, Kind, Registry
from smooth_console.language.heredoc import mark_in_row
from smooth_console.language.offer import Completion, Context
from smooth_console.language.parse import behind_head, heredoc_tag
from smooth_console.language.problems import LanguageError
from smooth_console.language.rank import ranked
from smooth_console.language.tail import find_tail
from smooth_console.language.values import as_text, read_path, value_at, write_path

__all__ = ["MOST", "Completion", "Context", "complete", "is_complete"]

MOST = 60
_REFERENCE = re.compile(r"""(?:^|\s)(\$(?:_|\d{1,9})(?:\["(?:[^"\\]|\\.)*+(?:"|$)|\S)*+)$""")


def complete(text: str, cursor: int, registry: Registry, context: Context) -> list[Completion]:
    """What can stand at the cursor, best first; at most `MOST`."""
    before = text[:cursor]
    inner = _inner_start(before, registry)
    if inner:
        found = complete(text[inner:], cursor - inner, registry, context)
        return [replace(each, start=each.start + inner, end=each.end + inner) for each in found]
    start = _word_start(before)
    word = before[start:]
    verb = before.split(maxsplit=1)[0] if before.strip() else ""
    if not before[:start].strip():
        if word.startswith("%"):
            return _again(word, start, cursor, context)
        return _ranked(word, _verbs(registry, start, cursor), context)
    variable = re.search(r"\$\{(\w*)$", before)
    if variable:
        begin = cursor - len(variable.group(1))
        names = [Completion(name + "}", begin, cursor, kind="value") for name in context.variables()]
        return _ranked(variable.group(1), names, context)
    redirect = re.search(r"\s\$>>?\s*(\S*)$", before)
    if redirect:
        return _files(redirect.group(1), cursor)
    command = registry.get(verb)
    inside = _inside_code(command, text, cursor, context) if command is not None else None
    if inside is not None:
        return inside
    reference = _REFERENCE.search(before)
    if reference:
        return _value_paths(reference.group(1), cursor, context)
    if command is None:
        return []
    return _in_command(command, before, word, start, cursor, registry, context)


def _inner_start(before: str, registry: Registry) -> int:
    """Where the line begins that the cursor is in, when it stands inside another; 0 when it does not."""
    command = registry.get(before.split(maxsplit=1)[0]) if before.strip() else None
    if command is None or not command.takes_lines:
        return 0
    row = before.rfind("\n") + 1
    try:
        behind = behind_head(before[row:] if row else before, registry)
    except LanguageError:
        behind = None
    if row:
        return row + (len(before[row:]) - len(before[row:].lstrip()))
    # A word that is still being typed may be the last argument as well as the first of a line: it is the argument.
    return behind or 0


def _again(word: str, start: int, cursor: int, context: Context) -> list[Completion]:
    rows = [Completion(f"%{n}", start, cursor, line, "entry") for n, line in context.entries()]
    return [each for each in rows if each.text.startswith(word)][:MOST]


def _inside_code(command: Command, text: str, cursor: int, context: Context) -> list[Completion] | None:
    """What can stand inside JavaScript or a JSON Schema; None when the cursor is in neither."""
    before = text[:cursor]
    rest = command.rest
    if rest is not None and rest.kind == "javascript":
        verb_end = len(before) - len(before.lstrip()) + len(before.split(maxsplit=1)[0])
        code = _after_options(command, before[verb_end:])
        in_code = code.strip() and not code.startswith(("--", "@", "<<")) and not _is_option_value(command, before)
        if "\n" in before and mark_in_row(before):
            code, in_code = before[before.index("\n") + 1 :], True
        if in_code:
            from smooth_console.language.complete_javascript import complete_javascript

            begin = cursor - len(code)
            found = complete_javascript(text[begin:], len(code), context, MOST)
            return [replace(each, start=each.start + begin, end=each.end + begin) for each in found]
    start = _schema_start(command, before)
    if start is None:
        return None
    from smooth_console.language.complete_schema import complete_schema

    offers = complete_schema(text[start:], cursor - start, context.uses)
    return offers.as_completions(start) if offers else []


def _is_option_value(command: Command, before: str) -> bool:
    words = before.split()
    if before[-1:].isspace():
        words.append("")
    return len(words) > 2 and _is_value(command, words, len(words) - 1)


def _schema_start(command: Command, before: str) -> int | None:
    """Where the schema begins that the cursor is in; None when it is in none."""
    if command.arguments and command.arguments[0].kind == "schema":
        opening = re.search(r"(?:^|\s)(?=[{\[])", before)
    else:
        options = "|".join(re.escape(o.name) for o in command.options if o.kind == "schema")
        opening = re.search(rf"(?:{options})[=\s]\s*(?=[{{\[])", before) if options else None
    if opening is None or bracket_end(before, opening.end()) is not None:
        return None
    return opening.end()


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
        return _ranked(word, offered, context)
    positional = sum(
        1 for i, w in enumerate(words) if i and not w.startswith("--") and not _is_value(command, words, i)
    )
    if positional < len(command.arguments):
        argument = command.arguments[positional]
        choices = (argument.name,) if argument.kind == "word" else argument.choices
        kind: Kind = "choice" if argument.kind == "word" else argument.kind
        return _of_kind(kind, word, start, cursor, choices, registry, context)
    if command.rest is not None:
        kind = command.rest.kind
        if command.name == ".set":
            return _setting_values(words[1], word, start, cursor, registry, context)
        if kind in ("text", "javascript", "shell") and not word.startswith("@"):
            return []
        return _of_kind(kind, word, start, cursor, command.rest.choices, registry, context)
    return []


def _setting_values(
    name: str, word: str, start: int, cursor: int, registry: Registry, context: Context
) -> list[Completion]:
    known = {
        "theme": tuple(context.themes()),
        "device": ("desktop", "mobile", "desktop-lg"),
        "page_names": ("on", "off"),
        "keep": ("true", "false"),
        "bell": ("true", "false"),
        "stage": ("true", "false"),
        "pager": ("true", "false"),
        "vi": ("true", "false"),
    }
    choices = known.get(name, ())
    return _of_kind("choice", word, start, cursor, choices, registry, context) if choices else []


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
        return _ranked(word, [Completion(text, start, cursor, note, what) for text, note in pairs], context)

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
        case "setting":
            return offer([*context.settings(), *((name, "a variable") for name in context.variables())], "choice")
        case "tool":
            return offer(((name, "") for name in context.tools()), "choice")
        case "call":
            return offer(((str(n), name) for n, name in context.calls()), "entry")
        case "url":
            return offer(((url, "") for url in context.addresses()), "url")
        case "file":
            return _files(word, cursor)
        case "command":
            return _ranked(word, _verbs(registry, start, cursor), context)
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
    text = as_text(value)
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


def _ranked(word: str, offered: list[Completion], context: Context) -> list[Completion]:
    """Those that fit, best first; all when nothing is typed."""
    return ranked(word, offered, lambda each: each.text.strip(), context.uses, MOST)


def _word_start(before: str) -> int:
    match = re.search(r"\S*$", before)
    return match.start() if match else len(before)


def is_complete(text: str, registry: Registry) -> bool:
    """Whether Enter should run a text, or begin its next line: a heredoc, bracket, quote or template is still open."""
    stripped = text.lstrip()
    if not stripped or stripped[0] in "#!":
        return True
    verb, _, behind = stripped.partition(" ")
    command = registry.get(verb.split("\n")[0])
    if command is None:
        return True
    if command.takes_lines:
        return _lines_are_complete(stripped, registry)
    heredoc = heredoc_tag(text, registry)
    if heredoc is not None:
        return not heredoc[1]
    if command.is_verbatim:
        from smooth_console.language.javascript import is_complete as javascript_is_complete

        code = _after_options(command, behind)
        return javascript_is_complete(code[: find_tail(code, 0, len(code)).start])
    for wanted in (*command.arguments, *command.options, command.rest):
        if wanted is not None and wanted.kind in ("json", "schema"):
            opening = re.search(r"(?:^|\s)([{\[])", stripped)
            if opening is None or _is_words(command, stripped[: opening.start()]):
                return True
            return bracket_end(stripped, opening.start(1)) is not None
    return True


def _lines_are_complete(text: str, registry: Registry) -> bool:
    """Whether the line behind commands that take lines is whole, or their `end` has been typed."""
    from smooth_console.language.script import read_rows  # it asks here where lines end

    while True:
        command = registry.get(text.split(maxsplit=1)[0])
        if command is None or not command.takes_lines:
            return is_complete(text, registry)
        try:
            start = behind_head(text, registry)
        except LanguageError:
            return True
        if start is None:
            return read_rows(text.split("\n"), 1, registry, in_block=True).closed
        text = text[start:]


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
