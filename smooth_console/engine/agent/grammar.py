"""How phrases are declared: patterns with what they build, and the small words that do not matter. It knows no step."""

import re
from collections.abc import Callable

from smooth_console.engine.agent.marks import Marks
from smooth_console.engine.agent.vocabulary import Step

Match = re.Match[str]
Builder = Callable[[Match, Marks], Step | None]

_POLITE = re.compile(
    r"(?:(?:please|pls|kindly|now|next(?!\s+page)|first|firstly|secondly|thirdly|finally|lastly|also|and|then|"
    r"afterwards|after that|ok|okay|"
    r"so|just|again|let'?s|can you|could you|would you|will you|you should|you must|you need to|i want you to|"
    r"i want to|i would like"
    r" to|i'd like to|try to|go ahead and|your task is to)\s*[,:]?\s+)+",
    re.I,
)
_BULLET = re.compile(r"(?:[-*•–—·▪>]\s+|\(?\d{1,3}[.):]\s+|step\s+\d{1,3}\s*[:.)-]?\s+)", re.I)
_TAIL = re.compile(r"(?:\s*[.,!]+|\s*,?\s+(?:please|afterwards))+$", re.I)


class Rules:
    """Phrases in the order in which they are tried."""

    def __init__(self, *others: "Rules") -> None:
        self._rules: list[tuple[re.Pattern[str], Builder]] = [rule for other in others for rule in other._rules]

    def add(self, *patterns: str) -> Callable[[Builder], Builder]:
        """Declares phrases; a space in a pattern is any white space. A builder may still answer None."""

        def register(builder: Builder) -> Builder:
            for pattern in patterns:
                spaced = pattern.replace("[ -]", r"[\s-]").replace(" ?", r"\s*").replace(" ", r"\s+")
                self._rules.append((re.compile(spaced, re.I | re.S), builder))
            return builder

        return register

    def read(self, text: str, marks: Marks) -> Step | None:
        """The step that a slice of a marked text stands for, or None when it is not understood."""
        phrase = bare(text)
        for pattern, builder in self._rules:
            match = pattern.fullmatch(phrase)
            if match and (step := builder(match, marks)):
                return step
        return None


def bare(text: str) -> str:
    """A step without its number, bullet, small polite words and final full stop."""
    text = _BULLET.sub("", text.strip(), count=1) if _BULLET.match(text.strip()) else text.strip()
    match = _POLITE.match(text)
    return _TAIL.sub("", text[match.end() :] if match and match.end() < len(text) else text).strip()
