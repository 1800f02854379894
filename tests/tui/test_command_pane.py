"""The command pane as somebody types in it."""

from collections.abc import Iterable
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult

from smooth_console.console.history import History
from smooth_console.language.declare import Command, Registry, Rest
from smooth_console.tui.widgets.command import CommandPane, Knowledge

pytestmark = pytest.mark.anyio

REGISTRY = Registry(
    [
        Command("goto", "Go to an address", "session", None, rest=Rest("URL", "url")),
        Command("js", "Run JavaScript", "session", None, rest=Rest("CODE", "javascript")),
    ]
)


class Nothing:
    def library(self) -> Iterable[tuple[str, str]]:
        return []

    def entries(self) -> Iterable[tuple[int, str]]:
        return []

    def calls(self) -> Iterable[tuple[int, str]]:
        return []

    def output(self, n: int | None) -> Any:
        return None

    def addresses(self) -> Iterable[str]:
        return []

    def variables(self) -> Iterable[str]:
        return []

    def themes(self) -> Iterable[str]:
        return []

    def settings(self) -> Iterable[tuple[str, str]]:
        return []

    def tools(self) -> Iterable[str]:
        return []

    def page_names(self, path: tuple[str, ...]) -> Iterable[tuple[str, str]]:
        return []

    async def answered(self) -> None:
        pass

    def uses(self, text: str) -> int:
        return 0


class Host(App[None]):
    def __init__(self, *lines: str) -> None:
        super().__init__()
        history = History(None)
        for line in lines:
            history.add(line)
        self.pane = CommandPane(lambda: Knowledge(REGISTRY, history, Nothing()))
        self.sent: list[str] = []
        self.cancelled = 0

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.pane.focus()
        self.pane.prepare()

    def on_command_pane_submitted(self, message: CommandPane.Submitted) -> None:
        self.sent.append(message.text)

    def on_command_pane_cancel_requested(self) -> None:
        self.cancelled += 1


async def test_enter_sends_a_whole_line_and_makes_room_for_the_next() -> None:
    host = Host()
    async with host.run_test() as pilot:
        await pilot.press(*"js 1", "enter", *"js 2")
        assert (host.sent, host.pane.text) == (["js 1"], "js 2")


async def test_a_line_with_a_mistake_comes_back_unless_another_is_being_typed() -> None:
    host = Host()
    async with host.run_test() as pilot:
        await pilot.press(*"js 1", "enter", *"js 2")
        assert not host.pane.give_back("js 1")
        assert host.pane.text == "js 2"
        host.pane.clear()
        assert host.pane.give_back("js 1")
        assert host.pane.text == "js 1"


async def test_enter_in_an_open_bracket_begins_a_line() -> None:
    host = Host()
    async with host.run_test() as pilot:
        await pilot.press(*"js (1", "enter", *")", "enter")
        assert host.sent == ["js (1\n)"]


async def test_tab_completes_a_verb() -> None:
    host = Host()
    async with host.run_test() as pilot:
        await pilot.press("g", "tab")
        await pilot.pause()
        assert host.pane.text == "goto "


async def test_up_walks_the_history_and_down_brings_the_draft_back() -> None:
    host = Host("js 1", "js 2")
    async with host.run_test() as pilot:
        await pilot.press(*"dra", "up", "up")
        assert host.pane.text == "js 1"
        await pilot.press("down", "down")
        assert host.pane.text == "dra"


async def test_escape_ends_a_history_search_with_what_was_typed() -> None:
    host = Host("goto a", "js 2")
    async with host.run_test() as pilot:
        await pilot.press("j", "ctrl+r", "s", "escape")
        assert host.pane.text == "j"


async def test_right_accepts_the_suggestion() -> None:
    host = Host("goto shop.demo")
    async with host.run_test() as pilot:
        await pilot.press(*"goto s")
        await pilot.press("right")
        assert host.pane.text == "goto shop.demo"


async def test_an_unknown_verb_is_said_in_place_until_the_text_changes() -> None:
    host = Host()
    async with host.run_test() as pilot:
        await pilot.press(*"gotp ")
        assert host.pane.query_one("#command-problem").display
        await pilot.press("ctrl+u")
        assert not host.pane.query_one("#command-problem").display


async def test_ctrl_c_clears_and_then_cancels() -> None:
    host = Host()
    async with host.run_test() as pilot:
        await pilot.press("j", "ctrl+c")
        assert (host.pane.text, host.cancelled) == ("", 0)
        await pilot.press("ctrl+c")
        assert host.cancelled == 1


async def test_a_large_paste_is_taken_without_colours() -> None:
    host = Host()
    async with host.run_test() as pilot:
        host.pane.input.post_message(events.Paste("js " + "x = 1\n" * 34_000))
        await pilot.pause()
        before = host.pane.input.times_lexed
        await pilot.press("a")
        assert len(host.pane.text) > 200_000
        assert host.pane.input.times_lexed == before
