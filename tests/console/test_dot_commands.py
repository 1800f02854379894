"""Dot commands, redirects and the lines that wait: what acts on the console itself."""

import asyncio
import json
import stat
from pathlib import Path

import pytest

from smooth_console.console.changes import LineDone, LineFailed, LinesWaiting, Said
from smooth_console.console.history import History
from smooth_console.console.outcome import (
    CommandError,
    CopyText,
    OpenEditor,
    Quit,
    ShowEntry,
    ShowView,
    TakeLine,
    UseTheme,
)
from smooth_console.language.problems import LanguageError
from smooth_console.output.themes import theme_names
from tests.console.conftest import Desk, desk_at
from tests.session.conftest import until

pytestmark = pytest.mark.anyio

SHELVES = 'js --args {"items": [{"name": "Desk", "n": 1}, {"name": "Lamp", "n": 2}]} (a) => a'


async def test_show_gives_an_entry_a_value_in_it_or_what_a_filter_makes_of_it(desk: Desk) -> None:
    await desk.run(SHELVES)
    assert (await desk.run(".show 2")).effects == [ShowEntry(2)]
    assert await desk.value(".show $_.items[1].name") == "Lamp"
    assert await desk.value(".show 2 | .items[].name") == ["Desk", "Lamp"]
    assert await desk.value(".show | .items[0].n") == 1
    with pytest.raises(CommandError, match="the filter failed"):
        await desk.run(".show 2 | .items + 1")


async def test_copy_and_save_give_json_or_text_as_it_is(desk: Desk, tmp_path: Path) -> None:
    await desk.run(SHELVES)
    assert (await desk.run(".copy $2.items[0].name")).effects == [CopyText("Desk", "$2.items[0].name")]
    copied = (await desk.run(".copy 2")).effects[0]
    assert isinstance(copied, CopyText)
    assert json.loads(copied.text)["items"][1]["name"] == "Lamp"
    await desk.run(f".save $_.items {tmp_path}/items.json")
    assert json.loads((tmp_path / "items.json").read_text()) == [{"name": "Desk", "n": 1}, {"name": "Lamp", "n": 2}]
    assert stat.S_IMODE((tmp_path / "items.json").stat().st_mode) == 0o600
    with pytest.raises(CommandError, match=r"cannot write .*: No such file or directory"):
        await desk.run(f".save $_ {tmp_path}/no/where.json")


async def test_an_output_is_written_added_or_piped(desk: Desk, tmp_path: Path) -> None:
    await desk.run("js --args [1] (a) => a $> out.json")
    await desk.run("js --args [2] (a) => a $>> out.json")
    assert json.loads("[" + (tmp_path / "out.json").read_text().replace("]\n[", "],[") + "]") == [[1], [2]]
    await desk.run("js --args [1,2,3] (a) => a $| jq length")
    assert [said.text for said in desk.told(Said)][-1] == "3"
    await desk.run("js throw 1 $> never.json")
    assert not (tmp_path / "never.json").exists()
    assert desk.told(Said)[-1].text == "nothing went to never.json: entry 5 gave no output"
    with pytest.raises(CommandError, match="false ended with code 1"):
        await desk.run("js 1 $| false")


async def test_a_shell_line_runs_and_its_failure_is_told(desk: Desk) -> None:
    assert (await desk.run("!echo one; echo two >&2")).text == "one\ntwo"
    with pytest.raises(CommandError, match="nosuchcommand ended with code 127"):
        await desk.run("!nosuchcommand")


async def test_a_shell_line_that_is_given_up_leaves_nothing_behind(desk: Desk, tmp_path: Path) -> None:
    running = asyncio.create_task(desk.run("!sh -c 'echo $$ > pid; sleep 60'; true"))
    pid = tmp_path / "pid"
    await until(lambda: pid.exists() and pid.read_text().strip())
    running.cancel()
    await asyncio.wait({running})
    await until(lambda: not Path(f"/proc/{pid.read_text().strip()}/cmdline").exists() or not _running(pid))


def _running(pid: Path) -> bool:
    return bool(Path(f"/proc/{pid.read_text().strip()}/cmdline").read_bytes())


async def test_rerun_runs_the_line_again(desk: Desk) -> None:
    await desk.run(SHELVES)
    outcome = await desk.run(".rerun 2")
    assert outcome.entries[0].line == SHELVES
    again = await desk.run(f".rerun {outcome.entries[0].event_id[:10]}")
    assert again.entries[0].n == 4
    assert (await desk.run(".rerun $_")).entries[0].n == 5


async def test_edit_opens_the_editor_or_gives_the_line_back(desk: Desk) -> None:
    await desk.run("js 1 + 1")
    assert (await desk.run(".edit 2")).effects == [TakeLine("js 1 + 1")]
    assert (await desk.run(".edit @mine")).effects == [OpenEditor("schema", "mine", "")]
    assert (await desk.run(".edit --js @mine")).effects == [OpenEditor("javascript", "mine", "")]
    opened = (await desk.run(".edit @links")).effects[0]
    assert isinstance(opened, OpenEditor)
    assert opened.kind == "javascript"
    assert "document.links" in opened.text
    assert (await desk.run(".edit")).effects == [OpenEditor("schema", "", "")]


async def test_rerun_and_show_before_anything_was_sent_say_so() -> None:
    async with desk_at() as desk:
        for line in (".show", ".show $_", ".copy", ".save $_ x", "expect true"):
            with pytest.raises(CommandError, match=r"nothing was sent yet|there is no output yet"):
                await desk.run(line)
        with pytest.raises(LanguageError, match="there is no entry 0; nothing was sent yet"):
            await desk.run(".rerun $_")


