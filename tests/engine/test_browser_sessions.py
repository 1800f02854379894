"""The deprecated browser session: a profile and a live view, for five minutes."""

import asyncio
from urllib.parse import urlsplit

import pytest

from smooth_console.engine import browser_sessions
from smooth_console.engine.inprocess import RunningEngine
from tests.engine.conftest import Caller, Session

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_it_opens_with_a_new_profile_and_a_live_view_and_ends_when_told(
    caller: Caller, site: str, running: RunningEngine
) -> None:
    opened = (await caller.http.post("/browser/session", json={"url": f"{site}/page/a", "device": "mobile"})).json()[
        "r"
    ]
    task = running.engine.tasks[opened["live_id"]]
    assert task.view is not None
    assert urlsplit(opened["live_url"]).query == f"token={task.view.token}"
    assert {"id": opened["profile_id"]} in (await caller.http.get("/profile")).json()["r"]
    session = Session(caller.http, task.id)
    await session.ok("evaluate_js", {"js": "document.cookie = 'a=1; max-age=99'; document.title"})
    assert (await caller.http.delete(f"/browser/session/{task.id}")).json() == {"r": True}
    assert (await session.record())["status"] == "done"
    assert (await caller.http.delete(f"/browser/session/{task.id}")).status_code == 404

    again = (await caller.http.post("/browser/session", json={"profile_id": opened["profile_id"]})).json()["r"]
    later = Session(caller.http, again["live_id"])
    await later.ok("goto", {"url": f"{site}/page/a"})
    assert await later.ok("evaluate_js", {"js": "document.cookie"}) == "a=1"


async def test_it_is_over_after_its_time(
    caller: Caller, running: RunningEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_sessions, "LIVES_S", 0.2)
    opened = (await caller.http.post("/browser/session", json={"live_view": False})).json()["r"]
    assert opened["live_url"] is None
    task = running.engine.tasks[opened["live_id"]]
    async with asyncio.timeout(10):
        await task.log.wait_until(lambda: not task.live, 10)
    assert task.status == "done"


async def test_what_is_wrong_is_said_and_leaves_no_profile(caller: Caller) -> None:
    before = (await caller.http.get("/profile")).json()
    for body, status in (
        ({"url": "file:///etc/passwd"}, 400),
        ({"extensions": ["none"]}, 400),
        ({"device": "toaster"}, 422),
        ([], 422),
    ):
        response = await caller.http.post("/browser/session", json=body)
        assert response.status_code == status, body
    assert (await caller.http.get("/profile")).json() == before
