"""Names that exist on the page, for completion: asked from the page itself, and kept until a line changes it.

It is an event like any other to a server, so it is asked only where that costs nothing, which is the embedded engine,
or where the setting `page_names` says so. It reads property names and runs no code of the page: what would have to be
computed by a getter of the page's own is not looked into. It stands in no timeline and in no journal.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smooth_console.console.asking import is_free
from smooth_console.console.changes import NamesLearned
from smooth_console.output.sanitise import sanitise_line
from smooth_console.wire import evaluate_js

if TYPE_CHECKING:
    from smooth_console.console.console import Console

Path = tuple[str, ...]
WITHIN_S = 2.0
MOST = 1_500
LONGEST_NAME = 60
DEEPEST = 8
_ASK = """({path, most}) => {
  try {
    const native = (f) => typeof f === 'function' &&
      /\\{\\s*\\[native code\\]\\s*\\}\\s*$/.test(Function.prototype.toString.call(f));
    const above = (value) => value === null || value === undefined ? null : Object.getPrototypeOf(value);
    let value = globalThis;
    for (const name of path) {
      let found, holder = Object(value);
      for (let depth = 0; holder !== null && depth < 20 && !found; depth++, holder = above(holder))
        found = Object.getOwnPropertyDescriptor(holder, name);
      if (!found) return [];
      if ('value' in found) value = found.value;
      else if (native(found.get)) value = found.get.call(value);
      else return [];
      if (value === null || value === undefined) return [];
    }
    const names = [], seen = new Set();
    let holder = Object(value);
    for (let depth = 0; holder !== null && depth < 20 && names.length < most; depth++, holder = above(holder))
      for (const name of Object.getOwnPropertyNames(holder)) {
        if (names.length >= most) break;
        if (seen.has(name) || !/^[\\p{L}_$][\\p{L}\\d_$]*$/u.test(name)) continue;
        seen.add(name);
        const found = Object.getOwnPropertyDescriptor(holder, name);
        const kind = found && 'value' in found ? typeof found.value : '';
        names.push([name, kind === 'undefined' ? '' : kind]);
      }
    return names;
  } catch (problem) { return []; }
}"""


class PageNames:
    """What is known of the page's names.

    Args:
        console: The console whose session is asked.
    """

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._known: dict[Path, list[tuple[str, str]]] = {}
        self._asked: dict[Path, asyncio.Event] = {}
        self._stamp: object = None

    @property
    def asking(self) -> bool:
        """Whether the page has been asked and has not answered."""
        return bool(self._asked)

    async def answered(self) -> None:
        """Wait until the page has answered what it was asked, or the time for that is over."""
        for event in list(self._asked.values()):
            await event.wait()

    def names(self, path: Path) -> Sequence[tuple[str, str]]:
        """What is known now; if that is nothing, the page is asked, and a `NamesLearned` tells when it has answered."""
        self._forget_what_is_old()
        if path in self._known:
            return self._known[path]
        if path not in self._asked and len(path) <= DEEPEST and self._may_ask():
            self._asked[path] = asyncio.Event()
            self._console.beside(self._ask(path))
        return ()

    def _forget_what_is_old(self) -> None:
        """A line that was sent since may have changed the page."""
        session = self._console.session
        stamp = None if session is None else (session.task_id, len(session.entries), session.url)
        if stamp != self._stamp:
            self._stamp = stamp
            self._known.clear()
            for event in self._asked.values():
                event.set()
            self._asked.clear()

    def _may_ask(self) -> bool:
        session = self._console.session
        wanted = self._console.settings.page_names
        if session is None or session.ended or wanted == "off":
            return False
        if not is_free(self._console) and wanted != "on":
            return False
        return not any(not entry.terminal and not entry.is_call for entry in session.entries[-20:])

    async def _ask(self, path: Path) -> None:
        session, stamp = self._console.session, self._stamp
        if session is None:
            return
        answer = await session.ask(evaluate_js(_ASK, {"path": list(path), "most": MOST}), within_s=WITHIN_S)
        if stamp != self._stamp:
            return
        self._known[path] = _read(answer.output) if answer is not None and answer.ok else []
        self._asked.pop(path).set()
        if self._known[path]:
            self._console.emit(NamesLearned())


def _read(output: Any) -> list[tuple[str, str]]:
    """Names and kinds; a page may answer anything."""
    found = []
    for item in output if isinstance(output, list) else []:
        if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str) and isinstance(item[1], str):
            name, kind = item
            if name.replace("$", "_").isidentifier() and len(name) <= LONGEST_NAME:
                found.append((name, sanitise_line(kind)[:20]))
    return found[:MOST]
