"""Where the key comes from, and that it is never printed."""

import copy
import pickle
import traceback
from pathlib import Path

import pytest

from smooth_console.client import ApiKey, CredentialsError, find_api_key


def config(home: Path, text: str) -> None:
    (home / ".smooth").mkdir()
    (home / ".smooth" / "config.json").write_text(text)


def test_a_key_is_never_printed() -> None:
    key = ApiKey("sk-planted", "a test")
    assert "planted" not in f"{key} {key!r} {key!s:>20}" + str([key])
    assert key.reveal() == "sk-planted"
    with pytest.raises(TypeError):
        pickle.dumps(key)
    with pytest.raises(TypeError):
        copy.deepcopy(key)


def test_the_file_comes_before_the_environment_and_that_before_the_home(tmp_path: Path) -> None:
    config(tmp_path, '{"api_key": "from-home"}')
    given = tmp_path / "key"
    given.write_text("from-file\n")
    environment = {"CIRCLEMIND_API_KEY": " from-environment "}
    found = [
        find_api_key(given, environment=environment, home=tmp_path),
        find_api_key(environment=environment, home=tmp_path),
        find_api_key(environment={}, home=tmp_path),
        find_api_key(environment={}, home=tmp_path / "nowhere"),
    ]
    assert [key and key.reveal() for key in found] == ["from-file", "from-environment", "from-home", None]


def test_a_key_file_may_be_json(tmp_path: Path) -> None:
    given = tmp_path / "key"
    given.write_text('\ufeff{"api_key": "k1"}')
    found = find_api_key(given)
    assert found is not None
    assert found.reveal() == "k1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"sk-planted one", "characters that no key has"),
        (b"sk-planted\r\nX-Other: 1", "characters that no key has"),
        (b'{"key": "sk-planted"}', "has no api_key"),
        (b'{"api_key": ', "not JSON"),
        (b"\xff\xfe\x00", "not text"),
    ],
)
def test_a_file_without_a_key_is_named_and_not_shown(tmp_path: Path, content: bytes, said: str) -> None:
    given = tmp_path / "key"
    given.write_bytes(content)
    with pytest.raises(CredentialsError, match=said) as caught:
        find_api_key(given)
    assert str(given) in str(caught.value)
    assert "planted" not in "".join(traceback.format_exception(caught.value)).replace("sk-planted", "", 0)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="No such file"):
        find_api_key(tmp_path / "none")


def test_a_config_without_a_key_is_no_key(tmp_path: Path) -> None:
    config(tmp_path, '{"theme": "dark"}')
    assert find_api_key(environment={}, home=tmp_path) is None
