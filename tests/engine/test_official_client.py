"""The official Python client, through the flows that its documentation shows, against the engine on a real port.

It sleeps a second between polls: what it does here is little, and all of it at once where that is possible.
"""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest

from smooth_console.engine.inprocess import RunningEngine, engine_running
from smooth_console.engine.options import ServeOptions
from tests.engine.conftest import serving
from tests.engine.test_extensions import marker

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:'session_id' is deprecated"),  # its own, on every request that it makes
]

SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}}}


@pytest.fixture(scope="module")
async def served() -> AsyncIterator[tuple[RunningEngine, str]]:
    """An engine that records, and its origin."""
    async with engine_running(ServeOptions()) as engine, serving(engine.app) as origin:
        yield engine, origin


@pytest.fixture
async def client(served: tuple[RunningEngine, str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """The asynchronous client, as `SMOOTH_BASE_URL` would make it."""
    monkeypatch.setenv("SMOOTH_TELEMETRY", "off")
    from smooth import SmoothAsyncClient

    engine, origin = served
    async with SmoothAsyncClient(api_key=engine.api_key, base_url=f"{origin}/api/") as client:
        yield client


async def test_the_flows_of_the_documentation(client: Any, site: str) -> None:
    await asyncio.gather(_a_session(client, site), _a_task(client, site), _what_is_kept(client))


async def _a_session(client: Any, site: str) -> None:
    """Open, look at it live, act in it, be asked for a tool, close, fetch what is left."""

    @client.tool(name="weather", description="d", inputs={"city": {"type": "string"}}, output="text")  # type: ignore[untyped-decorator]
    async def weather(city: str) -> str:
        return f"rain in {city}"

    async with client.session(custom_tools=[weather]) as session:
        assert "/live/" in await session.live_url()
        await session.goto(f"{site}/page/hello")
        title, found, asked = await asyncio.gather(
            session.evaluate_js("(args) => document.title + args.mark", {"mark": "!"}),
            session.extract(schema=SCHEMA, prompt="the title"),
            session.run_task('call weather with {"city": "Oslo"}'),
        )
        assert (title.output, found.output, asked.output) == ("hello!", {"title": "hello"}, "rain in Oslo")
        assert (title.credits_used, title.duration > 0) == (0, True)
        await session.goto(f"{site}/download")
    result = await session.result()
    assert result.status in ("done", "cancelled")
    assert "/downloads/" in await session.downloads_url()
    assert "/recording/" in await session.recording_url()


async def _a_task(client: Any, site: str) -> None:
    """A task of its own, and one that fails."""
    done = await client.run(f"go to {site}/page/hello; get the title", response_model=SCHEMA, enable_recording=False)
    failed = await client.run("juggle", enable_recording=False)
    done, failed = await asyncio.gather(done.result(timeout=60), failed.result(timeout=60))
    assert (done.status, done.output) == ("done", {"title": "hello"})
    assert (failed.status, "juggle" in failed.output) == ("failed", True)


async def _what_is_kept(client: Any) -> None:
    """Profiles, files, extensions, and an error as the client tells it."""
    from smooth import ApiError

    assert (await client.create_profile("mine")).id == "mine"
    with pytest.raises(ApiError) as refused:
        await client.create_profile("mine")
    assert refused.value.status_code == 409
    assert [profile.id for profile in await client.list_profiles()] == ["mine"]
    await client.delete_profile("mine")
    uploaded = await client.upload_file(io.BytesIO(b"%PDF"), name="cv.pdf", purpose="a cv")
    await client.delete_file(uploaded.id)
    extension = await client.upload_extension(io.BytesIO(marker()), name="marker.zip")
    assert [row.file_name for row in await client.list_extensions()] == ["marker.zip"]
    await client.delete_extension(extension.id)


async def test_the_deprecated_browser_session(client: Any) -> None:
    with pytest.warns(DeprecationWarning, match="deprecated"):
        opened = await client.open_session()
    assert "/live/" in opened.live_url()
    with pytest.warns(DeprecationWarning, match="deprecated"):
        await client.close_session(live_id=opened.live_id())
