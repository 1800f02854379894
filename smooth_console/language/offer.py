"""What completion offers, and what it may know of the moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that can stand in place of `text[start:end]`.

    Attributes:
        text: What is put there.
        shown: What the menu shows; the same when empty.
        note: A few words about it.
        kind: verb, option, name, file, entry, value, url, choice, keyword (of JSON Schema), property (of the page).
    """

    text: str
    start: int
    end: int
    note: str = ""
    kind: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One of several things that can stand at the same place.

    Attributes:
        name: As a menu shows it.
        note: What it is.
        insert: What is put there.
        kind: As that of a completion.
        more: Whether what comes behind it can be completed at once.
    """

    name: str
    note: str
    insert: str
    kind: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """What can stand in place of the text from `start` to `end`; `typed` is what was written of it."""

    start: int
    end: int
    typed: str
    items: tuple[Offer, ...]

    def as_completions(self, behind: int = 0) -> list[Completion]:
        """The same one by one, in a text in which this one begins at an offset."""
        start, end = self.start + behind, self.end + behind
        return [Completion(item.insert, start, end, item.note, item.kind, item.name) for item in self.items]


class Context(Protocol):
    """What completion may know of the moment."""

    def library(self) -> Iterable[tuple[str, str]]:
        """Names of the library, each with a few words about it."""

    def entries(self) -> Iterable[tuple[int, str]]:
        """Numbers of entries, newest first, each with its line."""

    def calls(self) -> Iterable[tuple[int, str]]:
        """Numbers of tool calls that wait, each with the tool's name."""

    def output(self, n: int | None) -> Any:
        """The output of an entry, or the last one; None when there is none."""

    def addresses(self) -> Iterable[str]:
        """Addresses that were visited or typed, newest first."""

    def variables(self) -> Iterable[str]:
        """Names of variables that are set."""

    def settings(self) -> Iterable[tuple[str, str]]:
        """Settings that `.set` can change, each with its value."""

    def themes(self) -> Iterable[str]:
        """Names of themes."""

    def tools(self) -> Iterable[str]:
        """Names of tools that were called or are answered."""

    def page_names(self, path: tuple[str, ...]) -> Iterable[tuple[str, str]]:
        """Names inside an object of the page (`()` is the global one), each with its kind, as far as known now."""

    async def answered(self) -> None:
        """Wait until the page has said what `page_names` asked it, if it was asked."""

    def uses(self, text: str) -> int:
        """How often a word was typed."""
