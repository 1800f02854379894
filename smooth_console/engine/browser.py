"""One Chromium, started or connected to, and a context of its own for each task. Not what is done in it.

A task with extensions has a Chromium of its own: extensions live in a browser's first context only.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console import wire
from smooth_console.engine import chromium
from smooth_console.engine.addresses import AllowedUrls
from smooth_console.engine.contexts import context_settings
from smooth_console.engine.errors import ActionError
from smooth_console.engine.options import ServeOptions
from smooth_console.engine.page_setup import PageSetup
from smooth_console.engine.tab import Tab

if TYPE_CHECKING:
    from playwright.async_api import Browser as PlaywrightBrowser
    from playwright.async_api import BrowserContext, Playwright

LOG = logging.getLogger(__name__)
LAUNCH_TIMEOUT_S = 60.0
CLOSE_WITHIN_S = 5.0


class Browser:
    """The engine's Chromium. It starts in the background; `open` waits for it, and starts it anew if it has gone."""

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self._playwright: Playwright | None = None
        self._browser: PlaywrightBrowser | None = None
        self._starting: asyncio.Task[PlaywrightBrowser] | None = None
        self._executable: str | None = None
        self._closed = False

    def launch(self) -> None:
        """Begin to start; returns at once.

        Raises:
            NoBrowserError: There is no Chromium on this machine.
        """
        if self._options.cdp_url is None:
            self._executable = chromium.find_chromium()
        self._starting = asyncio.create_task(self._start())
        self._starting.add_done_callback(_note_failure)

    async def open(
        self,
        request: wire.TaskRequest,
        storage_state: Any = None,
        extensions: Sequence[Path] = (),
        user_data: Path | None = None,
    ) -> Tab:
        """A page in a context of its own.

        Args:
            request: Device, proxy, certificates, allowed_urls and what pages are set up with are taken from it.
            storage_state: Cookies and local storage of a profile, as Playwright writes them.
            extensions: Folders of extensions to load.
            user_data: With extensions, an empty folder for their Chromium.

        Raises:
            ActionError: The browser did not start, gave no page (code 500), or would not load an extension (400).
        """
        browser = await self._ready()
        settings = context_settings(request, browser.version)
        context: BrowserContext | None = None
        try:
            if extensions:
                assert user_data is not None
                context = await self._open_with(extensions, user_data, settings)
                if storage_state is not None:
                    await context.set_storage_state(storage_state)
            else:
                context = await browser.new_context(**settings, storage_state=storage_state)
            allowed = AllowedUrls(request.allowed_urls, metadata=self._options.allow_metadata)
            return await Tab.open(context, allowed, PageSetup.of(request))
        except BaseException as problem:
            if context is not None:
                await quietly(context.close())
            if isinstance(problem, _errors()):
                raise ActionError(_no_page(problem), 500) from None
            raise

    async def _open_with(
        self, extensions: Sequence[Path], user_data: Path, settings: dict[str, Any]
    ) -> "BrowserContext":
        """The context of a Chromium of its own, with extensions; it ends when the context is closed."""
        assert self._playwright is not None
        context = await self._playwright.chromium.launch_persistent_context(
            user_data,
            **settings,
            **self._launch_settings("--enable-unsafe-extension-debugging"),
            ignore_default_args=["--disable-extensions"],
        )
        try:
            assert context.browser is not None
            session = await context.browser.new_browser_cdp_session()
            for path in extensions:
                await session.send("Extensions.loadUnpacked", {"path": str(path)})
            await session.detach()
        except BaseException as problem:
            await quietly(context.close())
            if isinstance(problem, _errors()):
                said = first_line(problem).rpartition("): ")[2]
                raise ActionError(f"extensions: Chromium would not load it: {said}") from None
            raise
        return context

    async def _ready(self) -> "PlaywrightBrowser":
        if self._closed:
            raise ActionError("the engine is ending", 500)
        if self._browser is not None and not self._browser.is_connected():
            LOG.warning("the browser has gone; starting it again")
            self._browser = None
            self._starting = None
        if self._starting is None:
            self.launch()
        assert self._starting is not None
        try:
            self._browser = await asyncio.shield(self._starting)
        except chromium.NoBrowserError as problem:
            raise ActionError(str(problem), 500) from None
        except _errors() as problem:
            self._starting = None
            raise ActionError(f"the browser did not start: {first_line(problem)}", 500) from None
        return self._browser

    async def _start(self) -> "PlaywrightBrowser":
        # Importing Playwright holds the interpreter for a while: the listener should answer meanwhile.
        async_playwright = await asyncio.to_thread(_import_playwright)
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        engine = self._playwright.chromium
        if self._options.cdp_url is not None:
            return await engine.connect_over_cdp(self._options.cdp_url, timeout=LAUNCH_TIMEOUT_S * 1000)
        return await engine.launch(**self._launch_settings())

    def _launch_settings(self, *flags: str) -> dict[str, Any]:
        return {
            "executable_path": self._executable,
            "headless": self._options.headless,
            "args": [*chromium.flags(metadata=self._options.allow_metadata), *flags],
            "chromium_sandbox": chromium.may_use_sandbox(),
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
            "timeout": LAUNCH_TIMEOUT_S * 1000,
        }

    async def close(self) -> None:
        """End the browser that was started, or leave the one that was connected to."""
        self._closed = True
        if self._starting is not None:
            with contextlib.suppress(Exception, asyncio.CancelledError):
                browser = await asyncio.wait_for(self._starting, CLOSE_WITHIN_S)
                await asyncio.wait_for(browser.close(), CLOSE_WITHIN_S)
        if self._playwright is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self._playwright.stop(), CLOSE_WITHIN_S)


def _no_page(problem: BaseException) -> str:
    """Why there is no page; what Playwright says of a request's own settings names the field."""
    said = first_line(problem)
    field = "certificates: " if "client certificate" in said.lower() or "pfx" in said.lower() else ""
    return f"{field}the browser gave no page: {said}"


def _import_playwright() -> "Callable[[], Any]":
    from playwright.async_api import async_playwright

    return async_playwright


def _errors() -> type[Exception]:
    from playwright.async_api import Error

    return Error


def _note_failure(task: "asyncio.Task[Any]") -> None:
    if not task.cancelled() and (problem := task.exception()) is not None:
        LOG.error("the browser did not start: %s", first_line(problem))


def first_line(problem: BaseException) -> str:
    """What an exception says, in a line."""
    lines = str(problem).strip().splitlines()
    return lines[0] if lines else type(problem).__name__


async def quietly(awaitable: Awaitable[Any], timeout_s: float = CLOSE_WITHIN_S) -> None:
    """Await something whose failure changes nothing."""
    with contextlib.suppress(Exception):
        await asyncio.wait_for(awaitable, timeout_s)
