"""An engine on a browser that was there before it: it uses it, keeps to its own contexts, and leaves it running."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from smooth_console.engine import chromium
from smooth_console.engine.inprocess import engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.conftest import Caller, calling
from tests.processes import until

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """Somebody's Chromium; where it listens."""
    sandbox = [] if chromium.may_use_sandbox() else ["--no-sandbox"]
    flags = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={tmp_path}", "--no-first-run", *sandbox]
    process = subprocess.Popen([str(chromium.find_chromium()), *flags, "about:blank"], stderr=subprocess.DEVNULL)
    try:
        said = tmp_path / "DevToolsActivePort"
        until(lambda: said.exists() and "\n" in said.read_text())
        yield f"http://127.0.0.1:{said.read_text().splitlines()[0]}"
    finally:
        process.kill()
        process.wait()


async def test_sessions_run_on_it_and_it_outlives_the_engine(endpoint: str, site: str) -> None:
    options = ServeOptions(cdp_url=endpoint, recording=False)
    async with engine_running(options) as engine, calling(engine) as http:
        caller = Caller(http)
        one, other = [await caller.open(url=f"{site}/page/{name}", device="mobile") for name in "ab"]
        js = "document.cookie = document.title; [document.title, document.cookie, navigator.maxTouchPoints > 0]"
        assert await one.ok("evaluate_js", {"js": js}) == ["a", "a", True]
        assert await other.ok("evaluate_js", {"js": js}) == ["b", "b", True]
        await one.ok("goto", {"url": f"{site}/download"})
        assert (await one.until(lambda record: record["downloads_url"], downloads="true"))["downloads_url"]
        extension = await http.post("/task", json={"task": None, "extensions": ["x"]})
        assert extension.status_code == 400
        assert "--cdp-url" in extension.json()["detail"]
    async with httpx.AsyncClient() as visitor:
        pages = (await visitor.get(f"{endpoint}/json/list")).json()
    assert [page["url"] for page in pages if page["type"] == "page"] == ["about:blank"]


async def test_a_browser_that_is_not_there_is_said_in_the_task(free_port: int) -> None:
    options = ServeOptions(cdp_url=f"http://127.0.0.1:{free_port}", recording=False)
    async with engine_running(options) as engine, calling(engine) as http:
        session = await Caller(http).open()
        record = await session.until(lambda record: record["status"] == "failed")
        assert "the browser did not start" in record["output"]
