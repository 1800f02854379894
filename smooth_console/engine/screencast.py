"""The picture of a tab's current page as a stream of JPEG frames, while somebody watches. Who does is for live.py."""

import asyncio
import base64
import contextlib
import logging
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from smooth_console.engine.addresses import shortened
from smooth_console.engine.tab import Tab

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

LOG = logging.getLogger(__name__)
CAST = {"format": "jpeg", "quality": 80, "maxWidth": 1920, "maxHeight": 1920, "everyNthFrame": 1}
LOOK_EVERY_S = 0.25
RETRY_S = 0.25
STOP_WITHIN_S = 2.0

# Chromium throws a frame away when this many wait for their acknowledgement, be it the last before the page rests.
CHROMIUM_IN_FLIGHT = 3
# A browser need not take pictures faster than the quickest viewer draws them; but should all stand still, it goes on.
ACKNOWLEDGE_WITHIN_S = 0.25

# After so long without a frame, one that was thrown away is asked for again.
REST_S = 0.15

MAX_TITLE = 300
MAX_URL = 2000


@dataclass(frozen=True, slots=True)
class PageState:
    """What is said of the page beside its picture.

    Attributes:
        open: Whether there is a page; there is none after a crash, until the next action opens one.
        url: Its address.
        title: Its title.
    """

    open: bool = False
    url: str = ""
    title: str = ""


class Audience(Protocol):
    """Who is shown the frames."""

    def show(self, frame: bytes) -> None:
        """A new picture: width and height of the viewport in CSS pixels (two big-endian uint16), then a JPEG."""

    def describe(self, state: PageState) -> None:
        """The page's state changed."""

    async def ready(self) -> None:
        """Wait until somebody can take another picture."""


class Screencast:
    """Casts the current page of a tab from `start` to `stop`, whichever page that is and wherever it goes.

    Attributes:
        frame: The newest frame, None when there is none of the current page.
        state: The newest state.
        session: The CDP session of the page that is shown, None when there is none.
    """

    def __init__(self, tab: Tab, audience: Audience, *, cast: dict[str, Any] | None = None, tells: bool = True) -> None:
        """`cast` is what Chromium is told of the pictures; without `tells` only they are shown, and no state is."""
        self.frame: bytes | None = None
        self.state = PageState()
        self.session: CDPSession | None = None
        self._tab = tab
        self._audience = audience
        self._settings = cast or CAST
        self._tells = tells
        self._running: asyncio.Task[None] | None = None
        self._look = asyncio.Event()
        self._background: set[asyncio.Future[Any]] = set()

    @property
    def casting(self) -> bool:
        """Whether it runs."""
        return self._running is not None

    def start(self) -> None:
        """Begin, unless it runs; returns at once."""
        if self._running is None:
            self._tab.on_change.append(self._look.set)
            self._running = asyncio.create_task(self._run())

    def stop(self) -> None:
        """End; the browser is told in the background."""
        if self._running is not None:
            self._tab.on_change.remove(self._look.set)
            self._running.cancel()
            self._running = None
            self.frame, self.state, self.session = None, PageState(), None

    async def _run(self) -> None:
        cast: _Cast | None = None
        try:
            while True:
                self._look.clear()
                page = self._tab.newest
                if cast is not None and cast.page is not page:
                    self._drop(cast)
                    cast = None
                if cast is None and page is not None:
                    cast = await self._begin(page)
                if cast is not None:
                    await cast.refresh()
                if self._tells:
                    self._say(await _state(cast))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._look.wait()
        finally:
            if cast is not None:
                self._drop(cast)

    async def _begin(self, page: "Page") -> "_Cast | None":
        cast = _Cast(page, self._settings, self._show, self._audience.ready)
        try:
            await cast.start()
        except Exception as problem:  # the page closed or crashed meanwhile; the next look tells
            LOG.debug("no screencast of %s: %s", page.url, problem)
            self._drop(cast)
            await asyncio.sleep(RETRY_S)
            return None
        except asyncio.CancelledError:
            self._drop(cast)
            raise
        self.session = cast.session
        return cast

    def _drop(self, cast: "_Cast") -> None:
        """Stop showing a page."""
        cast.shown = False
        if self.session is cast.session:
            self.frame, self.session = None, None
        closing = asyncio.ensure_future(cast.close())
        self._background.add(closing)
        closing.add_done_callback(self._background.discard)

    def _show(self, frame: bytes) -> None:
        self.frame = frame
        self._audience.show(frame)

    def _say(self, state: PageState) -> None:
        if state != self.state:
            self.state = state
            self._audience.describe(state)


