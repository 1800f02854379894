"""What is kept between tasks, and from one engine to the next when there is a folder for it."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from anyio import to_thread

from smooth_console.engine.inprocess import RunningEngine
from smooth_console.engine.stores import FileStore, ProfileStore, StoreError
from smooth_console.engine.workdir import WorkDir
from tests.engine.conftest import Caller


def test_profiles_outlive_the_store_in_a_folder_that_nobody_else_reads(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(store.create("mine"), {"cookies": [1], "origins": []})
    store.create("empty")
    (path,) = tmp_path.glob("mine*")
    assert path.stat().st_mode & 0o077 == 0
    again = ProfileStore(tmp_path)
    assert {profile.id: profile.state for profile in again.listed()} == {
        "empty": None,
        "mine": {"cookies": [1], "origins": []},
    }
    again.delete("mine")
    assert [profile.id for profile in ProfileStore(tmp_path).listed()] == ["empty"]


def test_a_profile_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    assert ProfileStore(tmp_path).listed() == []
    assert (tmp_path / "broken.json").exists()


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden", "x" * 200, "a\0"])
def test_an_id_is_no_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError):
        ProfileStore(tmp_path).create(name)
    assert list(tmp_path.iterdir()) == []


def test_files_outlive_the_store(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    file_id, path = store.reserve("a.txt")
    path.write_text("x")
    store.add(file_id, path)
    assert FileStore(tmp_path).paths == {file_id: path}


def test_what_a_killed_engine_left_is_removed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead, other = tmp_path / "smooth-engine-99999999-x", tmp_path / "smooth-engine-photos"
    for folder in (dead, other):
        folder.mkdir()
        (folder / "file").touch()
    living = WorkDir(None)
    assert living.scratch("downloads").is_dir()
    second = WorkDir(None)
    second.scratch("x")
    assert not dead.exists()
    assert other.exists()
    assert living.scratch("downloads").is_dir()
    living.close()
    second.close()
    assert [path.name for path in tmp_path.iterdir()] == ["smooth-engine-photos"]


@pytest.mark.anyio
@pytest.mark.browser
async def test_profiles_keep_cookies_from_one_session_to_the_next(caller: Caller, site: str) -> None:
    name = f"shopper-{uuid4().hex}"
    assert (await caller.http.post("/profile", json={"id": name})).json() == {"r": {"id": name}}
    assert (await caller.http.post("/profile", json={"id": name})).status_code == 409
    first = await caller.open(profile_id=name, url=f"{site}/page/a")
    await first.ok("evaluate_js", {"js": "document.cookie = 'who=me; max-age=1000'; localStorage.k = 'v'; 1"})
    assert "in use" in (await caller.http.post("/task", json={"task": None, "profile_id": name})).json()["detail"]
    await first.ok("close")
    await first.get(first.seen)
    second = await caller.open(profile_id=name, url=f"{site}/page/a")
    assert await second.ok("evaluate_js", {"js": "[document.cookie, localStorage.k]"}) == ["who=me", "v"]
    await second.end()
    assert {"id": name} in (await caller.http.get("/profile")).json()["r"]
    assert (await caller.http.delete(f"/profile/{name}")).json() == {"r": True}
    assert (await caller.http.delete(f"/profile/{name}")).status_code == 404


@pytest.mark.anyio
@pytest.mark.browser
async def test_files_are_kept_under_their_own_name_and_nowhere_else(
    http: httpx.AsyncClient, running: RunningEngine
) -> None:
    response = await http.post("/file", files={"file": ("../../etc/cv.pdf", b"%PDF")}, data={"file_purpose": "a cv"})
    file_id = response.json()["r"]["id"]
    path: Path = running.engine.files.paths[file_id]
    assert path.name == "cv.pdf"
    assert (await to_thread.run_sync(path.stat)).st_mode & 0o077 == 0
    assert await to_thread.run_sync(path.read_bytes) == b"%PDF"
    assert (await http.delete(f"/file/{file_id}")).json() == {"r": True}
    assert not await to_thread.run_sync(path.exists)
    assert (await http.delete(f"/file/{file_id}")).status_code == 404
    assert (await http.post("/file", files={"other": ("a", b"b")})).status_code == 400
    assert (await http.post("/file", json={})).status_code == 400
