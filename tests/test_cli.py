"""The `smooth-console` command: its help, its arguments, and the answers that need no session."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from smooth_console import start
from smooth_console.cli import main
from tests.processes import PROGRAM, environment, smooth


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["do", "--help"], ["run", "--help"], ["serve", "--help"]])
def test_help_shows_what_there_is(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_help_shows_lines_that_work() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    for command in ("do", "run", "serve"):
        assert f"smooth-console {command} " in shown
    assert "smooth-console do --local 'goto demo/products'" in CliRunner().invoke(main, ["do", "--help"]).output
    assert "smooth-console run check.smooth" in CliRunner().invoke(main, ["run", "--help"]).output


def test_a_first_word_that_is_no_command_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str | None, dict[str, object]]] = []

    def start_app(url: str | None, given: dict[str, object]) -> int:
        started.append((url, given))
        return 0

    monkeypatch.setattr(start, "start_app", start_app)
    for arguments in (["bogus-host.example"], ["--local", "bogus-host.example", "--device", "mobile"], ["--keep"], []):
        assert CliRunner().invoke(main, arguments).exit_code == 0
    assert [url for url, _ in started] == ["bogus-host.example", "bogus-host.example", None, None]
    assert started[1][1] == {"local": True, "device": "mobile"}


def test_common_options_stand_before_or_behind_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, object]] = []

    def start_lines(_lines: object, given: dict[str, object]) -> int:
        seen.append(given)
        return 0

    monkeypatch.setattr(start, "start_lines", start_lines)
    CliRunner().invoke(main, ["--local", "--deadline", "5s", "do", "js 1"])
    CliRunner().invoke(main, ["do", "js 1", "--deadline", "5s", "--local"])
    CliRunner().invoke(main, ["--deadline", "9s", "do", "--deadline", "5s", "--local", "js 1"])
    assert [(given["local"], given["deadline"]) for given in seen] == [(True, "5s")] * 3


def test_the_app_says_that_it_needs_a_terminal(tmp_path: Path) -> None:
    done = smooth(tmp_path, "bogus-host.example")
    assert done.returncode == 2
    assert "the console needs a terminal" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["do", "extrct {}"], 2, "line:1:1: no verb extrct; did you mean extract?"),
        (["do", "js 1", 'extract {"type": "objct"}'], 2, "line:2:18: no type objct; did you mean object?"),
        (["do", "goto ${where}"], 2, "line:1:6: ${where} is not set; .set where VALUE or --var where=VALUE sets it"),
        (["do", "--var", "oops", "js 1"], 2, "--var: oops is not NAME=VALUE"),
        (["do", "--tool", "oops", "js 1"], 2, "--tool: oops is not NAME=VALUE"),
        (["do", "--deadline", "soon", "js 1"], 2, "--deadline: soon is not a duration"),
        (["do", "--api", "ftp://x", "js 1"], 3, "ftp"),
        (["do", "--api-key-file", "none.txt", "js 1"], 3, "none.txt"),
        (["run", "none.smooth"], 2, "cannot read none.smooth: No such file or directory"),
        (["do"], 2, "Missing argument 'LINE...'"),
        (["--device", "phone"], 2, "'phone' is not one of"),
        (["do", "--api", "http://127.0.0.1:1", "js 1"], 3, "no session: "),
    ],
)
def test_what_cannot_be_done_is_said_at_once(tmp_path: Path, arguments: list[str], code: int, says: str) -> None:
    done = smooth(tmp_path, *arguments)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_script_comes_from_standard_input_and_mistakes_name_their_place(tmp_path: Path) -> None:
    done = smooth(tmp_path, "run", "-", stdin="# fine\njs 1\n  extract {\n  'a': }\n")
    assert done.returncode == 2
    assert done.stderr.startswith("-:4:6: not JSON: ")


def test_lines_that_need_no_session_start_nothing(tmp_path: Path) -> None:
    done = smooth(tmp_path, "do", ".help extract", ".lib product", "!echo hello")
    assert done.returncode == 0
    assert done.stdout.startswith("extract [--repeat N]")
    assert done.stdout.endswith("hello\n")
    assert done.stderr == ""


def test_outputs_of_a_file_are_json(tmp_path: Path) -> None:
    (tmp_path / "a.smooth").write_text("﻿!echo '[1]'\n", encoding="utf-8")
    assert json.loads(smooth(tmp_path, "run", "a.smooth").stdout) == [1]
    (tmp_path / "b.smooth").write_bytes(b"js '\xff'")
    assert "b.smooth is not UTF-8 text" in smooth(tmp_path, "run", "b.smooth").stderr


@pytest.mark.parametrize("arguments", ["--help", "do --help", "do .help"])
def test_a_disk_that_is_full_is_said_in_a_sentence(tmp_path: Path, arguments: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *arguments.split()], stdout=full, stderr=subprocess.PIPE, text=True, env=environment(tmp_path)
        )
    assert done.returncode == 1
    assert done.stderr.removeprefix("smooth-console: ") == "nothing more can be printed: No space left on device\n"
