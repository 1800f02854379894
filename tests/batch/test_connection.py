"""What is said of the connection while a script runs."""

import pytest

from smooth_console.batch.connection import ConnectionNotes
from smooth_console.session import Connection, EventState
from tests.batch.conftest import Headless
from tests.session.servers import Fault

pytestmark = pytest.mark.anyio

LOST = Connection("reconnecting", "connection refused", last_heard=88.0, retry_at=140.0)


def test_trouble_is_said_now_and_then_and_its_end_once() -> None:
    notes = ConnectionNotes()
    assert notes.about(LOST, 100.0) == "reconnecting, last heard 12 s ago, next try in 40 s: connection refused"
    assert notes.about(LOST, 104.0) == ""
    assert notes.about(LOST, 110.0).startswith("reconnecting, last heard 22 s ago")
    online = Connection("online", last_heard=111.0)
    assert [notes.about(online, 111.0), notes.about(online, 112.0)] == ["the server is heard again", ""]


def test_what_passes_at_once_is_not_said() -> None:
    notes = ConnectionNotes()
    assert notes.about(LOST, 88.4) == ""
    assert notes.about(Connection("online", last_heard=88.6), 88.6) == ""


async def test_a_script_goes_on_after_the_network_is_back_and_says_that_it_was_away(headless: Headless) -> None:
    headless.server.get_faults.extend([None, Fault(how="refused", seconds=2.5)])
    assert await headless.run("open https://a.example/\njs 1\n", deadline_s=20.0) == 0
    assert "reconnecting, last heard" in headless.said()
    assert "the server is heard again" in headless.said()
    entries = headless.desk.console.entries
    assert [entry.state for entry in entries if entry.verb in ("open", "js")] == [EventState.OK] * 2
