"""No name leads out of the library's folders, and nothing in them runs by itself."""

from pathlib import Path

import pytest

from smooth_console.workbench.library import PROJECT_FOLDER, Library, LibraryError


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file that is nobody's business, beside the project's."""
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    secret = tmp_path / "outside"
    secret.mkdir()
    (secret / "keys.json").write_text('{"title": "planted"}')
    return secret


@pytest.mark.parametrize("name", ["../outside/keys", "/etc/passwd", "a/b", "..", ".", "", "a\x00b", "~root", "a..b"])
def test_a_name_is_no_path(name: str, outside: Path) -> None:
    library = Library.standard(outside.parent / "home")
    with pytest.raises(LibraryError):
        library.read(name)
    with pytest.raises(LibraryError):
        library.save(name, "schema", "{}")


def test_a_link_to_a_file_elsewhere_is_no_item(outside: Path) -> None:
    PROJECT_FOLDER.mkdir(parents=True)
    (PROJECT_FOLDER / "theirs.json").symlink_to(outside / "keys.json")
    library = Library.standard(outside.parent / "home")
    with pytest.raises(LibraryError, match="leads out of the project library"):
        library.read("theirs")
    assert "theirs" not in library.names()
    library.save("theirs", "schema", "{}")
    assert (outside / "keys.json").read_text() == '{"title": "planted"}'
    assert library.read("theirs") == "{}"


def test_a_project_whose_folder_is_elsewhere_has_no_library(outside: Path) -> None:
    PROJECT_FOLDER.parent.mkdir()
    PROJECT_FOLDER.symlink_to(outside, target_is_directory=True)
    library = Library.standard(outside.parent / "home")
    assert "keys" not in library.names()
    with pytest.raises(LibraryError):
        library.read("keys")
    with pytest.raises(LibraryError, match="leads out of the project"):
        library.save("mine", "schema", "{}")
    assert [path.name for path in outside.iterdir()] == ["keys.json"]


def test_a_user_may_have_the_folder_elsewhere(outside: Path) -> None:
    home = outside.parent / "home"
    home.mkdir()
    (home / "library").symlink_to(outside, target_is_directory=True)
    library = Library.standard(home)
    assert library.read("keys") == '{"title": "planted"}'
    item = library.save("mine", "javascript", "1")
    assert item.path.stat().st_mode & 0o777 == 0o600
