"""What a task sees of the browser: its current page, and what pages do meanwhile. Not the actions."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from playwright.async_api import Error as PlaywrightError

from smooth_console.engine.addresses import AllowedUrls
from smooth_console.engine.errors import ActionError
from smooth_console.engine.evaluation.walker import prepare
from smooth_console.engine.fence import Fence
from smooth_console.engine.page_setup import PageSetup

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Dialog, Download, Page

LOG = logging.getLogger(__name__)
CRASHED = "the page crashed; a new empty page is open, go to where you were"
GONE = "the browser has gone; open a new session"
FLUSH_WITHIN_S = 0.5

T = TypeVar("T")


class Tab:
    """A context and the pages in it. The newest page is the current one; when it closes, the one before is again.

    Attributes:
        context: The Playwright context, which belongs to one task.
        allowed: Which pages may be visited.
        downloads: What pages have downloaded, in order.
        on_change: Called whenever another page may be the current one.
        on_download: Called with each download as it begins.
    """

    def __init__(self, context: "BrowserContext", allowed: AllowedUrls, setup: PageSetup | None = None) -> None:
        self.context = context
        self.allowed = allowed
        self._setup = setup or PageSetup()
        self.downloads: list[Download] = []
        self.on_change: list[Callable[[], None]] = []
        self.on_download: list[Callable[[Download], None]] = []
        self._pages: list[Page] = []
        self._last_url = "about:blank"
        self._sessions: dict[Page, asyncio.Future[CDPSession]] = {}
        self._fence: Fence | None = None
        self._crash: asyncio.Future[None] | None = None
        self._background: set[asyncio.Future[Any]] = set()

    @classmethod
    async def open(cls, context: "BrowserContext", allowed: AllowedUrls, setup: PageSetup | None = None) -> "Tab":
        """Take a fresh context and open its first page."""
        tab = cls(context, allowed, setup)
        context.on("page", tab._page_opened)
        context.on("dialog", tab._dialog_opened)
        context.on("close", lambda _: tab._interrupt())
        if not allowed.everything:
            tab._fence = Fence(context, allowed)
            await tab._fence.set_up()
        there_before = list(context.pages)  # what a browser of its own starts with; nothing above has seen it
        await tab.cdp(await context.new_page())
        for page in there_before:
            await page.close()
        return tab

    async def current(self) -> "Page":
        """The page that actions act on; a new one when all were closed or it crashed."""
        if not self._pages:
            page = await self.context.new_page()
            self._page_opened(page)
            await self.cdp(page)
        page = self._pages[-1]
        if self._fence is not None:
            await self._fence.watched(page)
        return page

    @property
    def page(self) -> "Page":
        """The current page, for who cannot wait for a new one.

        Raises:
            ActionError: Every page was closed.
        """
        if not self._pages:
            raise ActionError("every page of the session was closed; go to an address to open one")
        return self._pages[-1]

    @property
    def newest(self) -> "Page | None":
        """The current page if there is one, for who only looks."""
        return self._pages[-1] if self._pages else None

    async def cdp(self, page: "Page") -> "CDPSession":
        """The CDP session of a page, made once."""
        making = self._sessions.get(page)
        if making is None:
            making = self._sessions[page] = asyncio.ensure_future(self._new_session(page))
            # Two may wait for it, or none by now.
            making.add_done_callback(lambda made: made.cancelled() or made.exception())
        try:
            return await asyncio.shield(making)
        except PlaywrightError:
            self._sessions.pop(page, None)
            raise

    async def _new_session(self, page: "Page") -> "CDPSession":
        session = await self.context.new_cdp_session(page)
        # Taken before scripts of the page run, the built-ins that read results cannot be tampered with.
        with contextlib.suppress(PlaywrightError):
            await prepare(session)
            await self._setup.apply(session)
        return session

    @property
    def url(self) -> str:
        """Address of the current page, or of the last there was."""
        return self._pages[-1].url if self._pages else self._last_url

    async def guarded(self, action: Awaitable[T]) -> T:
        """Await an action on the page, and stop waiting if the page crashes or the browser goes.

        Raises:
            ActionError: It did; the session has a new page.
        """
        running: asyncio.Future[T] = asyncio.ensure_future(action)
        self._crash = asyncio.get_running_loop().create_future()
        try:
            awaited: set[asyncio.Future[Any]] = {running, self._crash}
            await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
            if running.done() and not self._crash.done():
                return running.result()
            raise ActionError(CRASHED if self._alive() else GONE, 400 if self._alive() else 500)
        finally:
            self._crash = None
            if not running.done():
                running.cancel()
                self._keep(running)
            elif not running.cancelled():
                running.exception()

    async def flush(self) -> None:
        """Have cookies that scripts have just set in the browser: reading one waits for that, setting it does not."""
        reads = [frame.evaluate("document.cookie") for page in self._pages for frame in page.frames]
        with contextlib.suppress(TimeoutError):  # a page that hangs does not answer
            await asyncio.wait_for(asyncio.gather(*reads, return_exceptions=True), FLUSH_WITHIN_S)

    async def close(self) -> None:
        """Close the context with all its pages, and let go of them: a task is remembered for a while."""
        self._last_url = self.url
        try:
            await self.context.close()
        finally:
            for held in (self._pages, self._sessions, self.downloads, self.on_change, self.on_download):
                held.clear()

    def _alive(self) -> bool:
        browser = self.context.browser
        return browser is not None and browser.is_connected()

    def _page_opened(self, page: "Page") -> None:
        if page in self._pages:
            return
        self._pages.append(page)
        page.on("close", self._page_gone)
        page.on("crash", self._page_crashed)
        page.on("download", self._download_begun)
        if self._setup.anything:
            self._keep(asyncio.ensure_future(self.cdp(page)))
        self._changed()

    def _download_begun(self, download: "Download") -> None:
        self.downloads.append(download)
        for told in list(self.on_download):
            told(download)

    def _page_gone(self, page: "Page") -> None:
        self._sessions.pop(page, None)
        if page in self._pages:
            self._pages.remove(page)
            self._changed()

    def _page_crashed(self, page: "Page") -> None:
        was_current = bool(self._pages) and self._pages[-1] is page
        self._page_gone(page)
        self._keep(asyncio.ensure_future(page.close()))
        if was_current:
            self._interrupt()

    def _changed(self) -> None:
        for told in list(self.on_change):
            told()

    def _interrupt(self) -> None:
        if self._crash is not None and not self._crash.done():
            self._crash.set_result(None)

    def _dialog_opened(self, dialog: "Dialog") -> None:
        """Nobody is there to answer: leaving a page is allowed, everything else is dismissed."""
        answer = dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss()
        self._keep(asyncio.ensure_future(answer))

    def _keep(self, running: "asyncio.Future[Any]") -> None:
        """Hold on to a background future until it is done, and let it fail without noise."""
        self._background.add(running)

        def done(finished: "asyncio.Future[Any]") -> None:
            self._background.discard(finished)
            if not finished.cancelled() and (problem := finished.exception()) is not None:
                LOG.debug("in the background: %s", problem)

        running.add_done_callback(done)
