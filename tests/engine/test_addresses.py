"""Addresses that no page is opened at: a machine's files, and where clouds keep its credentials."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.engine.addresses import is_metadata
from smooth_console.engine.inprocess import RunningEngine
from tests.engine.conftest import Caller, Session

METADATA = [
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.169.254:80/",
    "https://169.254.170.2/v2/credentials",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0xa9.254.43518/",
    "http://0251.0376.0251.0376/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://METADATA.google.internal./",
    "http://user@169.254.169.254/",
    "http://100.100.100.200/",
]
FREE = ["http://127.0.0.1/", "http://10.0.0.1/", "http://169.253.1.1/", "https://example.com/169.254.169.254", "data:,"]


@pytest.mark.parametrize("url", METADATA)
def test_metadata_is_known_in_every_spelling(url: str) -> None:
    assert is_metadata(url)


@pytest.mark.parametrize("url", [*FREE, "", "http://", "http://[", "http://0x/", "http://1.2.3.4.5/", "http://a.1/"])
def test_other_addresses_are_not_taken_for_it(url: str) -> None:
    assert not is_metadata(url)


@given(st.integers(0, 2**32 - 1))
def test_a_number_is_the_address_that_it_is(number: int) -> None:
    assert is_metadata(f"http://{number}/") == is_metadata(f"http://{IPv4Address(number)}/")


@given(st.text(max_size=30))
def test_no_text_breaks_it(host: str) -> None:
    is_metadata(f"http://{host}/")


@pytest.mark.anyio
@pytest.mark.browser
async def test_neither_goto_nor_a_redirect_nor_a_script_gets_there(session: Session, site: str) -> None:
    code, said = await session.act("goto", {"url": METADATA[0]})
    assert (code, "credentials" in said) == (400, True)
    assert (await session.act("goto", {"url": f"{site}/away?to={METADATA[0]}"}))[0] == 400
    await session.ok("goto", {"url": f"{site}/page/a"})
    for url in (METADATA[0], "http://[::ffff:a9fe:a9fe]/", "http://2852039166/"):
        js = f"await fetch('{url}', {{mode: 'no-cors'}}).then(() => 'reached', (e) => e.message)"
        assert await session.ok("evaluate_js", {"js": js}) == "Failed to fetch"
    assert (await session.act("run_task", {"task": f"go to {METADATA[0]}"}))[0] == 400


@pytest.mark.anyio
@pytest.mark.browser
async def test_a_page_cannot_open_files_of_the_machine(session: Session, site: str) -> None:
    for start in (f"{site}/page/a", "about:blank", "data:text/html,x"):
        await session.ok("goto", {"url": start})
        for js in ("location = 'file:///etc/passwd'; 1", "open('file:///etc/passwd'); 1"):
            await session.act("evaluate_js", {"js": js})
        shown = await session.ok("evaluate_js", {"js": "document.documentElement.textContent + location"})
        assert "root:" not in shown
        assert "file:" not in shown
    for url in ("file:///etc/passwd", "view-source:file:///etc/passwd", "chrome://version", "FILE:///etc/passwd"):
        assert (await session.act("goto", {"url": url}))[0] == 400


@pytest.mark.anyio
@pytest.mark.browser
async def test_a_session_cannot_start_at_either(caller: Caller, running: RunningEngine) -> None:
    for url in (METADATA[0], "file:///etc/passwd"):
        assert (await caller.http.post("/task", json={"task": None, "url": url})).status_code == 400
    assert not any(task.live for task in running.engine.tasks.values())
