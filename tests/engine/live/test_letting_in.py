"""Who is let into a live view, and who may frame it."""

from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.engine.conftest import Caller, Session
from tests.engine.live.conftest import joined, live_url

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_without_the_token_there_is_nothing(shop: Session, served: str) -> None:
    url = await live_url(shop, served)
    async with httpx.AsyncClient() as visitor:
        assert (await visitor.get(url)).status_code == 200
        for wrong in (url[:-1], url + "x", url.partition("?")[0], url.partition("=")[0] + "=%ff%00é"):
            assert (await visitor.get(wrong)).status_code == 403
            with pytest.raises(InvalidStatus, match="403"):
                await joined(wrong)
        assert (await visitor.get(f"{served}/live/nobody?token=x")).status_code == 404
        for name in ("..%2flive.py", "nothing.js", "index.html"):
            assert (await visitor.get(f"{served}/live/page/{name}")).status_code == 404


async def test_sessions_have_tokens_of_their_own(shop: Session, caller: Caller, served: str) -> None:
    other = await caller.open()
    await other.ok("goto", {"url": "about:blank"})
    ours, theirs = urlsplit(await live_url(shop, served)), urlsplit(await live_url(other, served))
    async with httpx.AsyncClient() as visitor:
        assert (await visitor.get(f"{served}{ours.path}?{theirs.query}")).status_code == 403


async def test_a_foreign_host_or_origin_is_refused(shop: Session, served: str) -> None:
    url = await live_url(shop, served)
    async with httpx.AsyncClient() as visitor:
        assert (await visitor.get(url, headers={"host": "evil.test"})).status_code == 403
    for origin in ("http://evil.test", "null", served.replace("127.0.0.1", "localhost")):
        with pytest.raises(InvalidStatus, match="403"):
            await joined(url, origin=origin)


async def test_only_who_asks_to_embed_it_may_frame_it(shop: Session, served: str) -> None:
    url = await live_url(shop, served)
    async with httpx.AsyncClient() as visitor:
        plain = await visitor.get(url + "&interactive=true&embed=false&b=unknown")
        framed = await visitor.get(url + "&embed=true")
    assert "frame-ancestors 'none'" in plain.headers["content-security-policy"]
    assert plain.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "x-frame-options" not in framed.headers
    assert plain.headers["referrer-policy"] == "no-referrer"
