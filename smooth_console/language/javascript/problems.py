"""Syntax errors of JavaScript with their places, as V8 itself finds them. Nothing of the source runs."""

import re
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from smooth_console.language.javascript.scanner import scan

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
_SAID = re.compile(r"<anonymous>:(?P<line>\d+): SyntaxError: (?P<message>[^\n]*)\n")
_HALF, _UNKNOWN = re.compile("[\ud800-\udfff]"), "\ufffd"
"""Half a surrogate pair cannot be written down for V8; no mistake comes or goes with it."""
_OPENING = {"(": ")", "[": "]", "{": "}", "${": "}", "`": "`"}
_END = "Unexpected end of input"

_THROWN = "throw 0;"
"""V8 reads a source whole before it runs any of it, and this is what runs first."""
_TOP_LEVEL = (f"{_THROWN}(async()=>{{", "\n})"), (f"{_THROWN}[async()=>{{", "\n}]")
"""Where `await` and `return` stand as at the top of a console. What ends the one early does not end the other."""
_ENDS_EARLY = re.compile(r"\}[^)]*\)")
_VALUE = (f"{_THROWN}(", "\n)"), (f"{_THROWN}[", "\n]")
"""Where braces are an object, and functions and classes need no name."""
_STRICT = re.compile(r"""(?:\s|//.*\n|/\*(?:.|\n)*?\*/)*(["'])use strict\1\s*(?:[;}\n]|\Z)""")
_OF_FUNCTIONS = ("await is only valid", "Illegal return", "Unexpected reserved word")
"""What V8 says of that in a script."""


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """A syntax error. Lines and columns count from 1, in characters; the end is behind the last wrong character."""

    line: int
    column: int
    end_line: int
    end_column: int
    message: str


def check(source: str) -> list[SyntaxProblem]:
    """The first syntax error of a source; empty for one that parses."""
    if source.startswith("#!"):
        source = f"//{source[2:]}"
    inside = _verdict(source, *_TOP_LEVEL[0])
    if inside is None and (not _ENDS_EARLY.search(source) or _verdict(source, *_TOP_LEVEL[1]) is None):
        return []
    script = _verdict(source, _THROWN, "")
    if script is not None and all(_verdict(source, *around) is None for around in _VALUE):
        return []
    found = inside if script is None or script.message.startswith(_OF_FUNCTIONS) else script
    if found is None:
        return []
    if found.message == _END:
        return [SyntaxProblem(*_end(source), *_end(source), _END + _left_open(source))]
    return [found]


@cache
def _v8() -> "MiniRacer":
    """One for all. Made beside the event loop that may run here: it would take that for its own, and end with it."""
    from concurrent.futures import ThreadPoolExecutor

    from py_mini_racer import MiniRacer

    with ThreadPoolExecutor(1) as beside:
        return beside.submit(MiniRacer).result()


def _verdict(source: str, before: str, behind: str) -> SyntaxProblem | None:
    """V8's own, of a source with something before and behind it; its place is that in the source."""
    from py_mini_racer import JSEvalException, JSParseException, MiniRacer

    strict = '"use strict";' if _STRICT.match(source) else ""
    # What is declared in a script is declared before anything runs: for the next one it would be there.
    with nullcontext(_v8()) if behind else MiniRacer() as v8:
        try:
            v8.eval(f"{strict}{before}{_HALF.sub(_UNKNOWN, source)}{behind}")
        except JSParseException as problem:
            return _problem(source, str(problem), len(strict + before))
        except JSEvalException:
            return None
    return None


def _problem(source: str, said: str, before: int) -> SyntaxProblem:
    """What V8 said: its words, the line, and marks below the characters."""
    found = _SAID.match(said)
    if found is None:
        return SyntaxProblem(1, 1, 1, 1, "nested too deeply")
    line, marks = int(found["line"]), said[found.end() :].split("\n")[1]
    rows = _LINE_END.split(source)
    if line > len(rows):
        return SyntaxProblem(*_end(source), *_end(source), _END)
    shift = before if line == 1 else 0
    units = rows[line - 1].encode("utf-16-le", "surrogatepass")
    start, end = (
        len(units[: 2 * max(0, at - shift)].decode("utf-16-le", "surrogatepass")) + 1
        for at in (len(marks) - len(marks.lstrip()), len(marks))
    )
    message = found["message"]
    if rows[line - 1].startswith("/*", start - 1):
        message += ": */ is missing"
    return SyntaxProblem(line, start, line, end, message)


def _left_open(source: str) -> str:
    """What is open at the end, and where it was opened."""
    still_open = [(opener, at) for opener, at in scan(source).open if opener in _OPENING]
    if not still_open:
        return ""
    opener, at = still_open[-1]
    line, column = _place(source, at)
    return f": {_OPENING[opener]} is missing for the {opener} at {line}:{column}"


def _end(source: str) -> tuple[int, int]:
    return _place(source, len(source))


def _place(source: str, offset: int) -> tuple[int, int]:
    ends = [found.end() for found in _LINE_END.finditer(source, 0, offset)]
    return len(ends) + 1, offset - (ends[-1] if ends else 0) + 1
