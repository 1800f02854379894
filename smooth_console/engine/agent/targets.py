"""Reads how a step points at an element: a label, its role, which of several, and what it stands near."""

import re

from smooth_console.engine.agent.marks import QUOTED, Marks
from smooth_console.engine.agent.vocabulary import Target

ROLES = {
    "button": "button",
    "link": "link",
    "tab": "tab",
    "field": (
        "field|input|input field|text field|text box|textbox|box|text area|textarea|search box|search field|input box"
    ),
    "checkbox": "checkbox|check box|switch|toggle",
    "radio button": "radio button|radio|radiobutton",
    "dropdown": "dropdown|drop-down|drop down|dropdown list|select|select box|combobox|combo box|dropdown menu",
    "image": "image|picture|icon|photo",
    "heading": "heading|headline",
    "menu item": "menu item|menuitem|menu entry",
    "option": "option",
}
_CANONICAL = {word: role for role, words in ROLES.items() for word in words.split("|")}
_GENERIC = ("element", "item", "text", "label", "menu", "card", "section", "area", "page", "control")
_FIELDS = ("field", "checkbox", "dropdown", "radio button")

_ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        start=1,
    )
} | {"last": -1}
ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|#?\d{{1,4}}(?:st|nd|rd|th)|#\d{{1,4}})"


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


_ROLE = rf"(?:{_either([*_CANONICAL, *_GENERIC])})"
_ANY_QUOTE = f"(?:{QUOTED})"
_PLACES = r"(?:\s+(?:row|section|card|dialog|form|box|area|list|panel|menu|table|group|heading|navigation|line|item))*"
_NEAR = re.compile(
    rf"(?P<what>.+?)\s+(?:near|next\s+to|beside|in\s+the\s+row\s+of|in|inside|within|under|below|for|of|from|at)\s+"
    rf"(?:the\s+)?(?P<near>{_ANY_QUOTE}){_PLACES}",
    re.I,
)
_NEAR_WORDS = re.compile(r"(?P<what>.+?)\s+(?:near|next\s+to|in\s+the\s+row\s+of)\s+(?:the\s+)?(?P<near>\S.*)", re.I)
_ARTICLES = re.compile(r"(?:(?:on|the|a|an|this|that|my)\s+)+", re.I)
_LEADING_ORDINAL = re.compile(rf"(?P<nth>{ORDINAL})(?:\s+|$)", re.I)
_ROLE_FIRST = re.compile(
    rf"(?P<role>{_ROLE})\s+(?:(?:with|that\s+says|which\s+says|labell?ed|called|named|saying)\s+)?"
    rf"(?:(?:the\s+)?(?:text|label|name|title)\s+)?(?P<label>{_ANY_QUOTE})",
    re.I,
)
_ROLE_LAST = re.compile(rf"(?P<label>{_ANY_QUOTE})(?:\s+(?P<role>{_ROLE}))?", re.I)
_WORDS = re.compile(rf"(?P<label>.*?)(?:(?:^|\s+)(?P<role>{_ROLE}))?", re.I | re.S)
_NO_LABEL = {
    "it",
    "that",
    "this",
    "them",
    "the",
    "on",
    "in",
    "with",
    "to",
    "something",
    "anything",
    "everything",
}
LONGEST_LABEL = 120


def role_named(word: str) -> str | None:
    """The role that a word like "text box" names, or None for "element" and its kind."""
    return _CANONICAL.get(" ".join(word.lower().split()))


def number_named(word: str) -> int:
    """`third` as 3, `2nd` as 2, `last` as -1."""
    word = word.lower()
    return _ORDINALS.get(word) or int(re.sub(r"\D", "", word))


def read_target(text: str, marks: Marks) -> Target | None:
    """The element that a slice of a marked text points at, or None when it points at none."""
    text = text.strip()
    if not text:
        return None
    for pattern in (_NEAR, _NEAR_WORDS):
        match = pattern.fullmatch(text)
        if match and (target := _read(match["what"], marks)):
            near = marks.value(match["near"])
            return Target(target.label, target.role, target.nth, near) if near else None
    return _read(text, marks)


def _read(text: str, marks: Marks) -> Target | None:
    bare = _ARTICLES.sub("", text.strip(), count=1) if _ARTICLES.match(text.strip()) else text.strip()
    if bare == "":
        return None
    if marks.has(bare, "quote"):
        return _read_quoted(bare, marks)
    nth = _LEADING_ORDINAL.match(bare)
    if nth:
        rest = _words(bare[nth.end() :], marks)
        # "the Last name field" is a label; "the last Edit button" and "the first link" count.
        counts = rest is None or not rest.label or (rest.role is not None and rest.role not in _FIELDS)
        if (counts or nth["nth"][-1:].isdigit()) and rest is not None:
            return Target(rest.label, rest.role, _nonzero(nth["nth"])) if _nonzero(nth["nth"]) else None
    return _words(bare, marks)


def _read_quoted(text: str, marks: Marks) -> Target | None:
    nth: int | None = None
    if match := _LEADING_ORDINAL.match(text):
        nth, text = _nonzero(match["nth"]), text[match.end() :]
        if nth is None:
            return None
    found = _ROLE_FIRST.fullmatch(text) or _ROLE_LAST.fullmatch(text)
    if not found:
        return None
    label = marks.value(found["label"])
    return Target(label, role_named(found["role"] or ""), nth) if label.strip() else None


def _words(text: str, marks: Marks) -> Target | None:
    """A label without quotes: all of it but the role at its end."""
    match = _WORDS.fullmatch(text.strip())
    if not match:
        return None
    label, role = marks.raw(match["label"]).strip(" ,:"), role_named(match["role"] or "")
    if not label and role is None:
        return None
    if label.lower() in _NO_LABEL or len(label) > LONGEST_LABEL or "\n" in label:
        return None
    return Target(label, role)


def _nonzero(word: str) -> int | None:
    return number_named(word) or None
