"""The verbs on a scripted server: what goes over the wire, and what a line names of what came back."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from smooth_console.console.outcome import CommandError
from smooth_console.language.problems import LanguageError
from smooth_console.session import CallArrived, EventState
from tests.console.conftest import Desk, desk_at
from tests.session.conftest import until

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("example.com", "https://example.com"),
        ("example.com:8443/x", "https://example.com:8443/x"),
        ("localhost:3000", "http://localhost:3000"),
        ("127.0.0.1/a", "http://127.0.0.1/a"),
        ("[::1]:80/", "http://[::1]:80/"),
        ("http://a.b", "http://a.b"),
        ("about:blank", "about:blank"),
        ("data:text/html,hi there", "data:text/html,hi there"),
    ],
)
async def test_goto_makes_an_address_whole(desk: Desk, typed: str, url: str) -> None:
    assert await desk.value(f"goto {typed}") == {"url": url}


async def test_goto_goes_back_and_ahead_and_here_again(desk: Desk) -> None:
    await desk.run("goto a.example")
    await desk.run("goto b.example")
    assert await desk.value("goto -") == {"url": "https://a.example"}
    assert await desk.value("goto .") == {"url": "https://a.example"}
    assert await desk.value("goto +") == {"url": "https://b.example"}
    with pytest.raises(LanguageError, match="there is no page ahead"):
        await desk.run("goto +")
    await desk.run("goto -")
    await desk.run("goto c.example")
    with pytest.raises(LanguageError, match="there is no page ahead"):
        await desk.run("goto +")


async def test_values_of_other_entries_stand_for_themselves(desk: Desk) -> None:
    await desk.run('js --args {"items": [{"url": "https://x.example/1", "odd key": [1, 2]}]} (a) => a')
    assert await desk.value("goto $2.items[0].url") == {"url": "https://x.example/1"}
    assert await desk.value('js --args $2.items[0]["odd key"] (a) => a') == [1, 2]
    assert await desk.value("js --args $_ (a) => a") == [1, 2]
    assert await desk.value('goto x.example/ $2.items[0]["odd key"][1] $9x') == {"url": "https://x.example/ 2 $9x"}
    with pytest.raises(CommandError, match=r"\$2.itms: the value has no member itms; it has items"):
        await desk.run("goto $2.itms")
    with pytest.raises(CommandError, match="there is no entry 99; the last is 6"):
        await desk.run("goto $99")


async def test_a_value_that_is_not_there_yet_is_waited_for(desk: Desk) -> None:
    desk.server.post_delay_s = 0.02
    first = await desk.run("js --args [7] (a) => a &")
    assert first.entries[0].state is not EventState.OK
    assert await desk.value("js --args $_[0] (a) => a") == 7


async def test_variables_are_put_in_but_templates_of_javascript_stay(desk: Desk) -> None:
    await desk.run(".set city Oslo")
    await desk.run("js --raw `${city} ${price}`")
    assert desk.sent()[-1] == {"js": "`Oslo ${price}`"}
    assert await desk.value('js --args {"in": "${city}"} (a) => a') == {"in": "Oslo"}
    with pytest.raises(LanguageError, match=r"\$\{cty\} is not set; did you mean \$\{city\}\?") as raised:
        await desk.run("goto shop.example/${cty}")
    assert raised.value.place == (1, 19)


async def test_a_number_a_choice_and_a_duration_may_come_from_a_variable(desk: Desk) -> None:
    await desk.run(".set n 2")
    assert len((await desk.run("extract --repeat ${n} {}")).entries) == 2
    await desk.run(".set soon late")
    for line, says, column in [
        ("js --deadline ${soon} 1", "late is not a duration", 15),
        ("extract --repeat ${soon} {}", "--repeat takes a whole number from 1 to 100", 18),
        (".export ${soon}", "FORMAT takes python or", 9),
        ("wait --deadline ${none}", r"\$\{none\} is not set", 17),
    ]:
        with pytest.raises(LanguageError, match=says) as raised:
            await desk.run(line)
        assert raised.value.place == (1, column)


async def test_js_is_rewritten_unless_it_is_to_be_raw(desk: Desk) -> None:
    await desk.run("js {a: 1}")
    await desk.run("js --raw {a: 1}")
    assert [given["js"] for given in desk.sent()] == ["(async (args) => ({a: 1}))", "{a: 1}"]


async def test_code_of_the_library_or_a_file_is_run(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1 + 1")
    await desk.run("js @./a.js")
    assert "1 + 1" in desk.sent()[-1]["js"]
    await desk.run("js @links")
    assert "document.links" in desk.sent()[-1]["js"]
    with pytest.raises(LanguageError, match="the library has no lnks; did you mean @links"):
        await desk.run("js @lnks")


async def test_places_in_javascript_are_those_that_were_typed(desk: Desk) -> None:
    outcome = await desk.run("js throw 1")
    assert outcome.entries[0].state is EventState.ERROR
    assert desk.console.why(outcome.entries[0]).startswith("Error: no (line 1, column ")
    assert desk.console.why(outcome.entries[0]) != "Error: no (line 1, column 20)"


async def test_extract_sends_its_schema_and_prompt_as_often_as_asked(desk: Desk) -> None:
    outcome = await desk.run('extract {"type": "object"} --repeat 3 -- only in stock')
    assert len(outcome.entries) == 3
    assert desk.sent() == [{"schema": {"type": "object"}, "prompt": "only in stock"}] * 3


async def test_a_wrong_schema_is_refused_at_its_place_and_not_sent(desk: Desk) -> None:
    with pytest.raises(LanguageError, match="no type objct; did you mean object") as raised:
        await desk.run('extract {"type": "objct"}')
    assert raised.value.place == (1, 18)
    with pytest.raises(LanguageError, match="not JSON") as raised:
        await desk.run('extract {"type": }')
    assert raised.value.place[0] == 1
    assert desk.sent() == []
    await desk.run('extract {"type": "objct"} --no-check')
    assert len(desk.sent()) == 1


async def test_a_schema_comes_from_the_library_a_file_or_an_output(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"type": "array"}')
    await desk.run("extract @./s.json")
    await desk.run("extract @product")
    await desk.run('js --args {"type": "null"} (a) => a')
    await desk.run("extract $4")
    schemas = [given.get("schema") for given in desk.sent()]
    assert schemas[0] == {"type": "array"}
    assert schemas[1] is not None
    assert schemas[1]["title"].startswith("One product")
    assert schemas[3] == {"type": "null"}
    (tmp_path / "s.json").write_text('{\n  "type": oops}')
    with pytest.raises(CommandError, match=r"@\./s\.json:2:11: not JSON"):
        await desk.run("extract @./s.json")


async def test_run_carries_its_options(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "s3cret-word")
    await desk.run(".set who Ann")
    await desk.run(
        'run --max-steps 8 --url https://a.example --model {"type": "string"} --meta n=3 --meta who=${who} '
        "--secret pass=env:SHOP_PASSWORD@https://a.example/* sign in as ${who} with ${pass} &"
    )
    await until(lambda: desk.sent())
    assert desk.sent()[0] == {
        "task": "sign in as Ann with ${pass}",
        "max_steps": 8,
        "response_model": {"type": "string"},
        "url": "https://a.example",
        "metadata": {"n": 3, "who": "Ann"},
        "secrets": {"pass": {"value": "s3cret-word", "allowed_urls": ["https://a.example/*"]}},
    }
    assert desk.console.secrets.redact("it is s3cret-word") == "it is •••"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("run --secret a=plain x", "a secret comes from the environment; write a=env:VARIABLE"),
        ("run --secret a x", "a secret is NAME=env:VARIABLE"),
        ("run --secret a=env:NOT_SET_ANYWHERE x", "the environment has no NOT_SET_ANYWHERE"),
        ("run --meta a x", "a is not NAME=VALUE"),
        ('run --model {"type": "strng"} x', "did you mean string?"),
        ("send {}", "not an event"),
        ("send [1]", "not an event"),
        ("wait soon", "cannot wait for soon; wait for a number, all, or call"),
        ("reply 1 x", "entry 1 is not a tool call; no tool call waits"),
        ("expect .[", "not a filter"),
        (".show x", "x is not an entry"),
        (".show 1 |", "expected a jq filter behind |"),
        (".copy x", "x is not a value"),
        (".rerun 9", "there is no entry 9"),
        (".rerun nope", "no entry is called nope"),
        (".resend 1", "only one without an answer"),
        (".theme papr", "no theme papr; did you mean paper?"),
        (".set 1x y", "1x is not a name"),
        (".set nope", "nope is not set"),
        (".help extrac", "did you mean extract?"),
        (".edit @a/b", "a/b is not a name"),
        (".tool weather", "weather has no answer"),
        (".tool weather !", "expected a shell command"),
    ],
)
async def test_what_cannot_be_done_says_why(desk: Desk, line: str, says: str) -> None:
    with pytest.raises(LanguageError) as raised:
        await desk.run(line)
    assert says in str(raised.value)


async def test_send_is_raw(desk: Desk) -> None:
    event = {"id": "mine", "name": "browser_action", "payload": {"name": "evaluate_js", "input": {"js": "1"}}}
    outcome = await desk.run(f"send {json.dumps(event)}")
    assert outcome.entries[0].event_id == "mine"
    assert desk.server.taken == [event]


async def test_a_tool_call_is_waited_for_and_answered(desk: Desk) -> None:
    running = await desk.run("run ask for the weather &")
    asked = await desk.value("wait call")
    assert (asked["name"], asked["input"], asked["id"]) == ("weather", {"city": "Oslo"}, "call_1")
    await desk.run(f'reply {asked["n"]} {{"t": 4}}')
    await desk.run("wait all")
    assert running.entries[0].state is EventState.OK
    assert desk.agent.replies == [{"code": 200, "output": {"t": 4}}]
    with pytest.raises(LanguageError, match="has been answered already"):
        await desk.run(f"reply {asked['n']} 5")


async def test_a_reply_may_be_words_and_may_say_that_the_tool_failed(desk: Desk) -> None:
    await desk.run("run x &")
    await desk.run("reply call_1 --error 400 -- there is no such city")
    await desk.run("run x &")
    await desk.run("reply call_2 it is cold")
    await desk.run("run x &")
    await desk.run("reply call_3")
    assert desk.agent.replies == [
        {"code": 400, "output": "there is no such city"},
        {"code": 200, "output": "it is cold"},
        {"code": 200, "output": None},
    ]


async def test_a_wait_ends_at_its_deadline_with_the_code_for_it(desk: Desk) -> None:
    with pytest.raises(CommandError, match="no tool call came") as raised:
        await desk.run("wait call --deadline 20ms")
    assert raised.value.exit_code == 4
    await desk.run("js hang &")
    assert (await desk.run("wait all --deadline 20ms")).failure == 4
    assert (await desk.run("wait 2 --deadline 20ms")).failure == 4
    await desk.run("js throw 1")
    assert (await desk.run("wait 3")).failure == 1
    assert (await desk.run("wait 1")).failure == 0


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (".items | length == 2", True),
        ("$2 | .items | length == 2", True),
        ("$2.items length == 2", True),
        ("2 .items[0] == 1", True),
        ("$2.items[0]", True),
        ("$2.no_null", False),
        (".items | length > 3", False),
        (".nope", False),
        (".items[0].x", False),
        ("empty", False),
        (".items[] > 1", False),
    ],
)
async def test_expect_holds_or_ends_with_code_6(desk: Desk, condition: str, holds: bool) -> None:
    await desk.run('js --args {"items": [1, 2], "no_null": null} (a) => a')
    outcome = await desk.run(f"expect {condition}")
    assert outcome.failure == (0 if holds else 6)
    assert holds or outcome.text.startswith("expected ")


async def test_after_close_there_is_no_session_and_what_was_there_stays(desk: Desk) -> None:
    await desk.run("js --args [1] (a) => a")
    await desk.run("close")
    assert desk.console.session is not None
    await until(lambda: desk.console.session is None or desk.console.session.ended)
    with pytest.raises(CommandError, match="the session has ended") as raised:
        await desk.run("js 1")
    assert raised.value.exit_code == 5
    assert (await desk.run("expect .[0] == 1")).failure == 0


async def test_open_opens_another_and_numbers_go_on() -> None:
    async with desk_at() as desk:
        with pytest.raises(CommandError, match="there is no session; open one with"):
            await desk.run("js 1")
        await desk.run("open a.example")
        outcome = await desk.run("open --device mobile --record b.example")
        assert desk.server.opened == 2
        assert [entry.n for entry in desk.console.entries] == [1, 2, 3]
        assert [entry.verb for entry in desk.console.entries] == ["open", "close", "open"]
        assert outcome.entries == desk.console.entries[-1:]


async def test_attach_takes_up_a_session_but_not_the_one_in_front() -> None:
    async with desk_at() as desk:
        outcome = await desk.run("attach task_1")
        assert outcome.entries[0].state is EventState.OK
        with pytest.raises(LanguageError, match="is the session in front already"):
            await desk.run("attach task_1")
        assert await desk.value("js --args [1] (a) => a") == [1]


# Tools that the console answers


async def ended(desk: Desk, line: str) -> Any:
    """The output of a task that asks a tool."""
    return await asyncio.wait_for(desk.value(line), 5)


async def test_a_tool_is_answered_with_a_value(desk: Desk) -> None:
    await desk.run('.tool weather {"t": 4}')
    assert await ended(desk, "run x") == {"code": 200, "output": {"t": 4}}
    assert (await desk.run(".tool")).text == 'weather {"t": 4}'


async def test_a_tool_is_answered_by_a_command(desk: Desk) -> None:
    await desk.run(""".tool weather !jq -c '{where: .city, t: 4}'""")
    assert await ended(desk, "run x") == {"code": 200, "output": {"where": "Oslo", "t": 4}}


@pytest.mark.parametrize(
    ("command", "says"),
    [("echo gone >&2; exit 3", "ended with code 3: gone"), ("echo it is cold", "printed what is not JSON")],
)
async def test_a_command_that_fails_is_a_failed_call(desk: Desk, command: str, says: str) -> None:
    await desk.run(f".tool weather !{command}")
    reply = await ended(desk, "run x")
    assert reply["code"] == 500
    assert says in reply["output"]


async def test_a_call_that_waits_already_is_answered_and_a_tool_can_be_taken_back(desk: Desk) -> None:
    running = await desk.run("run x &")
    await until(lambda: desk.told(CallArrived))
    await desk.run(".tool weather it is cold")
    await desk.run("wait all")
    assert running.entries[0].state is EventState.OK
    assert "wait for a reply again" in (await desk.run(".tool weather")).text
    await desk.run("run x &")
    await until(lambda: len(desk.told(CallArrived)) == 2)
    assert len(desk.agent.replies) == 1
