"""jq filters on values, with their mistakes placed in the line."""

from functools import lru_cache
from typing import Any

from smooth_console.console.outcome import CommandError
from smooth_console.language.parse import Line, Word


def compile_filter(line: Line, word: Word) -> Any:
    """A jq program.

    Raises:
        LanguageError: It does not parse; in jq's own words.
    """
    try:
        return _compiled(word.text)
    except ValueError as problem:
        raise line.problem(word, f"not a filter: {_first_line(problem)}") from None


@lru_cache(maxsize=4_000)
def _compiled(program: str) -> Any:
    """Compiled once, for that takes a millisecond: filters are checked before a script runs, and run often in loops."""
    import jq

    return jq.compile(program)


def apply_filter(line: Line, word: Word, value: Any) -> list[Any]:
    """Every result of a jq filter on a value.

    Raises:
        LanguageError: The filter does not parse.
        CommandError: It fails on this value.
    """
    program = compile_filter(line, word)
    try:
        return list(program.input_value(value).all())
    except ValueError as problem:
        raise CommandError(f"the filter failed: {_first_line(problem)}") from None


def holds(line: Line, word: Word, value: Any) -> tuple[bool, Any]:
    """Whether a filter gives true for a value, and what it gave. null, false, nothing and a jq error do not hold.

    Raises:
        LanguageError: The filter does not parse.
    """

    try:
        results = apply_filter(line, word, value)
    except CommandError as problem:
        return False, str(problem)
    if not results:
        return False, None
    bad = [result for result in results if result is None or result is False]
    return not bad, bad[0] if bad else results[-1]


def _first_line(problem: Exception) -> str:
    return str(problem).strip().splitlines()[0] if str(problem).strip() else "jq does not say why"
