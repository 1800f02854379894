"""Asking the page in JavaScript on the console's own account: no row of the timeline, no output that `$_` would name.

To a server it is an event like any other, which may be billed, so it is asked only when somebody wants to know, or on
our own engine, where it costs nothing.
"""

from typing import TYPE_CHECKING, Any

from smooth_console.console.outcome import CommandError
from smooth_console.output.render import preview
from smooth_console.session import Entry
from smooth_console.wire import evaluate_js

if TYPE_CHECKING:
    from smooth_console.console.console import Console

WITHIN_S = 15.0
_MOVES = frozenset({"goto", "open", "attach", "run", "js", "send"})
"""Verbs after which the page may be another one."""


async def ask_page(console: "Console", js: str, args: Any) -> Any:
    """What a function of ours gives on the page, once what was sent before has been answered.

    Raises:
        CommandError: There is no session, or the page does not answer.
    """
    session = console.need_session()
    for entry in session.entries:
        if not entry.terminal and not entry.is_call:
            await session.settled(entry, WITHIN_S)
    answer = await session.ask(evaluate_js(js, args), within_s=WITHIN_S)
    if answer is None:
        raise CommandError(f"the page did not answer within {WITHIN_S:.0f} s")
    if not answer.ok:
        raise CommandError(f"the page could not be asked: {preview(answer.output, 200)}")
    return answer.output


def is_free(console: "Console") -> bool:
    """Whether asking costs nothing: the server is our own engine."""
    return console.server is not None and console.server.engine is not None


def moved_since(console: "Console", entry: Entry) -> Entry | None:
    """The first entry after this one that may have led to another page."""
    return next((later for later in console.entries[entry.n :] if later.verb in _MOVES), None)
