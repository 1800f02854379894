"""The hands of a task: one thing done to one element, what it sets off awaited, and why it did not work."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import ElementHandle, Page
from playwright.async_api import Error as BrowserError

from smooth_console.engine.agent import finding
from smooth_console.engine.agent.context import TaskContext
from smooth_console.engine.agent.finding import anything, find
from smooth_console.engine.agent.matching import Want
from smooth_console.engine.agent.settling import Settling
from smooth_console.engine.agent.survey import Seen, fold
from smooth_console.engine.agent.vocabulary import Target
from smooth_console.engine.errors import ActionError

ACTS_WITHIN = 5_000  # ms, for an element to hold still and take the action
SHOWS_WITHIN = 30.0  # s, for text that is waited for
_GONE = ("not attached", "detached", "context was destroyed", "element is gone", "Cannot find context", "navigat")

_HAS_TEXT = """(wanted) => {
  const fold = (text) => String(text || '').replace(/\\s+/g, ' ').replace(/[‘’]/g, "'").toLowerCase();
  const within = (root) => {
    const body = root === document ? document.body : root;
    if (!body) return false;
    if (body.innerText !== undefined && fold(body.innerText).includes(wanted)) return true;
    const all = body.querySelectorAll('*');
    for (let i = 0; i < all.length; i++) {
      const el = all[i];
      if (el.shadowRoot && within(el.shadowRoot)) return true;
      const value = el.matches('input,textarea') && el.type !== 'password' ? el.value : '';
      const own = el.parentNode === root && root !== document ? el.innerText : value;
      if (own && fold(own).includes(wanted) && el.checkVisibility()) return true;
    }
    return false;
  };
  return within(document);
}"""


class Hands:
    """Acts on the current page of a session."""

    def __init__(self, context: TaskContext) -> None:
        self._context = context

    @property
    def page(self) -> Page:
        """The current page."""
        return self._context.page

    async def find(self, target: Target, want: Want = anything, *, hidden: bool = False) -> Seen:
        """The element that a target names; see `finding.find`."""
        return await find(lambda: self.page, target, want, hidden=hidden, within=finding.APPEARS_WITHIN)

    async def act(
        self,
        target: Target,
        action: Callable[[ElementHandle, Seen], Awaitable[Any]],
        want: Want = anything,
        *,
        hidden: bool = False,
    ) -> Seen:
        """Find an element, do something to it, and wait for what that sets off.

        It is looked for again when the page replaced it meanwhile.

        Raises:
            ActionError: It is not there, or does not take the action.
        """
        for attempt in (1, 2, 3):
            seen = await self.find(target, want, hidden=hidden)
            try:
                await self.act_on(seen, action)
            except BrowserError as problem:
                if attempt == 3 or not any(sign in problem.message for sign in _GONE) or "Timeout" in problem.message:
                    raise ActionError(reason(str(target), problem)) from None
                continue
            return seen
        raise ActionError(f"{target} keeps being replaced by the page")

    async def act_on(self, seen: Seen, action: Callable[[ElementHandle, Seen], Awaitable[Any]]) -> Settling:
        """Do something to an element and wait for what it sets off.

        Raises:
            BrowserError: As Playwright says it.
        """
        element = await seen.element()
        async with Settling(self.page) as going:
            await action(element, seen)
            await going.settle()
        return going

    async def click(self, seen: Seen) -> Settling:
        """Click an element that was found already.

        Raises:
            ActionError: It does not take the click.
        """
        try:
            return await self.act_on(seen, lambda element, _: element.click(timeout=ACTS_WITHIN))
        except BrowserError as problem:
            raise ActionError(reason(f"'{seen.name}'", problem)) from None

    async def press(self, keys: str, times: int = 1) -> Settling:
        """Press a key where the focus is."""
        async with Settling(self.page) as going:
            for _ in range(times):
                await self.page.keyboard.press(keys)
            await going.settle()
        return going

    async def has_text(self, text: str) -> bool:
        """Whether a text can be seen on the page, in any frame."""
        for frame in self.page.frames:
            try:
                async with asyncio.timeout(2):
                    if await frame.evaluate(_HAS_TEXT, fold(text)):
                        return True
            except (BrowserError, TimeoutError):
                continue
        return False

    async def wait_for_text(self, text: str, *, gone: bool) -> None:
        """Wait until a text is on the page, or no longer.

        Raises:
            ActionError: It did not happen in time.
        """
        end = time.monotonic() + SHOWS_WITHIN
        while await self.has_text(text) is gone:
            if time.monotonic() > end:
                raise ActionError(f"'{text}' is {'still' if gone else 'not'} on the page after {SHOWS_WITHIN:g} s")
            await asyncio.sleep(0.1)


def reason(what: str, problem: BrowserError) -> str:
    """Why an element did not take an action, from Playwright's report of it."""
    message = problem.message
    if match := re.search(
        r"<([\w-]+)([^>]*)>(.{0,80}?)(?:</[\w-]+>)?\s*(?:from <[^>]*>.*? subtree )?intercepts pointer events",
        message,
        re.S,
    ):
        text = " ".join(match[3].strip(" …").split())
        return f"{what} is covered by another element (<{match[1]}>{f' {text!r}' if text else ''}): close that first"
    for sign, told in (
        ("element is not visible", "is hidden"),
        ("element is outside of the viewport", "cannot be scrolled into view"),
        ("element is not stable", "does not stop moving"),
        ("element is not enabled", "is disabled"),
        ("element is not editable", "cannot be edited (it is read-only)"),
        ("Malformed value", "does not take such a value (a date is written 2025-01-31, a time 13:30)"),
        ("Cannot type text into input[type=number]", "takes only a number"),
        ("has been closed", "went away: the page was closed"),
        ("crashed", "went away: the page crashed"),
    ):
        if sign in message:
            return f"{what} {told}"
    first = message.splitlines()[0] if message else "unknown error"
    return f"{what} did not take it: {first[:200]}"
