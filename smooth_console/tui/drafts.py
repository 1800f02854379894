"""What stands in the editors, kept from one start to the next. Not the library: that is written when one saves."""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smooth_console.workbench.library import Kind

SCHEMA = """{
  "type": "array",
  "items": {
    "type": "object",
    "properties": {
      "title": {"type": "string", "description": "Name of the product"},
      "price": {"type": "number", "description": "Price without the currency"},
      "in_stock": {"type": "boolean", "description": "Whether it can be bought now"}
    },
    "required": ["title", "price", "in_stock"]
  }
}
"""
SNIPPET = """[...document.querySelectorAll("a[href]")].map((link) => ({
  text: link.textContent.trim(),
  href: link.href,
}))
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """One text of the editor.

    Attributes:
        kind: Which of the two it is.
        prompt: The words that go with a schema.
        item: The library's name of it, without `@`; empty for one that has none.
        saved: What stands under that name, or what the text began as; None when it is the text.
    """

    kind: "Kind"
    text: str
    prompt: str = ""
    item: str = ""
    saved: str | None = None


STARTERS = (Draft("schema", SCHEMA), Draft("javascript", SNIPPET))


@dataclass(frozen=True, slots=True)
class Drafts:
    """What the editors hold; at the first start, texts that do something.

    Attributes:
        tabs: The texts that are open, in the order of their tabs; at least one.
        shown: Which of them shows.
        closed: Texts that were closed and are in no library as they are, the newest last.
        answers: What was typed for the parameters of a snippet, by the snippet and by the parameter.
    """

    tabs: tuple[Draft, ...] = STARTERS
    shown: int = 0
    closed: tuple[Draft, ...] = ()
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class DraftFile:
    """A file of drafts (0600). What cannot be read counts as not there; `problem` says what went wrong last.

    Args:
        path: The file.
        hide: Puts bullets for secrets in what is written.
    """

    def __init__(self, path: Path, hide: Callable[[Any], Any] = lambda texts: texts) -> None:
        self._path = path
        self._hide = hide
        self._lock = Lock()
        self._asked = 0
        self.problem = ""

    def load(self) -> Drafts:
        """The drafts; the examples when there are none, or what there is is damaged."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Drafts()
        except (OSError, ValueError, RecursionError) as problem:
            self.problem = f"drafts cannot be read: {problem}"
            return Drafts()
        if not isinstance(found, dict):
            self.problem = "drafts cannot be read: not an object"
            return Drafts()
        return _of_two(found) if "tabs" not in found else _of_many(found)

    def hides(self, drafts: Drafts) -> bool:
        """Whether there is a secret in them."""
        texts = asdict(drafts)
        return bool(self._hide(texts) != texts)

    def ticket(self) -> int:
        """A number for `save`: of two saves, the one with the higher number wins, in whatever order they run."""
        self._asked += 1
        return self._asked

    def save(self, drafts: Drafts, ticket: int) -> None:
        """Write the drafts, whole or not at all. Callable from any thread; never raises for a disk's sake."""
        with self._lock:
            if ticket < self._asked:
                return
            try:
                self._write(json.dumps(self._hide(asdict(drafts))))
                self.problem = ""
            except OSError as problem:
                self.problem = f"drafts cannot be written: {problem.strerror}"

    def _write(self, text: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, beside = tempfile.mkstemp(prefix=".drafts-", dir=self._path.parent)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
            Path(beside).replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
            raise


def _of_two(found: dict[str, Any]) -> Drafts:
    """What was written when there was one text of each kind."""
    tabs = []
    for starter in STARTERS:
        text, prompt = found.get(starter.kind), found.get("prompt")
        own = isinstance(text, str) and text != starter.text
        tabs.append(
            Draft(
                starter.kind,
                text if isinstance(text, str) else starter.text,
                prompt if isinstance(prompt, str) and starter.kind == "schema" else "",
                saved="" if own else None,
            )
        )
    return Drafts(tuple(tabs))


def _of_many(found: dict[str, Any]) -> Drafts:
    tabs, shown, answers = _drafts(found["tabs"]), found.get("shown"), found.get("answers")
    return Drafts(
        tabs or STARTERS,
        shown if isinstance(shown, int) and 0 <= shown < len(tabs) else 0,
        _drafts(found.get("closed")),
        {
            name: {each: text for each, text in typed.items() if isinstance(text, str)}
            for name, typed in (answers.items() if isinstance(answers, dict) else ())
            if isinstance(typed, dict)
        },
    )


def _drafts(found: Any) -> tuple[Draft, ...]:
    """Those that are whole."""
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return tuple(
        Draft(
            row["kind"],
            row["text"],
            row["prompt"] if isinstance(row.get("prompt"), str) else "",
            row["item"] if isinstance(row.get("item"), str) else "",
            row["saved"] if isinstance(row.get("saved"), str) else None,
        )
        for row in rows
        if row.get("kind") in ("schema", "javascript") and isinstance(row.get("text"), str)
    )
