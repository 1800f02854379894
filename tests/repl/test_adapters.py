"""The adapters: completion, history, suggestion, colours and styles as prompt_toolkit takes them."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.output import ColorDepth

from smooth_console.console.commands import registry
from smooth_console.console.completion import Moment
from smooth_console.console.console import Console
from smooth_console.console.glyphs import ASCII, UNICODE
from smooth_console.console.history import History
from smooth_console.console.recall import Recall
from smooth_console.console.server import Choice
from smooth_console.output import cells
from smooth_console.output.themes import load_theme, theme_names
from smooth_console.repl.adapters import HistorySuggestion, LanguageCompleter, LanguageLexer, SharedHistory
from smooth_console.repl.lines import plain
from smooth_console.repl.pager import pager_command, shows_colours
from smooth_console.repl.style import Painter, colour_depth, first_theme
from smooth_console.repl.toolbar import toolbar
from smooth_console.settings import Settings

TYPING, ASKED = CompleteEvent(text_inserted=True), CompleteEvent(completion_requested=True)


@pytest.fixture
def completer() -> LanguageCompleter:
    console = Console(Settings(), Choice("", None))
    return LanguageCompleter(console.registry, Moment(console), lambda: True)


def offered(completer: LanguageCompleter, text: str, event: CompleteEvent) -> list[str]:
    """What there is to choose, as it would stand in the line."""
    found = completer.get_completions(Document(text), event)
    return [text[: len(text) + each.start_position] + each.text for each in found]


@pytest.mark.anyio
async def test_the_menu_holds_what_the_language_offers_with_notes(completer: LanguageCompleter) -> None:
    assert offered(completer, "ext", TYPING)[0] == "extract"
    assert "extract @product" in offered(completer, "extract @pro", TYPING)
    first = next(iter(completer.get_completions(Document("ext"), TYPING)))
    assert first.display_meta_text == "Read the page into the shape of a JSON Schema."


@pytest.mark.anyio
async def test_an_empty_line_offers_everything_but_only_when_asked(completer: LanguageCompleter) -> None:
    assert offered(completer, "", TYPING) == []
    assert {"goto", "extract", ".help"} <= set(offered(completer, "", ASKED))


def test_the_history_is_the_consoles_and_is_not_written_twice(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    history.add("js 1")
    shared = SharedHistory(history)
    history.add("js 2")

    async def newest_first() -> list[str]:
        return [line async for line in shared.load()]

    assert asyncio.run(newest_first()) == ["js 2", "js 1"]
    shared.append_string("js 3")
    assert shared.get_strings() == ["js 1", "js 2"] == list(History(tmp_path / "history.jsonl"))


def test_the_suggestion_goes_on_with_the_newest_line_that_begins_so() -> None:
    history = History(None)
    for line in ("goto a.example", "goto b.example"):
        history.add(line)
    suggestion = HistorySuggestion(Recall(history))
    found = suggestion.get_suggestion(Buffer(), Document("goto "))
    assert found is not None
    assert found.text == "b.example"
    assert suggestion.get_suggestion(Buffer(), Document("goto c")) is None
    assert suggestion.get_suggestion(Buffer(), Document("")) is None


@given(st.text(alphabet='js {}[]"\n.$@-a1<>`/*', max_size=80))
def test_colouring_changes_no_text(text: str) -> None:
    lines = LanguageLexer(registry()).lines(text)
    assert "\n".join(plain(line) for line in lines) == text


@pytest.mark.parametrize("name", theme_names())
def test_every_theme_has_a_style_and_no_colours_means_no_colour(name: str) -> None:
    line = [("class:key", '"a"'), ("class:error", "!"), ("", " plain")]
    coloured = Painter(load_theme(name), ColorDepth.DEPTH_24_BIT).paint([line])
    assert "\x1b[0;38;2;" in coloured
    assert coloured.endswith(" plain\r\n")
    assert Painter(load_theme(name), ColorDepth.DEPTH_1_BIT).paint([line]) == '"a"! plain\r\n'


def test_the_environment_says_how_many_colours_there_are_and_on_which_ground() -> None:
    assert colour_depth({"NO_COLOR": "1", "COLORTERM": "truecolor"}) is ColorDepth.DEPTH_1_BIT
    assert colour_depth({"COLORTERM": "truecolor"}) is ColorDepth.DEPTH_24_BIT
    assert colour_depth({"TERM": "xterm-256color"}) is ColorDepth.DEPTH_8_BIT
    assert first_theme("slate", {"COLORFGBG": "0;15"}) == "slate"
    assert first_theme("", {"COLORFGBG": "0;15"}) == "paper"
    assert first_theme("", {"COLORFGBG": "15;0"}) == "harbour"


def test_the_pager_is_the_users_and_gets_colours_if_it_shows_them() -> None:
    assert pager_command({"PAGER": "less -S"}) == "less -S"
    assert pager_command({"PAGER": ""}) == ""
    assert shows_colours("less", {})
    assert shows_colours("/usr/bin/less -R", {"LESS": "FX"})
    assert not shows_colours("less", {"LESS": "FX"})
    assert not shows_colours("more", {})
    assert not shows_colours("less 'unclosed", {})


@pytest.mark.anyio
@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
async def test_the_toolbar_is_exactly_as_wide_as_the_terminal(width: int, glyphs: object) -> None:
    console = Console(Settings(), Choice("", None))
    line = toolbar(console, UNICODE if glyphs is UNICODE else ASCII, width, mode="vi insert")
    assert cells.width(plain(line)) == width
