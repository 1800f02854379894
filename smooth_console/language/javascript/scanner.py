"""Brackets, quotes and comments of JavaScript, read in one go; sound on text that no parser takes.

Not a lexer: what lies between is passed over.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+)
      | (?P<comment>//[^\n\r\u2028\u2029]*|/\*[\s\S]*?\*/|\#![^\n\r]*)
      | (?P<open_comment>/\*)
      | (?P<string>"(?:[^"\\\n\r]|\\(?:\r\n|[\s\S]))*"|'(?:[^'\\\n\r]|\\(?:\r\n|[\s\S]))*')
      | (?P<open_string>["'])
      | (?P<word>[\w$\u200c\u200d]+)
      | (?P<step>\+\+|--)
      | (?P<other>[\s\S])""",
    re.VERBOSE,
)
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+/[\w$]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*")
_CONTINUED_STRING = re.compile(r"""["'](?:[^\\\n\r]|\\(?:\r\n|[\s\S]))*\\?\Z""")
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_BEFORE_REGEX = frozenset(
    [
        "return",
        "typeof",
        "case",
        "do",
        "else",
        "in",
        "instanceof",
        "new",
        "void",
        "delete",
        "throw",
        "await",
        "yield",
        "of",
        "extends",
    ]
)
_HEADS = frozenset(["if", "while", "for", "with"])


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing that no further text can mend, as V8 names it; offsets in characters."""

    start: int
    end: int
    message: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan found: `open` are the brackets, quotes and comments still open, as (opener, offset)."""

    open: tuple[tuple[str, int], ...]
    broken: Broken | None


def scan(source: str) -> Scanned:
    """Read a source to its end, or to the first thing that breaks it."""
    return _scan(source, 0, None)


def block_end(source: str, start: int) -> int | None:
    """The offset behind the bracket that closes the one at `start`, or None if nothing does."""
    closed: list[int] = []
    _scan(source, start, closed)
    return closed[0] if closed else None


def _scan(source: str, position: int, closed_at: list[int] | None) -> Scanned:
    """Read on from a place; with a list, until all that was opened is closed, whose end goes into it."""
    stack: list[tuple[str, int, str]] = []
    previous = ""
    while position < len(source):
        if stack and stack[-1][0] == "`":
            position = _template(source, position, stack)
            previous = "`"
            continue
        token = _TOKEN.match(source, position)
        if token is None:
            break
        kind, text, start, position = token.lastgroup, token.group(), token.start(), token.end()
        if kind in ("space", "comment"):
            continue
        if kind == "open_comment":
            return _result(stack, ("/*", start))
        if kind == "open_string":
            return _open_string(source, start, stack)
        if text == "/" and _regex_may_start(previous):
            regex = _REGEX.match(source, start)
            if regex is None:
                return _result(
                    stack, broken=Broken(start, _line_end(source, start), "Invalid regular expression: missing /")
                )
            position, previous = regex.end(), "/x/"
            continue
        if text in "([{`" or text in _CLOSERS:
            closed = _bracket(text, start, previous, stack)
            if closed is None:
                return _result(stack, broken=Broken(start, start + 1, f"Unexpected token '{text}'"))
            previous = closed
            if closed_at is not None and not stack:
                closed_at.append(position)
                return _result(stack)
        else:
            previous = text
    return _result(stack)


def _result(
    stack: list[tuple[str, int, str]], last: tuple[str, int] | None = None, broken: Broken | None = None
) -> Scanned:
    still_open = [(opener, offset) for opener, offset, _ in stack]
    return Scanned((*still_open, last) if last else tuple(still_open), broken)


def _template(source: str, position: int, stack: list[tuple[str, int, str]]) -> int:
    """Go to the end of a template's text, or into its next substitution."""
    text = _TEMPLATE.match(source, position)
    end = text.end() if text else position
    if source.startswith("`", end):
        stack.pop()
        return end + 1
    if source.startswith("${", end):
        stack.append(("${", end, "`"))
        return end + 2
    return len(source)


def _bracket(text: str, start: int, previous: str, stack: list[tuple[str, int, str]]) -> str | None:
    """Open or close a bracket; what then counts as the token before, or None for a closer without its opener."""
    if text not in _CLOSERS:
        stack.append((text, start, previous))
        return "("
    if not stack or _CLOSERS[text] not in (stack[-1][0], stack[-1][0].lstrip("$")):
        return None
    opener, _, before = stack.pop()
    if opener == "(" and before in _HEADS:
        return "("  # behind the head of a statement an expression can start
    if opener == "{" and before in ("", ";", "block", "do", "else", "("):
        return "block"
    return text


def _regex_may_start(previous: str) -> bool:
    if previous in _BEFORE_REGEX or previous in ("", "block"):
        return True
    is_value = previous[-1] in ")]}`\"'/" or previous in ("++", "--") or re.fullmatch(r"[\w$\u200c\u200d]+", previous)
    return not is_value


def _open_string(source: str, start: int, stack: list[tuple[str, int, str]]) -> Scanned:
    """A quote without its end: open if the line ends with a backslash, else broken."""
    if _CONTINUED_STRING.match(source, start) and re.search(r"(?<!\\)(?:\\\\)*\\(?:\r\n|[\n\r])?\Z", source):
        return _result(stack, (source[start], start))
    return _result(stack, broken=Broken(start, _line_end(source, start), "Invalid or unexpected token"))


def _line_end(source: str, start: int) -> int:
    end = re.compile(r"[\n\r]").search(source, start)
    return end.start() if end else len(source)
