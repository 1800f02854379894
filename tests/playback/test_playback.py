"""A server that answers from a recording, spoken to by the console's own client and by hand."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from smooth_console.engine.options import ServeOptions
from smooth_console.exports.records import EntryRecord, SessionRecord
from smooth_console.playback.app import create_app
from tests.exports.values import entry, opened

pytestmark = pytest.mark.anyio
JS = "(async (args) => (document.title))"


def recording() -> SessionRecord:
    """A session with two answers to one question, a failure, a task that asks, and one that was never answered."""
    run = entry(7, "run_task", {"task": "ask"}, output={"celsius": 4}, answered_at=9000.0)
    asked = EntryRecord(
        n=8, verb="tool", at=7500.0, call={"name": "t", "input": {"a": 1}}, reply={"code": 200, "output": 4}
    )
    return opened(
        entry(2, "goto", {"url": "https://a.example/"}, output={"status": 200}, credits=0.5, duration_s=0.25),
        entry(3, "evaluate_js", {"js": JS}, source="document.title", output="first"),
        entry(4, "evaluate_js", {"js": JS}, source="document.title", output="second"),
        entry(5, "evaluate_js", {"js": "oh"}, state="error", code=400, output="no such thing"),
        entry(6, "evaluate_js", {"js": "lost"}, state="lost", code=None, answered_at=None),
        run,
        asked,
    )


class Client:
    """A session with the player, as thin as can be."""

    def __init__(self, http: httpx.AsyncClient, task_id: str) -> None:
        self.http = http
        self.task_id = task_id

    async def post(self, name: str, payload: dict[str, Any], event_id: str) -> httpx.Response:
        """Send an event."""
        body = {"name": name, "payload": payload, "id": event_id}
        return await self.http.post(f"/task/{self.task_id}/event", json=body)

    async def act(self, action: str, given: dict[str, Any] | None, event_id: str) -> dict[str, Any]:
        """Send an action; the payload of its answer."""
        name = "session_action" if action in ("run_task", "close") else "browser_action"
        response = await self.post(name, {"name": action, "input": given}, event_id)
        assert response.status_code == 200, response.text
        return next(event["payload"] for event in await self.events() if event["id"] == event_id)

    async def events(self) -> list[dict[str, Any]]:
        """Everything that it has said."""
        found: list[dict[str, Any]] = (await self.http.get(f"/task/{self.task_id}")).json()["r"]["events"]
        return found


@contextlib.asynccontextmanager
async def playing(session: SessionRecord) -> AsyncIterator[Client]:
    """A session with a player."""
    options = ServeOptions(api_key="key", demo=False)
    transport = httpx.ASGITransport(create_app(session, options), raise_app_exceptions=False)
    base = "http://127.0.0.1/api/v1"
    async with httpx.AsyncClient(transport=transport, base_url=base, headers={"apikey": "key"}) as http:
        task = (await http.post("/task", json={"task": None})).json()["r"]
        assert task["status"] == "running"
        yield Client(http, task["id"])


async def test_an_event_is_answered_as_it_was() -> None:
    async with playing(recording()) as client:
        payload = await client.act("goto", {"url": "https://a.example/"}, "e1")
        assert payload == {"code": 200, "output": {"output": {"status": 200}, "credits_used": 0.5, "duration": 0.25}}
        assert await client.act("evaluate_js", {"js": "oh"}, "e2") == {"code": 400, "output": "no such thing"}


async def test_what_was_asked_twice_is_answered_in_its_order_and_then_as_the_last() -> None:
    async with playing(recording()) as client:
        told = [
            await client.act("evaluate_js", {"js": js, "args": None}, f"e{n}")
            for n, js in enumerate([JS, "document.title", JS])
        ]
        assert [payload["output"]["output"] for payload in told] == ["first", "second", "second"]


async def test_what_was_not_recorded_is_refused_and_says_what_is_near() -> None:
    async with playing(recording()) as client:
        response = await client.post("browser_action", {"name": "goto", "input": {"url": "https://a.example/x"}}, "e1")
        assert response.status_code == 400
        detail = response.json()["detail"]
        assert detail.startswith('not recorded: goto {"url": "https://a.example/x"}')
        assert 'the nearest is entry 2: {"url": "https://a.example/"}' in detail
        response = await client.post("browser_action", {"name": "extract", "input": {"schema": {}}}, "e2")
        assert "it holds goto, evaluate_js, run_task" in response.json()["detail"]
        response = await client.post("browser_action", {"name": "evaluate_js", "input": {"js": "lost"}}, "e3")
        assert "entry 6 is lost" in response.json()["detail"]


async def test_a_task_asks_what_it_asked_and_goes_on_with_the_same_reply() -> None:
    async with playing(recording()) as client:
        payload = {"name": "run_task", "input": {"task": "ask"}}
        assert (await client.post("session_action", payload, "run")).status_code == 200
        (call,) = await client.events()
        assert call["payload"] == {"name": "t", "input": {"a": 1}}
        response = await client.post("tool_call", {"code": 200, "output": 5}, call["id"])
        assert response.status_code == 400
        assert "the recorded one is 200 4" in response.json()["detail"]
        assert (await client.post("session_action", payload, "other")).status_code == 400
        assert (await client.post("tool_call", {"code": 200, "output": 4}, call["id"])).status_code == 200
        answer = (await client.events())[-1]
        assert (answer["id"], answer["payload"]["output"]["output"]) == ("run", {"celsius": 4})
        assert (await client.post("tool_call", {"code": 200, "output": 4}, "none")).status_code == 400


async def test_the_same_id_again_is_one_event() -> None:
    async with playing(recording()) as client:
        for _ in range(2):
            await client.act("evaluate_js", {"js": JS}, "e1")
        assert len(await client.events()) == 1
        assert (await client.post("browser_action", {"name": "goto", "input": {}}, "e1")).status_code == 400


async def test_a_session_ends_when_its_last_answer_was_fetched() -> None:
    async with playing(recording()) as client:
        await client.act("close", None, "bye")
        (event,) = await client.events()
        response = await client.http.get(f"/task/{client.task_id}", params={"event_t": event["timestamp"]})
        assert (response.status_code, response.json()["r"]["status"]) == (200, "done")
        assert (await client.post("browser_action", {"name": "goto", "input": {}}, "x")).status_code == 400
        assert (await client.http.delete(f"/task/{client.task_id}")).status_code == 404


async def test_everything_else_says_that_it_was_not_recorded() -> None:
    async with playing(recording()) as client:
        one_shot = await client.http.post("/task", json={"task": "buy a lamp"})
        profile = await client.http.get("/profile")
        assert (one_shot.status_code, profile.status_code) == (400, 400)
        assert "not recorded" in one_shot.text
        assert "not recorded" in profile.text
        assert (await client.http.get("/task/none")).status_code == 404
        assert (await client.http.post("/task", content=b"{")).status_code == 400
        assert (await client.http.get(f"/task/{client.task_id}?event_t=x")).status_code == 422
        assert (await client.http.get("/task", headers={"apikey": "other"})).status_code == 403
