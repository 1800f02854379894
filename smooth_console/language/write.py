"""From a line that was read back to text: `parse(write_line(line))` is the same line, whatever it holds."""

import re

from smooth_console.language.declare import Argument, Option
from smooth_console.language.line import Line, Word

_BARE = re.compile(r"""(?!--)[^\s"'{\[<$][^\s]*""")
_JSON_WORD = re.compile(r"""(?!--)[^\s"'{\[<][^\s]*""")

_HEREDOC_MARK = re.compile(r"(?:^|\s)<<\w")


def write_line(line: Line) -> str:
    """One line as text, in one way of writing it: options, then arguments, then the rest."""
    if line.shell is not None:
        return f"!{line.shell}"
    if line.command is None:
        return line.text.strip()
    words, body = [line.verb], ""
    taken: list[tuple[Argument | Option, str, Word]] = []
    for option in line.command.options:
        taken += [(option, option.name, word) for word in line.options.get(option.name, [])]
    for argument in line.command.arguments:
        if argument.metavar in line.arguments:
            taken.append((argument, "", line.arguments[argument.metavar]))
    for declared, name, word in taken:
        words += [name] if name else []
        if isinstance(declared, Option) and declared.is_flag:
            continue
        text = _value(declared, word)
        if text is None:
            text, body = _heredoc(word.text)
        words.append(text)
    if line.body:
        return "\n".join([" ".join(words), *(write_line(step.line) for step in line.body), "end"])
    if line.rest is not None:
        text, body = _rest(line, body)
        words += ["--"] if line.command.rest and (line.command.rest.after_dashes or _needs_dashes(line, text)) else []
        words.append(text)
    if line.redirect is not None:
        sign = {"write": "$>", "append": "$>>", "pipe": "$|"}[line.redirect.how]
        words.append(f"{sign} {line.redirect.target}")
    words += ["&"] if line.background else []
    return " ".join(words) + body


def free_tag(text: str, tag: str = "END") -> str:
    """A heredoc tag that is no line of a text."""
    rows = {row.rstrip(" \t") for row in text.split("\n")}
    number, free = 1, tag
    while free in rows:
        number += 1
        free = f"{tag}{number}"
    return free


def _value(declared: Argument | Option, word: Word) -> str | None:
    """A value on the line itself; None when only a heredoc can hold it."""
    is_json = declared.kind in ("json", "schema")
    if is_json:
        if _JSON_WORD.fullmatch(word.text) or (word.text[:1] in ("{", "[", '"') and not word.heredoc):
            return word.text
        return None
    if _BARE.fullmatch(word.text) and not word.quoted:
        return word.text
    if word.heredoc:
        return None
    escaped = word.text.replace("\\", "\\\\").replace('"', '\\"')
    return word.text if word.text.startswith("$") and not word.quoted else f'"{escaped}"'


def _rest(line: Line, body: str) -> tuple[str, str]:
    """The rest, and the lines below that it stands for."""
    assert line.rest is not None
    text = line.rest.text
    if line.rest.heredoc:
        return _heredoc(text)
    # On the first line `<<TAG` begins a heredoc; below it, it is text.
    below = not body and _HEREDOC_MARK.search(text.partition("\n")[0]) is not None
    return ("\n" + text if below else text), body


def _needs_dashes(line: Line, text: str) -> bool:
    """Whether the rest would be taken for an option or an argument that was left out."""
    assert line.command is not None
    given = len(line.arguments)
    return text.startswith("--") or given < len(line.command.arguments)


def _heredoc(text: str) -> tuple[str, str]:
    tag = free_tag(text)
    return f"<<{tag}", f"\n{text}\n{tag}" if text else f"\n{tag}"
