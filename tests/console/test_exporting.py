""".export and .record: what goes to a file, what is shown, and what is said when it cannot be."""

import json
from pathlib import Path

import pytest

from smooth_console.console.changes import Said
from smooth_console.console.outcome import CommandError, ShowText
from smooth_console.exports.recording import read_recording
from smooth_console.language.problems import LanguageError
from tests.console.conftest import Desk

pytestmark = pytest.mark.anyio


def names(folder: Path) -> list[str]:
    """The files in a folder."""
    return [path.name for path in folder.iterdir() if path.is_file()]


async def test_an_export_without_a_file_is_shown(desk: Desk) -> None:
    await desk.run("js document.title")
    outcome = await desk.run(".export script")
    assert "js document.title" in outcome.text
    assert isinstance(outcome.effects[0], ShowText)


async def test_an_export_goes_to_a_file_that_nobody_else_reads(desk: Desk, elsewhere: Path) -> None:
    await desk.run("js document.title")
    assert (await desk.run(".export python 2 out.py")).text == "wrote out.py (1 entry)"
    file = elsewhere / "out.py"
    assert "evaluate_js" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (await desk.run(".export jsonl all.jsonl")).text == "wrote all.jsonl (2 entries)"
    assert sorted(names(elsewhere)) == ["all.jsonl", "out.py"]


@pytest.mark.parametrize(
    ("line", "said", "at"),
    [
        (".export pyton", "FORMAT takes python or curl", 8),
        (".export python 9", "there is no entry 9; the last is 1", 15),
        (".export python 2-1", "2-1 is the wrong way round; write 1-2", 15),
        (".export python a b", "a is not a range", 15),
        (".record stop", "nothing is being recorded; .record start FILE begins", 8),
        (".record start", "expected the file to record to", 8),
        (".record start nowhere/a.json", "there is no folder", 14),
        (".record go", "start|stop takes start or stop, not go", 8),
    ],
)
async def test_a_mistake_has_its_place(desk: Desk, line: str, said: str, at: int) -> None:
    with pytest.raises(LanguageError) as raised:
        await desk.run(line)
    assert str(raised.value).startswith(said)
    assert raised.value.problem.start == at


async def test_a_file_that_cannot_be_written_says_why(desk: Desk) -> None:
    with pytest.raises(CommandError, match=r"cannot write no/out\.py: No such file"):
        await desk.run(".export python no/out.py")


async def test_a_recording_holds_what_was_sent_since_it_began_and_how_the_session_was_opened(
    desk: Desk, elsewhere: Path
) -> None:
    await desk.run("js 1")
    await desk.run(".record start r.json")
    await desk.run("js document.title")
    await desk.run("goto https://a.example/next")
    assert (await desk.run(".record stop")).text.endswith("(3 entries); .replay shows it")
    session = read_recording(elsewhere / "r.json")
    assert [entry.line for entry in session.entries] == [
        "open https://start.example/",
        "js document.title",
        "goto https://a.example/next",
    ]
    assert session.entries[1].page == "https://start.example/"
    assert session.entries[2].page == "https://a.example/next"
    assert session.entries[1].source == "document.title"
    assert session.entries[1].total_ms


async def test_leaving_writes_what_is_being_recorded(desk: Desk, elsewhere: Path) -> None:
    await desk.run(".record start r.json")
    await desk.run("js 1")
    await desk.console.aclose()
    assert [entry.line for entry in read_recording(elsewhere / "r.json").entries][1] == "js 1"
    assert any("r.json" in said.text for said in desk.told(Said))


async def test_no_secret_gets_into_any_file(desk: Desk, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PW", "hunter2hunter2")
    await desk.run(".record start recording.json")
    await desk.run(".tool weather 1")
    await desk.run("run --secret pw=env:PW@https://a.example/* fill 'Password' with '${pw}'")
    await desk.run('js --args {"a": "hunter2hunter2"} (args) => args')
    await desk.run("goto https://a.example/?q=hunter2hunter2")
    for name in ("python", "curl", "script", "pytest", "jsonl", "har", "markdown"):
        await desk.run(f".export {name} out.{name}")
    await desk.run(".record stop")
    assert len(names(elsewhere)) == 8
    for name in names(elsewhere):
        assert "hunter2hunter2" not in (elsewhere / name).read_text(), name
        assert "key-of-the-test" not in (elsewhere / name).read_text(), name
    assert "os.environ['PW']" in (elsewhere / "out.python").read_text().replace('"', "'")
    assert "https://a.example/*" in (elsewhere / "out.python").read_text()
    assert 'env["PW"]' in (elsewhere / "out.curl").read_text()
    assert "pw=env:PW@https://a.example/*" in (elsewhere / "out.script").read_text()
    record = json.loads((elsewhere / "out.jsonl").read_text().splitlines()[3])
    assert record["output"] == {"a": "•••"}
