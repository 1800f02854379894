"""The frame around every page of the demo site: head, navigation, footer, the map of the site.

No page's own content.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse

from smooth_console.engine.demo.basket import count_of
from smooth_console.engine.demo.markup import EMPTY, Html, fill, fragment

SESSION_COOKIE = "demo_session"


@dataclass(frozen=True)
class Stop:
    """A place on the map of the site:

    where, what it is called, what it is good for, and a line to try in the console.
    """

    path: str
    label: str
    blurb: str
    icon: str


SITE_MAP: tuple[tuple[str, tuple[Stop, ...]], ...] = (
    (
        "Read and extract",
        (
            Stop("/products", "Products", "A listing of 36 with search, facets, sorting and pages.", "grid"),
            Stop("/products/walnut-desk", "A product", "JSON-LD, a table of specifications, reviews, a cart.", "tag"),
            Stop("/table", "Tables", "Numbers in six locales, a transposed table, a definition list.", "table"),
            Stop("/articles", "Journal", "Articles with author, date, tags and metadata.", "text"),
            Stop("/microdata", "Microdata", "A recipe and an event, marked up with schema.org.", "code"),
            Stop("/contact", "Contact", "Label and value pairs, and a form that says thank you.", "mail"),
        ),
    ),
    (
        "Click and fill",
        (
            Stop("/login", "Sign in", "demo@example.com and the password demo.", "key"),
            Stop("/account", "Account", "Orders. Sends you to sign in first.", "user"),
            Stop("/cart", "Cart", "From the cart to checkout to an order number.", "cart"),
            Stop("/widgets", "Widgets", "Tabs, dialogs, dragging, files, frames, shadow DOM.", "sliders"),
            Stop("/weather", "Weather desk", "A page for custom tools that the agent can call.", "cloud"),
        ),
    ),
    (
        "When things go wrong",
        (
            Stop("/late", "Late", "The content comes a moment after the page.", "clock"),
            Stop("/slow?ms=3000", "Slow", "The server thinks for three seconds first.", "clock"),
            Stop("/hang", "Hang", "A button that blocks the page's main thread.", "stop"),
            Stop("/broken", "Broken", "Script errors, bad HTML, built-ins replaced.", "bolt"),
            Stop("/hostile", "Hostile", "Text with escape sequences and markup in it.", "shield"),
            Stop("/redirect?n=3", "Redirects", "Three hops, then the products.", "arrow"),
            Stop("/status/404", "Status 404", "Any status code from 400 to 599.", "bolt"),
        ),
    ),
)

_NAVIGATION = (
    ("/products", "Products"),
    ("/articles", "Journal"),
    ("/table", "Tables"),
    ("/widgets", "Widgets"),
    ("/weather", "Weather"),
    ("/contact", "Contact"),
)

_DOCUMENT = fragment("document.html")

MARK = Html(
    '<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">'
    '<circle cx="16" cy="16" r="15" fill="currentColor" opacity=".14"/>'
    '<path d="M16 5l2.6 8.4L27 16l-8.4 2.6L16 27l-2.6-8.4L5 16l8.4-2.6z" fill="currentColor"/></svg>'
)


def page(
    request: Request,
    title: str,
    body: Html,
    *,
    description: str = "A page of the smooth-console demo site.",
    head: Html = EMPTY,
    scripts: Sequence[str] = (),
    kind: str = "",
    status: int = 200,
) -> HTMLResponse:
    """The page as a response.

    `scripts` are names in `static/`; `kind` is a class on `<main>`; `head` goes into `<head>` as it is.
    """
    signed_in = SESSION_COOKIE in request.cookies
    return HTMLResponse(
        fill(
            _DOCUMENT,
            title=title if title.startswith("Northlight") else f"{title} · Northlight",
            description=description,
            head=head,
            scripts=[fill('<script src="/static/{name}" defer></script>\n', name=name) for name in scripts],
            mark=MARK,
            navigation=[_link(request, path, label) for path, label in _NAVIGATION],
            account_path="/account" if signed_in else "/login",
            account="Account" if signed_in else "Sign in",
            count=count_of(request),
            kind=kind,
            body=body,
        ),
        status_code=status,
    )


def crumbs(*steps: tuple[str, str]) -> Html:
    """A trail of (path, label); the last one is the page itself."""
    last = len(steps) - 1
    items = [
        fill('<li aria-current="page">{label}</li>', label=label)
        if index == last
        else fill('<li><a href="{path}">{label}</a></li>', path=path, label=label)
        for index, (path, label) in enumerate(steps)
    ]
    return fill('<nav class="crumbs" aria-label="Breadcrumb"><ol>{items}</ol></nav>', items=items)


def heading(title: str, lead: str = "", eyebrow: str = "") -> Html:
    """The head of a page: a small line above, the title, a sentence below."""
    return fill(
        '<header class="page-head">{eyebrow}<h1>{title}</h1>{lead}</header>',
        eyebrow=fill('<p class="eyebrow">{text}</p>', text=eyebrow) if eyebrow else None,
        title=title,
        lead=fill('<p class="lead">{text}</p>', text=lead) if lead else None,
    )


def pairs(rows: Sequence[tuple[object, object]], kind: str = "pairs") -> Html:
    """Labels and values as a definition list."""
    items = [fill("<div><dt>{label}</dt><dd>{value}</dd></div>", label=label, value=value) for label, value in rows]
    return fill('<dl class="{kind}">{items}</dl>', kind=kind, items=items)


def _link(request: Request, path: str, label: str) -> Html:
    here = request.url.path == path or request.url.path.startswith(path + "/")
    return fill(
        '<a href="{path}"{here}>{label}</a>',
        path=path,
        label=label,
        here=Html(' aria-current="page"') if here else EMPTY,
    )
