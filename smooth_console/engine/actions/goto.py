"""goto: send the current page to an address, and wait for it. Which addresses are taken is for addresses.py."""

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING, Any

from smooth_console.engine.addresses import check_url, shortened
from smooth_console.engine.errors import ActionError
from smooth_console.engine.tab import Tab

if TYPE_CHECKING:
    from playwright.async_api import Page, Response

TITLE_WITHIN_S = 2.0

_REASONS = {
    "ERR_CONNECTION_REFUSED": "connection refused; is a server listening there?",
    "ERR_NAME_NOT_RESOLVED": "no such host",
    "ERR_CONNECTION_TIMED_OUT": "the connection timed out",
    "ERR_TIMED_OUT": "the connection timed out",
    "ERR_CONNECTION_RESET": "the connection was reset",
    "ERR_CONNECTION_CLOSED": "the server closed the connection",
    "ERR_EMPTY_RESPONSE": "the server closed the connection without an answer",
    "ERR_ADDRESS_UNREACHABLE": "the address cannot be reached",
    "ERR_ADDRESS_INVALID": "the address is not valid",
    "ERR_UNSAFE_PORT": "the browser refuses that port",
    "ERR_INTERNET_DISCONNECTED": "there is no network",
    "ERR_NETWORK_CHANGED": "the network changed meanwhile",
    "ERR_TOO_MANY_REDIRECTS": "it redirects in a circle",
    "ERR_SSL_PROTOCOL_ERROR": "it does not speak TLS there; try http://",
    "ERR_SSL_VERSION_OR_CIPHER_MISMATCH": "no common version of TLS",
    "ERR_INVALID_RESPONSE": "the server's answer is not HTTP",
    "ERR_INVALID_HTTP_RESPONSE": "the server's answer is not HTTP",
    "ERR_PROXY_CONNECTION_FAILED": "the proxy cannot be reached",
    "ERR_TUNNEL_CONNECTION_FAILED": "the proxy could not connect",
    "ERR_HTTP_RESPONSE_CODE_FAILURE": "the server answered with an error and no page",
    "ERR_INVALID_AUTH_CREDENTIALS": "the server wants other credentials",
}


async def goto(tab: Tab, url: str, *, timeout_s: float = 30.0) -> dict[str, Any]:
    """Go to a page and wait for its load event.

    Redirects are followed; a page that comes with an HTTP error status is a page all the same.

    Args:
        tab: Whose current page goes there.
        url: http, https, data: or about:blank.
        timeout_s: How long to wait, seconds; the page is usable afterwards in any case.

    Returns:
        `{url, title, status}`: where it ended, and the HTTP status of the last response (null where there is none);
        with `download`, the file's name, when the address was a file rather than a page.

    Raises:
        ActionError: The address is refused, cannot be reached, or did not finish loading in time.
    """
    url = check_url(url)
    if not tab.allowed.allows(url):
        raise ActionError(tab.allowed.refusal(url))
    page = await tab.current()
    downloads_before = len(tab.downloads)
    try:
        response = await _navigate(page, url, timeout_s)
    except _NoPageError as problem:
        if len(tab.downloads) > downloads_before or problem.reason == "download":
            return await _described(page, None) | {"download": await _download_name(tab, downloads_before)}
        raise ActionError(_refused(tab, url, problem.reason)) from None
    return await _described(page, response)


class _NoPageError(Exception):
    """The navigation gave no page. `reason` is Chromium's network error name, or `download`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def _navigate(page: "Page", url: str, timeout_s: float) -> "Response | None":
    """Navigate, once more if the browser's own error page got in the way."""
    from playwright.async_api import Error, TimeoutError

    for attempt in (1, 2, 3):
        try:
            return await page.goto(url, wait_until="load", timeout=timeout_s * 1000)
        except TimeoutError:
            await _stop_loading(page)
            raise ActionError(await _timeout_detail(page, url, timeout_s)) from None
        except Error as problem:
            said = str(problem)
            if found := re.search(r"net::(ERR_\w+)", said):
                if found[1] == "ERR_ABORTED" and attempt == 1 and "chrome-error://" in page.url:
                    continue
                await _error_page_settled(page, found[1])
                raise _NoPageError(found[1]) from None
            if "Download is starting" in said:
                raise _NoPageError("download") from None
            if "interrupted by another navigation" in said:
                if "chrome-error://" in said and attempt < 3:
                    continue
                # The page sent itself elsewhere while it loaded: where it is going is where we are going.
                with contextlib.suppress(Error):
                    await page.wait_for_load_state("load", timeout=timeout_s * 1000)
                return None
            if "has been closed" in said or "crashed" in said:
                raise ActionError(f"the page closed or crashed while {shortened(url)} loaded; go there again") from None
            raise ActionError(f"could not go to {shortened(url)}: {_first_sentence(said)}") from None
    raise ActionError(f"could not go to {shortened(url)}: the browser's error page was in the way; try again")


async def _error_page_settled(page: "Page", reason: str) -> None:
    """Wait until the browser shows its error page, so that it does not interrupt what comes next."""
    if reason == "ERR_ABORTED":
        return
    from playwright.async_api import Error

    with contextlib.suppress(Error):
        await page.wait_for_url("chrome-error://**", wait_until="load", timeout=1000)


async def _stop_loading(page: "Page") -> None:
    """What is still loading would disturb the next action."""
    with contextlib.suppress(Exception):
        session = await page.context.new_cdp_session(page)
        try:
            await asyncio.wait_for(session.send("Page.stopLoading"), 1.0)
        finally:
            await asyncio.wait_for(session.detach(), 1.0)


async def _timeout_detail(page: "Page", url: str, timeout_s: float) -> str:
    arrived = page.url.split("#")[0].rstrip("/") == url.split("#")[0].rstrip("/")
    where = "what has loaded is there" if arrived else f"the page is still {shortened(page.url)}"
    return f"{shortened(url)} did not finish loading within {timeout_s:g} s; {where}, and the session goes on"


def _refused(tab: Tab, url: str, reason: str) -> str:
    if reason == "ERR_BLOCKED_BY_CLIENT" and not tab.allowed.everything:
        return f"{shortened(url)} leads outside: {tab.allowed.refusal('where it redirects to')}"
    if reason == "ERR_ABORTED":
        return (
            f"{shortened(url)} gave no page: the server had nothing to show (HTTP 204), or the navigation was stopped"
        )
    if reason.startswith("ERR_CERT_"):
        words = reason.removeprefix("ERR_CERT_").replace("_", " ").lower()
        return f"could not reach {shortened(url)}: its certificate is not valid ({words})"
    return f"could not reach {shortened(url)}: {_REASONS.get(reason, reason)}"


async def _download_name(tab: Tab, before: int) -> str:
    for _ in range(50):  # the event follows the failed navigation closely
        if len(tab.downloads) > before:
            return tab.downloads[-1].suggested_filename
        await asyncio.sleep(0.02)
    return ""


async def _described(page: "Page", response: "Response | None") -> dict[str, Any]:
    """Where the page is now. A page that is too busy to say its title has an empty one."""
    title = ""
    with contextlib.suppress(Exception):
        title = await asyncio.wait_for(page.title(), TITLE_WITHIN_S)
    return {"url": page.url, "title": title, "status": response.status if response is not None else None}


def _first_sentence(said: str) -> str:
    return said.strip().splitlines()[0].removeprefix("Page.goto: ") if said.strip() else "the browser did not say why"
