"""The rules of the protocol, as any client meets them: statuses, timestamps, holding, ids, closing, cancelling."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest

from smooth_console import wire
from smooth_console.engine.inprocess import RunningEngine, engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.conftest import Caller, Session, calling

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

# The examples of the API description for POST /task/{task_id}/event, word for word but for the goto's address.
EXAMPLES: dict[str, dict[str, Any]] = {
    "goto": {
        "name": "browser_action",
        "payload": {"name": "goto", "input": {"url": "https://example.com"}},
        "id": "evt_def456",
    },
    "extract": {
        "name": "browser_action",
        "payload": {
            "name": "extract",
            "input": {
                "schema": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"title": {"type": "string"}, "price": {"type": "number"}},
                    },
                },
                "prompt": "Extract the first 5 products",
            },
        },
        "id": "evt_ghi789",
    },
    "evaluate_js": {
        "name": "browser_action",
        "payload": {"name": "evaluate_js", "input": {"js": "document.title"}},
        "id": "evt_jkl012",
    },
    "run_task": {
        "name": "session_action",
        "payload": {"name": "run_task", "input": {"task": "Search for flights from NYC to LA", "max_steps": 32}},
        "id": "evt_abc123",
    },
    "close": {"name": "session_action", "payload": {"name": "close"}, "id": "evt_mno345"},
}


async def test_a_session_is_waiting_then_running(caller: Caller) -> None:
    response = await caller.http.post("/task", json={"task": None})
    record = response.json()["r"]
    assert record["status"] == "waiting"
    assert record["device"] == "desktop"
    session = Session(caller.http, record["id"])
    await session.ok("evaluate_js", {"js": "1"})
    assert (await session.get()).json()["r"]["status"] == "running"


async def test_each_example_of_the_description_is_taken_and_answered(session: Session) -> None:
    for example in EXAMPLES.values():
        response = await session.http.post(f"/task/{session.id}/event", json=example)
        assert response.json() == {"r": {"id": example["id"]}}
        answer = await session.event(example["id"])
        assert answer["name"] == example["name"]
        assert answer["payload"]["code"] in (200, 400)


async def test_a_tool_answer_that_nobody_asked_for_is_400(session: Session) -> None:
    payload = {"code": 200, "output": {"result": "Tool execution successful"}}
    response = await session.post("tool_call", payload, "evt_pqr678")
    assert response.status_code == 400
    assert "evt_pqr678" in response.json()["detail"]


async def test_an_answer_is_an_envelope_with_credits_and_seconds(session: Session) -> None:
    answer = await session.event(await session.send("evaluate_js", {"js": "6 * 7"}))
    assert answer["payload"]["code"] == 200
    envelope = answer["payload"]["output"]
    assert envelope["output"] == 42
    assert envelope["credits_used"] == 0
    assert 0 < envelope["duration"] < 5


async def test_timestamps_are_integers_that_strictly_increase(session: Session) -> None:
    ids = [await session.send("evaluate_js", {"js": str(n)}) for n in range(20)]
    for event_id in ids:
        await session.event(event_id)
    times = [event["timestamp"] for event in session.events]
    assert all(isinstance(moment, int) for moment in times)
    assert times == sorted(set(times))


async def test_actions_are_done_one_at_a_time_in_order(session: Session) -> None:
    ids = [
        await session.send("evaluate_js", {"js": f"globalThis.n = (globalThis.n ?? 0) * 10 + {n}"}) for n in (1, 2, 3)
    ]
    outputs = [(await session.event(event_id))["payload"]["output"]["output"] for event_id in ids]
    assert outputs == [1, 12, 123]


async def test_events_stay_readable_after_delivery(session: Session) -> None:
    event_id = await session.send("evaluate_js", {"js": "1"})
    await session.event(event_id)
    for _ in range(2):
        assert [event["id"] for event in (await session.get(0)).json()["r"]["events"]] == [event_id]


async def test_a_get_has_only_what_is_after_its_event_t(session: Session) -> None:
    first = await session.event(await session.send("evaluate_js", {"js": "1"}))
    second = await session.event(await session.send("evaluate_js", {"js": "2"}))
    events = (await session.get(first["timestamp"])).json()["r"]["events"]
    assert [event["id"] for event in events] == [second["id"]]


async def test_the_first_get_of_an_idle_session_is_answered_at_once(session: Session) -> None:
    started = time.monotonic()
    response = await session.get(0)
    assert response.status_code == 202
    assert response.json()["r"]["events"] == []
    assert time.monotonic() - started < 2


async def test_a_get_is_held_until_an_answer_comes(session: Session) -> None:
    await session.ok("evaluate_js", {"js": "1"})
    held = asyncio.create_task(session.get(session.seen))
    done, _ = await asyncio.wait({held}, timeout=0.2)
    assert not done
    event_id = await session.send("evaluate_js", {"js": "2"})
    assert [event["id"] for event in (await held).json()["r"]["events"]] == [event_id]


async def test_a_held_get_is_answered_in_the_end_though_nothing_came() -> None:
    async with engine_running(ServeOptions(hold_s=0.1)) as engine, calling(engine) as http:
        session = await Caller(http).open()
        await session.ok("evaluate_js", {"js": "1"})
        response = await session.get(session.seen)
        assert (response.status_code, response.json()["r"]["events"]) == (202, [])


async def test_a_get_without_event_t_is_never_held(session: Session) -> None:
    await session.ok("evaluate_js", {"js": "1"})
    started = time.monotonic()
    assert len((await session.get()).json()["r"]["events"]) == 1
    assert time.monotonic() - started < 2


async def test_the_same_event_twice_is_one_event(session: Session) -> None:
    await session.ok("evaluate_js", {"js": "globalThis.n = 0"})
    for _ in range(3):
        assert await session.send("evaluate_js", {"js": "++n"}, "one-and-only") == "one-and-only"
    await session.event("one-and-only")
    assert await session.ok("evaluate_js", {"js": "n"}) == 1
    assert [event["id"] for event in session.events].count("one-and-only") == 1


async def test_another_event_under_a_used_id_is_refused(session: Session) -> None:
    await session.send("evaluate_js", {"js": "1"}, "mine")
    response = await session.post("browser_action", {"name": "evaluate_js", "input": {"js": "2"}}, "mine")
    assert response.status_code == 400
    assert "mine" in response.json()["detail"]


async def test_an_event_without_an_id_gets_one(session: Session) -> None:
    response = await session.post("browser_action", {"name": "evaluate_js", "input": {"js": "1"}})
    assert (await session.event(response.json()["r"]["id"]))["payload"]["code"] == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ([], "object"),
        ({}, "name"),
        ({"name": 1, "payload": {}}, "name"),
        ({"name": "click", "payload": {}}, "browser_action"),
        ({"name": "browser_action"}, "payload"),
        ({"name": "browser_action", "payload": {"name": "jump"}}, "payload.name"),
        ({"name": "browser_action", "payload": {"name": "close"}}, "session_action"),
        ({"name": "browser_action", "payload": {"name": "goto"}}, "payload.input"),
        ({"name": "browser_action", "payload": {"name": "goto", "input": {}}}, "url"),
        ({"name": "browser_action", "payload": {"name": "goto", "input": {"url": 5}}}, "payload.input.url"),
        ({"name": "browser_action", "payload": {"name": "evaluate_js", "input": {"code": "1"}}}, "js"),
        ({"name": "browser_action", "payload": {"name": "extract", "input": {"schema": "x"}}}, "payload.input.schema"),
        ({"name": "session_action", "payload": {"name": "run_task", "input": {"task": " "}}}, "payload.input.task"),
        (
            {"name": "session_action", "payload": {"name": "run_task", "input": {"task": "x", "max_steps": 1}}},
            "payload.input.max_steps",
        ),
        ({"name": "tool_call", "payload": {"code": 200}}, "id"),
        ({"name": "tool_call", "payload": {"code": 201}, "id": "x"}, "payload.code"),
        ({"name": "browser_action", "payload": {"name": "goto", "input": {"url": "about:blank"}}, "id": 7}, "id"),
    ],
)
async def test_a_wrong_event_is_400_and_its_field_is_named(session: Session, body: Any, named: str) -> None:
    response = await session.http.post(f"/task/{session.id}/event", json=body)
    assert response.status_code == 400
    assert named in response.json()["detail"]


async def test_close_is_answered_and_the_session_done_once_that_was_fetched(session: Session) -> None:
    answer = await session.event(await session.send("close"))
    assert answer["payload"]["output"]["output"] is True
    before = await session.get(answer["timestamp"] - 1)
    assert before.status_code == 202
    assert before.json()["r"]["status"] in wire.LIVE_STATUSES
    after = await session.get(answer["timestamp"])
    assert (after.status_code, after.json()["r"]["status"]) == (200, "done")


async def test_a_closed_session_is_done_in_the_end_though_nobody_asks() -> None:
    async with engine_running(ServeOptions(drain_s=0.1)) as engine, calling(engine) as http:
        session = await Caller(http).open()
        answer = await session.event(await session.send("close"))
        task = engine.engine.tasks[session.id]
        assert await task.log.wait_until(lambda: not task.live, 5)
        final = await session.get(answer["timestamp"] - 1)
        assert (final.status_code, final.json()["r"]["events"]) == (200, [answer])


async def test_close_answers_what_is_running_and_what_waits(session: Session) -> None:
    running = await session.send("evaluate_js", {"js": "await new Promise(() => {})"})
    waiting = await session.send("evaluate_js", {"js": "1"})
    close = await session.send("close")
    for event_id in (running, waiting):
        payload = (await session.event(event_id))["payload"]
        assert payload == {"code": 400, "output": "the session was closed"}
    assert (await session.event(close))["payload"]["code"] == 200


async def test_a_closed_session_takes_nothing_but_repeats(session: Session) -> None:
    body = ("session_action", {"name": "close"}, "bye")
    assert (await session.post(*body)).status_code == 200
    assert (await session.post(*body)).status_code == 200
    response = await session.post("browser_action", {"name": "evaluate_js", "input": {"js": "1"}}, "late")
    assert response.status_code == 400
    assert "closed" in response.json()["detail"]


async def test_delete_cancels_and_answers_what_was_open(session: Session) -> None:
    event_id = await session.send("evaluate_js", {"js": "await new Promise(() => {})"})
    response = await session.http.delete(f"/task/{session.id}")
    assert (response.status_code, response.json()) == (200, {"r": True})
    final = await session.get(0)
    assert (final.status_code, final.json()["r"]["status"]) == (200, "cancelled")
    events = final.json()["r"]["events"]
    assert [(event["id"], event["payload"]["code"]) for event in events] == [(event_id, 400)]
    assert (await session.http.delete(f"/task/{session.id}")).status_code == 404


async def test_delete_ends_a_held_get(session: Session) -> None:
    await session.ok("evaluate_js", {"js": "1"})
    held = asyncio.create_task(session.get(session.seen))
    await session.http.delete(f"/task/{session.id}")
    assert (await held).status_code == 200


async def test_an_unknown_task_is_404(http: httpx.AsyncClient) -> None:
    for response in (
        await http.get("/task/nobody"),
        await http.delete("/task/nobody"),
        await http.post("/task/nobody/event", json=EXAMPLES["close"]),
    ):
        assert response.status_code == 404
        assert "nobody" in response.json()["detail"]


async def test_a_wrong_method_is_405_and_says_which_are_right(http: httpx.AsyncClient) -> None:
    response = await http.put("/task", json={})
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["allow"].split(", "))
    assert "detail" in response.json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"task": 5}, "task"),
        ({"task": None, "max_steps": 1}, "max_steps"),
        ({"task": None, "max_steps": "many"}, "max_steps"),
        ({"task": None, "device": "toaster"}, "device"),
        ({"task": None, "metadata": {str(n): n for n in range(17)}}, "metadata"),
        ({"task": None, "metadata": {"k": "x" * 2049}}, "metadata"),
        ({"task": None, "custom_tools": [{"name": "t"}]}, "custom_tools"),
    ],
)
async def test_a_task_of_the_wrong_shape_is_422_and_its_field_is_named(
    http: httpx.AsyncClient, body: Any, field: str
) -> None:
    response = await http.post("/task", json=body)
    assert response.status_code == 422
    problem = response.json()["detail"][0]
    assert problem["loc"][:2] == ["body", field]
    assert problem["msg"]
    assert problem["type"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"url": "file:///etc/passwd"}, "file:"),
        ({"url": "example.com"}, "https://example.com"),
        ({"url": "https://b.test/", "allowed_urls": ["https://a.test/*"]}, "allowed_urls"),
        ({"proxy_server": "gopher://x"}, "proxy_server"),
        ({"proxy_username": "me"}, "proxy_server"),
        ({"files": ["none"]}, "files"),
        ({"profile_id": "nobody"}, "profile_id"),
        ({"extensions": ["x"]}, "extensions"),
        ({"additional_tools": {"teleport": None}}, "teleport"),
    ],
)
async def test_a_task_that_asks_for_what_is_not_there_is_400(http: httpx.AsyncClient, body: Any, named: str) -> None:
    response = await http.post("/task", json={"task": None, **body})
    assert response.status_code == 400
    assert named in response.json()["detail"]


async def test_what_official_clients_send_by_default_is_taken(caller: Caller) -> None:
    session = await caller.open(
        use_stealth=True, use_captcha_solver=True, use_adblock=True, enable_recording=True, session_id=None
    )
    assert (await session.get()).json()["r"]["recording_url"] == ""


async def test_the_list_is_paged_from_the_newest(caller: Caller) -> None:
    made = [(await caller.open()).id for _ in range(3)]
    first = (await caller.http.get("/task", params={"l": 2})).json()["r"]
    rest = (await caller.http.get("/task", params={"l": 1, "t": first[-1]["created_at"]})).json()["r"]
    assert [row["id"] for row in first + rest] == made[::-1]


async def test_too_many_sessions_are_429_with_a_time_to_wait(caller: Caller, running: RunningEngine) -> None:
    for _ in range(running.engine.options.max_tasks):
        await caller.open()
    response = await caller.http.post("/task", json={"task": None})
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0


async def test_an_idle_session_is_closed(session: Session, running: RunningEngine) -> None:
    await session.ok("evaluate_js", {"js": "1"})
    await running.engine.tasks[session.id].close_idle()
    final = await session.get(0)
    assert (final.status_code, final.json()["r"]["status"]) == (200, "done")


async def test_lone_surrogates_come_through(session: Session) -> None:
    response = await session.get(0)
    assert response.headers["smooth-idempotent-events"] == "1"
    event_id = await session.send("evaluate_js", {"js": r"'a\ud800b'"})
    await session.event(event_id)
    assert (await session.get(0)).content.isascii()


async def test_a_task_record_can_be_read_as_the_wire_record(session: Session) -> None:
    await session.ok("evaluate_js", {"js": "1"})
    record = wire.decode(wire.Task, json.loads((await session.get()).content)["r"])
    beside = {"page_url", "notices", "steps", "doing"}  # ours, besides what the description lists
    assert record.unknown.keys() == beside
    assert record.events is not None
    answer = wire.read_answer(record.events[0])
    assert answer is not None
    assert answer.ok
