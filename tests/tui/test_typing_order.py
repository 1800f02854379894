"""Keys that come in a burst, as over a slow line, act in the order in which they were pressed."""

from collections.abc import Sequence
from typing import ClassVar

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot

from smooth_console.console.history import History
from smooth_console.language.declare import Command, Registry, Rest
from smooth_console.tui.typing_order import KeysInOrder
from smooth_console.tui.widgets.command import CommandPane, Knowledge
from smooth_console.tui.widgets.editor_area import CodeArea
from tests.tui.test_command_pane import Nothing

pytestmark = pytest.mark.anyio

REGISTRY = Registry([Command("js", "Run JavaScript", "session", None, rest=Rest("CODE", "javascript"))])
_NAMES = {" ": "space", "\n": "enter", "\b": "backspace", "<": "home", "^": "up", "@": "f10", "#": "f4"}


class Host(KeysInOrder):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10", "to('pane')", priority=True),
        Binding("f4", "to('area')", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.pane = CommandPane(lambda: Knowledge(REGISTRY, History(None), Nothing()))
        self.area = CodeArea("", "javascript", id="area")
        self.sent: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.area
        yield self.pane

    def action_to(self, name: str) -> None:
        (self.pane if name == "pane" else self.area).focus()

    def on_command_pane_submitted(self, message: CommandPane.Submitted) -> None:
        self.sent.append(message.text)


async def burst(app: App[None], pilot: Pilot[None], text: str) -> None:
    """All keys at once, as the terminal's driver hands them over: nobody waits for one before the next."""
    keys: Sequence[events.Key] = [
        events.Key(_NAMES.get(c, c), c if c not in _NAMES or c == " " else None) for c in text
    ]
    for key in keys:
        app.post_message(key)
    for _ in range(20):
        await pilot.pause()


async def test_enter_comes_after_the_letters_before_it() -> None:
    host = Host()
    async with host.run_test() as pilot:
        host.pane.focus()
        await burst(host, pilot, "js one\njs two\njs three\nrest")
        assert host.sent == ["js one", "js two", "js three"]
        assert host.pane.text == "rest"


async def test_backspace_and_home_act_where_they_were_pressed() -> None:
    host = Host()
    async with host.run_test() as pilot:
        host.pane.focus()
        await burst(host, pilot, "s 12\b3<j")
        assert host.pane.text == "js 13"


async def test_the_editor_takes_a_burst_too() -> None:
    host = Host()
    async with host.run_test() as pilot:
        host.area.focus()
        await burst(host, pilot, "f(x\b{\n1\n2")
        assert host.area.text == "f({\n  1\n  2"


async def test_letters_go_where_the_key_before_them_led() -> None:
    host = Host()
    async with host.run_test() as pilot:
        host.area.focus()
        await burst(host, pilot, "1@js one\n#2@js two\n#3")
        assert host.sent == ["js one", "js two"]
        assert (host.area.text, host.pane.text) == ("123", "")
