"""What completion may know of the moment: entries, outputs, names, addresses. Reads the console and changes nothing."""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from smooth_console.output.themes import theme_names

if TYPE_CHECKING:
    from smooth_console.console.console import Console

MOST_ENTRIES = 100
_DEMO_PAGES = ("demo/products", "demo/login", "demo/table", "demo/articles", "demo/late", "demo/widgets", "demo/broken")


class Moment:
    """The console as `language.complete.Context`."""

    def __init__(self, console: "Console") -> None:
        self._console = console

    def library(self) -> Iterable[tuple[str, str]]:
        """Names of the library with their titles."""
        return ((item.name, f"{item.kind}  {item.title}".strip()) for item in self._console.library.items())

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

    def themes(self) -> Iterable[str]:
        """Names of themes."""
        return theme_names()
