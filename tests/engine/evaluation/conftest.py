"""A real Chromium, a real site for it to visit, and a way to evaluate in a fresh page."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, Dialog, Page, async_playwright

from smooth_console.engine.actions.evaluate import evaluate
from smooth_console.engine.errors import ActionError

HOSTILE = """<!doctype html><title>Hostile</title><a href="/next">Next</a><script>
JSON.stringify = () => '"lie"';
JSON.parse = () => 'lie';
Object.prototype.toJSON = Array.prototype.toJSON = Date.prototype.toJSON = () => 'lie';
Object.keys = Object.getOwnPropertyNames = Reflect.ownKeys = () => ['lie'];
Object.getPrototypeOf = () => null;
Object.getOwnPropertyDescriptor = () => ({value: 'lie'});
Object.defineProperty = () => { throw new Error('lie'); };
Array.isArray = () => false;
Array.prototype.push = () => 0;
Array.prototype[Symbol.iterator] = function* () { yield 'lie'; };
Object.prototype.__defineSetter__('1000000', () => {});
Map.prototype.forEach = Set.prototype.forEach = () => {};
Map.prototype.get = () => 'lie';
Reflect.apply = () => 'lie';
Function.prototype.call = Function.prototype.apply = Function.prototype.toString = () => 'lie';
Object.prototype.toString = () => '[object Lie]';
String.prototype.slice = () => 'lie';
RegExp.prototype.exec = () => null;
Promise.prototype.then = () => {};
Date.prototype.getTime = () => NaN;
Date.prototype.toISOString = () => 'lie';
Error.isError = () => true;
Error.stackTraceLimit = 0;
Error.prepareStackTrace = () => 'lie';
window.eval = window.String = () => 'lie';
document.createElement = Node.prototype.appendChild = () => { throw new Error('lie'); };
Node.prototype.__defineGetter__('nodeType', () => 'lie');
Element.prototype.__defineGetter__('outerHTML', () => 'lie');
</script>"""

PAGES = {
    "/": '<!doctype html><title>Home</title><a href="/next">Next</a>',
    "/next": "<!doctype html><title>Next</title>",
    "/hostile": HOSTILE,
    "/own-args": "<!doctype html><title>Own</title><script>let args = 'the page’s';</script>",
    "/app": "<!doctype html><title>App</title><script src='/app.js'></script>",
    "/app.js": "function broken() {\n  return null.missing;\n}\n",
}


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        kind = "text/javascript" if self.path.endswith(".js") else "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a site with the pages of PAGES."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium that the system has."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


class Tab:
    """A page, and evaluate() bound to it."""

    def __init__(self, page: Page, cdp: CDPSession) -> None:
        self.page = page
        self.cdp = cdp

    async def js(self, source: str, args: Any = None, *, deadline_s: float = 10.0, max_bytes: int = 16_000_000) -> Any:
        """The value of a source."""
        return await evaluate(self.page, self.cdp, source, args, deadline_s=deadline_s, max_bytes=max_bytes)

    async def fails(
        self, source: str, args: Any = None, *, deadline_s: float = 10.0, max_bytes: int = 16_000_000
    ) -> ActionError:
        """The error that a source ends in."""
        with pytest.raises(ActionError) as failure:
            await evaluate(self.page, self.cdp, source, args, deadline_s=deadline_s, max_bytes=max_bytes)
        return failure.value


@pytest.fixture
async def tab(browser: Browser) -> AsyncIterator[Tab]:
    """A fresh empty page, whose dialogs are dismissed as the engine does."""
    context = await browser.new_context()
    page = await context.new_page()
    dismissing: set[asyncio.Task[None]] = set()

    def dismiss(dialog: Dialog) -> None:
        task = asyncio.ensure_future(dialog.dismiss())
        dismissing.add(task)
        task.add_done_callback(dismissing.discard)

    page.on("dialog", dismiss)
    yield Tab(page, await context.new_cdp_session(page))
    await context.close()
