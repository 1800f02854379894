"""Extensions: what zip files are taken, and that Chromium loads what is in them."""

import io
import json
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.engine.extensions import ExtensionStore, unpack
from smooth_console.engine.inprocess import RunningEngine
from smooth_console.engine.stores import StoreError
from tests.engine.conftest import Caller
from tests.processes import until

MANIFEST = {
    "manifest_version": 3,
    "name": "Marker",
    "version": "1.0",
    "content_scripts": [{"matches": ["http://*/*"], "js": ["mark.js"], "run_at": "document_start"}],
}
MARK = "document.documentElement.dataset.marked = chrome.runtime.id;"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def marker(**changes: Any) -> bytes:
    return zipped({"manifest.json": json.dumps(MANIFEST | changes), "mark.js": MARK})


def with_entry(entry: zipfile.ZipInfo, content: str = "x") -> bytes:
    buffer = io.BytesIO(marker())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(entry, content)
    return buffer.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def all_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# ---------------------------------------------------------------------- what is taken


def test_a_zip_is_unpacked_with_or_without_a_folder_around_it(tmp_path: Path) -> None:
    store = ExtensionStore(tmp_path, 10_000)
    around = {f"marker/{name}": content for name, content in (("manifest.json", json.dumps(MANIFEST)), ("a/b.js", ""))}
    for content in (marker(), zipped(around), zipped(around | {"__MACOSX/x": ""})):
        added = store.add("m.zip", io.BytesIO(content))
        assert json.loads((added.path / "manifest.json").read_text()) == MANIFEST
    assert [extension.file_name for extension in store.listed()] == ["m.zip"] * 3


def test_extensions_outlive_the_store_that_took_them(tmp_path: Path) -> None:
    added = ExtensionStore(tmp_path, 10_000).add("m.zip", io.BytesIO(marker()))
    again = ExtensionStore(tmp_path, 10_000)
    assert again.listed() == [added]
    again.delete(added.id)
    assert all_under(tmp_path) == []
    with pytest.raises(StoreError):
        again.delete(added.id)


BAD = {
    "no zip": (b"PK not really", "not a zip"),
    "no manifest": (zipped({"a.js": ""}), "manifest.json"),
    "manifest is no JSON": (zipped({"manifest.json": "{"}), "not JSON"),
    "manifest is a list": (zipped({"manifest.json": "[]"}), "object"),
    "an old manifest": (marker(manifest_version=2), "manifest_version"),
    "a manifest without a name": (marker(name=""), "name"),
    "a way out": (with_entry(zipfile.ZipInfo("../evil.js")), "leads out"),
    "a way out in the middle": (with_entry(zipfile.ZipInfo("a/../../evil.js")), "leads out"),
    "an absolute path": (with_entry(zipfile.ZipInfo("/etc/evil")), "leads out"),
    "a drive": (with_entry(zipfile.ZipInfo("C:/evil")), "leads out"),
    "a link": (with_entry(link("passwd"), "/etc/passwd"), "link"),
    "a bomb": (zipped({"manifest.json": json.dumps(MANIFEST), "zeros": b"\0" * 20_000}), "larger than"),
    "a file in place of a folder": (zipped({"manifest.json": json.dumps(MANIFEST), "a": "", "a/b": ""}), "unpacked"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_zip_that_is_no_extension_is_refused_and_leaves_nothing(what: str, tmp_path: Path) -> None:
    content, said = BAD[what]
    store = ExtensionStore(tmp_path, 10_000)
    with pytest.raises(StoreError, match=said) as refused:
        store.add("x.zip", io.BytesIO(content))
    assert refused.value.status == 400
    assert all_under(tmp_path) == []
    assert store.listed() == []


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    honest = zipped({"zeros": b"\0" * 20_000})
    # Both records of the size: before the data, and in the directory at the end.
    lying = honest.replace((20_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(StoreError):
        unpack(io.BytesIO(lying), tmp_path / "x", 10_000)
    assert sum(path.stat().st_size for path in all_under(tmp_path)) <= 10_000


@given(st.lists(st.text("ab./\\:é ", min_size=1, max_size=12), max_size=5, unique=True))
def test_nothing_is_ever_written_outside(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.mktemp("unpack")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    try:
        unpack(buffer, folder / "in" / "here", 1000)
    except StoreError as problem:
        assert problem.status == 400  # noqa: PT017
    for path in all_under(folder):
        assert path.resolve().is_relative_to((folder / "in" / "here").resolve())


# ---------------------------------------------------------------------- what Chromium does with them


async def upload(caller: Caller, content: bytes) -> str:
    response = await caller.http.post("/extension", files={"file": ("marker.zip", content)})
    assert response.status_code == 200, response.text
    identity: str = response.json()["r"]["id"]
    return identity


@pytest.mark.anyio
@pytest.mark.browser
async def test_a_session_loads_its_extensions_and_keeps_every_other_rule(
    caller: Caller, site: str, running: RunningEngine
) -> None:
    identity = await upload(caller, marker())
    listed = (await caller.http.get("/extension")).json()["r"]
    assert (identity, "marker.zip") in [(row["id"], row["file_name"]) for row in listed]
    await caller.http.post("/profile", json={"id": "marked"})
    session = await caller.open(
        extensions=[identity],
        device="mobile",
        profile_id="marked",
        allowed_urls=[f"{site}/page/*"],
        url=f"{site}/page/a",
    )
    seen = await session.ok(
        "evaluate_js",
        {"js": "document.cookie = 'who=me; max-age=900'; [document.documentElement.dataset.marked, innerWidth < 1000]"},
    )
    assert len(seen[0]) == 32
    assert (await session.act("goto", {"url": f"{site}/echo"}))[0] == 400
    folder = running.engine.work.scratch(f"browsers/{session.id}")
    await session.ok("close")
    await session.get(session.seen)
    await to_thread.run_sync(until, lambda: not folder.exists())

    plain = await caller.open(profile_id="marked", url=f"{site}/page/a")
    seen = await plain.ok("evaluate_js", {"js": "[document.documentElement.dataset.marked, document.cookie]"})
    assert seen == [None, "who=me"]
    await plain.end()
    again = await caller.open(extensions=[identity], profile_id="marked", url=f"{site}/page/a")
    assert await again.ok("evaluate_js", {"js": "document.cookie"}) == "who=me"
    await again.end()
    assert (await caller.http.delete(f"/browser/extension/{identity}")).json() == {"r": True}
    assert (await caller.http.delete(f"/extension/{identity}")).status_code == 404
    await caller.http.delete("/profile/marked")


@pytest.mark.anyio
@pytest.mark.browser
async def test_what_chromium_will_not_load_ends_the_session_with_its_reason(caller: Caller) -> None:
    wrong = marker(content_scripts=[{"matches": ["nonsense"], "js": ["mark.js"]}])
    session = await caller.open(extensions=[await upload(caller, wrong)])
    record = await session.until(lambda record: record["status"] == "failed")
    assert "extensions: Chromium would not load it" in record["output"]
    assert "matches" in record["output"]


@pytest.mark.anyio
async def test_only_zip_files_are_taken(caller: Caller) -> None:
    for name, content in (("a.crx", marker()), ("a.zip", b"no")):
        response = await caller.http.post("/extension", files={"file": (name, content)})
        assert response.status_code == 400
        assert "zip" in response.json()["detail"]
