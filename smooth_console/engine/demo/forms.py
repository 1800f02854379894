"""Signing in, the account behind it, and the contact form."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from smooth_console.engine.demo.inputs import area, field, local_path, posted
from smooth_console.engine.demo.layout import SESSION_COOKIE, heading, page, pairs
from smooth_console.engine.demo.markup import EMPTY, Html, fill, money

EMAIL, PASSWORD = "demo@example.com", "demo"


@dataclass(frozen=True)
class Order:
    """A past order of the demo account; `total` in cents."""

    number: str
    day: str
    items: int
    total: int
    status: str


ORDERS = (
    Order("NL-100482", "2 June 2025", 1, 38900, "On its way"),
    Order("NL-100317", "19 April 2025", 3, 21600, "Delivered"),
    Order("NL-100254", "7 March 2025", 2, 18200, "Delivered"),
    Order("NL-100163", "28 January 2025", 5, 9000, "Returned"),
)


async def login(request: Request) -> Response:
    """`/login?next=`: the form; posted, the session cookie or a message (401)."""
    following = local_path(request.query_params.get("next"), "/account")
    if request.method != "POST":
        return _login_page(request, following, "", "")
    form = await posted(request)
    if form.get("email", "").lower() != EMAIL or form.get("password") != PASSWORD:
        return _login_page(request, following, form.get("email", ""), "Wrong email or password.")
    response = RedirectResponse(following, 303)
    response.set_cookie(SESSION_COOKIE, "demo", samesite="lax", httponly=True)
    return response


async def account(request: Request) -> Response:
    """`/account`: for those who are signed in; others are sent to sign in and come back."""
    if SESSION_COOKIE not in request.cookies:
        return RedirectResponse(f"/login?next={quote(request.url.path, safe='')}", 302)
    rows = [
        fill(
            '<tr><th scope="row"><a href="/order/{number}">{number}</a></th><td>{day}</td><td class="number">{items}'
            "</td>"
            '<td class="number">{total}</td><td><span class="pill">{status}</span></td></tr>',
            number=order.number,
            day=order.day,
            items=order.items,
            total=money(order.total),
            status=order.status,
        )
        for order in ORDERS
    ]
    body = fill(
        '{head}<section class="sheet">{facts}<form method="post" action="/logout">'
        '<button class="button quiet" type="submit">Sign out</button></form></section>'
        '<section><h2>Orders</h2><div class="scroll"><table class="data" id="orders"><caption class="hidden">Orders'
        "</caption><thead>"
        '<tr><th scope="col">Order</th><th scope="col">Date</th><th scope="col" class="number">Items</th>'
        '<th scope="col" class="number">Total</th><th scope="col">Status</th></tr></thead><tbody>{rows}</tbody>'
        "</table></div></section>",
        head=heading("Welcome back", "You are signed in to the demo account."),
        facts=pairs([("Email", EMAIL), ("Customer number", "C-20417"), ("Customer since", "11 May 2023")]),
        rows=rows,
    )
    return page(request, "Account", body)


async def logout(request: Request) -> Response:
    """Ends the session and goes home."""
    response = RedirectResponse("/", 303)
    response.delete_cookie(SESSION_COOKIE, samesite="lax", httponly=True)
    return response


async def contact(request: Request) -> Response:
    """`/contact`: where we are, and a message to us."""
    form = await posted(request) if request.method == "POST" else {}
    errors = _contact_errors(form) if request.method == "POST" else {}
    if form and not errors:
        text = f"We have your message and will answer to {form['email'][:120]}."
        body = fill(
            '<div class="sheet">{head}<p><a href="/contact">Send another</a></p></div>',
            head=heading(f"Thank you, {form['name'][:80]}", text),
        )
        return page(request, "Thank you", body, kind="narrow")
    body = fill(
        '{head}<div class="two"><section class="sheet vcard" aria-label="Address">'
        '<h2 class="fn org">Northlight House</h2>{rows}</section>'
        '<form class="sheet" method="post" action="/contact" novalidate><h2>Write to us</h2>{name}{email}{message}'
        '<button class="button" type="submit">Send message</button></form></div>',
        head=heading("Contact", "We read everything, and answer most of it on the same day."),
        rows=_address(),
        name=field("Name", "name", form.get("name", ""), error=errors.get("name", "")),
        email=field("Email", "email", form.get("email", ""), kind="email", error=errors.get("email", "")),
        message=area("Message", "message", form.get("message", ""), error=errors.get("message", "")),
    )
    return page(request, "Contact", body, status=400 if errors else 200)


def _login_page(request: Request, following: str, email: str, message: str) -> Response:
    body = fill(
        '<form class="sheet" method="post" action="/login?next={following}" novalidate>{head}{alert}{email}{password}'
        '<button class="button wide" type="submit">Sign in</button>'
        '<p class="hint">For the demo: <code>{user}</code> with the password <code>{word}</code>.</p></form>',
        following=quote(following, safe=""),
        head=heading("Sign in"),
        alert=fill('<p class="alert" role="alert">{text}</p>', text=message) if message else EMPTY,
        email=field("Email", "email", email, kind="email", autocomplete="username"),
        password=field("Password", "password", kind="password", autocomplete="current-password"),
        user=EMAIL,
        word=PASSWORD,
    )
    return page(request, "Sign in", body, kind="narrow", status=401 if message else 200)


def _contact_errors(form: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not form.get("name"):
        errors["name"] = "Enter your name."
    if "@" not in form.get("email", "").strip("@"):
        errors["email"] = "Enter an email address."
    if not form.get("message"):
        errors["message"] = "Write a few words."
    return errors


def _address() -> Html:
    rows = (
        ("Street", "street-address", Html("14 Harbour Row")),
        ("City", "locality", Html("Port Ellery")),
        ("Postcode", "postal-code", Html("PE4 7QN")),
        ("Country", "country-name", Html("United Kingdom")),
        ("Phone", "tel", Html('<a href="tel:+442079460123">+44 20 7946 0123</a>')),
        ("Email", "email", Html('<a href="mailto:hello@northlight.example">hello@northlight.example</a>')),
        ("Opening hours", "hours", Html("Monday to Friday, 09:00 to 17:30")),
        ("VAT number", "vat", Html("GB 000 0000 00")),
    )
    items = [
        fill(
            '<div class="row"><span class="label">{label}</span><span class="value {kind}">{value}</span></div>',
            label=label,
            kind=kind,
            value=value,
        )
        for label, kind, value in rows
    ]
    return fill('<div class="label-value adr">{items}</div>', items=items)


ROUTES = [
    Route("/login", login, methods=["GET", "POST"]),
    Route("/logout", logout, methods=["POST"]),
    Route("/account", account),
    Route("/contact", contact, methods=["GET", "POST"]),
]
