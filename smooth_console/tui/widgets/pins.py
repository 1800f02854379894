"""What is pinned, below the timeline: each expression with its value, what changed, and how the page differs."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from smooth_console.output.sanitise import sanitise_line
from smooth_console.tui.rows import PinRow


class PinsView(Static):
    """A line for each pin, and one for the page. Hidden while nothing is pinned."""

    DEFAULT_CSS = """
    PinsView { height: auto; max-height: 8; padding: 0 1; display: none; border-top: solid $border-blurred;
        text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)

    def show(self, pins: Sequence[PinRow], page: Sequence[str], *, page_pinned: bool) -> None:
        """Show what is pinned.

        Args:
            pins: The expressions.
            page: What changed on the page since the event before, a few words each. Untrusted.
            page_pinned: Whether the page's fingerprint is pinned by itself.
        """
        self.display = bool(pins) or page_pinned
        lines = [_line(pin) for pin in pins]
        if page_pinned or page:
            words = sanitise_line(", ".join(page)) if page else "as it was before the last event"
            mark = ("● ", "$accent") if page else ("  ", "")
            lines.append(Content.assemble(mark, ("page  ", "$text-muted"), words))
        self.update(Content("\n").join(lines))


def _line(pin: PinRow) -> Content:
    look = "$error" if pin.failed else "bold" if pin.changed else ""
    was = f"  was {sanitise_line(pin.before)}" if pin.changed else ""
    return Content.assemble(
        ("● ", "$accent") if pin.changed else ("  ", ""),
        (sanitise_line(pin.source) + "  ", "$text-muted"),
        (sanitise_line(pin.value), look),
        (was, "$text-muted"),
    )
