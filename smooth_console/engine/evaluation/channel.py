"""CDP calls of one evaluation, within its deadline, whatever the page does meanwhile: hang, navigate, crash, close."""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from smooth_console.engine.errors import ActionError

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

ANSWERS_WITHIN_S = 0.5
"""A page that runs no JavaScript answers within this."""
STOPS_WITHIN_S = 3.0
"""How long V8 may take to stop a script."""

_CONTEXT_GONE = (
    "Execution context was destroyed",
    "Cannot find context",
    "Cannot find default execution context",
    "Inspected target navigated or closed",
    "Promise was collected",
    "Could not find object with given id",
)
_TARGET_GONE = ("Target closed", "has been closed", "Target crashed", "Session closed", "Connection closed")


class Channel:
    """Sends for one evaluation. Use as a context manager: it listens to the page meanwhile.

    Args:
        page: The page.
        cdp: Its CDP session.
        has_begun: An expression that tells whether the source has begun to run in the present document.
        deadline_s: How long everything may take, seconds.
    """

    def __init__(self, page: "Page", cdp: "CDPSession", has_begun: str, deadline_s: float) -> None:
        self._page = page
        self._cdp = cdp
        self._has_begun = has_begun
        self._deadline_s = deadline_s
        loop = asyncio.get_running_loop()
        self._ends_at = loop.time() + deadline_s
        self._gone: asyncio.Future[ActionError] = loop.create_future()
        self._checks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> "Channel":
        self._page.on("crash", self._crashed)
        self._page.on("close", self._closed)
        self._cdp.on("Page.frameNavigated", self._navigated)
        return self

    def __exit__(self, *_: object) -> None:
        self._page.remove_listener("crash", self._crashed)
        self._page.remove_listener("close", self._closed)
        self._cdp.remove_listener("Page.frameNavigated", self._navigated)
        for check in self._checks:
            check.cancel()

    async def send(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a CDP command and wait for its answer.

        Raises:
            ActionError: The deadline passed, the page went to another document, crashed or was closed.
        """
        sent = asyncio.ensure_future(self._cdp.send(method, params))
        try:
            await self._first(sent, self._ends_at - asyncio.get_running_loop().time())
            if not sent.done():
                raise self._gone.result() if self._gone.done() else await self._overdue(sent)
            try:
                answer: dict[str, Any] = sent.result()
            except Exception as problem:
                raise await self._failed(problem) from None
            return answer
        finally:
            sent.add_done_callback(_forget)

    async def _overdue(self, sent: "asyncio.Future[dict[str, Any]]") -> ActionError:
        """Stop what runs. A page that answers runs nothing: terminating it would hit whatever runs next instead."""
        after = f"after {self._deadline_s:g} s"
        if await self._answers():
            return ActionError(
                f"stopped {after}: the script waits for a promise that has not settled; the page is usable"
            )
        with contextlib.suppress(Exception):
            async with asyncio.timeout(STOPS_WITHIN_S):
                await self._cdp.send("Runtime.terminateExecution")
        # What was stopped inside a promise's reaction leaves the promise as it was: no answer to what was sent.
        if sent.done() or await self._answers(STOPS_WITHIN_S):
            return ActionError(f"stopped {after}: the script was still running; the page is usable")
        return ActionError(f"given up {after}: the page does not answer (it may be busy, or show a dialog)")

    async def _answers(self, within_s: float = ANSWERS_WITHIN_S) -> bool:
        probe = asyncio.ensure_future(self._cdp.send("Runtime.evaluate", {"expression": "0"}))
        probe.add_done_callback(_forget)
        await self._first(probe, within_s)
        return probe.done()

    async def _first(self, sent: "asyncio.Future[dict[str, Any]]", within_s: float) -> None:
        """Wait until there is an answer, or the page has gone, or the time is over."""
        either: set[asyncio.Future[Any]] = {sent, self._gone}
        await asyncio.wait(either, timeout=max(within_s, 0), return_when=asyncio.FIRST_COMPLETED)

    async def _failed(self, problem: Exception) -> ActionError:
        text = str(problem)
        if any(words in text for words in _TARGET_GONE) or self._page.is_closed():
            return self._gone.result() if self._gone.done() else ActionError("the page has been closed; open it again")
        if any(words in text for words in _CONTEXT_GONE):
            return await self._navigation()
        if "Execution was terminated" in text:
            return ActionError("the script was stopped")
        return ActionError(f"the browser could not run the script: {text.split(': ', 1)[-1]}", 500)

    async def _navigation(self) -> ActionError:
        """The answer for a document that went away. Its successor's address may take a moment to be known."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(STOPS_WITHIN_S):
                await self._cdp.send("Page.getFrameTree")
                await self._page.wait_for_load_state("domcontentloaded", timeout=STOPS_WITHIN_S * 1000)
        return _navigated_to(self._page.url)

    def _navigated(self, event: dict[str, Any]) -> None:
        frame = event["frame"]
        if "parentId" not in frame:
            check = asyncio.ensure_future(self._check_document(frame.get("url", "")))
            self._checks.add(check)
            check.add_done_callback(self._checks.discard)

    async def _check_document(self, url: str) -> None:
        """The source may run in the very document that this event announces, late."""
        with contextlib.suppress(Exception):
            answer = await self._cdp.send("Runtime.evaluate", {"expression": self._has_begun})
            if answer["result"].get("value") is not True:
                self._end(_navigated_to(url))

    def _crashed(self, _: "Page") -> None:
        self._end(ActionError("the page crashed while the script ran", 500))

    def _closed(self, _: "Page") -> None:
        self._end(ActionError("the page was closed while the script ran"))

    def _end(self, why: ActionError) -> None:
        if not self._gone.done():
            self._gone.set_result(why)


def _navigated_to(url: str) -> ActionError:
    return ActionError(f"the page navigated to {url} before the script finished; what it had done by then is done")


def _forget(done: "asyncio.Future[Any]") -> None:
    """An answer that nobody waits for any more may fail without noise."""
    if not done.cancelled():
        done.exception()
