"""The first page: what the site is, and a card for every place on it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smooth_console.engine.demo.catalogue import BY_SLUG
from smooth_console.engine.demo.layout import SITE_MAP, Stop, page
from smooth_console.engine.demo.markup import Html, fill
from smooth_console.engine.demo.shop import card

_ICONS = {
    "grid": "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
    "tag": "M4 4h8l8 8-8 8-8-8zM8.5 8.5h.01",
    "table": "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
    "text": "M5 6h14M5 10h14M5 14h14M5 18h8",
    "code": "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14",
    "mail": "M4 6h16v12H4zM4 7l8 6 8-6",
    "key": "M14.5 9.5m-4.5 0a4.5 4.5 0 109 0 4.5 4.5 0 10-9 0M11 13l-7 7M6 18l2 2",
    "user": "M12 8m-4 0a4 4 0 108 0 4 4 0 10-8 0M4 20c1-4 4-6 8-6s7 2 8 6",
    "cart": "M3 5h3l2.5 10h9L20 8H7M9.5 19h.01M16.5 19h.01",
    "sliders": "M4 8h9M17 8h3M15 8m-2 0a2 2 0 104 0 2 2 0 10-4 0M4 16h3M11 16h9M9 16m-2 0a2 2 0 104 0 2 2 0 10-4 0",
    "cloud": "M7 18h10a4 4 0 000-8 5.5 5.5 0 00-10.5 1A3.5 3.5 0 007 18z",
    "clock": "M12 12m-8 0a8 8 0 1016 0 8 8 0 10-16 0M12 7.5V12l3 2",
    "stop": "M8 4h8l4 4v8l-4 4H8l-4-4V8zM9 12h6",
    "bolt": "M13 3L5 14h6l-1 7 8-11h-6z",
    "shield": "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9.5 12l2 2 3.5-4",
    "arrow": "M4 7h10a5 5 0 010 10H6M9 13l-4 4 4 4",
}

_LINES = (
    ("goto", "{base}products?q=lamp"),
    ("extract", "-- product names and prices"),
    ("js", "document.querySelectorAll('.product-card').length"),
    ("run", "go to {base}login then log in with 'demo@example.com' and 'demo' then extract the orders"),
)


async def home(request: Request) -> Response:
    """`/`: the map of the site."""
    shown = ("walnut-desk", "arc-desk-lamp", "harbour-armchair", "copper-kettle")
    body = fill(
        '<section class="hero"><div><p class="eyebrow">The demo site of smooth-console</p>'
        "<h1>A small shop with nothing to sell and everything to try.</h1>"
        '<p class="lead">Listings, forms, tables and articles to read; carts, logins and widgets to operate; and'
        " pages that are"
        " late, slow or broken on purpose. All of it ships with the console and works offline.</p>"
        '<form class="searchbar" action="/products" role="search"><label for="q">Search</label>'
        '<input id="q" name="q" type="search" placeholder="desk, lamp, oak …" autocomplete="off">'
        '<button class="button" type="submit">Search</button></form></div>'
        '<div class="try"><h2>Lines to try</h2><ul>{lines}</ul></div></section>'
        '<section><div class="section-head"><h2>From the shop</h2><a href="/products">All 36 products</a></div>'
        '<ul class="product-grid small">{cards}</ul></section>{groups}',
        lines=[
            fill(
                "<li><code><b>{verb}</b> {rest}</code></li>",
                verb=verb,
                rest=rest.replace("{base}", str(request.base_url)),
            )
            for verb, rest in _LINES
        ],
        cards=[card(BY_SLUG[slug]) for slug in shown],
        groups=[_group(title, stops) for title, stops in SITE_MAP],
    )
    return page(request, "Northlight, a demo site", body, description="The demo site of smooth-console.", kind="home")


def _group(title: str, stops: tuple[Stop, ...]) -> Html:
    return fill(
        '<section><h2>{title}</h2><ul class="stops">{stops}</ul></section>',
        title=title,
        stops=[
            fill(
                '<li><a class="stop" href="{path}"><svg class="icon" viewBox="0 0 24 24" width="24" height="24"'
                ' fill="none" '
                'stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'
                ' aria-hidden="true">'
                '<path d="{icon}"/></svg><span><b>{label}</b><span class="blurb">{blurb}</span></span></a></li>',
                path=stop.path,
                icon=_ICONS[stop.icon],
                label=stop.label,
                blurb=stop.blurb,
            )
            for stop in stops
        ],
    )


ROUTES = [Route("/", home)]
