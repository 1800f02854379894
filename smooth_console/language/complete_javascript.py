"""Completion inside JavaScript: names that exist on the page, one step further than what is typed, or words of the
text.
"""

import re
from dataclasses import dataclass

from smooth_console.language.javascript.scanner import scan
from smooth_console.language.offer import Completion, Context, Offer, Offers
from smooth_console.language.rank import ranked

MOST = 60
LONGEST_CHAIN = 2_000
_CHAIN = re.compile(r"(?P<path>(?:[A-Za-z_$][\w$]*\s*\??\.\s*)*)(?P<name>[A-Za-z_$][\w$]*)?$")
_TEXTS = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|/\*[\s\S]*?\*/|(?P<open>["']|//)""")
_WORD = re.compile(r"[A-Za-z_$][\w$]{2,}")
_STEP = re.compile(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where a name is being typed: in which object of the page (`()` is the global one), from where, and what of it."""

    path: tuple[str, ...]
    start: int
    typed: str


def name_place(code: str, cursor: int) -> NamePlace | None:
    """The name at the cursor of a source; offsets are those of the source. It asks nobody.

    None in strings, comments, and behind what would have to be run to be known, such as `f().`.
    """
    before = code[:cursor]
    chain = _CHAIN.search(before, max(0, cursor - LONGEST_CHAIN))
    if chain is None or before[: chain.start()].rstrip().endswith((".", "?.")) or _in_text(before):
        return None
    name = chain.group("name") or ""
    path = tuple(_STEP.findall(chain.group("path")))
    return NamePlace(path, cursor - len(name), name) if path or name else None


def names_at(place: NamePlace, context: Context, most: int) -> list[Completion]:
    """The page's names that can stand there, best first, as far as they are known."""
    end = place.start + len(place.typed)
    found = [Completion(text, place.start, end, kind, "property") for text, kind in context.page_names(place.path)]
    return ranked(place.typed, found, lambda each: each.text, context.uses, most)


def complete_javascript(code: str, cursor: int, context: Context, most: int) -> list[Completion]:
    """What can stand at the cursor of a source, best first."""
    place = name_place(code, cursor)
    return names_at(place, context, most) if place is not None else []


def complete_words(text: str, offset: int, most: int = MOST) -> Offers | None:
    """Words of a text that begin as the one at the offset, those nearest before it first; None when there are none."""
    start = offset
    while start and (text[start - 1].isalnum() or text[start - 1] in "_$"):
        start -= 1
    typed = text[start:offset]
    if len(typed) < 2 or typed[0].isdigit():
        return None
    here: dict[str, int] = {}
    for found in _WORD.finditer(text):
        word = found.group()
        if word.startswith(typed) and word != typed and found.start() != start:
            here[word] = min(here.get(word, len(text)), abs(found.start() - start))
    items = tuple(Offer(word, "", word) for word in sorted(here, key=lambda word: here[word])[:most])
    return Offers(start, offset, typed, items) if items else None


def _in_text(before: str) -> bool:
    """Whether the end of a source is in a string, a template's text or a comment."""
    opened = scan(before).open
    if opened and opened[-1][0] in ("${", "`", "/*"):
        return opened[-1][0] != "${"
    last = next((found.start() for found in _TEXTS.finditer(before) if found["open"]), None)
    return last is not None and "\n" not in before[last:]
