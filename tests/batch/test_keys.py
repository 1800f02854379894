"""`smooth-console key`: the key is kept where only its owner reads it, and is shown only when that is asked for."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import PROGRAM, environment, smooth
from tests.pseudo_terminal import terminal

KEY = "sk-planted-77ac"


def test_a_key_is_kept_in_a_file_of_its_owner_beside_what_is_there(tmp_path: Path) -> None:
    config = tmp_path / ".smooth" / "config.json"
    config.parent.mkdir()
    config.write_text('{"other": [1]}')
    kept = smooth(tmp_path, "key", "set", "--file", stdin=f"{KEY}\n")
    assert kept.returncode == 0, kept.stderr
    assert json.loads(config.read_text()) == {"other": [1], "api_key": KEY}
    assert config.stat().st_mode & 0o777 == 0o600
    shown = smooth(tmp_path, "key", "show")
    assert (shown.returncode, shown.stdout) == (0, f"•••  from {config}\n")
    assert smooth(tmp_path, "key", "show", "--reveal").stdout == f"{KEY}\n"
    assert KEY not in kept.stdout + kept.stderr + shown.stdout + shown.stderr
    other = smooth(tmp_path, "key", "set", "--file", stdin="sk-2\n", CIRCLEMIND_API_KEY=KEY)
    assert "CIRCLEMIND_API_KEY names another" in other.stderr
    assert smooth(tmp_path, "key", "clear").returncode == 0
    assert json.loads(config.read_text()) == {"other": [1]}
    assert smooth(tmp_path, "key", "show").returncode == 1


@pytest.mark.parametrize(("given", "said"), [("\n", "empty"), ("two words\n", "no key has"), ("", "empty")])
def test_what_is_no_key_is_not_kept(tmp_path: Path, given: str, said: str) -> None:
    done = smooth(tmp_path, "key", "set", "--file", stdin=given)
    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / ".smooth").exists()


def test_a_damaged_configuration_is_left_as_it_is(tmp_path: Path) -> None:
    config = tmp_path / ".smooth" / "config.json"
    config.parent.mkdir()
    config.write_text('{"api_key": ')
    done = smooth(tmp_path, "key", "set", "--file", stdin=KEY)
    assert done.returncode == 1
    assert "not JSON" in done.stderr
    assert config.read_text() == '{"api_key": '


def test_a_key_that_is_typed_is_not_seen(tmp_path: Path) -> None:
    with terminal(tmp_path, "key", "set", "--file") as shown:
        shown.shows("it is not shown")
        shown.type(f"{KEY}\r")
        assert shown.ended() == 0
        assert KEY.encode() not in shown.recorded
    assert KEY in (tmp_path / ".smooth" / "config.json").read_text()


@pytest.mark.skipif(
    not all(map(shutil.which, ("secret-tool", "gnome-keyring-daemon", "dbus-run-session"))), reason="no keyring here"
)
def test_a_keyring_is_used_where_there_is_one(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        return " ".join(f"'{word}'" for word in (*PROGRAM, *arguments))

    script = f"""
        printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
        echo {KEY} | {run("key", "set")}
        cat .smooth/config.json
        {run("key", "show")}
        {run("key", "show", "--reveal")}
        {run("key", "clear")}
        {run("key", "show")}
        echo ended $?
    """
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path),
        timeout=60,
        check=False,
    )
    said = done.stdout
    assert json.loads(said[: said.index("•••")]) == {"api_key_in": "keyring"}, done.stderr
    assert "•••  from the system's keyring" in said
    assert said.count(KEY) == 1
    assert said.endswith("ended 1\n")
    assert "kept in the system's keyring" in done.stderr
    assert KEY not in done.stderr
