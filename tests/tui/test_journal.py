"""The application and its journal: what is offered at the start, what comes back, and a warning that stays in sight."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from smooth_console.client import ApiKey
from smooth_console.console.server import Choice
from smooth_console.journal import FOLDER, DiskJournal
from smooth_console.journal.reading import Reader
from smooth_console.journal.schema import VERSION
from smooth_console.journal.store import open_database
from smooth_console.session import EventState
from smooth_console.settings import Settings, data_folder
from smooth_console.tui.app import SmoothApp
from smooth_console.tui.widgets.header import Header
from tests.console.conftest import elsewhere
from tests.journal.conftest import journal_in, js, session_on
from tests.session.servers import ScriptedServer, serving

__all__ = ["elsewhere"]

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def app_on(server: ScriptedServer, *, attach: str | None = None) -> AsyncIterator[tuple[SmoothApp, Pilot[None]]]:
    """The application with an open session, and the journal of the user's folder."""
    choice = Choice(server.url, ApiKey("key-of-the-test"))
    app = SmoothApp(Settings(), choice, attach=attach, journal=lambda: DiskJournal(data_folder() / FOLDER))
    async with app.run_test(size=(120, 36)) as pilot:
        try:
            await until(pilot, lambda: bool(app.console_core.entries) and app.console_core.entries[0].terminal)
            yield app, pilot
        finally:
            await app.console_core.aclose()


async def until(pilot: Pilot[None], holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not holds():
            await pilot.pause(0.02)
    await pilot.pause()


def header_of(app: SmoothApp) -> str:
    """What the line above everything says."""
    return str(app.main.query_one(Header).render())


async def left_open(server: ScriptedServer) -> str:
    """A session of two entries whose console was killed; gives the journal's id of it."""
    async with journal_in(data_folder() / FOLDER) as journal, session_on(server, journal) as (session, _):
        await js(session, "'walnut'")
        await journal.aclose()
    with Reader(data_folder() / FOLDER) as reader:
        return reader.sessions()[0].name


def offered(app: SmoothApp) -> list[str]:
    """The lines of the first screen, with what each does."""
    options = app.main.query_one(OptionList)
    return [str(options.get_option_at_index(index).prompt) for index in range(options.option_count)]


async def test_a_session_left_open_is_offered_on_the_first_screen() -> None:
    async with serving(ScriptedServer()) as server:
        name = await left_open(server)
        async with app_on(server) as (app, pilot):
            await until(pilot, lambda: len(offered(app)) == 5)
            assert offered(app)[0].startswith(f"attach {name}\n  take up the session of ")
            assert offered(app)[1] == f"!smooth-console sessions close {name}\n  or close it"


async def test_a_session_left_open_at_another_server_is_offered_to_be_closed_there() -> None:
    async with serving(ScriptedServer()) as server, serving(ScriptedServer()) as other:
        name = await left_open(other)
        async with app_on(server) as (app, pilot):
            await until(pilot, lambda: len(offered(app)) == 4)
            assert offered(app)[0].startswith(f"!smooth-console sessions close {name} --api {other.url}\n")


async def test_a_session_that_is_taken_up_at_the_start_comes_back_with_its_rows_and_is_not_offered() -> None:
    async with serving(ScriptedServer()) as server:
        name = await left_open(server)
        async with app_on(server, attach=name) as (app, pilot):
            await until(pilot, lambda: len(app.console_core.entries) == 3 and app.console_core.entries[2].terminal)
            entries = [(entry.n, entry.line, entry.state) for entry in app.console_core.entries]
            assert entries[1:] == [(2, "js 'walnut'", EventState.OK), (3, f"attach {name}", EventState.OK)]
            assert [row.n for row in app.timeline.rows] == [1, 2, 3]
            assert len(offered(app)) == 3


async def test_a_journal_that_cannot_be_written_is_said_once_and_stays_in_sight() -> None:
    open_database(data_folder() / FOLDER).execute(f"PRAGMA user_version = {VERSION + 1}").connection.close()
    async with serving(ScriptedServer()) as server, app_on(server) as (app, pilot):
        await until(pilot, lambda: "no journal" in header_of(app))
        notices = [notice.message for notice in app._notifications]
        assert sum("the session goes on in memory" in notice for notice in notices) == 1
        app.take_line("js 1")
        await until(pilot, lambda: app.console_core.entries[-1].state is EventState.OK)
        assert "no journal" in header_of(app)


async def test_a_journal_that_is_well_says_nothing() -> None:
    async with serving(ScriptedServer()) as server:
        async with app_on(server) as (app, pilot):
            app.take_line("js 1")
            app.take_line(".status")
            await until(pilot, lambda: len(app.console_core.entries) == 2 and app.console_core.entries[1].terminal)
            assert "no journal" not in header_of(app)
        with Reader(data_folder() / FOLDER) as reader:
            story = reader.story(reader.sessions()[0])
        assert [entry.line for entry in story.entries] == ["open", "js 1", "close"]
        assert [(line.text, line.sends) for line in story.lines] == [("js 1", True), (".status", False)]
        assert story.session.status == "done"
