"""Settings: which layer wins, and what a wrong key or value is told."""

from pathlib import Path

import pytest

from smooth_console.settings import Settings, SettingsError, data_folder, load


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The project's file and the user's; neither is there yet."""
    return tmp_path / "smooth-console.toml", tmp_path / "settings.toml"


def loaded(files: tuple[Path, Path], flags: dict[str, object] | None = None, **environment: str) -> Settings:
    """The settings of two files, flags and an environment."""
    return load(flags, environment=environment, project=files[0], user=files[1])


def test_without_anything_the_defaults_hold(files: tuple[Path, Path]) -> None:
    assert loaded(files) == Settings()
    assert loaded(files, {"device": None, "local": None}) == Settings()


def test_flags_win_over_environment_over_project_over_user(files: tuple[Path, Path]) -> None:
    project, user = files
    user.write_text('theme = "a"\ndevice = "mobile"\ndeadline_s = 1\nprofile = "p"\n')
    project.write_text('theme = "b"\ndevice = "desktop"\ndeadline_s = 2\n')
    given = loaded(files, {"theme": "d"}, SMOOTH_CONSOLE_THEME="c", SMOOTH_CONSOLE_DEVICE="desktop-lg")
    assert (given.theme, given.device, given.deadline_s, given.profile) == ("d", "desktop-lg", 2.0, "p")


def test_variables_are_read_as_their_type(files: tuple[Path, Path]) -> None:
    given = loaded(files, SMOOTH_CONSOLE_LOCAL="yes", SMOOTH_CONSOLE_KEEP="0", SMOOTH_CONSOLE_BUDGET="2.5")
    assert (given.local, given.keep, given.budget) == (True, False, 2.5)
    for name, value in (("LOCAL", "perhaps"), ("BUDGET", "much")):
        with pytest.raises(SettingsError, match=f"SMOOTH_CONSOLE_{name}: "):
            loaded(files, None, **{f"SMOOTH_CONSOLE_{name}": value})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('themes = "a"', "no setting themes; did you mean theme?"),
        ("deadline_s = 'soon'", "deadline_s"),
        ("theme = \n", "line 1"),
        ("keys = 1", "keys"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(files: tuple[Path, Path], text: str, says: str) -> None:
    files[1].write_text(text)
    with pytest.raises(SettingsError) as raised:
        loaded(files)
    assert str(raised.value).startswith(str(files[1]))
    assert says in str(raised.value)


def test_a_file_that_is_no_text_is_said(files: tuple[Path, Path]) -> None:
    files[1].write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="cannot be read"):
        loaded(files)


@pytest.mark.parametrize("line", ['api = "https://evil.example"', 'api_key_file = "/etc/passwd"'])
def test_a_project_cannot_say_where_the_key_goes(files: tuple[Path, Path], line: str) -> None:
    files[0].write_text(line)
    with pytest.raises(SettingsError, match="cannot be set for a project"):
        loaded(files)
    files[0].write_text("")
    files[1].write_text(line)
    loaded(files)


def test_the_data_folder_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SMOOTH_CONSOLE_HOME", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.delenv("SMOOTH_CONSOLE_HOME")
    assert data_folder().name == "smooth-console"
