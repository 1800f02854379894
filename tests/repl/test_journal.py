"""The line mode and its journal: what is said of a session left open, and what coming back to it prints."""

from pathlib import Path

import pytest

from smooth_console.console.glyphs import UNICODE
from smooth_console.journal import FOLDER, DiskJournal
from smooth_console.journal.schema import VERSION
from smooth_console.journal.store import open_database
from smooth_console.repl.toolbar import toolbar
from smooth_console.settings import data_folder
from tests.console.test_journaling import left_open
from tests.repl.desk import prompt_at
from tests.session.servers import ScriptedServer, serving

pytestmark = pytest.mark.anyio


@pytest.fixture
def journal(tmp_path: Path) -> DiskJournal:
    """The journal of the user's folder."""
    return DiskJournal(data_folder() / FOLDER)


async def test_a_session_left_open_is_named_with_its_lines(journal: DiskJournal) -> None:
    async with serving(ScriptedServer()) as server:
        name = await left_open(server)
        async with prompt_at(at=server, journal=journal) as desk:
            await desk.sees(f"attach {name}   take up the session of ")
            await desk.sees(f"!smooth-console sessions close {name}   or close it")


async def test_what_comes_back_is_counted_and_not_printed(journal: DiskJournal) -> None:
    async with serving(ScriptedServer()) as server:
        name = await left_open(server)
        async with prompt_at(at=server, journal=journal, first_line=f"attach {name}", opened=False) as desk:
            await desk.sees("2 entries came back from the journal")
            await desk.sees("$3  ")
            assert [entry.line for entry in desk.repl.console.entries][:2] == ["open", "js 'walnut'"]
            assert "walnut" not in desk.shown


async def test_a_journal_that_cannot_be_written_stays_in_sight(journal: DiskJournal) -> None:
    open_database(data_folder() / FOLDER).execute(f"PRAGMA user_version = {VERSION + 1}").connection.close()
    async with prompt_at(journal=journal) as desk:
        await desk.sees("the session goes on in memory")
        line = "".join(text for _, text in toolbar(desk.repl.console, UNICODE, 100))
        assert "! no journal" in line
