"""Values that a line names: `$_`, `$7`, `$7.items[0].name`, `%7`, `${NAME}` and `${NAME.path}`. No values are kept
here.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Step = str | int

_REFERENCE = re.compile(r"\$(?P<entry>_|\d{1,9})(?P<path>(?:\.[^\s.\[\]]+|\[-?\d{1,9}\]|\[\"(?:[^\"\\]|\\.)*\"\])*)")
_STEP = re.compile(r"\.(?P<name>[^\s.\[\]]+)|\[(?P<index>-?\d{1,9})\]|\[\"(?P<quoted>(?:[^\"\\]|\\.)*)\"\]")
_VARIABLE = re.compile(
    r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<path>(?:\.[A-Za-z_][\w-]*|\[-?\d{1,9}\]|\[\"(?:[^\"\\]|\\.)*\"\])*)\}"
)
_LINE_REFERENCE = re.compile(r"%(\d{1,9})")


@dataclass(frozen=True, slots=True)
class ValueReference:
    """A value in the output of an entry.

    Attributes:
        entry: Its number; None is `$_`, the last output.
        path: Object members (text) and array places (numbers), outermost first.
    """

    entry: int | None
    path: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return ("$_" if self.entry is None else f"${self.entry}") + write_path(self.path)


def read_reference(word: str) -> ValueReference | None:
    """The reference that a word is, whole; None when it is something else."""
    match = _REFERENCE.fullmatch(word)
    return _reference(match) if match else None


def leading_reference(text: str) -> tuple[ValueReference, int] | None:
    """The reference that a text begins with, and where it ends."""
    match = _REFERENCE.match(text)
    if match is None:
        return None
    behind = text[match.end() : match.end() + 1]
    if behind and not behind.isspace() and behind not in "|,)":
        return None
    return _reference(match), match.end()


def read_path(text: str) -> tuple[Step, ...] | None:
    """A path alone, such as `.items[0].name`; None when it is not one. The empty text is the value itself."""
    steps: list[Step] = []
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            return None
        steps.append(_step(match))
        at = match.end()
    return tuple(steps)


def write_path(path: tuple[Step, ...]) -> str:
    """A path as one types it; the inverse of `read_path`."""
    words = []
    for step in path:
        if isinstance(step, int):
            words.append(f"[{step}]")
        elif re.fullmatch(r"[^\s.\[\]\"$|,)]+", step):
            words.append(f".{step}")
        else:
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            words.append(f'["{escaped}"]')
    return "".join(words)


def value_at(value: Any, path: tuple[Step, ...]) -> Any:
    """The value at a path.

    Raises:
        LookupError: Nothing is there; the message says how far the path leads, and what is there.
    """
    for index, step in enumerate(path):
        here = write_path(path[:index]) or "the value"
        if isinstance(step, int):
            if not isinstance(value, list):
                raise LookupError(f"{here} is {_kind(value)}, it has no [{step}]")
            if not -len(value) <= step < len(value):
                raise LookupError(f"{here} has {len(value)} items, there is no [{step}]")
            value = value[step]
        else:
            if not isinstance(value, dict):
                raise LookupError(f"{here} is {_kind(value)}, it has no member {step}")
            if step not in value:
                known = ", ".join(list(value)[:8]) or "nothing"
                raise LookupError(f"{here} has no member {step}; it has {known}")
            value = value[step]
    return value


def substitute_variables(
    text: str, variables: Mapping[str, str], *, missing: Callable[[str, str, int, int], str]
) -> str:
    """Put variables in for `${NAME}`, and what is inside one that holds JSON for `${NAME.path}`.

    Args:
        text: Where.
        variables: Their texts by name.
        missing: Gets name, path and place of one that is not set, or has nothing there: what to put instead.
    """

    def put(match: re.Match[str]) -> str:
        name, path = match.group("name"), match.group("path")
        if name in variables:
            if not path:
                return variables[name]
            try:
                return as_text(value_at(json.loads(variables[name]), read_path(path) or ()))
            except (ValueError, LookupError):
                pass
        return missing(name, path, match.start(), match.end())

    return _VARIABLE.sub(put, text)


def variable_names(text: str) -> list[str]:
    """The names of the variables that a text names."""
    return [match.group("name") for match in _VARIABLE.finditer(text)]


def as_text(value: Any) -> str:
    """A value as it stands in the place of its name: a text as it is, anything else as JSON in one line."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def read_line_reference(word: str) -> int | None:
    """The entry whose line a word stands for, as in `%7`; None when it is something else."""
    match = _LINE_REFERENCE.fullmatch(word)
    return int(match.group(1)) if match else None


def _reference(match: re.Match[str]) -> ValueReference:
    entry = match.group("entry")
    path = read_path(match.group("path"))
    return ValueReference(None if entry == "_" else int(entry), path or ())


def _step(match: re.Match[str]) -> Step:
    if match.group("index") is not None:
        return int(match.group("index"))
    if match.group("quoted") is not None:
        return re.sub(r"\\(.)", r"\1", match.group("quoted"))
    return str(match.group("name"))


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
