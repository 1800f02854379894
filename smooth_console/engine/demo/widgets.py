"""A page of things to operate: what a task's steps have to cope with, one section each."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from smooth_console.engine.demo.inputs import field, number
from smooth_console.engine.demo.layout import heading, page
from smooth_console.engine.demo.markup import EMPTY, fill, fragment

CONSENT_COOKIE = "demo_consent"
FEED_SIZE = 60
FEED_STEP = 10

_BANNER = fragment("consent.html")

_BODY = fragment("widgets.html")


async def widgets(request: Request) -> Response:
    """`/widgets`: everything that can be clicked, dragged, opened or filled."""
    body = fill(
        _BODY,
        head=heading("Widgets", "One of everything that a step has to find its way through."),
        date=field("Delivery date", "delivery-date", kind="date"),
        banner=EMPTY if CONSENT_COOKIE in request.cookies else _BANNER,
    )
    return page(request, "Widgets", body, scripts=("widgets.js",))


async def feed(request: Request) -> Response:
    """`/widgets/feed.json?from=`: the next ten of sixty deliveries."""
    start = number(request.query_params.get("from"), 0, 0, FEED_SIZE)
    places = ("Hall", "Kitchen", "Study", "Bedroom", "Attic")
    items = [
        {"number": n + 1, "text": f"Parcel {4100 + n * 7} for the {places[n % len(places)].lower()}"}
        for n in range(start, min(start + FEED_STEP, FEED_SIZE))
    ]
    following = start + FEED_STEP
    return JSONResponse({"items": items, "next": following if following < FEED_SIZE else None})


async def frame(request: Request) -> Response:
    """`/widgets/frame?subscriber=`: the form inside the frame."""
    subscriber = request.query_params.get("subscriber", "").strip()[:120]
    content = (
        fill('<p role="status"><b>Subscribed:</b> {who}</p>', who=subscriber)
        if subscriber
        else fill(
            '<form action="/widgets/frame">{field}<button class="button" type="submit">Subscribe</button></form>',
            field=field("Newsletter email", "subscriber", kind="email"),
        )
    )
    return HTMLResponse(
        fill(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Newsletter</title>'
            '<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/static/base.css"></head>'
            '<body class="framed">{content}</body></html>',
            content=content,
        )
    )


ROUTES = [
    Route("/widgets", widgets),
    Route("/widgets/feed.json", feed),
    Route("/widgets/frame", frame),
]
