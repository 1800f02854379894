"""Carries out one step on the page and says in a few words what was done. It does not know the other steps."""

import asyncio
import base64
from typing import Any
from urllib.parse import urljoin

from playwright.async_api import ElementHandle
from playwright.async_api import Error as BrowserError
from rapidfuzz import fuzz, process

from smooth_console.engine.agent import fields, recipes
from smooth_console.engine.agent.context import TaskContext
from smooth_console.engine.agent.finding import usable
from smooth_console.engine.agent.hands import ACTS_WITHIN, Hands
from smooth_console.engine.agent.settling import LOADS_WITHIN, Settling
from smooth_console.engine.agent.survey import Seen
from smooth_console.engine.agent.values import Values
from smooth_console.engine.agent.vocabulary import (
    AcceptCookies,
    CallTool,
    Check,
    Click,
    Drag,
    Extract,
    Fill,
    GoTo,
    Hover,
    LogIn,
    Move,
    NextPage,
    OpenResult,
    Press,
    Screenshot,
    Scroll,
    ScrollTo,
    Search,
    Select,
    Step,
    Target,
    Type,
    Upload,
    WaitFor,
    WaitForLoad,
    WaitSeconds,
    ordinal,
)
from smooth_console.engine.agent.wanted import schema_for
from smooth_console.engine.errors import ActionError

NOTHING = object()  # the output of a step that gives none

_SCROLL = """(where) => {
  const page = document.scrollingElement || document.documentElement;
  let best = page;
  if (page.scrollHeight <= page.clientHeight + 1) {
    let area = 0;
    for (const el of document.querySelectorAll('*')) {
      const size = el.clientWidth * el.clientHeight;
      if (size <= area || el.scrollHeight <= el.clientHeight + 1) continue;
      if (/auto|scroll/.test(getComputedStyle(el).overflowY)) { best = el; area = size; }
    }
  }
  const by = Math.max(innerHeight * 0.8, 100);
  const top = {up: best.scrollTop - by, down: best.scrollTop + by, 'to top': 0, 'to bottom': best.scrollHeight}[where];
  best.scrollTo({top, behavior: 'instant'});
}"""


