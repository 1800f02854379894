"""Schemas in a line: read as people write them, looked over, and refused at their place before anything is sent."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smooth_console.console.outcome import CommandError
from smooth_console.console.resolve import fill, placed_in_word, read_at, referenced
from smooth_console.console.results import SchemaSource
from smooth_console.language.parse import Line, Word
from smooth_console.language.problems import Problem, place
from smooth_console.language.values import read_reference

if TYPE_CHECKING:
    from smooth_console.console.console import Console
    from smooth_console.workbench.lint import Finding
    from smooth_console.workbench.written import Written


async def schema_of(console: "Console", line: Line, word: Word, *, check: bool = True) -> Any:
    """The JSON Schema that a word gives: written there, `@name`, `@./file`, `@-` or a reference.

    Args:
        console: For the library, the outputs and the settings.
        line: The line.
        word: The word.
        check: Refuse what the linter calls an error.

    Raises:
        LanguageError: It is no schema; points at the place inside.
        CommandError: The file or entry cannot be had, or what is there is no schema.
    """
    reference = read_reference(word.text.strip())
    if reference is None:
        return schema_at(console, line, word, console.variables, check=check)
    value = await referenced(console, reference)
    if check:
        from smooth_console.workbench.lint import lint_value

        for found in lint_value(value, rules_off(console)):
            if found.level == "error":
                raise line.problem(word, f"{found.pointer or 'the schema'}: {found.message}", found.hint)
    return value


def schema_at(console: "Console", line: Line, word: Word, variables: Mapping[str, str], *, check: bool = True) -> Any:
    """As `schema_of`, for what is there before any line runs: no references.

    Raises:
        LanguageError: It is no schema; points at the place inside.
        CommandError: The file is no schema; the message names the place in it.
    """
    from smooth_console.workbench.lint import lint_written

    written = written_at(console, line, word, variables)
    if not check and written.mistake is None:
        return written.value
    for found in lint_written(written, rules_off(console) if written.mistake is None else ()):
        if found.level == "error":
            _refuse(line, word, written, found)
    return written.value


def written_at(console: "Console", line: Line, word: Word, variables: Mapping[str, str]) -> "Written":
    """What is written behind a word: in the line, in the library, or in a file.

    Raises:
        LanguageError: It is not there, or a variable is not set.
    """
    from smooth_console.workbench.written import read_schema

    name = word.text.strip()
    if name.startswith("@"):
        return read_schema(read_at(console, line, word, name[1:]))
    return read_schema(fill(line, word, variables))


def source_of(console: "Console", line: Line, word: Word) -> SchemaSource | None:
    """Where the schema behind a word was written; None when it is an output, or standard input."""
    text = word.text.strip()
    if read_reference(text) is not None or text == "@-":
        return None
    if not text.startswith("@"):
        return SchemaSource("", "the schema", fill(line, word, console.variables))
    name = text[1:]
    return SchemaSource("" if name.startswith((".", "/", "~")) else name, text, read_at(console, line, word, name))


def rules_off(console: "Console") -> frozenset[str]:
    """The rules of the linter that the settings switch off."""
    return frozenset(console.settings.lint_off.replace(",", " ").split())


def _refuse(line: Line, word: Word, written: "Written", found: "Finding") -> None:
    what = f"not JSON: {found.message}" if found.rule == "not-json" else found.message
    name = word.text.strip()
    if name.startswith("@"):
        row, column = place(written.text, found.start or 0)
        raise CommandError(f"{name}:{row}:{column}: {what}{f'; {found.hint}' if found.hint else ''}", 2)
    start, end = found.start or 0, found.end or 0
    if written.text != word.text:
        start, end = 0, len(word.text)
    raise placed_in_word(line, word, Problem(what, start, max(end, start + 1), found.hint))
