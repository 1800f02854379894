"""One Chromium, started or connected to, and a context of its own for each task. Not what is done in it."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from smooth_console import wire
from smooth_console.engine import chromium
from smooth_console.engine.addresses import AllowedUrls
from smooth_console.engine.errors import ActionError
from smooth_console.engine.options import ServeOptions
from smooth_console.engine.tab import Tab

if TYPE_CHECKING:
    from playwright.async_api import Browser as PlaywrightBrowser
    from playwright.async_api import Playwright, ProxySettings

LOG = logging.getLogger(__name__)
LAUNCH_TIMEOUT_S = 60.0
CLOSE_WITHIN_S = 5.0

# Viewport in CSS pixels, as each device shows pages.
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "desktop-lg": {"viewport": {"width": 1920, "height": 1080}},
    "mobile": {
        "viewport": {"width": 412, "height": 839},
        "device_scale_factor": 2.625,
        "is_mobile": True,
        "has_touch": True,
    },
}
_MOBILE_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{version} Mobile Safari/537.36"
)


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

    async def open(self, request: wire.TaskRequest, storage_state: dict[str, Any] | None = None) -> Tab:
        """A page in a context of its own.

        Args:
            request: Device, proxy and allowed_urls are taken from it.
            storage_state: Cookies and local storage of a profile, as Playwright writes them.

        Raises:
            ActionError: The browser did not start, or gave no page (code 500).
        """
        browser = await self._ready()
        settings: dict[str, Any] = dict(DEVICES[request.device])
        if request.device == "mobile":
            settings["user_agent"] = _MOBILE_AGENT.format(version=browser.version.split(".")[0] + ".0.0.0")
        try:
            settings |= {"accept_downloads": True, "proxy": _proxy(request), "storage_state": storage_state}
            context = await browser.new_context(**settings)
            return await Tab.open(context, AllowedUrls(request.allowed_urls))
        except _errors() as problem:
            raise ActionError(f"the browser gave no page: {first_line(problem)}", 500) from None

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
        return await engine.launch(
            executable_path=self._executable,
            headless=self._options.headless,
            args=list(chromium.FLAGS),
            chromium_sandbox=chromium.may_use_sandbox(),
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
            timeout=LAUNCH_TIMEOUT_S * 1000,
        )

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


def _proxy(request: wire.TaskRequest) -> "ProxySettings | None":
    if request.proxy_server is None:
        return None
    proxy: ProxySettings = {"server": request.proxy_server}
    if request.proxy_username is not None:
        proxy["username"] = request.proxy_username
    if request.proxy_password is not None:
        proxy["password"] = request.proxy_password
    return proxy


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
