"""The Textual console on the real engine and a real browser: each of the six events from the keyboard and back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from smooth_console.console.server import Choice
from smooth_console.session import Entry, EventState
from smooth_console.settings import Settings
from smooth_console.tui.app import SmoothApp
from smooth_console.tui.screens.args import ArgsScreen
from smooth_console.tui.screens.main import MainScreen
from smooth_console.tui.widgets.editor_problem import ProblemLine
from smooth_console.tui.widgets.pins import PinsView

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

TOOLS = '[{"name": "get_weather", "description": "Weather", "inputs": {"type": "object"}, "output": "an object"}]'


async def until(pilot: Pilot[None], holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not holds():
            await pilot.pause(0.02)
    await pilot.pause()


@asynccontextmanager
async def console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[SmoothApp, Pilot[None]]]:
    """The application with an open session on the demo site."""
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    app = SmoothApp(Settings(local=True), Choice("", None))
    async with app.run_test(size=size) as pilot:
        try:
            await until(pilot, lambda: bool(entries(app)) and entries(app)[0].state is EventState.OK)
            yield app, pilot
        finally:
            await app.console_core.aclose()


def entries(app: SmoothApp) -> list[Entry]:
    """What the timeline holds."""
    return app.console_core.entries


async def type_line(app: SmoothApp, pilot: Pilot[None], text: str) -> Entry:
    """Type a line key by key, run it, and wait for its answer."""
    count = len(entries(app))
    app.command.focus()
    await pilot.press(*(_KEYS.get(letter, letter) for letter in text), "enter")
    await until(pilot, lambda: len(entries(app)) > count)
    entry = entries(app)[-1]
    await until(pilot, lambda: entry.terminal)
    return entry


_KEYS = {" ": "space", "\n": "ctrl+j"}


async def test_lines_entered_in_the_first_frame_run_behind_the_opening_of_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path / "home"))
    app = SmoothApp(Settings(local=True), Choice("", None))
    async with app.run_test(size=(120, 36)) as pilot:
        app.take_line("js 6 * 7", typed=True)
        app.take_line("extrct", typed=True)
        try:
            await until(pilot, lambda: len(entries(app)) == 2 and entries(app)[1].terminal)
            opened, asked = entries(app)
            assert (opened.verb, asked.verb) == ("open", "js")
            assert asked.answer is not None
            assert asked.answer.output == 42
            assert app.command.text == "extrct"
        finally:
            await app.console_core.aclose()


async def test_leaving_in_the_first_frame_opens_no_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path / "home"))
    app = SmoothApp(Settings(local=True), Choice("", None))
    held = asyncio.Event()

    async def slowly(screen: MainScreen) -> None:
        await held.wait()

    monkeypatch.setattr(MainScreen, "take_result", slowly)
    async with app.run_test(size=(120, 36)):
        preparing = asyncio.create_task(app._prepare())
        await app.close_and_exit()
        held.set()
        await preparing
    assert entries(app) == []
    assert app.console_core.lines.waiting == ()


async def test_each_event_goes_from_the_keyboard_to_the_browser_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tools.json").write_text(TOOLS, encoding="utf-8")
    async with console(tmp_path, monkeypatch) as (app, pilot):
        opened = await type_line(app, pilot, "open --tools @./tools.json demo")
        assert opened.state is EventState.OK

        gone = await type_line(app, pilot, "goto demo/products")
        assert gone.answer is not None
        assert gone.answer.output["status"] == 200

        asked = await type_line(app, pilot, "js const n = document.querySelectorAll('h1'); n.length")
        assert asked.answer is not None
        assert asked.answer.output == 1

        read = await type_line(app, pilot, "extract @listing -- first 2")
        assert read.answer is not None
        assert [record["name"] for record in read.answer.output] == ["Walnut desk", "Arc desk lamp"]
        assert app.timeline.selected == read.n
        assert app.result.data is not None
        assert app.result.data.value == read.answer.output

        app.take_line('run call get_weather with {"city": "Oslo"}')
        await until(pilot, lambda: bool(app.console_core.session and app.console_core.session.calls))
        run, call = entries(app)[-2:]
        await pilot.press("f7")
        await until(pilot, lambda: bool(app.screen.query(TextArea)))
        app.screen.query_one(TextArea).text = '{"temperature": 4}'
        await pilot.press("f5")
        await until(pilot, lambda: run.terminal)
        assert call.state is EventState.OK
        assert run.answer is not None
        assert run.answer.output == {"temperature": 4}

        closed = await type_line(app, pilot, "close")
        assert closed.state is EventState.OK
        await until(pilot, lambda: app.console_core.session is not None and app.console_core.session.ended)


async def test_the_editor_runs_its_schema_and_its_snippet_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(tmp_path, monkeypatch) as (app, pilot):
        await type_line(app, pilot, "goto demo/products/walnut-desk")
        app.editor.open("schema", "", '{\n  "type": "object",\n  "properties": {"price": {"type": "number"}}\n}')
        await pilot.press("f5")
        await until(pilot, lambda: len(entries(app)) == 3 and entries(app)[-1].terminal)
        answer = entries(app)[-1].answer
        assert answer is not None
        assert answer.output == {"price": 149}
        app.editor.open("javascript", "", "const a = 20;\na + 2.5 // done")
        await pilot.press("f5")
        await until(pilot, lambda: len(entries(app)) == 4 and entries(app)[-1].terminal)
        answer = entries(app)[-1].answer
        assert answer is not None
        assert answer.output == 22.5
        app.editor.open("javascript", "", "// @param {number} n\n({ n }) => n * 2")
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, ArgsScreen))
        await pilot.press(*"21", "f5")
        await until(pilot, lambda: len(entries(app)) == 5 and entries(app)[-1].terminal)
        answer = entries(app)[-1].answer
        assert answer is not None
        assert answer.output == 42
        app.editor.open("javascript", "", "// what the page knows\n")
        app.editor.area().move_cursor((1, 0))
        await pilot.press(*"document.tit")
        await until(pilot, lambda: app.editor.area().choosing)
        await pilot.press("tab")
        assert app.editor.text.endswith("\ndocument.title")


async def test_a_field_that_was_not_found_is_marked_in_the_schema_and_its_check_leads_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(tmp_path, monkeypatch) as (app, pilot):
        await type_line(app, pilot, "goto demo/products/walnut-desk")
        fields = (
            '    "price": {"type": "number"},\n    "zodiac_sign": {"type": "string", "description": "Of the joiner"}\n'
        )
        app.editor.open(
            "schema",
            "",
            '{\n  "type": "object",\n  "properties": {\n' + fields + '  },\n  "required": ["zodiac_sign"]\n}',
        )
        await pilot.press("f5")
        await until(pilot, lambda: len(entries(app)) == 3 and entries(app)[-1].terminal)
        said = app.editor.query_one(ProblemLine)
        await until(pilot, lambda: "5 in the result: /zodiac_sign" in str(said.render()))
        app.editor.area().move_cursor((0, 0))
        await pilot.press("f3", "5", "enter")
        await until(pilot, lambda: app.editor.area().cursor_location[0] == 4)
        assert app.editor.area().has_focus
        await pilot.press("f2", "f4")
        assert app.editor.area().has_focus


async def test_pins_stand_below_the_timeline_and_show_what_an_event_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(tmp_path, monkeypatch) as (app, pilot):
        pins = app.main.query_one(PinsView)
        assert not pins.display
        app.take_line(".pin js document.title")
        await until(pilot, lambda: pins.display and "document.title" in str(pins.render()))
        await until(pilot, lambda: app.screen is not app.main)
        await pilot.press("escape")
        await type_line(app, pilot, "js document.title = 'Otherwise'")
        await until(pilot, lambda: "● document.title" in str(pins.render()))
        assert "Otherwise" in str(pins.render())
        app.take_line(".pin off all")
        await until(pilot, lambda: not pins.display)


async def test_mistakes_are_explained_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(tmp_path, monkeypatch) as (app, pilot):
        app.command.focus()
        await pilot.press(*"extrct", "space", "x", "enter")
        assert app.command.text == "extrct x"
        assert len(entries(app)) == 1
        app.command.clear()

        thrown = await type_line(app, pilot, "js let q = 1; q.r.s")
        assert thrown.state is EventState.ERROR
        assert "TypeError" in app.console_core.why(thrown)

        app.take_line('extract {"type": "objet"}')
        await until(pilot, lambda: app.command.text != "")
        assert app.command.text == 'extract {"type": "objet"}'
        assert len(entries(app)) == 2
        app.command.clear()

        late = await type_line(app, pilot, "js --deadline 1s await new Promise(done => setTimeout(done, 2000))")
        assert (late.n, late.state, late.late) == (3, EventState.OK, True)
        refused = await type_line(app, pilot, "goto file:///etc/passwd")
        assert refused.state is EventState.ERROR


async def test_an_answer_never_takes_the_focus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(tmp_path, monkeypatch) as (app, pilot):
        app.take_line("js await new Promise(done => setTimeout(done, 300))")
        await pilot.press(*"js 1")
        focused = app.focused
        await until(pilot, lambda: len(entries(app)) == 2 and entries(app)[-1].terminal)
        assert app.focused is focused
        assert app.command.text == "js 1"


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_it_can_be_resized_while_it_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async with console(tmp_path, monkeypatch, size) as (app, pilot):
        await pilot.resize_terminal(40, 12)
        await type_line(app, pilot, "js 1+1")
        await pilot.resize_terminal(120, 36)
        await pilot.pause()
        assert not app.main.has_class("narrow")
        assert app.timeline.rows[-1].verb == "js"


async def test_leaving_closes_the_session_and_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(tmp_path, monkeypatch) as (app, pilot):
        server, session = app.console_core.server, app.console_core.session
        assert server is not None
        assert session is not None
        await pilot.press("ctrl+q")
        await until(pilot, lambda: server.engine is not None and not server.engine.running)
        assert session.status == "done"
