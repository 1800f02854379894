"""Completion inside JavaScript: names that exist on the page, one step further than what is typed."""

import re

from smooth_console.language.javascript.scanner import scan
from smooth_console.language.offer import Completion, Context
from smooth_console.language.rank import ranked

_CHAIN = re.compile(r"(?P<path>(?:[A-Za-z_$][\w$]*\s*\??\.\s*)*)(?P<name>[A-Za-z_$][\w$]*)?$")
_TEXTS = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|/\*[\s\S]*?\*/|(?P<open>["']|//)""")
_STEP = re.compile(r"[A-Za-z_$][\w$]*")


def complete_javascript(code: str, cursor: int, context: Context, most: int) -> list[Completion]:
    """What can stand at the cursor of a source, best first; offsets are those of the source.

    Nothing in strings, comments, and behind what would have to be run to be known, such as `f().`.
    """
    before = code[:cursor]
    chain = _CHAIN.search(before)
    if chain is None or _in_text(before) or before[: chain.start()].rstrip().endswith((".", "?.")):
        return []
    name = chain.group("name") or ""
    path = tuple(_STEP.findall(chain.group("path")))
    if not path and not name:
        return []
    start = cursor - len(name)
    found = [Completion(text, start, cursor, kind, "property") for text, kind in context.page_names(path)]
    return ranked(name, found, lambda each: each.text, context.uses, most)


def _in_text(before: str) -> bool:
    """Whether the end of a source is in a string, a template's text or a comment."""
    opened = scan(before).open
    if opened and opened[-1][0] in ("${", "`", "/*"):
        return opened[-1][0] != "${"
    last = next((found.start() for found in _TEXTS.finditer(before) if found["open"]), None)
    return last is not None and "\n" not in before[last:]
