"""Edits to a schema's text by JSON Pointer: the parts that fixes are made of. They keep comments and layout."""

import json
import re
from typing import Any

from smooth_console.output.paths import escape_token
from smooth_console.workbench.edits import Edit
from smooth_console.workbench.written import Written

_BEHIND = re.compile(r"(?:\s|//[^\n]*\n|/\*[\s\S]*?\*/)*,")


def as_json(value: Any) -> str:
    """A value as one would write it in a line."""
    return json.dumps(value, ensure_ascii=False)


class Mender:
    """Makes edits to one text; None where the text does not show the part."""

    def __init__(self, written: Written) -> None:
        self._text = written.text
        self._places = written.places
        self._plain = written.form == "json"
        self._last: dict[str, tuple[int, int]] | None = None

    def replace(self, pointer: str, value: Any) -> Edit | None:
        """Another value."""
        return self.rewrite(pointer, as_json(value))

    def rewrite(self, pointer: str, text: str) -> Edit | None:
        """Another text for a value."""
        place = self._places.get(pointer) if self._plain else None
        return Edit(*place.value, text) if place else None

    def rename(self, pointer: str, name: str) -> Edit | None:
        """Another name for a member."""
        place = self._places.get(pointer) if self._plain else None
        return Edit(*place.key, as_json(name)) if place else None

    def remove(self, pointer: str) -> Edit | None:
        """Take a member or an element away, with its comma."""
        span = self._span(pointer)
        if span is None:
            return None
        start, end = span
        behind = _BEHIND.match(self._text, end)
        if behind:
            end = behind.end()
            space = re.compile(r"[ \t]*").match(self._text, end)
            end = space.end() if space and self._text[space.end() : space.end() + 1] != "\n" else end
            line = self._text.rfind("\n", 0, start) + 1
            if not self._text[line:start].strip() and self._text[end : end + 1] == "\n":
                return Edit(line, end + 1, "")
            return Edit(start, end, "")
        before = self._text[:start].rstrip()
        if before.endswith(","):
            start = len(before) - 1
        return Edit(start, end, "")

    def insert(self, pointer: str, name: str, value: Any) -> Edit | None:
        """A new member at the end of an object."""
        return self.insert_text(pointer, f"{as_json(name)}: {as_json(value)}")

    def insert_text(self, pointer: str, member: str) -> Edit | None:
        """A new member or element, as text, at the end of an object or array."""
        place = self._places.get(pointer) if self._plain else None
        if place is None:
            return None
        start, end = place.value
        last = self._last_inside(pointer)
        if last is None:
            return Edit(start + 1, end - 1, member)
        line = self._text.rfind("\n", 0, last[0]) + 1
        lead = self._text[line : last[0]]
        own_line = not lead.strip() and line > start
        comma = _BEHIND.match(self._text, last[1])
        joint = "\n" + lead if own_line else " "
        if comma:
            return Edit(comma.end(), comma.end(), joint + member)
        return Edit(last[1], last[1], f",{joint}{member}")

    def source(self, pointer: str) -> str:
        """A member or element as it is written."""
        span = self._span(pointer)
        return self._text[span[0] : span[1]] if span else ""

    def _span(self, pointer: str) -> tuple[int, int] | None:
        place = self._places.get(pointer) if self._plain else None
        return (min(place.key[0], place.value[0]), place.value[1]) if place else None

    def _last_inside(self, pointer: str) -> tuple[int, int] | None:
        if self._last is None:
            self._last = {}
            for known, place in self._places.items():
                if known:
                    outer, span = known.rpartition("/")[0], (min(place.key[0], place.value[0]), place.value[1])
                    self._last[outer] = max(span, self._last.get(outer, span))
        return self._last.get(pointer)


def child(pointer: str, name: str | int) -> str:
    """The pointer of a member or element."""
    return f"{pointer}/{escape_token(str(name))}"


def parent(pointer: str) -> str:
    """The pointer of what holds a part."""
    return pointer.rpartition("/")[0]
