"""The line above everything: server, session, page, device, credits, what waits. Keeps no state but what it shows."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.words import credits_used, short_id

if TYPE_CHECKING:
    from smooth_console.session import Session

_LIGHTS = {
    "opening": ("○", "$warning"),
    "waiting": ("●", "$success"),
    "running": ("●", "$success"),
    "closing": ("○", "$warning"),
}


class Header(Static):
    """One line about the session in front."""

    DEFAULT_CSS = """
    Header { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__("", id="header", markup=False)
        self._parts: tuple[Content, Content, Content] = (Content(""), Content(""), Content(""))
        self._trouble = False

    def show(
        self,
        server: str,
        session: "Session | None",
        page: str,
        *,
        stage: bool,
        hide: Callable[[str], str] = str,
        starting: str = "",
        now: float = 0.0,
        warning: str = "",
    ) -> None:
        """Show how things stand.

        Args:
            server: What it is called.
            session: The session in front.
            page: The address of its page, as it is to be shown.
            stage: Hide ids.
            hide: Puts bullets for secrets.
            starting: What is waited for before there is a session.
            now: The monotonic clock, s.
            warning: What is wrong and stays so, in a few words.
        """
        left = Content.assemble(("smooth ", "bold $accent"), (f" {sanitise_line(server)}", ""))
        if warning:
            left = left.append(Content.assemble("  ", (warning, "bold $warning")))
        if session is None:
            self._trouble = False
            middle = Content(starting or "no session: type open URL").stylize("$text-muted")
            self._parts = (left, middle, Content(""))
            return self._draw()
        glyph, colour = _LIGHTS.get(session.status, ("○", "$text-muted"))
        self._trouble = session.connection.state in ("reconnecting", "refused")
        if not stage and session.task_id and not self._trouble:
            left = left.append(Content.assemble((" · ", "$text-muted"), sanitise_line(short_id(session.task_id))))
        left = left.append(Content.assemble("  ", (f"{glyph} ", colour), session.status))
        if self._trouble:
            # Nothing else is as important: where it is narrow the id and the facts make room.
            said = Content(sanitise_line(hide(session.connection.sentence(now)))).stylize("bold $warning")
            self._parts = (left, said, Content(""))
        else:
            self._parts = (left, Content(sanitise_line(hide(page))), _facts(session))
        return self._draw()

    def on_resize(self) -> None:
        """What fits depends on the width."""
        self._draw()

    def _draw(self) -> None:
        left, middle, right = self._parts
        width = max(20, self.size.width - 2)
        room = width - left.cell_length - right.cell_length - 4
        if room < 12:
            right = Content("")
            room = width - left.cell_length - 3
        if middle.cell_length > room and self._trouble:
            middle = middle[: max(0, room - 1)] + Content("…")
        elif middle.cell_length > room:  # the end of an address says more than its beginning
            middle = Content("…") + middle[len(middle) - max(0, room - 1) :]
        gap = width - left.cell_length - middle.cell_length - right.cell_length - 3
        self.update(Content.assemble(left, "   ", middle, " " * max(1, gap), right))


def _facts(session: "Session") -> Content:
    parts = []
    calls = len(session.calls)
    if calls:
        parts.append(Content(f"? {calls} {'call waits' if calls == 1 else 'calls wait'} F7").stylize("bold $warning"))
    if session.device:
        parts.append(Content(sanitise_line(session.device)))
    parts.append(Content(credits_used(session.credits)))
    if session.live_url:
        parts.append(Content("live F8"))
    return Content(" · ").join(parts)