class Performer:
    """Carries out the steps of one task, one after another.

    Attributes:
        output: What the last extract or tool gave; `NOTHING` when there was none.
    """

    def __init__(self, context: TaskContext, values: Values) -> None:
        self._context = context
        self._values = values
        self._hands = Hands(context)
        self.output: Any = NOTHING

    async def perform(self, step: Step) -> str:
        """Carry out a step; what was done, in the past tense.

        Raises:
            ActionError: It could not be done.
        """
        step = self._values.plain(step)
        match step:
            case (
                GoTo()
                | Move()
                | WaitFor()
                | WaitSeconds()
                | WaitForLoad()
                | Scroll()
                | NextPage()
                | OpenResult()
                | AcceptCookies()
            ):
                return await self._move(step)
            case Search() | LogIn():
                return await self._recipe(step)
            case CallTool() | Screenshot() | Extract():
                return await self._give(step)
            case _:
                return await self._touch(step)

    async def _move(self, step: Step) -> str:
        """Steps about where the session is."""
        hands = self._hands
        match step:
            case GoTo(url):
                await self._context.goto(absolute(url, self._context.page.url))
                return f"went to {self._context.page.url}"
            case Move(where):
                return await self._history(where)
            case WaitFor(text, gone):
                await hands.wait_for_text(text, gone=gone)
                return f"waited until '{text}' was {'gone' if gone else 'there'}"
            case WaitSeconds(seconds):
                await asyncio.sleep(seconds)
                return f"waited {seconds:g} s"
            case Scroll(where):
                async with Settling(hands.page) as going:
                    await hands.page.evaluate(_SCROLL, where)
                    await going.settle()
                return f"scrolled {where}"
            case NextPage(until):
                turned = await recipes.next_page(hands, until)
                return f"turned {turned} page{'s' if turned != 1 else ''}"
            case OpenResult(nth):
                return f"opened the {ordinal(nth)} result, '{await recipes.open_result(hands, nth)}'"
            case AcceptCookies():
                return "accepted cookies" if await recipes.accept_cookies(hands) else "found no cookie notice to accept"
            case _:
                async with Settling(hands.page) as going:
                    await hands.page.wait_for_load_state("load", timeout=LOADS_WITHIN * 1000)
                    await going.settle()
                return "waited for the page to load"

    async def _history(self, where: str) -> str:
        page = self._hands.page
        before = page.url
        moving = {"go back": page.go_back, "go forward": page.go_forward}.get(where)
        if moving is None:
            await page.reload(timeout=LOADS_WITHIN * 1000)
            return "reloaded the page"
        if await moving(timeout=LOADS_WITHIN * 1000) is None and page.url == before:
            raise ActionError(f"there is no page to {where} to")
        return f"went {where.split()[1]} to {page.url}"

    async def _recipe(self, step: Search | LogIn) -> str:
        if isinstance(step, Search):
            await recipes.search(self._hands, step.text, self._typed)
            return f"searched for '{step.text}'"
        await recipes.log_in(self._hands, step.user, step.password, self._typed)
        return f"logged in as '{step.user}'"

    async def _give(self, step: CallTool | Screenshot | Extract) -> str:
        """Steps that give an output."""
        match step:
            case CallTool(name, arguments):
                self.output = await self._context.call_tool(name, arguments)
                return f"called {name}"
            case Extract(what):
                self.output = await self._context.extract(schema_for(what), what)
                return f"extracted {what}"
            case Screenshot(full):
                picture = await self._hands.page.screenshot(full_page=full, timeout=LOADS_WITHIN * 1000)
                self.output = {"media_type": "image/png", "base64": base64.b64encode(picture).decode()}
                return "took a screenshot"

    async def _touch(self, step: Step) -> str:
        """Steps about one element."""
        hands = self._hands
        match step:
            case Click(target, how):
                seen = await hands.act(target, lambda element, _: _click(element, how), usable)
                return f"{how.replace('click', 'clicked')} '{seen.name}'"
            case Hover(target):
                await hands.act(target, lambda element, _: element.hover(timeout=ACTS_WITHIN))
                return f"hovered over {target}"
            case ScrollTo(target):
                await hands.act(target, lambda element, _: element.scroll_into_view_if_needed(timeout=ACTS_WITHIN))
                return f"scrolled to {target}"
            case Fill(target, value):
                await fields.fill(hands, target, value, self._typed)
                return f"filled {target}" if value else f"cleared {target}"
            case Type(text):
                await fields.type_text(hands, text, self._values)
                return f"typed '{text}'"
            case Press(keys, times, target):
                await self._press(keys, times, target)
                return f"pressed {keys}" + (f" {times} times" if times > 1 else "")
            case Select(option, target):
                return f"selected '{await fields.select(hands, option, target)}'"
            case Check(target, on):
                await fields.check(hands, target, on)
                return f"{'checked' if on else 'unchecked'} {target}"
            case Upload(file, target):
                await fields.upload(hands, self._file(file), target)
                return f"uploaded {file}"
            case Drag(source, onto):
                await self._drag(source, onto)
                return f"dragged {source} to {onto}"
            case _:
                raise ActionError(f"there is no way to do: {step}", 500)

    async def _press(self, keys: str, times: int, target: Target | None) -> None:
        if target is None:
            await self._hands.press(keys, times)
            return

        async def press(element: ElementHandle, _: Seen) -> None:
            for _time in range(times):
                await element.press(keys, timeout=ACTS_WITHIN)

        await self._hands.act(target, press)

    async def _drag(self, source: Target, onto: Target) -> None:
        """As a hand does it: down, off the start, over the end in small moves, up."""
        hands = self._hands
        start, end = await hands.find(source), await hands.find(onto)
        first, second = await start.element(), await end.element()
        mouse = hands.page.mouse
        await second.scroll_into_view_if_needed(timeout=ACTS_WITHIN)
        await first.hover(timeout=ACTS_WITHIN)
        async with Settling(hands.page) as going:
            await mouse.down()
            try:
                # A drag begins with the first move and ends where the last ones were: two over the end, as it may move.
                for _time in range(2):
                    await _hover_even_if_covered(second)
            finally:
                await mouse.up()
            await going.settle()

    def _file(self, file: str) -> Any:
        files = self._context.files
        if file in files:
            return files[file]
        close = process.extractOne(file, list(files), scorer=fuzz.ratio, score_cutoff=60)
        known = (
            f"; did you mean {close[0]}?"
            if close
            else f"; uploaded: {', '.join(files)}"
            if files
            else "; none was uploaded"
        )
        raise ActionError(f"there is no uploaded file {file}{known}")

    def _typed(self, text: str, seen: Seen) -> str:
        """What is typed into a field, secrets included where both its page and its frame may have them."""
        return self._values.typed(text, self._context.page.url, frame_address(seen))


def frame_address(seen: Seen) -> str:
    """Address of the document that a field is in; a document made by its parent counts as the parent's."""
    frame = seen.frame
    while frame.url.startswith("about:") and frame.parent_frame is not None:
        frame = frame.parent_frame
    return frame.url


async def _hover_even_if_covered(element: ElementHandle) -> None:
    """What is dragged may cover what it is dragged to."""
    try:
        await element.hover(timeout=ACTS_WITHIN / 5)
    except BrowserError:
        await element.hover(timeout=ACTS_WITHIN, force=True)


async def _click(element: ElementHandle, how: str) -> None:
    if how == "double click":
        await element.dblclick(timeout=ACTS_WITHIN)
    else:
        await element.click(button="right" if how == "right click" else "left", timeout=ACTS_WITHIN)


def absolute(url: str, here: str) -> str:
    """An address as people write it, made whole.

    `/cart` stands beside the current page; a bare host gets https, a local one http.

    Raises:
        ActionError: It is relative, and there is no page that it could stand beside.
    """
    if url.startswith(("/", "./", "../", "?", "#")) and not url.startswith("//"):
        if not here.startswith(("http:", "https:")):
            raise ActionError(f"{url} is relative, and the current page ({here[:100]}) has no address to start from")
        return urljoin(here, url)
    scheme, colon, rest = url.partition(":")
    if colon and not rest[:1].isdigit() and "." not in scheme and scheme.lower() != "localhost":
        return url
    host = url.lstrip("/").split("/")[0].split(":")[0]
    local = host == "localhost" or host.endswith(".localhost") or host.startswith(("127.", "[", "10.", "192.168."))
    return f"{'http' if local else 'https'}://{url.lstrip('/')}"
