"""A script before an audience: keys step through it, and what is private is not on the screen."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from smooth_console.client import ApiKey
from smooth_console.console.server import Choice
from smooth_console.session import EventState
from smooth_console.settings import Settings
from smooth_console.tui.app import SmoothApp
from smooth_console.tui.screens.present import PresentScreen
from tests.console.conftest import Agent, elsewhere
from tests.session.servers import ScriptedServer, serving

__all__ = ["elsewhere"]
pytestmark = pytest.mark.anyio

SCRIPT = """\
# A first look
#! Speak slowly.
js --args {"n": 1} (args) => args
js throw 1
.status
js 3
"""


@asynccontextmanager
async def presenting(folder: Path, size: tuple[int, int]) -> AsyncIterator[tuple[SmoothApp, Pilot[None]]]:
    """The app, presenting."""
    (folder / "talk.smooth").write_text(SCRIPT)
    async with serving(ScriptedServer(act=Agent())) as server:
        app = SmoothApp(Settings(), Choice(server.url, ApiKey("key-of-the-test")))
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: [e.state for e in app.console_core.entries] == [EventState.OK])
            app.take_line(".present --notes notes.txt talk.smooth")
            await until(pilot, lambda: isinstance(app.screen, PresentScreen))
            yield app, pilot
            server.forgotten = True
            await app.console_core.aclose()


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(30):
        while not holds():
            await pilot.pause(0.02)
    await pilot.pause()


def shown(app: SmoothApp) -> str:
    """All that stands on the screen."""
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (44, 14)])
async def test_space_runs_a_line_and_shows_the_next(elsewhere: Path, size: tuple[int, int]) -> None:
    async with presenting(elsewhere, size) as (app, pilot):
        assert "A first look" in shown(app)
        assert "1 of 4" in shown(app)
        await pilot.press("space")
        await until(pilot, lambda: len(app.console_core.entries) == 2 and app.console_core.entries[1].terminal)
        assert "js throw 1" in shown(app)
        assert "A first look" not in shown(app)
        await until(pilot, lambda: "✓ ok" in shown(app) or "+ ok" in shown(app))
        await pilot.press("left")
        await pilot.pause()
        assert "A first look" in shown(app)
        await pilot.press("right", "right")
        await pilot.pause()
        assert ".status" in shown(app)
        assert len(app.console_core.entries) == 2


async def test_nothing_private_is_on_the_screen_and_notes_are_elsewhere(elsewhere: Path) -> None:
    async with presenting(elsewhere, (100, 30)) as (app, pilot):
        session = app.console_core.session
        assert session is not None
        assert session.task_id is not None
        assert "Speak slowly" not in shown(app)
        assert "Speak slowly" in (elsewhere / "notes.txt").read_text()
        await pilot.press("right", "right", "space")
        await until(pilot, lambda: "connection" in shown(app))
        assert isinstance(app.screen, PresentScreen)
        assert session.task_id not in shown(app)
        assert "key-of-the-test" not in shown(app)
        app.tell(f"the session {session.task_id} goes on")
        await pilot.pause(0.1)
        assert session.task_id not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, PresentScreen))
        assert not app.stage
        assert not app.presenting


async def test_the_end_is_the_end(elsewhere: Path) -> None:
    async with presenting(elsewhere, (80, 24)) as (app, pilot):
        await pilot.press(*["right"] * 6, "space")
        await pilot.pause()
        assert "the end" in shown(app)
        assert isinstance(app.screen, PresentScreen)
        assert app.screen.query_one("#slide-line", Static).display
        assert len(app.console_core.entries) == 1
