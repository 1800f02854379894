"""Any value, written so that each language reads it back as it was: Python, shell, JSON, Markdown, HTML, comments.

What a page or a server said is hostile until quoted. Nothing here can end the literal, the comment or the cell that it
stands in, and nothing active (escape sequences, bidi overrides) gets into a file that somebody will look at.
"""

import json
import re
import shlex
from typing import Any

from smooth_console.output.sanitise import escape_active, sanitise, sanitise_line

WIDTH = 100
"""Columns after which a literal is broken over several lines."""
DEEPEST = 40
"""Levels after which Python's own parser gives up on brackets: what is deeper is written as JSON text."""
INDENT = "    "


def json_text(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON that can be read: letters as they are, everything active escaped."""
    separators = (", ", ": ") if indent is None else (",", ": ")
    return escape_active(json.dumps(value, ensure_ascii=False, indent=indent, separators=separators))


def python_literal(value: Any, margin: str = "", used: int = 0) -> str:
    """A JSON value as a Python expression.

    Args:
        value: Any JSON value.
        margin: The indentation of the line that it begins on.
        used: Columns that are taken on that line besides.
    """
    if depth(value) > DEEPEST:
        return f"json.loads({python_text(json.dumps(value))})"
    return _expression(value, margin, used)


def python_text(text: str, margin: str = "") -> str:
    """A text as a Python literal; several lines as a triple-quoted one where nothing in it needs an escape."""
    if "\n" not in text.rstrip("\n") or not text.strip():
        return _python_string(text)
    plain = "\\" not in text and '"""' not in text and not text.endswith('"')
    if plain and all(line.isprintable() for line in text.split("\n")):
        return f'"""\\\n{text}"""'
    inner = margin + INDENT
    return "(\n" + "".join(f"{inner}{_python_string(line)}\n" for line in text.splitlines(keepends=True)) + f"{margin})"


def _python_string(text: str) -> str:
    """`repr` escapes whatever is not printable, lone surrogates and bidi overrides too; we like double quotes."""
    written = repr(text)
    return json.dumps(text, ensure_ascii=False) if '"' not in text and "\\" not in written else written


def _expression(value: Any, margin: str, used: int) -> str:
    if isinstance(value, str):
        return python_text(value, margin)
    if not isinstance(value, dict | list) or not value:
        return _python_scalar(value)
    flat = _flat(value)
    if flat is not None and len(flat) + len(margin) + used <= WIDTH:
        return flat
    inner = margin + INDENT
    if isinstance(value, dict):
        rows = [
            f"{inner}{_python_string(key)}: {_expression(item, inner, len(repr(key)) + 3)},"
            for key, item in value.items()
        ]
        return "\n".join(["{", *rows, margin + "}"])
    return "\n".join(["[", *(f"{inner}{_expression(item, inner, 1)}," for item in value), margin + "]"])


def _python_scalar(value: Any) -> str:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f'float("{value}")'
    return repr(value)


def _flat(value: Any) -> str | None:
    """A value on one line; None when a text in it has several."""
    if isinstance(value, str):
        return None if "\n" in value.rstrip("\n") else _python_string(value)
    if isinstance(value, dict):
        rows = [(key, _flat(item)) for key, item in value.items()]
        if any(item is None for _, item in rows):
            return None
        return "{" + ", ".join(f"{_python_string(key)}: {item}" for key, item in rows) + "}"
    if isinstance(value, list):
        items = [_flat(item) for item in value]
        return None if None in items else "[" + ", ".join(str(item) for item in items) + "]"
    return _python_scalar(value)


def depth(value: Any) -> int:
    """How many levels of brackets a JSON value has."""
    deepest = 0
    waiting = [(value, 1)]
    while waiting:
        item, level = waiting.pop()
        if isinstance(item, dict | list):
            deepest = max(deepest, level)
            waiting += [(child, level + 1) for child in (item.values() if isinstance(item, dict) else item)]
    return deepest


def comment(text: str, prefix: str = "# ") -> str:
    """A text as comment lines; whatever a language counts as the end of a line ends none of them."""
    return "\n".join((prefix + sanitise_line(line)).rstrip() for line in sanitise(text).split("\n"))


def shell_word(text: str) -> str:
    """A text as one word of a shell, with what is active escaped.

    No shell can pass on a NUL, which is left out, or half of a surrogate pair, which becomes what jq makes of it.
    """
    raw = text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if sanitise_line(raw) == raw:
        return shlex.quote(raw)
    letters = (c if c.isascii() and (c.isalnum() or c in " _-./:=,") else _bytes(c) for c in raw)
    return f"$'{''.join(letters)}'"


def _bytes(letter: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in letter.encode("utf-8"))


def markdown_code(text: str) -> str:
    """A text as a code span, on one line: nothing in it is markup, a link or a mention."""
    text = sanitise_line(text)
    if not text.strip():
        return "" if not text else "` `"
    if re.search(r"[|\\`]", text):
        # Inside a table a bar ends even a code span, so what stands for itself nowhere is written by number.
        letters = (c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in text)
        return f"<code>{''.join(letters)}</code>"
    return f"`{text}`"


def markdown_block(text: str, language: str = "") -> str:
    """A text as a fenced block; the fence is longer than any in it."""
    text = sanitise(text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
