"""A script says exactly what was sent: its lines, run by the real console, send the same events."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smooth_console.batch.script import read_script
from smooth_console.console.commands import registry
from smooth_console.exports.plan import Selection
from smooth_console.exports.records import EntryRecord, SessionRecord
from smooth_console.exports.script import lines_of, script
from smooth_console.language.javascript import rewrite
from tests.console.conftest import desk_at
from tests.exports.values import entry, opened, texts, values

schemas = st.dictionaries(texts, values, max_size=3).map(lambda more: {"type": "object", "title": "t", "x": more})
actions = st.one_of(
    st.builds(lambda url: ("goto", {"url": url}), texts),
    st.builds(
        lambda s, p: ("extract", {"schema": s} | ({} if p is None else {"prompt": p})), schemas, st.none() | texts
    ),
    st.builds(lambda js, args: ("evaluate_js", {"js": js} | ({} if args is None else {"args": args})), texts, values),
    st.builds(
        lambda task, meta: ("run_task", {"task": task, "max_steps": 7} | ({"metadata": meta} if meta else {})),
        texts,
        st.dictionaries(texts, texts | st.booleans() | st.integers(0, 99), max_size=2),
    ),
)


async def sent(text: str) -> list[dict[str, Any]]:
    """What a script sends, each event as `{"name", "payload"}`."""
    async with desk_at() as desk:
        for step in read_script(text, "x.smooth", registry()):
            await desk.console.run_line(step.line)
        return [
            {"name": event["name"], "payload": event["payload"]}
            for event in desk.server.taken
            if event["name"] != "tool_call"
        ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(actions, min_size=1, max_size=6))
def test_lines_send_what_was_sent_whatever_is_in_it(elsewhere: Path, found: list[tuple[str, dict[str, Any]]]) -> None:
    # The agent of the test's server asks for a tool before it answers a task: the tool is answered by a rule.
    entries = [entry(n, action, given) for n, (action, given) in enumerate(found, 2)]
    text = script(Selection(opened(*entries))).replace("open about:blank\n", "open about:blank\n.tool weather 1\n")
    text = text.encode("utf-8", "surrogateescape").decode("utf-8")
    assert asyncio.run(sent(text)) == [one.event for one in entries]


@pytest.mark.parametrize(
    "source",
    [
        "document.title",
        "const a = `x ${1 + 1}`; a",
        "let a = 1\na << 2",
        "[1, 2].map(n => n * 2) // done",
        "'it''s'",
        "a /* & */ &",
        "({a: 1})",
        "-1",
        "  42",
        "'<<END'\nEND",
    ],
)
def test_what_was_typed_of_javascript_is_typed_again(elsewhere: Path, source: str) -> None:
    try:
        code = rewrite(source).code
    except ValueError:
        code = source
    record = entry(2, "evaluate_js", {"js": code}, source=source)
    text = script(Selection(opened(record)))
    assert "send" not in text
    assert source in text
    assert asyncio.run(sent(text)) == [record.event]


def test_the_lines_are_those_that_a_person_would_type(elsewhere: Path) -> None:
    session = opened(
        entry(2, "goto", {"url": "https://shop.example/a?b=1"}),
        entry(3, "evaluate_js", {"js": "(async (args) => (document.title))"}, source="document.title"),
        entry(4, "extract", {"schema": {"type": "array"}, "prompt": "only in stock"}),
        entry(5, "run_task", {"task": "click 'Buy'", "max_steps": 5}),
        entry(6, "close", None),
        url="https://shop.example/",
        device="mobile",
    )
    assert script(Selection(session)).splitlines()[2:] == [
        "open --device mobile https://shop.example/",
        "goto https://shop.example/a?b=1",
        "js document.title",
        'extract {"type": "array"} -- only in stock',
        "run --max-steps 5 click 'Buy'",
        "close",
    ]


def test_the_demo_site_is_called_by_its_name() -> None:
    session = opened(entry(2, "goto", {"url": "http://127.0.0.1:4000/products"}))
    text = script(Selection(SessionRecord(entries=session.entries, demo="http://127.0.0.1:4000/")))
    assert "goto demo/products\n" in text


def _asked(*replies: dict[str, Any]) -> SessionRecord:
    run = entry(2, "run_task", {"task": "call weather"}, answered_at=9000.0)
    calls = [
        EntryRecord(
            n=n, verb="tool", call={"name": "weather", "input": {}}, reply=reply, at=3000.0, event_id=f"call_{n}"
        )
        for n, reply in enumerate(replies, 3)
    ]
    return opened(run, *calls, entry(9, "evaluate_js", {"js": "1"}, source="1"))


def test_a_tool_that_always_says_the_same_is_answered_by_a_rule() -> None:
    same = {"code": 200, "output": {"celsius": 4}}
    text = script(Selection(_asked(same, same)))
    assert '.tool weather {"celsius": 4}\nrun call weather\njs 1\n' in text


def test_a_tool_that_says_different_things_is_answered_call_by_call() -> None:
    text = script(Selection(_asked({"code": 200, "output": 1}, {"code": 400, "output": "no"})))
    assert 'run call weather &\nreply 3 -- 1\nreply --error 400 4 -- "no"\nwait all\njs 1\n' in text


def test_a_secret_comes_from_where_it_came_from() -> None:
    given = {"task": "fill 'Password' with '${pw}'", "secrets": {"pw": {"value": "•••", "allowed_urls": ["*"]}}}
    line = "run --secret pw=env:SHOP_PW fill 'Password' with '${pw}'"
    assert line in script(Selection(opened(entry(2, "run_task", given, line=line))))


def test_a_line_can_be_had_for_an_event_alone() -> None:
    event = {"name": "browser_action", "payload": {"name": "goto", "input": {"url": "https://a.example/"}}}
    odd = {"name": "browser_action", "payload": {"name": "scroll", "input": {"y": 3}}}
    assert lines_of([event, odd])[0] == "goto https://a.example/"
    assert lines_of([event, odd])[1].startswith('send {"name": "browser_action"')
