"""The documents: what is generated is up to date, and what is written names only what exists."""

import json
import re
from pathlib import Path

import pytest

from scripts import first_schema, reference
from smooth_console.batch import exits
from smooth_console.console.commands import registry
from smooth_console.exports.formats import FORMATS
from smooth_console.language.parse import parse
from smooth_console.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"(?:^    \S.*\n)+", re.MULTILINE)


def blocks(document: Path) -> list[str]:
    """The lines of the indented blocks, without their indentation."""
    text = document.read_text(encoding="utf-8")
    return [line[4:] for block in BLOCK.findall(text) for line in block.splitlines()]


def test_the_reference_is_what_the_program_declares() -> None:
    written = reference.FILE.read_text(encoding="utf-8")
    assert written == reference.reference(), "run: make docs"


def test_the_check_tells_an_old_reference_by_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference, "FILE", tmp_path / "commands.md")
    assert reference.main(["--check"]) == 1
    assert "make docs" in capsys.readouterr().err
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0


def test_the_reference_holds_every_command_setting_and_exit_code() -> None:
    text = reference.reference()
    for command in registry():
        assert f"### {command.name}\n" in text
    for name in Settings.__struct_fields__:
        assert f"| `{name}` |" in text
    assert {name for name in vars(exits) if name.isupper()} == set(reference.EXIT_CODES)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_leads_to_a_file_and_heading_that_exist(document: Path) -> None:
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        name, _, heading = link.partition("#")
        target = document.parent / name if name else document
        assert target.exists(), f"{document.name} links to {link}"
        if heading:
            assert heading in headings(target), f"{document.name} links to {link}"


def headings(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_make_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`make ([\w-]+)", text) + re.findall(r"^    make ([\w-]+)", text, re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("name", ["README.md", "docs/schemas.md", "docs/exports.md"])
def test_the_lines_to_type_parse(name: str) -> None:
    known = registry()
    lines = [line for line in blocks(ROOT / name) if line.split()[0] in known.names]
    assert lines
    for line in lines:
        parse(line, known)


def test_the_page_on_exports_lists_the_formats_that_there_are() -> None:
    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    table = text.partition("<!-- formats -->")[2].partition("<!-- formats end -->")[0]
    rows = [f"| `{found.name}` | {found.what} | `{found.ending}` |" for found in FORMATS.values()]
    assert table.strip().splitlines()[2:] == rows


def test_every_module_of_the_layout_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    layout = text.split("## Layout")[1].split("## ")[0]
    for name in re.findall(r"^      ([\w.]+)/?  ", layout, re.MULTILINE):
        assert (ROOT / "smooth_console" / name).exists(), name
    engine = text.split("## The embedded engine")[1].split("- **")[0]
    for name in re.findall(r"\b\w+\.py\b", engine):
        assert any((ROOT / "smooth_console" / folder / name).exists() for folder in ("engine", "console")), name


def test_the_recording_of_a_first_schema_is_small_short_and_names_nothing_of_the_machine() -> None:
    lines = first_schema.CAST.read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["version"] == 2
    events = [json.loads(line) for line in lines[1:]]
    assert all(kind == "o" and text for _, kind, text in events)
    times = [at for at, _, _ in events]
    assert times == sorted(times)
    assert times[-1] < first_schema.LIMIT_S
    shown = "".join(text for _, _, text in events)
    assert len(shown) < 500_000
    assert not re.search(r"/(?:home|root|Users|tmp)/", shown)
    assert sum(step.runs for step in first_schema.STEPS) <= first_schema.MOST_RUNS
    said = first_schema.PAGE.read_text(encoding="utf-8")
    for step in first_schema.STEPS:
        assert step.title in said
