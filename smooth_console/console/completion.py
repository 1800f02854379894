"""What completion may know of the moment: entries, outputs, names, addresses. Reads the console and changes nothing."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console.output.themes import theme_names
from smooth_console.wire import WireError, decode_json
from smooth_console.workbench.library import Item, LibraryError, read_text_file

if TYPE_CHECKING:
    from smooth_console.console.console import Console

MOST_ENTRIES = 100
NEWEST = 500
"""Lines of the history that count for what is used much."""
SHOWN_FIELDS = 6
LARGEST_PREVIEW = 64 * 1024
_WORDS = re.compile(r"[@.$%]?[\w-]+(?:[./:][\w-]+)*")
_DEMO_PAGES = ("demo/products", "demo/login", "demo/table", "demo/articles", "demo/late", "demo/widgets", "demo/broken")


class Moment:
    """The console as `language.complete.Context`."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._uses: Counter[str] = Counter()
        self._counted = -1

    def library(self) -> Iterable[tuple[str, str]]:
        """Names of the library with their titles, and what is in them."""
        return ((item.name, "  ".join(filter(None, (item.kind, item.title, _preview(item))))) for item in self._items())

    def _items(self) -> Iterable[Item]:
        return self._console.library.items()

    def entries(self) -> Iterable[tuple[int, str]]:
        """The newest entries first."""
        newest = reversed(self._console.entries)
        return islice(((entry.n, " ".join((entry.line or entry.verb).split())) for entry in newest), MOST_ENTRIES)

    def calls(self) -> Iterable[tuple[int, str]]:
        """Tool calls that wait."""
        entries = self._console.entries
        return ((entry.n, entry.call.name) for entry in entries if entry.call is not None and not entry.terminal)

    def output(self, n: int | None) -> Any:
        """The output of an entry, or the last there is."""
        for entry in reversed(self._console.entries):
            if entry.answer is not None and (entry.n == n if n is not None else entry.verb not in ("open", "close")):
                return self._console.secrets.redact(entry.answer.output)
        return None

    def addresses(self) -> Iterable[str]:
        """Pages seen in this session, then those typed before, then those of the demo site."""
        seen: dict[str, None] = dict.fromkeys(reversed(self._console.visited))
        for line in islice(reversed(list(self._console.history)), 500):
            verb, _, rest = line.partition(" ")
            if verb in ("goto", "open") and rest and not rest.startswith(("-", "+", ".", "$")):
                seen.setdefault(rest.split()[-1])
        if self._console.server is not None and self._console.server.demo:
            seen |= dict.fromkeys(_DEMO_PAGES)
        return seen

    def variables(self) -> Iterable[str]:
        """Variables that are set."""
        return sorted(self._console.variables)

    def settings(self) -> Iterable[tuple[str, str]]:
        """What `.set` can change."""
        now = self._console.settings
        return ((name, str(getattr(now, field))) for name, field in self._console.adjustable.items())

    def tools(self) -> Iterable[str]:
        """Tools that were called, and those that are answered."""
        called = [entry.call.name for entry in self._console.entries[-MOST_ENTRIES:] if entry.call is not None]
        return dict.fromkeys([*called, *self._console.tools.names])

    def page_names(self, path: tuple[str, ...]) -> Iterable[tuple[str, str]]:
        """Names on the page, as far as they are known."""
        return self._console.page_names.names(path)

    async def answered(self) -> None:
        """Wait for the page, if it was asked."""
        await self._console.page_names.answered()

    def uses(self, text: str) -> int:
        """How often a word stands in the newest lines of the history."""
        history = self._console.history
        if self._counted != len(history):
            self._counted = len(history)
            newest = islice(reversed(list(history)), NEWEST)
            self._uses = Counter(word for line in newest for word in _WORDS.findall(line))
        return self._uses[text]

    def themes(self) -> Iterable[str]:
        """Names of themes."""
        return theme_names()


def _preview(item: Item) -> str:
    """The fields of a schema; "" for a snippet."""
    if item.kind != "schema":
        return ""
    try:
        return _fields(str(item.path), item.path.stat().st_mtime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=500)
def _fields(path: str, _changed: int) -> str:
    """The fields that a schema's file names; read again when the file changes."""
    try:
        schema = decode_json(read_text_file(Path(path), LARGEST_PREVIEW))
    except (LibraryError, WireError):
        return ""
    prefix = ""
    if isinstance(schema, dict) and isinstance(schema.get("items"), dict):
        schema, prefix = schema["items"], "[] "
    names = list(schema.get("properties") or {}) if isinstance(schema, dict) else []
    more = ", …" if len(names) > SHOWN_FIELDS else ""
    return f"{prefix}{{{', '.join(names[:SHOWN_FIELDS])}{more}}}" if names else ""
