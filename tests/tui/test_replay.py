"""A recording in the app: it plays, it can be looked into, and nothing is sent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from smooth_console.exports.records import EntryRecord, SessionRecord
from smooth_console.session import EventState
from smooth_console.settings import Settings
from smooth_console.tui.offline import ReplayApp
from tests.exports.values import entry, opened

pytestmark = pytest.mark.anyio
JS = "(async (args) => { throw new Error('no') })"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path))


def recording() -> SessionRecord:
    """Three answers within two minutes."""
    return opened(
        entry(2, "goto", {"url": "https://a.example/"}, line="goto a.example", output={"status": 200}),
        entry(3, "evaluate_js", {"js": "x"}, line="js x", state="error", code=400, output="no x\x1b]52;c;eA==\x07"),
        EntryRecord(
            n=4, verb="tool", at=4000.0, call={"name": "t", "input": {"a": 1}}, state="lost", reason="it ended"
        ),
        entry(120, "evaluate_js", {"js": "1"}, line="js 1", output=[{"a": 1}]),
    )


@asynccontextmanager
async def playing(session: SessionRecord, size: tuple[int, int] = (120, 36), **more: Any) -> AsyncIterator[Any]:
    """The app with a recording."""
    app = ReplayApp(Settings(), session, "r.json", **more)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.screen is app.replay)
        yield pilot, app.replay


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(30):
        while not holds():
            await pilot.pause(0.02)
    await pilot.pause()


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_it_plays_to_its_end_as_fast_as_it_is_told(size: tuple[int, int]) -> None:
    async with playing(recording(), size, speed=1000.0) as (pilot, replay):
        await until(pilot, lambda: replay.over)
        states = {row.n: row.state for row in replay.timeline.rows}
        assert states == {
            1: EventState.OK,
            2: EventState.OK,
            3: EventState.ERROR,
            4: EventState.LOST,
            120: EventState.OK,
        }
        assert replay.timeline.selected == 120
        assert replay.result.data.value == [{"a": 1}]
        row = replay.timeline.rows[1]
        assert (row.total_ms, row.summary) == (pytest.approx(10), "a.example")


async def test_it_goes_on_step_by_step_and_shows_what_is_under_way() -> None:
    async with playing(recording(), step=True) as (pilot, replay):
        await pilot.press("right", "right", "right")
        await pilot.pause()
        assert [(row.n, row.state) for row in replay.timeline.rows] == [(1, EventState.OK), (2, EventState.PENDING)]
        assert replay.result.data.state is EventState.PENDING
        await pilot.press("right", "right", "right")
        await pilot.pause()
        assert replay.result.data.failure.message.startswith("no x")
        await pilot.press("e")
        await until(pilot, lambda: replay.over)
        await pilot.press("r", "space")
        assert len(replay.timeline.rows) < 5


async def test_it_can_be_held_and_looked_into() -> None:
    async with playing(recording(), speed=1000.0) as (pilot, replay):
        await until(pilot, lambda: replay.over)
        await pilot.press("home")
        await pilot.press("down")
        await until(pilot, lambda: replay.result.data.value == {"status": 200})
        await pilot.press("f3", "4")
        assert replay.result.data.request["payload"]["input"] == {"url": "https://a.example/"}
        await pilot.press("escape")
        assert replay.timeline.has_focus_within
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.return_code == 0


async def test_a_recording_of_nothing_is_over_at_once() -> None:
    async with playing(SessionRecord()) as (pilot, replay):
        await pilot.press("e", "right", "space")
        assert replay.over
