"""What is written goes where the user says, to nobody else, and is not taken for a program."""

import csv
from pathlib import Path

import pytest

from tests.console.conftest import Desk

pytestmark = pytest.mark.anyio

ROWS = (
    'js --args [{"name": "=cmd|\' /C calc\'!A0", "n": -1, "more": {"a": [1]}}, '
    '{"name": "+1", "n": null, "@x": "\\t=1+1"}, {"name": "a \\"b\\", c\\nd", "n": "-5"}] (rows) => rows'
)


def written(folder: Path) -> set[str]:
    """The names of the files in a folder."""
    return {path.name for path in folder.iterdir() if path.is_file()}


async def test_a_file_is_named_by_the_user_and_never_by_a_page(desk: Desk, elsewhere: Path) -> None:
    await desk.run('js --args {"file": "../planted.txt"} (value) => value')
    await desk.console.run_line(desk.console.parse(".save $2.file $2.file"))
    await desk.run("js --args $2.file (value) => value $> ${HOME}.txt")
    assert written(elsewhere) == {"$2.file", "${HOME}.txt"}
    assert not (elsewhere.parent / "planted.txt").exists()
    for name in ("$2.file", "${HOME}.txt"):
        assert (elsewhere / name).read_text() == "../planted.txt\n"
        assert (elsewhere / name).stat().st_mode & 0o777 == 0o600


async def test_records_are_written_as_csv_in_which_nothing_is_a_formula(desk: Desk, elsewhere: Path) -> None:
    await desk.run(ROWS)
    await desk.run(".save $2 rows.csv")
    text = (elsewhere / "rows.csv").read_text()
    read = list(csv.reader(text.splitlines(keepends=True)))
    assert read == [
        ["name", "n", "more", "'@x"],
        ["'=cmd|' /C calc'!A0", "-1", '{"a":[1]}', ""],
        ["+1", "", "", "'\t=1+1"],
        ['a "b", c\nd', "-5", "", ""],
    ]
    await desk.run(f"{ROWS} $>> rows.csv")
    again = list(csv.reader((elsewhere / "rows.csv").read_text().splitlines(keepends=True)))
    assert again == read + read[1:]
    await desk.run(".save $2[0].name one.csv")
    assert (elsewhere / "one.csv").read_text() == "=cmd|' /C calc'!A0\n"


async def test_looking_at_an_item_runs_nothing_of_it(desk: Desk, elsewhere: Path) -> None:
    folder = elsewhere / ".smooth" / "library"
    folder.mkdir(parents=True)
    (folder / "evil.js").write_text("!touch planted\n1\n")
    (folder / "evil2.json").write_text('{"title": "!touch planted", "$ref": "file:///etc/passwd"}')
    sent = len(desk.server.taken)
    for line in (".lib", ".lib evil", ".edit @evil", ".edit @evil2", ".help js"):
        await desk.run(line)
    assert not (elsewhere / "planted").exists()
    assert len(desk.server.taken) == sent