class _Cast:
    """The screencast of one page."""

    def __init__(
        self,
        page: "Page",
        settings: dict[str, Any],
        show: Callable[[bytes], None],
        ready: Callable[[], Awaitable[None]],
    ) -> None:
        self.page = page
        self._settings = settings
        self.session: CDPSession | None = None
        self.shown = True
        self._show = show
        self._ready = ready
        self._unacknowledged = 0
        self._may_have_lost = False
        self._last_frame = 0.0
        self._acknowledging: set[asyncio.Future[Any]] = set()

    async def start(self) -> None:
        """Begin; the first frame comes at once, whether or not the page changes."""
        self.session = await self.page.context.new_cdp_session(self.page)
        self.session.on("Page.screencastFrame", self._on_frame)
        await self.session.send("Page.enable")
        await self.session.send("Page.startScreencast", self._settings)

    async def refresh(self) -> None:
        """Ask for the page as it is, when its last change may have been thrown away."""
        rested = asyncio.get_running_loop().time() - self._last_frame > REST_S
        if self._may_have_lost and rested and not self._unacknowledged and self.session is not None:
            self._may_have_lost = False
            with contextlib.suppress(Exception):  # the page may be going
                await self.session.send("Page.stopScreencast")
                await self.session.send("Page.startScreencast", self._settings)

    async def close(self) -> None:
        """End; a page that is gone needs no telling."""
        if self.session is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(STOP_WITHIN_S):
                    await self.session.send("Page.stopScreencast")
                    await self.session.detach()

    def _on_frame(self, event: dict[str, Any]) -> None:
        if not self.shown:
            return
        assert self.session is not None
        self._last_frame = asyncio.get_running_loop().time()
        self._unacknowledged += 1
        self._may_have_lost = self._unacknowledged >= CHROMIUM_IN_FLIGHT
        size = event["metadata"]
        self._show(
            struct.pack(">HH", _clamped(size["deviceWidth"]), _clamped(size["deviceHeight"]))
            + base64.b64decode(event["data"])
        )
        told = asyncio.ensure_future(self._acknowledge(self.session, event["sessionId"]))
        self._acknowledging.add(told)
        told.add_done_callback(self._acknowledging.discard)

    async def _acknowledge(self, session: "CDPSession", cast_id: int) -> None:
        """Have Chromium send on, as soon as somebody can take more."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ACKNOWLEDGE_WITHIN_S):
                await self._ready()
        with contextlib.suppress(Exception):  # the page may be going
            await session.send("Page.screencastFrameAck", {"sessionId": cast_id})
        self._unacknowledged -= 1


async def _state(cast: _Cast | None) -> PageState:
    """Address and title, from the browser rather than the page: a page that hangs cannot hold it up."""
    if cast is None or cast.session is None:
        return PageState()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            info = (await cast.session.send("Target.getTargetInfo"))["targetInfo"]
    except Exception:  # the page is going; the next look tells
        return PageState(True, shortened(cast.page.url, MAX_URL))
    url, title = str(info.get("url", "")), str(info.get("title", ""))
    return PageState(True, shortened(url, MAX_URL), shortened(title, MAX_TITLE))


def _clamped(pixels: float) -> int:
    return min(max(round(pixels), 1), 0xFFFF)
