"""What the documents tell to type, typed: on the real engine, in order."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from smooth_console.console.commands import registry
from tests.end_to_end.desk import Engine, worked
from tests.processes import PROGRAM, environment
from tests.test_docs import ROOT, blocks

pytestmark = pytest.mark.browser


def fenced(language: str, name: str = "headless.md") -> list[str]:
    """The blocks of a language in a document."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder as the document has it, with the program on PATH."""
    program = tmp_path / "bin" / "smooth-console"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n')
    program.chmod(0o755)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "check.smooth").write_text(fenced("smooth")[0])
    return tmp_path


def shell(home: Path, command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as a shell does, in the folder of the script."""
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        cwd=home / "shop",
        env=environment(home, PATH=f"{home / 'bin'}:/usr/bin:/bin:/usr/local/bin"),
        timeout=90,
        check=False,
    )


def test_the_lines_for_a_shell_work_in_order(shop: Path) -> None:
    lines = [line for block in fenced("sh") for line in block.splitlines()]
    assert len(lines) >= 6
    printed = []
    for line in lines:
        done = shell(shop, line)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        printed.append(done.stdout)
    records = [json.loads(line) for line in (shop / "shop" / "records.jsonl").read_text().splitlines()]
    assert [record["state"] for record in records] == ["ok"] * len(records)
    assert len(records) == 7
    assert len(printed[3].splitlines()) == len(records)
    assert printed[4] == "4\n4\n"


def test_the_workflow_runs_what_it_says(shop: Path) -> None:
    commands = re.findall(r"- run: (smooth-console .+)$", fenced("yaml")[0], re.MULTILINE)
    assert [command.split()[1] for command in commands] == ["doctor", "run"]
    for command in commands:
        done = shell(shop, command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    suite = ElementTree.parse(shop / "shop" / "results" / "shop.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("7", "0", "0")


def test_the_line_for_cron_is_quiet_when_all_is_well_and_says_what_is_not(shop: Path) -> None:
    times, command = re.match(r"((?:\S+ ){5})(.*)", fenced("cron")[0]).groups()  # type: ignore[union-attr]
    assert times == "*/15 * * * * "
    assert "%" not in command, "cron takes % for a line end"
    done = shell(shop, command)
    assert (done.returncode, done.stdout) == (0, "")
    assert len((shop / "shop" / "shop.jsonl").read_text().splitlines()) == 7
    done = shell(shop, command.replace("least=3", "least=300"))
    assert "check.smooth:4: expected length >= 300; it gave false" in done.stdout


def typed(name: str) -> list[str]:
    """The lines of the command language in a document, in order."""
    names = registry().names
    return [line for line in blocks(ROOT / name) if line.split()[0] in names]


@pytest.mark.anyio
async def test_the_first_five_minutes_go_as_the_readme_says(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(shop / "data"))
    lines = typed("README.md")
    script = lines.index("extract @listing -- first ${count}") - 1
    async with Engine() as engine, engine.console("open demo") as console:
        for line in lines[:script]:
            if line.startswith("reply"):
                await worked(console, "wait call --deadline 30s")
            await worked(console, f"{line} &" if line.startswith("run call") else line)
            if line.startswith("extract"):
                await worked(console, "extract @listing")  # what F5 does in the editor
        await worked(console, "wait all --deadline 30s")
        await worked(console, ".set count 3")
        for line in lines[script:]:
            await worked(console, line)


@pytest.mark.anyio
async def test_the_lines_about_schemas_work(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(shop / "data"))
    monkeypatch.chdir(shop)
    (shop / "job.json").write_text('{"type": "object", "properties": {"title": {"type": "string"}}}')
    async with Engine() as engine, engine.console("open demo/products") as console:
        for line in typed("docs/schemas.md"):
            await worked(console, line)
