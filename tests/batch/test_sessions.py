"""`smooth-console sessions`: what is printed, what is refused, and with which exit code."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from smooth_console.batch import exits, sessions
from smooth_console.cli import main
from smooth_console.client import ApiKey
from smooth_console.console.server import Choice
from smooth_console.journal import FOLDER
from smooth_console.journal.reading import Reader
from smooth_console.settings import data_folder
from tests.batch.conftest import elsewhere
from tests.journal.conftest import journal_in, js, session_on
from tests.processes import smooth
from tests.session.servers import ScriptedServer, in_a_thread, serving

__all__ = ["elsewhere"]

pytestmark = pytest.mark.anyio

Said = Callable[[], tuple[list[str], str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What was printed since it was last asked: lines of stdout, and stderr."""

    def read() -> tuple[list[str], str]:
        captured = capsys.readouterr()
        return captured.out.splitlines(), captured.err

    return read


def run(command: str, /, *, choice: Choice | None = None, **given: Any) -> int:
    """The exit code of a sub-command; what is not given is as the command line has it."""
    defaults: dict[str, dict[str, Any]] = {
        "list_sessions": {"only_open": False, "limit": 50, "as_json": False},
        "show_session": {"number": None, "as_json": False},
        "search_sessions": {"within": None, "limit": 50, "as_json": False},
        "export_session": {"file": None},
        "delete_sessions": {"force": False},
        "prune_sessions": {"older": None, "larger": None},
    }
    return sessions.run(command, defaults.get(command, {}) | given, choice)


async def write_one(server: ScriptedServer, *, closed: bool = True) -> str:
    """A session of two entries; gives its name."""
    async with journal_in(data_folder() / FOLDER) as journal, session_on(server, journal) as (session, _):
        await js(session, "'walnut'\x1b[31m")
        journal.line(".status", sends=False, session=None)
        if closed:
            await session.aclose()
        else:
            await journal.aclose()  # as if it had been killed
    with Reader(data_folder() / FOLDER) as reader:
        return reader.sessions()[0].name


async def test_sessions_are_listed_shown_searched_and_exported(said: Said, tmp_path: Path) -> None:
    async with serving(ScriptedServer()) as server:
        name = await write_one(server)
        assert run("list_sessions") == exits.OK
        [row] = said()[0]
        assert row.split("\t")[:4] == [name, "task_1", "done", "3"]
        assert run("list_sessions", as_json=True) == exits.OK
        assert json.loads(said()[0][0])["task_id"] == "task_1"

        assert run("show_session", name=name[:8]) == exits.OK
        shown = said()[0]
        assert [line.split("\t")[0] for line in shown] == ["1", "2", "3"]
        assert "\x1b" not in "".join(shown)
        assert run("show_session", name="task_1", number=2) == exits.OK
        assert json.loads("".join(said()[0]))["output"]["js"].startswith("'walnut'")
        assert run("show_session", name=name, number=9) == exits.WRONG
        assert "has no entry 9; it has 3 entries" in said()[1]

        assert run("search_sessions", text=["walnut"]) == exits.OK
        assert [line.split("\t")[:2] for line in said()[0]] == [[name, "2"]]
        assert run("search_sessions", text=["nowhere"]) == exits.OK
        assert said() == ([], "smooth-console: nothing holds nowhere\n")

        assert run("export_session", name=name, format_name="jsonl") == exits.OK
        records = [json.loads(line) for line in said()[0]]
        assert records[0]["name"] == name
        assert sum(record["record"] == "entry" for record in records) == 3
        assert run("export_session", name=name, format_name="jsonl", file=str(tmp_path / "out.jsonl")) == exits.OK
        assert (tmp_path / "out.jsonl").stat().st_mode & 0o777 == 0o600
        assert run("export_session", name=name, format_name="script") == exits.OK
        assert "'walnut'" in "".join(said()[0])
        for format_name in ("python", "pytest", "curl", "har", "markdown", "recording"):
            target = tmp_path / format_name
            assert run("export_session", name=name, format_name=format_name, file=str(target)) == exits.OK
            assert "walnut" in target.read_text()
        compile((tmp_path / "python").read_text(), "python", "exec")
        assert run("export_session", name=name, format_name="jsnl") == exits.WRONG
        assert "no format jsnl; did you mean jsonl?" in said()[1]


async def test_an_empty_journal_says_so(said: Said) -> None:
    assert run("list_sessions") == exits.OK
    assert said()[1] == "smooth-console: the journal holds no session yet\n"
    assert run("show_session", name="ses_x") == exits.WRONG
    assert said()[1] == "smooth-console: no session ses_x; the journal is empty\n"


