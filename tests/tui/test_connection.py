"""The application while the server is away or hangs: keys act at once, and one line says how things stand."""

import pytest

from smooth_console.session import EventState
from smooth_console.tui.widgets.command_input import CommandInput
from tests.console.conftest import elsewhere
from tests.session.servers import Fault, ScriptedServer, serving
from tests.tui.test_journal import app_on, header_of, until

__all__ = ["elsewhere"]

pytestmark = pytest.mark.anyio


async def test_the_header_says_since_when_the_server_is_not_heard_and_counts_on() -> None:
    async with serving(ScriptedServer()) as server, app_on(server) as (app, pilot):
        await until(pilot, lambda: app.console_core.session is not None and len(server.gets()) >= 2)
        assert server.front is not None
        server.front.go_away(4.0)
        await until(pilot, lambda: "reconnecting, last heard" in header_of(app))
        await until(pilot, lambda: "last heard 2 s ago" in header_of(app) or "last heard 3 s ago" in header_of(app))
        app.console_core.submit("js 1")
        await until(pilot, lambda: "reconnecting" not in header_of(app))
        # What was typed meanwhile resolves by itself.
        await until(pilot, lambda: app.console_core.entries[-1].state is EventState.OK)
        assert len(server.taken) == 1


async def test_keys_act_while_every_request_hangs() -> None:
    async with serving(ScriptedServer()) as server, app_on(server) as (app, pilot):
        await until(pilot, lambda: len(server.gets()) >= 2)
        server.get_faults.extend([Fault(how="silent", seconds=60.0)] * 4)
        server.post_faults.extend([Fault(how="silent", seconds=60.0)] * 4)
        server.notify()
        app.console_core.submit("js 1")
        await until(pilot, lambda: app.console_core.entries[-1].attempts == 1)
        app.command.focus()
        await pilot.press("j", "s", "space", "2")
        assert app.command.query_one(CommandInput).text == "js 2"
        await pilot.press("enter")
        await until(pilot, lambda: len(app.console_core.entries) == 3)
        assert [entry.state for entry in app.console_core.entries[1:]] == [EventState.SENDING] * 2
        server.clear()
        server.drop_connections()
