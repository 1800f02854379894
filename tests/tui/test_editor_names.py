"""Names of the page in the JavaScript editor: offered beside the words of the text, and after the page has answered."""

from collections.abc import Iterable

import pytest

from smooth_console.tui.widgets.completion_menu import CompletionMenu
from smooth_console.tui.widgets.editor_completion import AT_ONCE
from tests.tui.editor_host import Host
from tests.tui.test_command_pane import Nothing

pytestmark = pytest.mark.anyio


class Page(Nothing):
    """What is known of a page, and what it is asked."""

    def __init__(self, **names: list[str]) -> None:
        self.known = {tuple(path.split("_")) if path != "top" else (): found for path, found in names.items()}
        self.asked: list[tuple[str, ...]] = []

    def page_names(self, path: tuple[str, ...]) -> Iterable[tuple[str, str]]:
        self.asked.append(path)
        return [(name, "object") for name in self.known.get(path, ())]


async def _with(page: Page, text: str, keys: str, host: Host) -> list[str]:
    """What is offered behind some keys at the end of a text."""
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.prepare(page)
        host.panel.open("javascript", "", text)
        await pilot.pause()
        area = host.panel.area()
        area.move_cursor(area.document.end)
        await pilot.press(*keys)
        await host.workers.wait_for_complete()
        await pilot.pause()
        menu = host.panel.query_one("#editor-menu", CompletionMenu)
        assert host.panel.text == text + keys
        return [name for name, _ in menu._rows] if menu.is_open else []


async def test_words_of_the_text_come_before_names_of_the_page_and_behind_a_point_after_them() -> None:
    page = Page(top=["document", "doubtful"], document=["domain", "title", "double"])
    assert await _with(page, "let dough = 1\n", "dou", Host()) == ["dough", "doubtful"]
    assert await _with(page, "let dough = 1\n", "document.do", Host()) == ["domain", "double", "document", "dough"]
    assert await _with(page, "", "document.", Host()) == ["domain", "title", "double"]
    assert await _with(Page(window=["Location", "location"]), "", "window.lo", Host()) == ["location", "Location"]


@pytest.mark.parametrize("text", ["'", "// ", "`", "f()."])
async def test_the_page_is_not_asked_in_texts_and_comments_and_behind_calls(text: str) -> None:
    page = Page(top=["document"])
    assert await _with(page, text, "doc", Host()) == []
    assert page.asked == []


async def test_a_longer_text_is_read_beside_the_keys_and_offers_the_same() -> None:
    page = Page(document=["title"])
    assert await _with(page, "let a = 1;\n" * (AT_ONCE // 10), "document.t", Host()) == ["title"]


async def test_what_the_page_answers_later_is_offered_if_nothing_was_typed_since() -> None:
    page, host = Page(), Host()
    async with host.run_test(size=(100, 24)) as pilot:
        host.panel.prepare(page)
        host.panel.open("javascript", "", "let dough = 1\n")
        await pilot.pause()
        area = host.panel.area()
        area.move_cursor(area.document.end)
        menu = host.panel.query_one("#editor-menu", CompletionMenu)
        await pilot.press(*"do")
        page.known[()] = ["document", "dot"]
        host.panel.names_learned()
        assert [name for name, _ in menu._rows] == ["dough", "document", "dot"]
        await pilot.press("u", "escape")
        host.panel.names_learned()
        assert not menu.is_open
        await pilot.press("backspace", "ctrl+@", "down", "down", "tab")
        assert host.panel.text.endswith("\ndot")
