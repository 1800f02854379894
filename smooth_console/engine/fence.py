"""Holding a context to its `allowed_urls`: top-level navigation, redirects and popups. Not what pages load inside."""

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

from smooth_console.engine.addresses import AllowedUrls

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Page, Request, Route

LOG = logging.getLogger(__name__)


class Fence:
    """Blocks every top-level navigation of a context to a page that is not allowed.

    Two nets, because each has a hole: Playwright's routes see a popup's first request but no redirects; the page's own
    CDP session sees redirects but is attached a moment after a popup has opened.
    """

    def __init__(self, context: "BrowserContext", allowed: AllowedUrls) -> None:
        self._context = context
        self._allowed = allowed
        self._watching: dict[Page, asyncio.Future[None]] = {}

    async def set_up(self) -> None:
        """Put it up, before the context has a page."""
        await self._context.route("**/*", lambda route, request: _on_route(route, request, self._allowed))
        self._context.on("page", self._page_opened)

    async def watched(self, page: "Page") -> None:
        """Wait until a page's redirects are watched."""
        if page in self._watching:
            await asyncio.shield(self._watching[page])

    def _page_opened(self, page: "Page") -> None:
        self._watching[page] = asyncio.ensure_future(_watch_redirects(page, self._allowed))
        page.on("close", lambda page: self._watching.pop(page, None))


async def _on_route(route: "Route", request: "Request", allowed: AllowedUrls) -> None:
    with contextlib.suppress(Exception):  # the page may be gone by now
        if _is_top_level(request) and not allowed.allows(request.url):
            LOG.info("blocked: %s", allowed.refusal(request.url))
            await route.abort("blockedbyclient")
        else:
            await route.fallback()


def _is_top_level(request: "Request") -> bool:
    if not request.is_navigation_request():
        return False
    try:
        return request.frame.parent_frame is None
    except Exception:  # a popup's first request comes before its frame
        return True


async def _watch_redirects(page: "Page", allowed: AllowedUrls) -> None:
    with contextlib.suppress(Exception):  # the page closed before it could be watched
        session = await page.context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        main_frame = tree["frameTree"]["frame"]["id"]
        working: set[asyncio.Future[Any]] = set()

        def paused(event: dict[str, Any]) -> None:
            work = asyncio.ensure_future(_decide(session, event, main_frame, allowed))
            working.add(work)
            work.add_done_callback(working.discard)

        session.on("Fetch.requestPaused", paused)
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "resourceType": "Document"}]})
        # Whatever it reached before it was watched.
        if not allowed.allows(page.url):
            await page.goto("about:blank")


async def _decide(session: "CDPSession", event: dict[str, Any], main_frame: str, allowed: AllowedUrls) -> None:
    url = event["request"]["url"]
    with contextlib.suppress(Exception):  # the request may be gone by now
        if event.get("frameId") == main_frame and not allowed.allows(url):
            LOG.info("blocked: %s", allowed.refusal(url))
            await session.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "BlockedByClient"})
        else:
            await session.send("Fetch.continueRequest", {"requestId": event["requestId"]})
