"""The palette: every command of the registry, every key's action and every theme, found by any of their words."""

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from smooth_console.output.themes import theme_names
from smooth_console.tui.keys import MAIN_KEYS

if TYPE_CHECKING:
    from smooth_console.tui.app import SmoothApp


class ConsoleCommands(Provider):
    """What the palette offers."""

    def _offers(self) -> list[tuple[str, str, partial[None]]]:
        smooth = cast("SmoothApp", self.app)
        offers = []
        for command in smooth.console_core.registry:
            needs_more = bool(command.rest and command.rest.required) or any(a.required for a in command.arguments)
            action = (
                partial(smooth.prepare_line, command.name + " ")
                if needs_more
                else partial(smooth.take_line, command.name)
            )
            offers.append((command.name, command.summary, action))
        for key in MAIN_KEYS:
            if key.action != "app.command_palette":
                offers.append((key.help, key.keys, partial(smooth.run_key, key.action)))
        offers += [(f"Theme: {name}", "colours", partial(smooth.take_line, f".theme {name}")) for name in theme_names()]
        return offers

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for name, help_text, action in self._offers():
            yield DiscoveryHit(Content(name), action, text=name, help=help_text)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, help_text, action in self._offers():
            score = max(matcher.match(name), matcher.match(help_text) * 0.7)
            if score > 0:
                yield Hit(score, matcher.highlight(name), action, text=name, help=help_text)
