"""Waits for what an action on the page sets off: a navigation to finish, requests to come back. Always bounded."""

import asyncio
import contextlib
import time
from types import TracebackType

from playwright.async_api import BrowserContext, Page, Request
from playwright.async_api import Error as BrowserError

LOADS_WITHIN = 10.0  # s, for a navigation
ANSWERS_WITHIN = 2.0  # s, for requests that do not navigate
STARTS_WITHIN = 0.06  # s, in which an action shows whether it sets something off
QUIET = 0.05  # s without a request under way
_TICK = 0.01
_ENDLESS = frozenset({"websocket", "eventsource", "media", "ping", "image", "font", "stylesheet"})


class Settling:
    """Watches a browser context while something is done to it.

    `async with Settling(page) as going: ...; await going.settle()`.

    Attributes:
        navigated: Whether a page went, or tried to go, somewhere.
        asked: Whether any request was made.
    """

    def __init__(self, page: Page) -> None:
        self._context: BrowserContext = page.context
        self._page = page
        self._open: dict[Request, bool] = {}
        self._quiet_since = time.monotonic()
        self.navigated = False
        self.asked = False

    async def __aenter__(self) -> "Settling":
        self._context.on("request", self._started)
        self._context.on("requestfinished", self._ended)
        self._context.on("requestfailed", self._ended)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.remove_listener("request", self._started)
        self._context.remove_listener("requestfinished", self._ended)
        self._context.remove_listener("requestfailed", self._ended)

    async def settle(self) -> None:
        """Wait until what was set off has come to rest, or its bound is reached."""
        started = time.monotonic()
        await asyncio.sleep(STARTS_WITHIN)
        while True:
            if not self._unsettled(time.monotonic() - started):
                break
            await asyncio.sleep(_TICK)
        if self.navigated:
            left = max(LOADS_WITHIN - (time.monotonic() - started), 0.1)
            for page in self._context.pages[-2:]:
                with contextlib.suppress(BrowserError):
                    await page.wait_for_load_state("load", timeout=left * 1000)

    def _unsettled(self, waited: float) -> bool:
        if waited >= LOADS_WITHIN:
            return False
        if any(self._open.values()):
            return True
        if waited >= ANSWERS_WITHIN and not self.navigated:
            return False
        return bool(self._open) or (self.asked and time.monotonic() - self._quiet_since < QUIET)

    def _started(self, request: Request) -> None:
        if request.resource_type in _ENDLESS:
            return
        self.asked = True
        navigates = _navigates(request)
        self.navigated = self.navigated or navigates
        self._open[request] = navigates

    def _ended(self, request: Request) -> None:
        self._open.pop(request, None)
        self._quiet_since = time.monotonic()


def _navigates(request: Request) -> bool:
    try:
        return request.is_navigation_request() and request.frame.parent_frame is None
    except BrowserError:
        # The first request of a popup has no frame yet.
        return True
