"""docs/reliability.md: it names every fault, and says nothing that the runs did not give."""

import re
from pathlib import Path

import pytest

from scripts.reliability.__main__ import FILE, SECTIONS, page
from scripts.reliability.part import Part
from scripts.reliability.schedules import HEAD, MIXED, row
from tests.faults.checks import Outcome
from tests.faults.vocabulary import KINDS

WRITTEN = FILE.read_text(encoding="utf-8")


def table(title: str) -> dict[str, list[str]]:
    """The rows of a section's table, by their first cell."""
    section = WRITTEN.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {cells[0]: cells for cells in rows}


@pytest.mark.parametrize("title", ["Faults, in random schedules", "Faults before the real engine"])
def test_the_page_names_every_fault_with_nothing_lost_taken_twice_or_left_running(title: str) -> None:
    rows = table(title)
    assert set(rows) - {"fault", "---", MIXED, "in all"} == {kind.name for kind in KINDS}
    for kind in KINDS:
        assert rows[kind.name][1] == kind.says
        assert rows[kind.name][-3:] == ["0", "0", "0"]
        assert int(rows[kind.name][2].replace(",", "")) > 0


def test_the_page_has_a_part_for_each_section() -> None:
    assert len(re.findall("^## ", WRITTEN, re.MULTILINE)) == len(SECTIONS)


def test_a_part_is_a_heading_a_text_and_a_table() -> None:
    outcomes = [Outcome(sent=2, answered=1), Outcome(sent=1500, answered=1, problems=["it broke"])]
    part = Part("Faults", "What was run.", HEAD, [row("refused", "Nobody | listens.", outcomes)], frozenset({HEAD[1]}))
    assert part.markdown().splitlines() == [
        "## Faults",
        "",
        "What was run.",
        "",
        f"| {' | '.join(HEAD)} |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| refused | Nobody \\| listens. | 2 | 1,502 | 2 | 0 | 0 | 0 | 0 |",
    ]
    assert page([part], 61).count("\n## ") == 1
    assert str(Path.home()) not in WRITTEN
