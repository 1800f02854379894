"""How well two names fit: a property of a schema and a label, class or key of a page.

Words only, no pages and no values.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from smooth_console.engine.extraction.lexicon import CANON, CONTRARY, GENERIC_TAIL, NEEDED, NOISE

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+[^\W\d_]*|\d+")
_SPLIT = re.compile(r"[\W_]+")
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Name:
    """A name in pieces: letters run together, its words, and what they mean."""

    squashed: str
    words: frozenset[str]
    meaning: frozenset[str]
    core: frozenset[str]


@lru_cache(maxsize=20_000)
def read(text: str) -> Name:
    """Takes a name apart: camelCase, snake_case, kebab-case and plain words; plurals become singular."""
    words = tuple(_words(text[:120].replace("%", " percent ")))
    meaning = frozenset(CANON.get(word) or CANON.get(word + "s", word) for word in words)
    if "list" in words and "price" in meaning:
        meaning |= {"old"}  # what stands in the list, not what it costs now
    core = meaning - NOISE or meaning
    if len(core) > 1:
        core = core - GENERIC_TAIL or core
    return Name("".join(words), frozenset(words), meaning, core)


def _words(text: str) -> list[str]:
    words = []
    for part in _LETTERS.findall(text):
        for match in _WORD.findall(part):
            words.append(_singular(match.lower()))
    return words


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ous")):
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        return word[:-1]
    return word


@lru_cache(maxsize=60_000)
def likeness(wanted: str, label: str) -> float:
    """0 to 1: how surely a page's `label` names the `wanted` property. 0.5 and more can be relied on."""
    want, have = read(wanted), read(label)
    if not want.words or not have.words:
        return 0.0
    if want.squashed == have.squashed:
        return 1.0
    if want.words == have.words:
        return 0.97
    if want.meaning == have.meaning:
        return 0.92
    if (have.meaning - want.meaning) & CONTRARY or (want.meaning - have.meaning) & NEEDED:
        return 0.2
    if want.core == have.core:
        return 0.87
    if want.core < have.core:
        return max(0.3, 0.84 - 0.13 * len(have.core - want.core))
    if have.core < want.core:
        return max(0.3, 0.74 - 0.14 * len(want.core - have.core))
    shared = len(want.core & have.core) / len(want.core | have.core)
    if shared >= 0.5:
        return 0.52
    longest = max(len(want.squashed), len(have.squashed))
    if longest >= 6 and Levenshtein.distance(want.squashed, have.squashed, score_cutoff=2) <= (1 if longest < 9 else 2):
        return 0.7
    return 0.0


_HASH = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{4,}$|^[b-df-hj-np-tv-z]{5,}$|^(css|sc|jsx|jss|style|svelte)$")
_UTILITY = re.compile(
    r"^(?:[a-z]{1,3}-\d+|(?:text|font|flex|grid|bg|border|rounded|col|row|mt|mb|ml|mr|px|py|pt|pb|w|h|gap"
    r"|items|justify|align|inline|block"
    r"|hidden|visible|shadow|leading|tracking|space|sr|md|lg|sm|xl)(?:-.*|\d*))$"
)


@lru_cache(maxsize=20_000)
def class_label(token: str) -> str:
    """What a CSS class says: `card__price--old` -> "price old", `Card_title__x7Gh2` -> "title"; "" for a hash."""
    if _UTILITY.match(token):
        return ""
    block, element, rest = token.partition("__")
    if element:
        if "_" in block and _is_hash(rest):  # CSS modules: Block_name__hash
            token = block.split("_", 1)[1]
        else:
            token = rest.replace("--", " ")
    parts = [part for part in _SPLIT.split(token) if part and not _is_hash(part)]
    return " ".join(parts)


def _is_hash(part: str) -> bool:
    if _HASH.match(part):
        return not re.fullmatch(r"[a-z]+\d{1,2}|h\d", part)
    # Mixed case in the middle without a word in it: aBcDe
    return len(part) >= 5 and bool(re.search(r"[a-z][A-Z][a-z]?[A-Z]", part))


def meaning(text: str) -> frozenset[str]:
    """The words of a name by their meaning (synonyms folded)."""
    return read(text).meaning
