"""Snippets: what the comments at their head say. JSDoc's own words (https://jsdoc.app), a line each.

    // Outline an element, and scroll to it
    // tags: show, debug
    // @param {string} selector - which: a CSS selector
    // @param {number} [ms=4000] - how long the outline stays
    ({selector, ms}) => ...

A snippet with parameters is a function of one object, which `--args` gives.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from smooth_console.language.declare import nearest
from smooth_console.wire import WireError, decode_json

Type = Literal["string", "number", "boolean", "object", "array", "any"]

_COMMENT = re.compile(r"\s*(?://+|/\*+|\*+(?!/))\s?(?P<text>.*?)\s*(?:\*+/)?\s*$")
_PARAM = re.compile(
    r"@param\s+(?:\{(?P<type>[^}]*)\}\s*)?(?:\[(?P<optional>[\w$]+)(?:=(?P<default>.*?))?\]|(?P<name>[\w$]+))\s*(?:-\s*)?(?P<text>.*)$"
)
_TAGS = re.compile(r"@?tags?:?\s+(?P<tags>[\w ,.#-]+)$", re.IGNORECASE)
_TYPES: dict[str, Type] = {
    **dict.fromkeys(("string", "text", "selector"), "string"),
    **dict.fromkeys(("number", "integer", "int"), "number"),
    **dict.fromkeys(("boolean", "bool"), "boolean"),
    **dict.fromkeys(("object", "record"), "object"),
    **dict.fromkeys(("array", "list"), "array"),
}

_A: dict[Type, str] = {
    "string": "a string",
    "number": "a number",
    "boolean": "a boolean: true or false",
    "object": "an object of JSON",
    "array": "an array of JSON",
    "any": "any value",
}


class ParameterError(ValueError):
    """Arguments that a snippet does not take; the message names them, and what it takes.

    Attributes:
        hint: The nearest right thing.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a snippet: a field of a form, and what is checked before it runs.

    Attributes:
        default: What it is when it is not given; None for one that has to be.
        required: Whether it has to be given.
    """

    name: str
    type: Type
    about: str = ""
    default: Any = None
    required: bool = True

    def read(self, typed: str) -> Any:
        """The value of what was typed for it: JSON, or for a text its words; the default when nothing was.

        Raises:
            ParameterError: It is of another type, or missing.
        """
        text = typed.strip()
        if not text:
            if self.required:
                raise ParameterError(f"{self.name} is missing")
            return self.default
        try:
            value = decode_json(text)
        except WireError:
            value = None if self.type not in ("string", "any") else text
            if value is None:
                raise ParameterError(f"{self.name} is {_A[self.type]}, not {text}") from None
        if self.type == "string" and not isinstance(value, str):
            return text
        if not _is(value, self.type):
            raise ParameterError(f"{self.name} is {_A[self.type]}, not {text}")
        return value

    def __str__(self) -> str:
        default = "" if self.required else f" = {json.dumps(self.default)}"
        return f"{self.name}: {self.type}{default}"


@dataclass(frozen=True, slots=True)
class Snippet:
    """What a snippet says of itself."""

    title: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    def args(self, given: Any) -> Any:
        """What the snippet is called with: what was given, and the defaults.

        Args:
            given: The value of `--args`; None when there is none.

        Raises:
            ParameterError: One is missing, of another type, or not known.
        """
        if not self.parameters:
            return given
        if given is None:
            given = {}
        if not isinstance(given, Mapping):
            raise ParameterError("it takes an object of arguments", f"--args {{{self._usage()}}}")
        known = {parameter.name: parameter for parameter in self.parameters}
        for name, value in given.items():
            if name not in known:
                near = nearest(name, known)
                hint = f"did you mean {near}?" if near else f"it takes {', '.join(known)}"
                raise ParameterError(f"it has no parameter {name}", hint)
            wanted = known[name].type
            if not _is(value, wanted):
                raise ParameterError(f"{name} is {_A[wanted]}, not {json.dumps(value)}")
        missing = [p.name for p in self.parameters if p.required and p.name not in given]
        if missing:
            raise ParameterError(f"it needs {' and '.join(missing)}", f"--args {{{self._usage()}}}")
        return {**{p.name: p.default for p in self.parameters if not p.required}, **given}

    def typed(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """What it is called with, from what was typed for its parameters.

        Raises:
            ParameterError: One is of another type, or missing.
        """
        return {parameter.name: parameter.read(typed.get(parameter.name, "")) for parameter in self.parameters}

    def _usage(self) -> str:
        return ", ".join(f'"{p.name}": ...' for p in self.parameters if p.required) or "..."


def read_snippet(text: str) -> Snippet:
    """What the comments at the head of a snippet say."""
    title, tags = "", tuple[str, ...]()
    parameters: list[Parameter] = []
    for line in text.lstrip("\ufeff").splitlines()[:60]:
        if not line.strip():
            continue
        comment = _COMMENT.match(line)
        if comment is None or not line.lstrip().startswith(("//", "/*", "*")):
            break
        said = comment["text"].strip()
        parameter, tagged = _PARAM.match(said), _TAGS.match(said)
        if parameter:
            parameters.append(_parameter(parameter))
        elif tagged:
            tags = tuple(tag for tag in re.split(r"[\s,]+", tagged["tags"].replace("#", " ")) if tag)
        elif said and not title and not said.startswith("@"):
            title = said
    return Snippet(title[:120], tags, tuple(parameters))


def _parameter(found: re.Match[str]) -> Parameter:
    kind = _TYPES.get((found["type"] or "any").strip().lower().rstrip("="), "any")
    name = found["optional"] or found["name"]
    if not found["optional"]:
        return Parameter(name, kind, found["text"].strip())
    return Parameter(name, kind, found["text"].strip(), _default(found["default"], kind), required=False)


def _default(text: str | None, kind: Type) -> Any:
    if text is None:
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if kind == "string" and not isinstance(value, str) else value


def _is(value: Any, kind: Type) -> bool:
    if value is None or kind == "any":
        return True
    if isinstance(value, bool):
        return kind == "boolean"
    python = {"string": str, "number": int | float, "boolean": bool, "object": dict, "array": list}
    return isinstance(value, python[kind])
