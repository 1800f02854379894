"""Headless runs on a scripted server: what is printed where, and with which exit code it ends."""

import asyncio
import json
import os
import signal
from pathlib import Path

import pytest

from smooth_console.batch import exits
from tests.batch.conftest import Headless
from tests.session.conftest import until
from tests.session.servers import Fault

pytestmark = pytest.mark.anyio

KEYS = ["n", "line", "command", "event_id", "state", "code", "output"]
KEYS += ["credits_used", "duration", "wire_ms", "total_ms"]


async def test_outputs_are_one_json_document_a_line(headless: Headless) -> None:
    code = await headless.run('js --args {"a": "é"} (a) => a\n# words\ngoto x.example\n\n.show $_.url\nclose\n')
    assert code == exits.OK
    assert headless.out.getvalue() == '{"a": "\\u00e9"}\n{"url": "https://x.example"}\n"https://x.example"\n'
    assert headless.said() == ""


async def test_jsonl_has_a_record_for_each_verb_with_the_promised_keys(headless: Headless) -> None:
    script = "open a.example\njs --args [1] (a) => a\nexpect .[0] == 1\n.show $_\njs throw 1\nwait all\nclose"
    assert await headless.run(script, jsonl=True, go_on=True) == exits.FAILED
    records = headless.lines()
    assert all(list(record) == KEYS for record in records)
    assert [(r["line"], r["command"], r["state"], r["code"]) for r in records] == [
        (1, "open a.example", "ok", 200),
        (2, "js --args [1] (a) => a", "ok", 200),
        (3, "expect .[0] == 1", "ok", None),
        (5, "js throw 1", "error", 400),
        (6, "wait all", "ok", None),
        (7, "close", "ok", 200),
    ]
    assert (records[1]["output"], records[1]["credits_used"], records[1]["duration"]) == ([1], 2, 0.25)
    assert records[1]["wire_ms"] > 0
    assert records[1]["total_ms"] > 0
    assert records[2]["event_id"] is None


async def test_what_the_server_says_besides_is_on_stderr_and_in_the_record(headless: Headless) -> None:
    source = {"kind": "table", "path": "td", "text": "$1"}
    beside = {"notices": ["1 advertisement left out"], "sources": {"/0": source, "/1": "?"}}
    headless.server.act = lambda event: [(event["id"], event["name"], {"code": 200, "output": [1], **beside})]
    assert await headless.run("extract {}\nclose", jsonl=True) == exits.OK
    assert headless.lines()[0]["notices"] == ["1 advertisement left out"]
    assert headless.lines()[0]["sources"] == {"/0": source}
    assert "check.smooth:1: 1 advertisement left out" in headless.said()


async def test_what_was_sent_in_the_background_is_told_as_it_ends(headless: Headless, tmp_path: Path) -> None:
    script = "run x $> reply.json &\nwait call\nreply call_1 4\nwait all\n!jq -c . reply.json\nclose"
    assert await headless.run(script) == exits.OK
    asked, file = headless.lines()
    assert asked["name"] == "weather"
    assert file == json.loads((tmp_path / "reply.json").read_text()) == {"code": 200, "output": 4}


async def test_a_background_line_gives_its_output_before_the_next_line_begins(headless: Headless) -> None:
    script = "run x &\nwait call\nreply call_1 4\nwait all\njs --args [2] (a) => a"
    assert await headless.run(script) == exits.OK
    assert [line if isinstance(line, list) else sorted(line) for line in headless.lines()] == [
        ["id", "input", "n", "name"],
        ["code", "output"],
        [2],
    ]


async def test_answers_arrive_while_a_shell_line_runs(headless: Headless) -> None:
    waits = "!until [ -s there.json ]; do sleep 0.01; done; jq -c . there.json"
    assert await headless.run(f"js --args [3] (a) => a $> there.json &\n{waits}\n.show 2") == exits.OK
    assert headless.lines() == [[3], [3]]


async def test_a_failure_ends_the_run_unless_it_is_to_go_on(headless: Headless) -> None:
    assert await headless.run("js throw 1\njs --args [2] (a) => a") == exits.FAILED
    assert headless.lines() == []
    assert headless.said().startswith("check.smooth:1: Error: no (line 1, column ")


