"""What a session downloads: one zip file, for who has its address."""

import io
import zipfile
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.engine.downloads import Downloads
from smooth_console.engine.inprocess import RunningEngine
from smooth_console.engine.stores import safe_name
from tests.engine.conftest import Caller, Session

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


def address(url: str) -> str:
    """Path and query, to be asked in this process."""
    parts = urlsplit(url)
    return f"http://127.0.0.1{parts.path}?{parts.query}"


async def test_downloads_come_as_a_zip_while_the_session_lives_and_after(
    session: Session, site: str, running: RunningEngine
) -> None:
    assert (await session.record())["downloads_url"] is None
    for _ in range(2):
        await session.ok("goto", {"url": f"{site}/download"})
    record = await session.until(lambda record: record["downloads_url"], downloads="true")
    assert (await session.record())["downloads_url"] is None, "it was not asked for"
    await session.end()
    final = await session.record(downloads="true")
    assert (final["status"], final["downloads_url"]) == ("cancelled", record["downloads_url"])
    await running.engine.settled()
    response = await session.http.get(address(final["downloads_url"]))
    assert response.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert sorted(archive.namelist()) == ["table (2).csv", "table.csv"]  # whichever came first
        assert archive.read("table.csv") == b"a,b\n1,2\n"


async def test_without_the_token_there_is_nothing(session: Session, site: str) -> None:
    await session.ok("goto", {"url": f"{site}/download"})
    record = await session.until(lambda record: record["downloads_url"], downloads="true")
    url = address(record["downloads_url"])
    for wrong in (url[:-1], url.partition("?")[0], url.replace("/downloads/", "/recording/")):
        assert (await session.http.get(wrong)).status_code in (403, 404)
    assert (await session.http.get("http://127.0.0.1/downloads/nobody?token=x")).status_code == 404


async def test_a_session_that_downloaded_nothing_says_so_at_its_end(caller: Caller) -> None:
    session = await caller.open()
    assert (await session.record(downloads="true"))["downloads_url"] is None
    await session.end()
    assert (await session.until(lambda record: record["downloads_url"] == "", downloads="true"))[
        "status"
    ] == "cancelled"


async def test_a_limit_is_kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    downloads = Downloads(tmp_path_factory.mktemp("d"), max_bytes=10)
    downloads.add("a", b"12345")
    downloads.add("b", b"123456789")
    downloads.add("c", b"12345")
    assert [path.name for path in downloads.files] == ["a", "c"]


@given(st.lists(st.text(max_size=30), max_size=6))
def test_whatever_a_site_calls_its_files_they_stay_in_the_folder(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("downloads")
    downloads = Downloads(folder, max_bytes=1000)
    for name in names:
        downloads.add(name, b"x")
    assert len({path.name for path in downloads.files}) == len(names)
    assert all(path.parent == folder and path.read_bytes() == b"x" for path in downloads.files)


@given(st.text())
def test_a_safe_name_is_one_part_of_a_path(given_name: str) -> None:
    name = safe_name(given_name)
    assert name is None or ("/" not in name and "\\" not in name and name not in ("", ".", ".."))


async def test_the_session_is_needed(http: httpx.AsyncClient) -> None:
    assert (await http.get("http://127.0.0.1/recording/nobody?token=x")).status_code == 404
