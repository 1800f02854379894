"""What an export does and leaves out, whatever it is written in."""

from typing import Any

import pytest

from smooth_console.exports.formats import FORMATS, export
from smooth_console.exports.plan import Action, LeftOut, Opening, Ranges, Selection, plan
from smooth_console.exports.records import EntryRecord, SessionRecord
from tests.exports.values import entry, opened

FAILED = {"state": "error", "code": 400, "output": "TypeError: no\n  at line 1"}


def told(session: SessionRecord, ranges: Ranges | None = None, **more: Any) -> list[str]:
    """The steps in short."""
    short = []
    for step in plan(Selection(session, ranges, **more)):
        match step:
            case Opening():
                short.append(f"open {step.url}")
            case Action(record=record):
                short.append(str(record.n))
            case LeftOut(record=record, why=why):
                short.append(f"not {record.n}: {why}")
    return short


def some() -> SessionRecord:
    """A session with a page, a failure and an end."""
    return opened(
        entry(2, "goto", {"url": "https://a.example/"}, output={"url": "https://a.example/home"}),
        entry(3, "evaluate_js", {"js": "oh"}, **FAILED),
        entry(4, "evaluate_js", {"js": "1"}),
        entry(5, "close", None),
        url="https://start.example/",
    )


def test_a_session_is_done_again_but_for_what_failed() -> None:
    assert told(some()) == ["open https://start.example/", "2", "not 3: it failed with 400: TypeError: no", "4", "5"]


def test_part_of_a_session_begins_where_the_page_was() -> None:
    assert told(some(), [(4, 4)]) == ["open https://a.example/home", "4"]
    assert told(some(), [(2, 2)]) == ["open https://start.example/", "2"]
    assert told(some(), [(4, None)]) == ["open https://a.example/home", "4", "5"]


def test_what_failed_is_there_when_it_is_named_or_asked_for() -> None:
    assert told(some(), [(3, 3)]) == ["open https://a.example/home", "3"]
    assert told(some(), [(3, 4)])[0].startswith("not 3")
    assert "3" in told(some(), failed=True)


def test_a_question_of_the_agent_is_no_step_but_comes_with_its_task() -> None:
    run = entry(2, "run_task", {"task": "ask"}, answered_at=5000.0)
    asked = EntryRecord(n=3, verb="tool", at=2500.0, call={"name": "t", "input": 1}, reply={"code": 200, "output": 2})
    opening, action = plan(Selection(opened(run, asked)))
    assert isinstance(opening, Opening)
    assert isinstance(action, Action)
    assert opening.replies == {"t": [(200, 2)]}
    assert [tool["name"] for tool in opening.tools] == ["t"]
    assert [call.n for call in action.calls] == [3]


def test_what_held_a_secret_cannot_be_done_again() -> None:
    session = opened(entry(2, "goto", {"url": "https://a.example/?key=•••"}))
    assert told(session) == ["open None", "not 2: a secret stood in it, and secrets are not kept"]


def test_each_session_of_a_timeline_is_opened_in_its_turn() -> None:
    second = EntryRecord(n=3, verb="open", request={"url": "https://b.example/", "device": "mobile"}, code=200)
    session = opened(entry(2, "evaluate_js", {"js": "1"}), second, entry(4, "evaluate_js", {"js": "2"}))
    assert told(session) == ["open None", "2", "open https://b.example/", "4"]


def test_the_question_of_a_step_back_is_left_to_the_goto() -> None:
    asked = entry(2, "evaluate_js", {"js": "location.href"}, line="js location.href")
    back = entry(3, "goto", {"url": "https://a.example/"}, line="goto -")
    assert told(opened(asked, back)) == ["open None", "3"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_every_kind_of_entry(name: str) -> None:
    kinds = [
        entry(2, "goto", {"url": "https://a.example/"}, output=None),
        entry(3, "evaluate_js", {"js": "x"}, state="lost", code=None, answered_at=None, reason="it ended"),
        entry(4, "evaluate_js", {"js": "x"}, state="pending", code=None, answered_at=None),
        entry(5, "scroll", {"y": 3}, output=[{"a": 1, "b": "x|y\n"}]),
        entry(6, "extract", {"schema": True}, state="rejected", code=400, reason="no"),
        EntryRecord(n=7, verb="tool", call={"name": "t", "input": None}, state="lost"),
        EntryRecord(n=8, verb="other", line="goto", output=3, code=200),
        EntryRecord(n=9, verb="attach", line="attach task_2"),
        entry(10, "evaluate_js", {"js": "1", "odd": 1}, output="\ud800"),
        EntryRecord(
            n=11, verb="open", line="open", request={"task": None}, state="rejected", code=403, reason="no key"
        ),
    ]
    text = export(name, Selection(opened(*kinds))).text
    assert text.endswith("\n")
    text.encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_nothing(name: str) -> None:
    text = export(name, Selection(SessionRecord())).text
    assert text.endswith("\n") or (name, text) == ("jsonl", "")
