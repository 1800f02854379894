"""run_task with a model: it is shown the page, says a step, sees what came of it, and is held to its bounds."""

from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from smooth_console.engine.inprocess import RunningEngine
from tests.engine.conftest import Caller, Session, calling
from tests.engine.model.conftest import Script, show, spoken, value

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

FORM = """<h1>Sign up</h1><label>Email <input name=email></label><button onclick="
document.querySelector('h1').textContent = 'Welcome, ' + document.querySelector('input').value">Join</button>"""
MODEL = {"type": "object", "properties": {"greeting": {"type": "string"}, "points": {"type": ["integer", "null"]}}}


async def _run(session: Session, script: Script, *says: Any, body: str = FORM, **given: Any) -> dict[str, Any]:
    await show(session, body)
    script.says = [*says]
    sent = await session.send("run_task", {"task": "sign up and say the greeting", **given})
    payload: dict[str, Any] = (await session.event(sent))["payload"]
    return payload


async def test_it_looks_acts_and_looks_again_until_it_is_done(asking: Session, script: Script) -> None:
    payload = await _run(
        asking, script, "fill 'Email' with 'a@b.example'", "STEP: click 'Join'", "done: Welcome, a@b.example"
    )

    assert payload["output"]["output"] == "Welcome, a@b.example"
    assert 'button "Join"' in script.asked[0]["messages"][-1]["content"]
    assert 'heading "Welcome, a@b.example"' in script.last()
    assert "1. fill 'Email' with 'a@b.example': filled 'Email'" in script.last()
    assert (await asking.record())["steps"] == ["1/32 fill 'Email' with 'a@b.example'", "2/32 click 'Join'"]


async def test_what_does_not_work_or_is_not_understood_is_told_to_it(asking: Session, script: Script) -> None:
    payload = await _run(asking, script, "frobnicate the page", "hover 'Nowhere'", "fail: no such thing", max_steps=5)

    assert payload["code"] == 400
    assert "gave up: no such thing" in payload["output"]
    assert "is not understood" in script.last()
    assert "that did not work" in script.last()


async def test_of_an_answer_without_end_the_first_line_is_the_step(asking: Session, script: Script) -> None:
    endless = spoken("click 'Join'\nclick 'Join'\nclick 'Jo", "length")

    payload = await _run(asking, script, endless, "done: in")

    assert payload["output"]["output"] == "in"
    assert payload["steps"] == ["1/32 click 'Join'"]
    assert script.asked[0]["max_tokens"] == 1_000


async def test_max_steps_is_kept(asking: Session, script: Script) -> None:
    payload = await _run(asking, script, "fill 'Email' with 'a'", "fill 'Email' with 'b'", max_steps=2)

    assert payload["code"] == 400
    assert "max_steps (2)" in payload["output"]
    assert script.says == []


async def test_a_circle_is_noticed(asking: Session, script: Script) -> None:
    payload = await _run(asking, script, *["hover 'Join'"] * 3, "done: never asked")

    assert payload["code"] == 400
    assert "round in circles: hover 'Join'" in payload["output"]
    assert len(script.says) == 1


async def test_a_response_model_is_filled_from_the_page_that_is_open(asking: Session, script: Script) -> None:
    said = value({"greeting": "Welcome, x", "points": 7})

    payload = await _run(asking, script, "fill 'Email' with 'x'", "click 'Join'", "done:", said, response_model=MODEL)

    assert payload["output"]["output"] == {"greeting": "Welcome, x", "points": None}
    assert payload["notices"] == ["Not on the page, so null: /points."]


async def test_a_closing_answer_is_checked_and_grounded_in_what_was_seen(asking: Session, script: Script) -> None:
    payload = await _run(
        asking, script, 'done: {"greeting": 5}', 'done: {"greeting": "Sign up", "points": 99}', response_model=MODEL
    )

    assert payload["output"]["output"] == {"greeting": "Sign up", "points": None}
    assert "/value: 'points' is a required property" in script.last()
    assert payload["notices"] == ["On no page that was seen, so null: /points."]


async def test_secrets_are_typed_and_never_shown_to_the_model(asking: Session, script: Script) -> None:
    payload = await _run(
        asking,
        script,
        "fill 'Email' with '<secret>mail</secret>'",
        "click 'Join'",
        "done: Welcome, hush-hush",
        secrets={"mail": {"value": "hush-hush", "allowed_urls": ["*"]}},
    )

    assert payload["output"]["output"] == "Welcome, <secret>mail</secret>"
    assert "hush-hush" not in str(script.asked)
    assert "<secret>mail</secret>" in script.asked[0]["messages"][0]["content"]
    assert "Welcome, <secret>mail</secret>" in script.last()


async def test_tools_are_called_and_their_answer_seen(thinking: RunningEngine, script: Script) -> None:
    tool = {"name": "code", "description": "Gives the code.", "inputs": {"type": "object"}, "output": "a code"}
    async with calling(thinking) as client:
        session = await Caller(client).open(custom_tools=[tool])
        script.says = ["call nothing", 'call code with {"for": "Ada"}', "done: 4711"]
        sent = await session.send("run_task", {"task": "get the code"})
        call = await session.event(name="tool_call")
        await session.post("tool_call", {"code": 200, "output": {"code": 4711}}, call["id"])

        assert (await session.event(sent))["payload"]["output"]["output"] == "4711"
        assert call["payload"] == {"name": "code", "input": {"for": "Ada"}}
        assert 'it gave {"code": 4711}' in script.last()
        assert "there is no tool 'nothing'" in script.last()
        await session.end()


async def test_a_model_that_fails_ends_the_task_and_not_the_session(asking: Session, script: Script) -> None:
    payload = await _run(asking, script, "fill 'Email' with 'x'", PlainTextResponse("oh", 500))

    assert payload["code"] == 500
    assert "answered 500" in payload["output"]
    assert "filled 'Email'" in payload["output"]
    assert await asking.ok("evaluate_js", {"js": "document.querySelector('input').value"}) == "x"