async def test_going_on_keeps_the_first_code(headless: Headless) -> None:
    assert await headless.run("js throw 1\njs --args [2] (a) => a\nexpect false", go_on=True) == exits.FAILED
    assert headless.lines() == [[2]]


@pytest.mark.parametrize(
    ("script", "place"),
    [
        ('js 1\nextract {"type": "objct"}', "check.smooth:2:18: no type objct; did you mean object?"),
        ('js 1\nextract {"type": }', "check.smooth:2:"),
        ("js 1\nextract @./bad.json", "check.smooth:2: @./bad.json:1:2: not JSON"),
        ("js 1\nextract @prodct", "check.smooth:2:9: the library has no prodct; did you mean @product?"),
        ("js 1\nextract @./none.json", "check.smooth:2:9: there is no file none.json"),
        ("js 1\nextract <<END\n{\n  'a': {{\n}\nEND", "check.smooth:4:9: not JSON"),
        ('js 1\nrun --model {"type": "strng"} x', "check.smooth:2:22: no type strng; did you mean string?"),
        ("js 1\ngoto ${where}", "check.smooth:2:6: ${where} is not set"),
        ("js 1\njs --deadline ${where} 1", "check.smooth:2:15: ${where} is not set"),
        (
            ".set where x\nextract --repeat ${where} {}",
            "check.smooth:2:18: --repeat takes a whole number from 1 to 100",
        ),
        ("js 1\nexpect .a[", "check.smooth:2:8: not a filter"),
        ("js 1\nexpect 2 .a[", "check.smooth:2:10: not a filter"),
        ("js 1\nsend {a}", "check.smooth:2:7: not JSON"),
        ("js 1\njs --args {1} x", "check.smooth:2:12: not JSON"),
        ("js 1\nrun --secret a=env:NOT_SET_ANYWHERE x", "check.smooth:2:14: the environment has no NOT_SET_ANYWHERE"),
    ],
)
async def test_what_is_wrong_anywhere_is_said_before_anything_is_sent(
    headless: Headless, tmp_path: Path, script: str, place: str
) -> None:
    (tmp_path / "bad.json").write_text("[}")
    assert await headless.run(script) == exits.WRONG
    assert headless.said().startswith(place)
    assert headless.server.requests == []


async def test_what_lines_before_make_is_not_wrong(headless: Headless) -> None:
    script = (
        '.set kind array\njs --args {"type": "null"} (a) => a\n.save $_ made.json\nextract @./made.json\n'
        'extract {"type": "${kind}"}\nextract $2\n!echo \'{"type": "string"}\' > other.json\nextract @./other.json\n'
    )
    assert await headless.run(script) == exits.OK
    assert [line["schema"]["type"] for line in headless.lines() if "schema" in line] == [
        "null",
        "array",
        "null",
        "string",
    ]


async def test_variables_fill_names_and_javascript_keeps_its_templates(headless: Headless) -> None:
    headless.desk.console.variables["who"] = "Ann"
    assert await headless.run("goto x.example/${who}\njs --raw `${who} ${price}`") == exits.OK
    assert headless.lines() == [{"url": "https://x.example/Ann"}, {"js": "`Ann ${price}`"}]


async def test_a_tool_is_answered_by_a_value_or_a_command(headless: Headless) -> None:
    assert await headless.run("run x", tools={"weather": "!jq -c '[.city]'"}) == exits.OK
    assert headless.lines() == [{"code": 200, "output": ["Oslo"]}]
    assert headless.said() == ""


async def test_a_tool_answer_that_is_wrong_is_said_before_anything_is_sent(headless: Headless) -> None:
    assert await headless.run("run x", tools={"weather": "{oops"}) == exits.WRONG
    assert headless.said().startswith("--tool weather: ")
    assert headless.server.requests == []


