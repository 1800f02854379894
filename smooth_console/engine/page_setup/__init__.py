"""What a task's request has done to each of its pages before anything is loaded: cursor, stealth, ad blocking."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smooth_console import wire
from smooth_console.engine.contexts import is_stealthy
from smooth_console.engine.page_setup.adblock import PATTERNS

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

LOG = logging.getLogger(__name__)
WORLD = "smooth-console"

# A page can still tell: this hides what sites look at first, and fakes nothing about the machine.
_STEALTH = (
    "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false, configurable: true, enumerable: true});"
)


@dataclass(frozen=True, slots=True)
class PageSetup:
    """What each page of a task gets.

    Attributes:
        cursor: A drawn pointer follows the mouse.
        stealth: `navigator.webdriver` is false.
        adblock: Requests to known hosts of advertising are refused.
    """

    cursor: bool = False
    stealth: bool = False
    adblock: bool = False

    @classmethod
    def of(cls, request: wire.TaskRequest) -> "PageSetup":
        """What a request asks for."""
        return cls(request.show_cursor, is_stealthy(request), request.use_adblock is True)

    @property
    def anything(self) -> bool:
        """Whether there is something to do."""
        return self != PageSetup()

    async def apply(self, session: "CDPSession") -> None:
        """Set up a page through its CDP session."""
        if self.stealth:
            await session.send("Page.addScriptToEvaluateOnNewDocument", {"source": _STEALTH, "runImmediately": True})
        if self.cursor:
            # In a world of its own: the page's scripts see the arrow in the document, and nothing else of it.
            script = {"source": _cursor_script(), "worldName": WORLD, "runImmediately": True}
            await session.send("Page.addScriptToEvaluateOnNewDocument", script)
        if self.adblock:
            await _block_ads(session)


@cache
def _cursor_script() -> str:
    return Path(__file__).with_name("cursor.js").read_text(encoding="utf-8")


async def _block_ads(session: "CDPSession") -> None:
    """Have Chromium stop at requests that match, and refuse all but a page that was asked for itself."""
    main_frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    deciding: set[asyncio.Future[Any]] = set()

    def paused(event: dict[str, Any]) -> None:
        own = event.get("resourceType") == "Document" and event.get("frameId") == main_frame
        work = asyncio.ensure_future(_decide(session, event["requestId"], blocked=not own))
        deciding.add(work)
        work.add_done_callback(deciding.discard)

    session.on("Fetch.requestPaused", paused)
    await session.send("Fetch.enable", {"patterns": [{"urlPattern": pattern} for pattern in PATTERNS]})


async def _decide(session: "CDPSession", request_id: str, *, blocked: bool) -> None:
    with contextlib.suppress(Exception):  # the request may be gone by now
        if blocked:
            await session.send("Fetch.failRequest", {"requestId": request_id, "errorReason": "BlockedByClient"})
        else:
            await session.send("Fetch.continueRequest", {"requestId": request_id})
