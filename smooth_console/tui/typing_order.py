"""Keys take effect in the order in which they were pressed, however fast they come: over ssh they come in bursts.

Textual hands a letter to the widget in focus at once, looks up most other keys only after they have bubbled up to the
application, and takes some before the widget has seen the letters in front of them.
"""

import asyncio
from typing import TYPE_CHECKING, Any, Self

from textual import events
from textual.app import App
from textual.widget import Widget
from textual.widgets import Input, TextArea

WAIT_S = 1.0
"""No key waits longer than this for those before it: a widget that hangs must not take Ctrl-Q with it."""


class KeysInOrder(App[None]):
    """An application that looks at a key when the widget in focus is done with those before."""

    async def on_event(self, event: events.Event) -> None:
        """Take one event of the terminal."""
        if isinstance(event, events.Key) and not event.is_forwarded and self.focused is not None:
            focused = self.focused
            await _done_with_earlier(focused)
            # What does not take letters has nothing to do with a key but its bindings: they need not wait to bubble up.
            if not isinstance(focused, Input | TextArea) and await self._check_bindings(event.key, priority=True):
                return
            if not isinstance(focused, Input | TextArea) and await self._check_bindings(event.key):
                return
        await super().on_event(event)


# Textual takes styles and parts from the first base that is a widget: it has to be the one that is extended.
if TYPE_CHECKING:
    _Extended = Widget
else:
    _Extended = object


class FocusAtOnce(_Extended):
    """A widget that has the focus once it is given it. Textual gives it later: keys that come behind go elsewhere."""

    def focus(self, scroll_visible: bool = True) -> Self:
        """Take the focus."""
        if self.is_attached:
            self.screen.set_focus(self, scroll_visible)
        else:
            super().focus(scroll_visible)
        return self


class OwnKeysFirst(FocusAtOnce):
    """A field whose own bindings act where the letters do, in its own queue. First among the bases of a class."""

    async def _on_key(self, event: events.Key) -> None:
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return


class Field(OwnKeysFirst, Input):
    """A line of text whose keys act in order."""


async def _done_with_earlier(widget: Widget) -> None:
    reached = asyncio.Event()

    def reach(*_: Any) -> None:
        reached.set()

    if widget.call_later(reach):
        try:
            await asyncio.wait_for(reached.wait(), WAIT_S)
        except TimeoutError:
            return
