"""From a line that was read back to text: `parse(write_line(line))` is the same line, whatever it holds."""

import re

from smooth_console.language.brackets import bracket_end
from smooth_console.language.declare import Argument, Option
from smooth_console.language.heredoc import free_tag
from smooth_console.language.line import Line, Redirect, Word
from smooth_console.language.tail import find_tail
from smooth_console.language.values import leading_reference
from smooth_console.language.words import JSON_KINDS

__all__ = ["free_tag", "write_line"]

_BARE = re.compile(r"""(?!--|&\Z|\$[>|])[^\s"'{\[<]\S*""")
_QUOTED_JSON = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SIGNS = {"write": "$>", "append": "$>>", "pipe": "$|"}


def write_line(line: Line) -> str:
    """One line as text, in one way of writing it: options, then arguments, then the rest."""
    if line.shell is not None:
        return f"!{line.shell}"
    if line.command is None:
        return line.text.strip()
    words = [line.verb, *_values(line)]
    if len(line.body) == 1:
        return " ".join([*words, write_line(line.body[0].line)])
    if line.command.takes_lines:
        return "\n".join([" ".join(words), *(write_line(step.line) for step in line.body), "end"])
    below = next((word.text for word in _words(line) if word.heredoc), None)
    if line.rest is not None:
        words += ["--"] if _needs_dashes(line, line.rest) else []
        words.append(f"<<{free_tag(line.rest.text)}" if line.rest.heredoc else line.rest.text)
    tail = _tail(line.redirect, background=line.background)
    # Where the rest has such signs itself, those that count stand in a row of their own.
    gap = "\n" if line.rest is not None and find_tail(line.rest.text, 0, len(line.rest.text)).how else " "
    text = gap.join([" ".join(words), *([tail] if tail else [])])
    return text + ("" if below is None else _below(below))


def _words(line: Line) -> list[Word]:
    given = [word for words in line.options.values() for word in words]
    return [*given, *line.arguments.values(), *([line.rest] if line.rest else [])]


def _values(line: Line) -> list[str]:
    """Options and arguments. The one that stands below comes last: its row ends what may have several rows itself."""
    assert line.command is not None
    options = [(each, word) for each in line.command.options for word in line.options.get(each.name, [])]
    first = [_option(each, word) for each, word in options if not word.heredoc]
    last = [_option(each, word) for each, word in options if word.heredoc]
    given = [(each, line.arguments[each.metavar]) for each in line.command.arguments if each.metavar in line.arguments]
    return [*first, *(_value(each, word) for each, word in given), *last]


def _option(option: Option, word: Word) -> str:
    return option.name if option.is_flag else f"{option.name} {_value(option, word)}"


def _value(declared: Argument | Option, word: Word) -> str:
    """A value on the line itself, or the mark of one that stands below."""
    text = word.text
    is_json = declared.kind in JSON_KINDS
    if word.heredoc:
        return f"<<{free_tag(text)}"
    if is_json and (_QUOTED_JSON.fullmatch(text) or (text[:1] in ("{", "[") and bracket_end(text, 0) == len(text))):
        return text
    if (is_json or not word.quoted) and (_BARE.fullmatch(text) or _is_reference(text)):
        return text
    quote = "'" if is_json else '"'
    escaped = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    return f"{quote}{escaped}{quote}"


def _is_reference(text: str) -> bool:
    found = leading_reference(text)
    return found is not None and found[1] == len(text)


def _needs_dashes(line: Line, rest: Word) -> bool:
    """Whether the rest would be taken for an option or an argument that was left out."""
    assert line.command is not None
    assert line.command.rest is not None
    left_out = len(line.arguments) < len(line.command.arguments)
    return line.command.rest.after_dashes or left_out or (rest.text.startswith("--") and not rest.heredoc)


def _tail(redirect: Redirect | None, *, background: bool) -> str:
    written = f"{_SIGNS[redirect.how]} {redirect.target}" if redirect is not None else ""
    return f"{written} &".lstrip() if background else written


def _below(text: str) -> str:
    tag = free_tag(text)
    return f"\n{text}\n{tag}" if text else f"\n{tag}"