async def test_lists_are_plain_text(desk: Desk) -> None:
    await desk.run("js 1")
    await desk.run("js throw 1")
    await desk.run("run x &")
    await desk.run("wait call")
    assert (await desk.run(".timeline")).text.count("\n") == 4
    assert "js throw 1" in (await desk.run(".timeline state:error verb:js")).text
    assert (await desk.run(".timeline nothing-like-it")).text == "no entry matches nothing-like-it"
    assert "reply 5 VALUE" in (await desk.run(".inbox")).text
    status = (await desk.run(".status")).text
    assert "task_1" in status
    assert "1 waiting for a reply" in status
    assert "key-of-the-test" not in status
    assert "@product" in (await desk.run(".lib prod")).text
    assert (await desk.run(".lib nothing-like-it")).text == "the library holds nothing called nothing-like-it"


async def test_help_covers_every_command(desk: Desk) -> None:
    overview = (await desk.run(".help")).text
    for command in desk.console.registry:
        assert command.name in overview
        text = (await desk.run(f".help {command.name}")).text
        assert text.startswith(command.usage)
        assert all(row in text for each in command.examples for row in each.line.split("\n"))
    assert (await desk.run(".help theme")).text.startswith(".theme")
    assert "also called evaluate_js" in (await desk.run(".help js")).text


async def test_what_only_a_front_end_can_do_is_asked_of_it(desk: Desk) -> None:
    assert (await desk.run(".exit")).effects == [Quit()]
    assert (await desk.run(".keys")).effects == [ShowView("keys")]
    assert (await desk.run(".theme paper")).effects == [UseTheme("paper")]
    assert (await desk.run(".theme")).text.split("\n") == theme_names()
    assert (await desk.run(".live")).value == "http://127.0.0.1/live"


async def test_variables_are_set_listed_and_taken_away(desk: Desk) -> None:
    assert (await desk.run(".set")).text.startswith("no variable is set\n\nsettings\n  deadline = 5\n  budget = 0\n")
    await desk.run(".set city New York")
    assert (await desk.run(".set")).text.startswith("${city} = New York\n")
    await desk.run(".set city")
    assert desk.console.variables == {}


# Lines that are typed while others run


async def test_typed_lines_run_in_order_and_are_told(desk: Desk) -> None:
    for n in range(5):
        desk.console.submit(f"js --args [{n}] (a) => a")
    desk.console.submit("goto ${nowhere}")
    desk.console.submit("# a comment")
    await until(lambda: desk.told(LineFailed))
    assert [done.text for done in desk.told(LineDone)] == [f"js --args [{n}] (a) => a" for n in range(5)]
    failed = desk.told(LineFailed)[0]
    assert (failed.text, failed.start, failed.end) == ("goto ${nowhere}", 5, 15)
    await until(lambda: len(desk.server.taken) == 5)
    assert [given["args"] for given in desk.sent()] == [[n] for n in range(5)]
    await until(lambda: desk.told(LinesWaiting)[-1].lines == ())


async def test_a_line_that_cannot_be_parsed_is_refused_at_once(desk: Desk) -> None:
    with pytest.raises(LanguageError):
        desk.console.submit("extrct {}")
    assert list(desk.console.history) == []


async def test_giving_up_a_wait_drops_the_lines_behind_it(desk: Desk) -> None:
    desk.console.submit("wait call")
    desk.console.submit("js 1")
    await until(lambda: desk.console.lines.waiting and desk.told(LinesWaiting))
    await asyncio.sleep(0)
    assert desk.console.cancel_wait()
    await until(lambda: desk.told(LineFailed))
    assert desk.told(LineFailed)[0].message == "given up; what was sent stays sent"
    desk.console.submit("js --args [1] (a) => a")
    await until(lambda: desk.server.taken)
    assert desk.sent() == [{"js": "(a) => a", "args": [1]}]


async def test_a_command_that_need_not_wait_passes_those_that_do(desk: Desk) -> None:
    desk.console.submit("wait call")
    desk.console.submit(".status")
    await until(lambda: [done for done in desk.told(LineDone) if done.text == ".status"])
    assert desk.console.lines.waiting == ("wait call",)


async def test_secrets_are_hidden_in_the_history(desk: Desk) -> None:
    desk.console.secrets.add("s3cret-word")
    desk.console.submit("js 's3cret-word'")
    assert list(desk.console.history) == ["js '•••'"]


# History


def test_history_is_there_again_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "history.jsonl"
    history = History(path)
    for line in ["js 1", "js 1", "js {\n  a\n}", "  ", "goto x", "js \ud800é"]:
        history.add(line)
    assert list(History(path)) == ["js 1", "js {\n  a\n}", "goto x", "js \ud800é"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_history_is_searched_newest_first_each_line_once() -> None:
    history = History(None)
    for line in ["js a", "goto b", "js a b", "goto c", "js a"]:
        history.add(line)
    assert history.search("A js") == [(5, "js a"), (3, "js a b")]
    assert len(history.search("")) == 4


def test_a_history_file_that_is_damaged_or_long_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text("not json\n[1]\n" + "".join(f'"line {n}"\n' for n in range(10_001)) + '"torn')
    history = History(path)
    assert (len(history), history[-1]) == (4_999, "line 10000")
    assert len(path.read_text().splitlines()) == 4_999


def test_a_history_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    history = History(tmp_path / "file" / "history.jsonl")
    history.add("js 1")
    assert list(history) == ["js 1"]
    assert history.problem.startswith("history cannot be")
