"""What stands in the editors, kept from one start to the next. Not the library: a draft has no name."""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from threading import Lock
from typing import Any

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
class Drafts:
    """The last texts of the editors; at the first start, ones that do something."""

    schema: str = SCHEMA
    javascript: str = SNIPPET
    prompt: str = ""


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
        """The drafts; the examples in place of whatever is missing or damaged."""
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
        return Drafts(**{f.name: found[f.name] for f in fields(Drafts) if isinstance(found.get(f.name), str)})

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
