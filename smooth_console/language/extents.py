"""Where a command and its parts end, in text that may still be wrong: for colours, which never wait for a parser."""

import re

from smooth_console.language.heredoc import closing_row, mark_in_row

_LONGEST = 50_000
"""How far the end of a command of several lines is looked for, in characters."""
_BRACKETS = {"{": "}", "[": "]", "(": ")"}


def command_end(text: str, start: int) -> int | None:
    """Where a command ends: at its line's end, unless a heredoc or an open bracket, quote or template goes on.

    None when what is open is not closed: then only its own line belongs to it, and the rest keeps its colours.
    """
    line = text[start : line_end(text, start)]
    if line.lstrip()[:1] in ("#", "!", ""):
        return start + len(line)
    heredoc = mark_in_row(line)
    if heredoc is not None:
        closing = closing_row(text, start + len(line), heredoc["tag"])
        if closing is not None:
            return line_end(text, closing[1])
        if not line[heredoc.end() :].strip():
            return len(text)
    end = _balanced_end(text, start)
    return None if end is None else line_end(text, end)


def line_end(text: str, start: int) -> int:
    """The offset behind the line end that comes next."""
    found = text.find("\n", start)
    return len(text) if found < 0 else found + 1


def _balanced_end(text: str, start: int) -> int | None:
    """The offset of the first line end behind `start` where nothing is open; None if there is none."""
    closers: list[str] = []
    quote = ""
    position = start
    while position < min(len(text), start + _LONGEST):
        character = text[position]
        if character == "\\" and quote:
            position += 1
        elif quote:
            if character == quote or (character == "\n" and quote != "`"):
                quote = ""
                if character == "\n" and not closers:
                    return position
        elif character == "\n" and not closers:
            return position
        elif character in "\"'`":
            quote = character
        elif character in _BRACKETS:
            closers.append(_BRACKETS[character])
        elif closers and character == closers[-1]:
            closers.pop()
        position += 1
    return None if closers or quote or position < len(text) else position


def json_end(text: str) -> int:
    """Where the JSON value at the start of a text ends; 0 if there is none. An open one goes to the end."""
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] not in ("{", "["):
        return 0
    depth, quoted, position = 0, False, start
    while position < len(text):
        character = text[position]
        if character == "\\" and quoted:
            position += 1
        elif character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character in "{[") - (character in "}]")
            if depth == 0:
                return position + 1
        position += 1
    return len(text)


def value_end(text: str, start: int) -> int:
    """Where the value of an option ends: a JSON value or a quoted string whole, else a word."""
    value = len(text) - len(text[start:].lstrip())
    end_of_json = json_end(text[value:])
    if end_of_json:
        return value + end_of_json
    found = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\S)*""").match(text, value)
    return found.end() if found else value
