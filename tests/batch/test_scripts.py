"""Lines that hold lines, headless: each is told, and how they end is the script's end."""

import asyncio
import os
import signal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from smooth_console.batch import exits
from smooth_console.batch.resume import Place, digest
from smooth_console.batch.script import ScriptError, read_arguments, read_script
from smooth_console.console.commands import registry
from tests.batch.conftest import Headless
from tests.session.conftest import until

pytestmark = pytest.mark.anyio


async def test_lines_run_for_each_element_and_its_name_is_as_before_afterwards(headless: Headless) -> None:
    headless.desk.console.variables["x"] = "before"
    script = (
        'js --args [{"url": "a.example", "n": {"m": 1}}, {"url": "b.example", "n": null}] (a) => a\n'
        "for each x in $_\n  goto ${x.url}\n  js --args ${x} (a) => a\n  expect .n == ${x.n}\nend\n"
        'for each x in {"k": [1]} js --args ${x} (a) => a\njs ${x}\n'
    )
    assert await headless.run(script) == exits.OK
    assert headless.lines()[1:] == [
        {"url": "https://a.example"},
        {"url": "a.example", "n": {"m": 1}},
        {"url": "https://b.example"},
        {"url": "b.example", "n": None},
        {"key": "k", "value": [1]},
        {"js": "(async (args) => (before))"},
    ]


async def test_records_name_the_rows_of_the_lines_inside(headless: Headless) -> None:
    script = "for each x in [1, 2]\n  # a note\n  js --args ${x} (a) => a\nend\nretry 2 js --args 3 (a) => a"
    assert await headless.run(script, jsonl=True) == exits.OK
    assert [(r["line"], r["command"], r["output"]) for r in headless.lines()] == [
        (3, "js --args ${x} (a) => a", 1),
        (3, "js --args ${x} (a) => a", 2),
        (5, "js --args 3 (a) => a", 3),
    ]


async def test_what_fails_is_tried_again_and_only_the_last_time_counts(headless: Headless) -> None:
    assert await headless.run("retry 3 --every 1ms js throw 1") == exits.FAILED
    said = headless.said()
    assert "check.smooth:1: attempt 1 of 3: Error: no" in said
    assert "check.smooth:1: attempt 2 of 3: Error: no" in said
    assert "(attempt 3 of 3)\n    line       js throw 1\n    sent       browser_action" in said
    assert len(headless.server.taken) == 4, "three attempts and the closing"


async def test_how_often_and_how_long_may_come_from_variables(headless: Headless) -> None:
    script = '.set n 2\nfor each t in ["1ms", "2ms"] retry ${n} --every ${t} js throw 1'
    assert await headless.run(script, go_on=True) == exits.FAILED
    assert headless.said().count("attempt 1 of 2") == 2


async def test_trying_again_ends_with_the_first_time_that_works(headless: Headless) -> None:
    tries = iter([1, 2, 3, 4])
    headless.desk.agent.give = lambda: next(tries)
    script = "retry 9 --every 1ms\n  js give\n  expect . >= 3\nend\njs --args [0] (a) => a"
    assert await headless.run(script) == exits.OK
    assert headless.lines() == [1, 2, 3, [0]]


async def test_a_failure_in_a_loop_ends_the_script_unless_it_is_to_go_on(headless: Headless) -> None:
    script = "for each x in [1, 2]\n  js throw ${x}\n  js --args ${x} (a) => a\nend\njs --args 9 (a) => a"
    assert await headless.run(script, go_on=True) == exits.FAILED
    assert headless.lines() == [1, 2, 9]


@pytest.mark.parametrize("script", ["retry 3 close\njs 1", "retry 3\n  js 1\n  close\n  js 2\nend"])
async def test_the_end_of_the_session_is_not_tried_again(headless: Headless, script: str) -> None:
    assert await headless.run(script) == exits.ENDED


async def test_a_loop_over_what_is_no_list_says_so(headless: Headless) -> None:
    assert await headless.run('js --args "word" (a) => a\nfor each x in $_ js 1') == exits.WRONG
    assert "check.smooth:2: for each needs an array or an object, and $_ is word" in headless.said()