async def test_what_may_be_open_is_not_deleted_unless_it_is_forced(said: Said) -> None:
    async with serving(ScriptedServer()) as server:
        name = await write_one(server, closed=False)
        assert run("delete_sessions", names=[name]) == exits.WRONG
        assert "may still be open" in said()[1]
        assert run("delete_sessions", names=[name], force=True) == exits.OK
        assert run("list_sessions") == exits.OK
        assert said()[0] == []
        async with journal_in(data_folder() / FOLDER) as journal, session_on(server, journal) as (session, _):
            await js(session)
            assert run("delete_sessions", names=["task_1"], force=True) == exits.WRONG
            assert "is in use" in said()[1]


async def test_prune_says_what_it_wants_and_what_it_did(said: Said) -> None:
    async with serving(ScriptedServer()) as server:
        await write_one(server)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "prune takes --older TIME, --larger SIZE, or both"),
        ({"older": "soon"}, "soon is not a duration"),
        ({"larger": "big"}, "big is not a size"),
    )
    for given, words in cases:
        assert run("prune_sessions", **given) == exits.WRONG
        assert words in said()[1]
    assert run("prune_sessions", older="30d", larger="500MB") == exits.OK
    assert said()[1].startswith("smooth-console: deleted 0 sessions; the journal is ")


def test_orphans_are_closed_at_their_server_and_nowhere_else(said: Said) -> None:
    with in_a_thread(ScriptedServer()) as server, in_a_thread(ScriptedServer()) as other:
        name = asyncio.run(write_one(server, closed=False))
        there = asyncio.run(write_one(other, closed=False))
        here = Choice(server.url, ApiKey("key-of-the-test"))
        assert run("close_sessions", choice=here) == exits.WRONG
        assert run("close_sessions", choice=here, name=there) == exits.WRONG
        refused = said()[1]
        assert f"{there} is at {other.url}, and this is {server.url}; to close it there: --api {other.url}" in refused
        assert (other.status, server.status) == ("running", "running")

        assert run("close_sessions", choice=here, orphans=True) == exits.OK
        told = said()[1]
        assert f"closed {name} (task_1)" in told
        assert f"{there} is at another server; close it with --api {other.url}" in told
        assert (other.status, server.status) == ("running", "done")
        assert run("list_sessions", only_open=True) == exits.OK
        assert [line.split("\t")[0] for line in said()[0]] == [there]

        other.forgotten = True
        assert run("close_sessions", choice=Choice(other.url, None), name=there) == exits.OK
        assert "was gone already" in said()[1]
        assert run("close_sessions", choice=here, orphans=True) == exits.OK
        assert said()[1] == "smooth-console: no session was left open\n"


def test_a_server_that_cannot_be_reached_leaves_the_session_as_it_is(said: Said) -> None:
    with in_a_thread(ScriptedServer()) as server:
        name = asyncio.run(write_one(server, closed=False))
    assert run("close_sessions", choice=Choice(server.url, None), name=name) == exits.SERVER
    assert f"{name} could not be closed: " in said()[1]
    assert run("list_sessions", only_open=True) == exits.OK
    assert [line.split("\t")[0] for line in said()[0]] == [name]


def test_the_command_line_lists_by_default_and_each_sub_command_shows_lines_that_work(tmp_path: Path) -> None:
    done = smooth(tmp_path, "sessions")
    assert (done.returncode, done.stdout) == (0, "")
    group = main.commands["sessions"]
    assert isinstance(group, click.Group)
    assert set(group.commands) == {"list", "show", "search", "export", "close", "delete", "prune"}
    for name in group.commands:
        assert f"  smooth-console sessions {name}" in CliRunner().invoke(main, ["sessions", name, "--help"]).output
    assert CliRunner().invoke(main, ["sessions", "shwo"]).exit_code == 2


def test_a_session_left_open_is_named_at_the_next_start_with_both_lines(tmp_path: Path) -> None:
    with in_a_thread(ScriptedServer()) as server:
        key = {"CIRCLEMIND_API_KEY": "key-of-the-test"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path / "data"))
            name = asyncio.run(write_one(server, closed=False))
        done = smooth(tmp_path, "do", "--api", server.url, "js 1", **key)
        assert done.returncode == 0, done.stderr
        assert "was not closed, and may still be open\n" in done.stderr
        assert f"  close it:    smooth-console sessions close {name}\n" in done.stderr
        assert "  take it up:  smooth-console --attach task_1\n" in done.stderr
        server.status = "running"
        wrong = smooth(tmp_path, "do", "--api", server.url, "--attach", "ses_none", "js 1", **key)
        assert (wrong.returncode, "the journal knows no session ses_none" in wrong.stderr) == (2, True)
        taken_up = smooth(tmp_path, "do", "--api", server.url, "--attach", name, ".timeline", "close", **key)
        assert taken_up.returncode == 0, taken_up.stderr
        assert "was not closed" not in taken_up.stderr
        assert "js 1" in taken_up.stdout
