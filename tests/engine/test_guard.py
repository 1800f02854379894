"""Who is let in: the key, the Host and the Origin that requests carry, and how large their bodies may be."""

from collections.abc import AsyncIterator

import httpx
import pytest

from smooth_console.engine.app import create_app
from smooth_console.engine.options import ServeOptions

pytestmark = pytest.mark.anyio
KEY = "the-key"


def visitor(options: ServeOptions | None = None, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(options or ServeOptions(api_key=KEY)), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000/api/v1", headers=headers)


async def test_no_key_is_401_and_a_wrong_one_403() -> None:
    async with visitor() as client:
        assert (await client.get("/task")).status_code == 401
        assert (await client.get("/task", headers={"apikey": "wrong"})).status_code == 403
        assert (await client.get("/task", headers={"apikey": KEY})).status_code == 200
        assert "apikey" in (await client.get("/task")).json()["detail"]


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:8000",
        "127.0.0.1.evil.test",
        "",
        "10.0.0.7",
        "localhost@evil.test",
        "evil.test@localhost",
        "localhost:80;x",
        "localhost/x",
    ],
)
async def test_a_foreign_host_is_refused(host: str) -> None:
    async with visitor(apikey=KEY) as client:
        response = await client.get("/task", headers={"host": host})
        assert response.status_code == 403
        assert "host" in response.json()["detail"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:9000", "[::1]:8000", "127.0.0.2"])
async def test_loopback_names_are_ours(host: str) -> None:
    async with visitor(apikey=KEY) as client:
        assert (await client.get("/task", headers={"host": host})).status_code == 200


async def test_a_host_that_was_allowed_is_ours() -> None:
    async with visitor(ServeOptions(api_key=KEY, allow_hosts=("engine.test",)), apikey=KEY) as client:
        assert (await client.get("/task", headers={"host": "engine.test"})).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.test", "null", "http://127.0.0.1:9999", "http://127.0.0.1:8000.evil.test"]
)
async def test_pages_of_other_sites_are_refused(origin: str) -> None:
    async with visitor(apikey=KEY) as client:
        assert (await client.post("/task", json={}, headers={"origin": origin})).status_code == 403


async def test_our_own_pages_are_not() -> None:
    async with visitor(apikey=KEY) as client:
        assert (await client.get("/task", headers={"origin": "http://127.0.0.1:8000"})).status_code == 200


async def test_a_body_that_is_too_large_is_413_with_or_without_a_length() -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield b"x" * 2000

    async with visitor(ServeOptions(api_key=KEY, max_body_bytes=1000), apikey=KEY) as client:
        assert (await client.post("/task", content=b"x" * 2000)).status_code == 413
        assert (await client.post("/task", content=stream())).status_code == 413


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b"9" * 10_000])
async def test_a_body_that_is_not_json_is_400(body: bytes) -> None:
    async with visitor(apikey=KEY) as client:
        response = await client.post("/task", content=body)
        assert response.status_code == 400
        assert "body" in response.json()["detail"]


async def test_telemetry_is_answered_and_thrown_away() -> None:
    async with visitor(apikey=KEY) as client:
        assert (await client.post("/telemetry", json={"events": []})).status_code == 200


def test_a_key_that_no_header_can_carry_is_refused() -> None:
    for key in ("", "schlüssel", "a\nb"):
        with pytest.raises(ValueError, match="API key"):
            ServeOptions(api_key=key)
