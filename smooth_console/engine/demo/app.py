"""The demo site as an ASGI application: its routes, its headers, its error pages.

It stands at the root of its own origin.
"""

from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smooth_console.engine.demo import checkout, forms, home, reading, shop, tables, trouble, weather, widgets

STATIC = Path(__file__).parent / "static"

# Everything comes from the site itself and nothing is inline; JSON-LD blocks are data, which the policy does not touch.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


class SiteHeaders:
    """Puts the site's headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, with_headers)


async def favicon(_: Request) -> Response:
    """The icon, for browsers that ask without having been told."""
    return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")


async def robots(_: Request) -> Response:
    """`/robots.txt`: welcome, but not to the traps."""
    return PlainTextResponse("User-agent: *\nDisallow: /broken\nDisallow: /hang\nDisallow: /slow\n")


async def refused(request: Request, error: Exception) -> Response:
    """An HTTP error as a page of the site, with the headers that belong to it (405 carries Allow)."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = trouble.status_page(request, status)
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


def demo_app() -> Starlette:
    """The demo site, to be served at the root of its own origin.

    It holds no state: what visitors do is in their cookies.
    """
    return Starlette(
        routes=[
            *home.ROUTES,
            *shop.ROUTES,
            *checkout.ROUTES,
            *forms.ROUTES,
            *reading.ROUTES,
            *tables.ROUTES,
            *trouble.ROUTES,
            *weather.ROUTES,
            *widgets.ROUTES,
            Route("/favicon.svg", favicon),
            Route("/favicon.ico", favicon),
            Route("/robots.txt", robots),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(SiteHeaders)],
        exception_handlers={HTTPException: refused, Exception: refused},
    )
