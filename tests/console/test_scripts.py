"""Lines that hold lines, typed in the console: each is told as if it had been typed alone."""

from pathlib import Path

import pytest

from smooth_console.console.changes import LineDone, LineFailed, Said, SettingChanged
from smooth_console.console.outcome import CommandError
from smooth_console.language.problems import LanguageError
from tests.console.conftest import Desk
from tests.session.conftest import until

pytestmark = pytest.mark.anyio


async def test_each_line_is_told_and_the_next_waits_for_it(desk: Desk) -> None:
    desk.console.submit('for each x in ["a", {"b": 1}]\n  js --args ["${x}"] (a) => a\n  expect length == 1\nend')
    await until(lambda: desk.told(LineFailed))
    assert [done.text for done in desk.told(LineDone)][:2] == ['js --args ["${x}"] (a) => a', "expect length == 1"]
    (failed,) = desk.told(LineFailed)
    assert failed.text.startswith("for each x in"), "what is put into quotes has to be a text"
    assert failed.message.startswith("line 2:13: not JSON")
    assert failed.start is None


async def test_the_timeline_shows_what_an_element_was_so_that_its_line_can_be_run_again(desk: Desk) -> None:
    await desk.run('for each x in [{"url": "a.example"}, {"url": "b.example"}] goto ${x.url}')
    assert [entry.line for entry in desk.console.entries[1:]] == ["goto a.example", "goto b.example"]
    assert await desk.value("%2") == {"url": "https://a.example"}


async def test_a_line_is_tried_again_until_it_works(desk: Desk) -> None:
    tries = iter(range(9))
    desk.agent.give = lambda: next(tries)
    outcome = await desk.run("retry 5 --every 1ms\n  js give\n  expect . == 2\nend")
    assert outcome.text == "retry: 6 lines run"
    with pytest.raises(CommandError, match=r"js throw 1 did not work, so retry ended"):
        await desk.run("retry 2 --every 1ms js throw 1")
    assert "attempt 1 of 2" not in [said.text for said in desk.told(Said)][:1]


async def test_a_script_runs_line_by_line_in_the_console(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "s.smooth").write_text("# a note\njs --args 1 (a) => a\n.set city Oslo\ninclude t.smooth\n")
    (tmp_path / "t.smooth").write_text("js --args 2 (a) => a\n")
    outcome = await desk.run("include s.smooth")
    assert outcome.text == "include: 3 lines run"
    assert desk.console.variables == {"city": "Oslo"}
    assert [given.get("args") for given in desk.sent()] == [1, 2]
    (tmp_path / "t.smooth").write_text("js 1\ninclude s.smooth\n")
    with pytest.raises(CommandError, match="more than 50 deep"):
        await desk.run("include s.smooth")
    with pytest.raises(LanguageError, match=r"there is no file none\.smooth"):
        await desk.run("include none.smooth")


async def test_an_entry_is_run_and_shown_by_its_number_with_a_percent(desk: Desk) -> None:
    await desk.run("js --args [4] (a) => a")
    assert await desk.value("%2") == [4]
    assert await desk.value(".copy %2") == "js --args [4] (a) => a"
    assert await desk.value(".show %2") == "js --args [4] (a) => a"
    assert await desk.value("js --args %2 (a) => a") == "js --args [4] (a) => a"


async def test_settings_are_changed_and_taken_back_and_told(desk: Desk) -> None:
    before = desk.console.settings
    await desk.run(".set deadline 2m")
    await desk.run(".set device mobile")
    assert (desk.console.settings.deadline_s, desk.console.settings.device) == (120.0, "mobile")
    assert desk.told(SettingChanged) == [SettingChanged("deadline"), SettingChanged("device")]
    assert "deadline = 120" in (await desk.run(".set")).text
    await desk.run(".set deadline")
    await desk.run(".set device")
    assert desk.console.settings == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (".set deadline soon", "soon is not a duration"),
        (".set device phone", "device is desktop or mobile or desktop-lg, not phone"),
        (".set budget -1", "budget is a number of at least 0"),
        (".set budget much", "Expected `float`, got `str`"),
        (".set keep perhaps", "Expected `bool`, got `str`"),
        (".set theme papr", "there is no theme papr"),
        (".set page_names maybe", "page_names is on or off, not maybe"),
    ],
)
async def test_a_setting_takes_what_it_can_be(desk: Desk, line: str, says: str) -> None:
    before = desk.console.settings
    with pytest.raises(LanguageError) as raised:
        await desk.run(line)
    assert says in str(raised.value)
    assert desk.console.settings == before


async def test_nothing_is_sent_beyond_the_budget(desk: Desk) -> None:
    await desk.run("js 1")
    await desk.run(".set budget 2")
    with pytest.raises(CommandError, match=r"the budget of 2 credits is used up") as raised:
        await desk.run("js 2")
    assert raised.value.exit_code == 7
    await desk.run(".set budget 0")
    await desk.run("js 3")
