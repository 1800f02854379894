"""JSON of any depth, without recursion: for what the standard library's `json` gives up on. Slower than that."""

import json
from collections.abc import Callable, Iterator
from typing import Any

DEEPEST = 20_000
"""Nesting beyond which it is no data any more but an attack on memory."""

_SPACE = " \t\n\r"
_CLOSING: dict[type, str] = {dict: "}", list: "]"}
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def loads(text: str) -> Any:
    """Read one JSON document.

    Raises:
        json.JSONDecodeError: It is not JSON, or is nested past `DEEPEST`.
    """
    root: list[Any] = []
    stack: list[Any] = [root]
    names: list[str] = [""]
    at = _past_space(text, 0)
    while True:
        value, at = _begin(text, at)
        inner = stack[-1]
        if isinstance(inner, dict):
            inner[names[-1]] = value
        else:
            inner.append(value)
        if isinstance(value, dict | list):
            if len(stack) > DEEPEST:
                raise json.JSONDecodeError("nested too deeply", text, at)
            at = _past_space(text, at)
            stack.append(value)
            names.append("")
            if not text.startswith(_CLOSING[type(value)], at):
                at = _name(text, at, value, names)
                continue
        at = _after_value(text, at, stack, names)
        if len(stack) == 1:
            return root[0]


def dumps(value: Any) -> str:
    """Write a value as compact ASCII JSON.

    Raises:
        TypeError: It holds what is not JSON.
        ValueError: It holds NaN or Infinity, or is nested past `DEEPEST`, as what holds itself is.
    """
    write = json.JSONEncoder(allow_nan=False).encode
    pieces: list[str] = []
    waiting: list[_Members] = []
    item = value
    while True:
        if isinstance(item, dict | list | tuple) and item:
            if len(waiting) > DEEPEST:
                raise ValueError("nested too deeply, or in itself")
            waiting.append(_Members(item))
            pieces.append(waiting[-1].opening)
        else:
            pieces.append(write(item))
        while waiting and not waiting[-1].left:
            pieces.append(waiting.pop().closing)
        if not waiting:
            return "".join(pieces)
        name, item = waiting[-1].take()
        pieces.append(name)


class _Members:
    """The members of a container, taken one by one."""

    def __init__(self, value: dict[Any, Any] | list[Any] | tuple[Any, ...]) -> None:
        self._is_object = isinstance(value, dict)
        self._members: Iterator[Any] = iter(value.items()) if isinstance(value, dict) else iter(value)
        self._begun = False
        self.left = len(value)
        self.opening, self.closing = "{}" if self._is_object else "[]"

    def take(self) -> tuple[str, Any]:
        """What stands before the next member, and the member."""
        comma = "," if self._begun else ""
        self._begun = True
        self.left -= 1
        member = next(self._members)
        if not self._is_object:
            return comma, member
        name, member = member
        return f"{comma}{json.dumps(str(name))}:", member


def _begin(text: str, at: int) -> tuple[Any, int]:
    """A value: a scalar whole, or an empty container whose members follow; and where it goes on."""
    if text.startswith("{", at):
        return {}, at + 1
    if text.startswith("[", at):
        return [], at + 1
    try:
        value, end = _scan(text, at)
    except StopIteration as problem:
        raise json.JSONDecodeError("Expecting value", text, problem.value) from None
    return value, end


def _name(text: str, at: int, container: Any, names: list[str]) -> int:
    """The name of a member of an object, and where its value begins."""
    at = _past_space(text, at)
    if not isinstance(container, dict):
        return at
    if not text.startswith('"', at):
        raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
    names[-1], at = _scan(text, at)
    at = _past_space(text, at)
    if not text.startswith(":", at):
        raise json.JSONDecodeError("Expecting ':' delimiter", text, at)
    return _past_space(text, at + 1)


def _after_value(text: str, at: int, stack: list[Any], names: list[str]) -> int:
    """Close what ends here; where the next value begins, or the end of the text."""
    while True:
        at = _past_space(text, at)
        if len(stack) == 1:
            if at != len(text):
                raise json.JSONDecodeError("Extra data", text, at)
            return at
        if text.startswith(_CLOSING[type(stack[-1])], at):
            stack.pop()
            names.pop()
            at += 1
        elif text.startswith(",", at):
            return _name(text, at + 1, stack[-1], names)
        else:
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)


def _past_space(text: str, at: int) -> int:
    while text[at : at + 1] in _SPACE and at < len(text):
        at += 1
    return at