async def test_a_call_that_nobody_answers_is_named_and_the_deadline_ends_it(headless: Headless) -> None:
    assert await headless.run("run x", deadline_s=0.1) == exits.DEADLINE
    assert "call_1: weather waits for: reply 3 VALUE" in headless.said()


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("js 1\nclose\njs 2", exits.ENDED),
        ("js 1\nexpect .nope", exits.EXPECT),
        ("js --deadline 20ms hang", exits.DEADLINE),
        ("wait call --deadline 20ms", exits.DEADLINE),
        ("js hang &\nwait all --deadline 20ms", exits.DEADLINE),
        (".status\n.help js\n!true", exits.OK),
        ("!exit 3", exits.FAILED),
        ("js 1\n.exit\njs throw 1", exits.OK),
    ],
)
async def test_each_end_has_its_code(headless: Headless, script: str, code: int) -> None:
    assert await headless.run(script) == code


async def test_an_action_that_ends_with_the_session_is_lost(headless: Headless) -> None:
    running = asyncio.create_task(headless.run("js hang"))
    await until(lambda: headless.server.taken)
    headless.server.end("failed", "out of memory")
    assert await running == exits.ENDED
    assert "the session ended (failed): out of memory" in headless.said()


@pytest.mark.parametrize(
    ("status", "code"), [(400, exits.FAILED), (404, exits.ENDED), (403, exits.SERVER), (422, exits.SERVER)]
)
async def test_an_event_that_the_server_refuses(headless: Headless, status: int, code: int) -> None:
    headless.server.post_faults.append(Fault(status, b'{"detail": "no"}'))
    assert await headless.run("js 1") == code
    assert "no" in headless.said()


@pytest.mark.parametrize("status", [400, 403, 422, 429, 500])
async def test_a_session_that_does_not_open_is_the_servers(headless: Headless, status: int) -> None:
    headless.server.open_faults.extend(Fault(status, b'{"detail": "not today"}') for _ in range(5))
    assert await headless.run("js 1") == exits.SERVER
    assert "no session: " in headless.said()
    assert "not today" in headless.said()


async def test_attaching_to_what_is_not_there_is_said_at_once(headless: Headless) -> None:
    headless.server.forgotten = True
    assert await headless.run("js 1", attach="task_9") == exits.SERVER
    assert headless.said().startswith("no session: ")


async def test_a_first_line_that_opens_is_the_only_opening(headless: Headless) -> None:
    assert await headless.run(".set where a.example\nopen ${where}\njs 1") == exits.OK
    assert headless.server.opened == 1


async def test_the_budget_stops_the_run(headless: Headless) -> None:
    assert await headless.run("js 1\njs 2\njs 3\njs 4", budget=4.0) == exits.BUDGET
    assert len(headless.lines()) == 2
    assert "the budget of 4 credits is used up" in headless.said()


async def test_secrets_are_hidden_unless_they_are_to_be_revealed(
    headless: Headless, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "s3cret-word")
    script = 'run --secret p=env:SHOP_PASSWORD x\njs --args ["it is s3cret-word"] (a) => a\n.show $_[0]'
    assert await headless.run(script, tools={"weather": "4"}, jsonl=True) == exits.OK
    assert "s3cret-word" not in headless.out.getvalue() + headless.said()
    assert headless.lines()[1]["output"] == ["it is •••"]


async def test_a_value_that_is_revealed_shows(headless: Headless) -> None:
    headless.desk.console.secrets.add("s3cret-word")
    assert await headless.run('js --args ["s3cret-word"] (a) => a', reveal=True) == exits.OK
    assert headless.lines() == [["s3cret-word"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_closes_the_session_and_is_the_exit_code(headless: Headless, number: signal.Signals) -> None:
    running = asyncio.create_task(headless.run("js hang"))
    await until(lambda: headless.server.taken)
    os.kill(os.getpid(), number)
    assert await running == 128 + number
    assert headless.server.status == "done"


async def test_a_signal_while_leaving_does_not_keep_the_session_open(headless: Headless) -> None:
    headless.server.post_delay_s = 0.1
    running = asyncio.create_task(headless.run("js 1"))
    await until(lambda: sum("/event" in path for _, _, path in headless.server.requests) == 2)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == exits.TERMINATED
    assert headless.server.status == "done"


async def test_a_session_that_is_to_be_kept_is_left_open(headless: Headless) -> None:
    console = headless.desk.console
    console.settings = type(console.settings)(keep=True)
    assert await headless.run("js 1") == exits.OK
    assert headless.server.status == "running"