async def test_an_included_file_is_checked_before_and_names_its_own_places(headless: Headless, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.smooth").write_text("js --args 1 (a) => a\ninclude b.smooth\n")
    (tmp_path / "more" / "b.smooth").write_text('js --args 2 (a) => a\nextract {"type": "objct"}\n')
    assert await headless.run("js 1\ninclude more/a.smooth") == exits.WRONG
    assert "more/b.smooth:2:18: no type objct; did you mean object?" in headless.said()
    assert headless.server.requests == []
    (tmp_path / "more" / "b.smooth").write_text("js --args 2 (a) => a\njs throw 1\n")
    assert await headless.run("include more/a.smooth") == exits.FAILED
    assert headless.lines() == [1, 2]
    assert "more/b.smooth:2: Error: no" in headless.said()


async def test_a_file_that_includes_itself_is_refused(headless: Headless, tmp_path: Path) -> None:
    (tmp_path / "a.smooth").write_text("js 1\ninclude a.smooth\n")
    assert await headless.run("include a.smooth") == exits.WRONG
    assert "a.smooth:2:9: a.smooth includes itself" in headless.said()


async def test_every_mistake_of_a_script_is_told_at_once(headless: Headless) -> None:
    with pytest.raises(ScriptError) as raised:
        await headless.run("js 1\nextrct {}\nfor each x in [1]\n  jss\nend\n  goto\nend\nextract {\n  1\njs")
    places = [line.partition(": ")[0] for line in str(raised.value).splitlines() if line.startswith("check.smooth")]
    assert places == [f"check.smooth:{place}" for place in ("2:1", "4:3", "6:7", "7:1", "8:9", "10:3")]


async def test_schemas_and_filters_are_all_told_too(headless: Headless) -> None:
    script = 'extract {"type": "objct"}\njs 1\nfor each x in [1]\n  expect .a[\n  goto ${nope}\nend'
    assert await headless.run(script) == exits.WRONG
    for place in ("1:18: no type objct", "4:10: not a filter", "5:8: ${nope} is not set"):
        assert f"check.smooth:{place}" in headless.said()


def test_arguments_may_hold_lines_that_hold_lines() -> None:
    steps = read_arguments(
        ["js 1", "for each x in [1]", "goto a", "retry 2", "js 2", "end", "end", "js {\na\n}"], registry()
    )
    assert [(step.number, step.line.verb) for step in steps] == [(1, "js"), (2, "for"), (8, "js")]
    inside = steps[1].line.body
    assert [(step.number, step.line.verb) for step in inside] == [(3, "goto"), (4, "retry")]


# Where a script stopped


async def test_a_script_goes_on_behind_the_last_line_that_worked(headless: Headless, tmp_path: Path) -> None:
    script = ".set city Oslo\nopen a.example --device mobile\ngoto b.example\njs throw 1\njs --raw `${city}`"
    place = Place(tmp_path / "check.smooth")
    assert await headless.run(script, place=place) == exits.FAILED
    stopped = place.read()
    assert stopped is not None
    assert (stopped.done, stopped.row, stopped.task_id) == (3, 4, "")
    assert oct(place.path.stat().st_mode & 0o777) == "0o600"

    mended = script.replace("js throw 1", "js --args 1 (a) => a")
    steps = read_script(mended, "check.smooth", registry())
    assert digest(steps[:3], {}) == stopped.digest
    async with headless.again() as second:
        assert await second.run(mended, place=place, resume=True, skip=3, stopped=stopped) == exits.OK
        assert second.lines() == [1, {"js": "`Oslo`"}]
        assert "goes on at line 4" in second.said()
        assert second.server.opened == 1
    assert place.read() is None


async def test_where_a_script_was_interrupted_is_kept(headless: Headless, tmp_path: Path) -> None:
    place = Place(tmp_path / "check.smooth")
    running = asyncio.create_task(headless.run("js 1\njs hang\njs 2", place=place))
    await until(lambda: len(headless.server.taken) == 2)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == exits.TERMINATED
    stopped = place.read()
    assert stopped is not None
    assert (stopped.done, stopped.row) == (1, 2)


def test_a_digest_is_that_of_lines_included_files_and_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.smooth").write_text("js 1")
    steps = read_script("js 1\n# a note\ninclude a.smooth", "s", registry())
    first = digest(steps, {"a": "1"})
    assert digest(read_script("js 1\n\ninclude a.smooth\n", "s", registry()), {"a": "1"}) == first
    assert digest(steps, {"a": "2"}) != first
    (tmp_path / "a.smooth").write_text("js 2")
    assert digest(steps, {"a": "1"}) != first


# What is told of the results


async def test_results_are_a_test_case_for_each_line(headless: Headless, tmp_path: Path) -> None:
    file = tmp_path / "results" / "r.xml"
    script = 'js --args ["\\u0001 <&>"] (a) => a\nexpect false\njs throw 1\nretry 2 js 1\njs 2'
    assert await headless.run(script, junit=file, go_on=False) == exits.EXPECT
    suite = ElementTree.parse(file).getroot()[0]
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "5",
        "failures": "1",
        "errors": "0",
        "skipped": "3",
    }
    failure = suite[1][0]
    assert failure.get("message") == "check.smooth:2: expected false; it gave false"
    assert failure.text is not None
    assert 'value was  ["\\u0001 <&>"]' in failure.text


async def test_results_hold_no_secret(headless: Headless, tmp_path: Path) -> None:
    headless.desk.console.secrets.add("s3cret-word")
    script = 'js --args ["s3cret-word"] (a) => a\nexpect .[0] == "no s3cret-word"'
    assert await headless.run(script, junit=tmp_path / "r.xml") == exits.EXPECT
    assert "s3cret-word" not in (tmp_path / "r.xml").read_text() + headless.said()


async def test_a_line_that_cannot_run_has_a_record(headless: Headless) -> None:
    assert await headless.run("expect 7 .a", jsonl=True) == exits.WRONG
    (record,) = headless.lines()
    assert (record["state"], record["output"]) == ("error", "there is no entry 7; the last is 1")


async def test_a_session_that_is_kept_is_named_with_the_line_that_takes_it_up(headless: Headless) -> None:
    await headless.run(".set keep true\njs 1")
    assert "take it up again with: smooth-console --attach task_1" in headless.said()
