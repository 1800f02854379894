"""From the cart to the confirmation of an order. The order lives in the visitor's cookie: the server keeps nothing."""

import base64
import binascii
import json
import zlib
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from smooth_console.engine.demo.basket import Line, changed, keep, lines_of, quantity_in
from smooth_console.engine.demo.catalogue import BY_SLUG
from smooth_console.engine.demo.forms import ORDERS
from smooth_console.engine.demo.inputs import choice, field, number, posted, tick
from smooth_console.engine.demo.layout import crumbs, heading, page, pairs
from smooth_console.engine.demo.markup import EMPTY, Html, fill, money

ORDER_COOKIE = "demo_order"
GIFT_WRAPPING = 400
COUNTRIES = ("Austria", "Canada", "France", "Germany", "India", "Japan", "Portugal", "United Kingdom", "United States")
DELIVERIES = {"standard": ("Standard, 3 to 5 working days", 0), "express": ("Express, next working day", 1200)}
_LONGEST = {"name": 80, "email": 120, "address": 200}


async def cart(request: Request) -> Response:
    """`/cart`: the lines, their quantities, the sum."""
    lines = lines_of(request)
    if not lines:
        body = fill(
            '{head}<p class="empty">Nothing in it yet. <a href="/products">Look at the products</a>.</p>',
            head=heading("Your cart"),
        )
        return page(request, "Cart", body)
    body = fill(
        '{crumbs}{head}<table class="cart-table"><caption class="hidden">Cart</caption><thead><tr><th'
        ' scope="col">Product</th>'
        '<th scope="col">Quantity</th><th scope="col" class="number">Total</th><th scope="col"><span'
        ' class="hidden">Remove</span>'
        '</th></tr></thead><tbody>{rows}</tbody><tfoot><tr><th scope="row" colspan="2">Subtotal</th>'
        '<td class="number">{sum}</td><td></td></tr></tfoot></table>'
        '<p class="actions"><a href="/products">Go on shopping</a> <a class="button" href="/checkout">Check out</a>'
        "</p>",
        crumbs=crumbs(("/", "Home"), ("/cart", "Cart")),
        head=heading("Your cart"),
        rows=[_row(index, line) for index, line in enumerate(lines)],
        sum=money(_sum(lines)),
    )
    return page(request, "Cart", body)


async def add(request: Request) -> Response:
    """Adds to the cart: JSON for the page's script (`Accept: application/json`), a redirect to the cart without one."""
    form = await posted(request)
    product = BY_SLUG.get(form.get("slug", ""))
    if product is None or not product.stock:
        raise HTTPException(400)
    colour = form.get("colour", "")
    colour = colour if colour in product.colours else product.colours[0]
    lines = lines_of(request)
    more = number(form.get("quantity"), 1, 1, 99)
    lines = changed(lines, product, colour, quantity_in(lines, product, colour) + more)
    response: Response = RedirectResponse("/cart", 303)
    if "application/json" in request.headers.get("accept", ""):
        count = sum(line.quantity for line in lines)
        response = JSONResponse({"count": count, "message": f"{product.name} is in your cart"})
    keep(response, lines)
    return response


async def update(request: Request) -> Response:
    """Sets the quantity of a line; 0 removes it."""
    form = await posted(request)
    product = BY_SLUG.get(form.get("slug", ""))
    if product is None or form.get("colour") not in product.colours:
        raise HTTPException(400)
    response = RedirectResponse("/cart", 303)
    keep(response, changed(lines_of(request), product, form["colour"], number(form.get("quantity"), 0, 0, 99)))
    return response


async def checkout(request: Request) -> Response:
    """`/checkout`: the form; posted, the order or the form again with what is wrong (400)."""
    lines = lines_of(request)
    if not lines:
        return RedirectResponse("/cart", 303)
    if request.method != "POST":
        return _form(request, lines, {}, {})
    form = await posted(request)
    errors = _errors(form)
    if errors:
        return _form(request, lines, form, errors)
    order = _order(form, lines)
    code = base64.urlsafe_b64encode(json.dumps(order, ensure_ascii=False).encode()).decode()
    response = RedirectResponse(f"/order/{order['Order number']}", 303)
    response.set_cookie(ORDER_COOKIE, code, samesite="lax", httponly=True)
    keep(response, ())
    return response


async def order(request: Request) -> Response:
    """`/order/<number>`: the order just placed, or one of the account's."""
    wanted = request.path_params["number"]
    placed = _placed(request)
    if placed and placed.get("Order number") == wanted:
        head = heading(
            "Thank you, your order is placed", "There is nothing to pay and nothing will come: this is a demo."
        )
        rows = list(placed.items())
    else:
        known = next((row for row in ORDERS if row.number == wanted), None)
        if known is None:
            raise HTTPException(404)
        head = heading(f"Order {known.number}")
        rows = [("Order number", known.number), ("Date", known.day), ("Items", str(known.items))]
        rows += [("Total", money(known.total)), ("Status", known.status)]
    body = fill(
        '<div class="sheet">{head}<section aria-label="Summary">{rows}</section>'
        '<p class="actions"><a class="button" href="/products">Back to the products</a></p></div>',
        head=head,
        rows=pairs(rows, "pairs order-summary"),
    )
    return page(request, f"Order {wanted}", body, kind="narrow")


def _row(index: int, line: Line) -> Html:
    return fill(
        '<tr><td><div class="cart-item"><img src="/art/{slug}.svg?colour={colour}" alt="" width="72" height="54">'
        '<div><a href="/products/{slug}">{name}</a><p class="hint">{colour}, {each} each</p></div></div></td>'
        '<td><form class="inline" method="post" action="/cart/update"><input type="hidden" name="slug" value="{slug}">'
        '<input type="hidden" name="colour" value="{colour}"><label class="hidden" for="quantity-{index}">Quantity'
        " of {name}</label>"
        '<input id="quantity-{index}" name="quantity" type="number" min="0" max="99" value="{quantity}">'
        '<button class="button quiet" type="submit">Update</button></form></td><td class="number">{total}</td>'
        '<td><form method="post" action="/cart/update"><input type="hidden" name="slug" value="{slug}">'
        '<input type="hidden" name="colour" value="{colour}"><input type="hidden" name="quantity" value="0">'
        '<button class="link" type="submit" aria-label="Remove {name}">Remove</button></form></td></tr>',
        index=index,
        slug=line.product.slug,
        name=line.product.name,
        colour=line.colour,
        each=money(line.product.price),
        quantity=line.quantity,
        total=money(line.total),
    )


def _form(request: Request, lines: Sequence[Line], form: dict[str, str], errors: dict[str, str]) -> Response:
    chosen = form.get("delivery", "standard")
    body = fill(
        '{crumbs}{head}<div class="two"><form class="sheet" method="post" action="/checkout"'
        " novalidate>{alert}{name}{email}{address}"
        "{country}<fieldset><legend>Delivery</legend>{deliveries}</fieldset><fieldset><legend>Extras"
        "</legend>{gift}{terms}</fieldset>"
        '<button class="button" type="submit">Place order</button></form>'
        '<aside class="sheet" aria-label="Your order"><h2>Your order</h2>{rows}</aside></div>',
        crumbs=crumbs(("/", "Home"), ("/cart", "Cart"), ("", "Checkout")),
        head=heading("Checkout"),
        alert=fill('<p class="alert" role="alert">{text}</p>', text=_summary(errors)) if errors else EMPTY,
        name=field("Name", "name", form.get("name", ""), error=errors.get("name", ""), autocomplete="name"),
        email=field("E-mail", "email", form.get("email", ""), kind="email", error=errors.get("email", "")),
        address=field("Address", "address", form.get("address", ""), error=errors.get("address", "")),
        country=choice(
            "Country",
            "country",
            [("", "Choose a country"), *((name, name) for name in COUNTRIES)],
            form.get("country", ""),
            error=errors.get("country", ""),
        ),
        deliveries=[
            tick(f"{label}, {money(cost) if cost else 'free'}", "delivery", key, on=key == chosen, kind="radio")
            for key, (label, cost) in DELIVERIES.items()
        ],
        gift=tick(f"Gift wrapping, {money(GIFT_WRAPPING)}", "gift", on=form.get("gift") == "yes"),
        terms=tick("I accept the terms", "terms", on=form.get("terms") == "yes", error=errors.get("terms", "")),
        rows=pairs([*((_described(line), money(line.total)) for line in lines), ("Subtotal", money(_sum(lines)))]),
    )
    return page(request, "Checkout", body, status=400 if errors else 200)


def _errors(form: dict[str, str]) -> dict[str, str]:
    errors = {}
    for name, length in _LONGEST.items():
        if len(form.get(name, "")) > length:
            errors[name] = f"Keep it to {length} characters."
    if not form.get("name"):
        errors["name"] = "Enter your name."
    if "@" not in form.get("email", "").strip("@"):
        errors["email"] = "Enter an e-mail address, like demo@example.com."
    if not form.get("address"):
        errors["address"] = "Enter an address."
    if form.get("country") not in COUNTRIES:
        errors["country"] = "Choose a country."
    if form.get("terms") != "yes":
        errors["terms"] = "Accept the terms to go on."
    return errors


def _summary(errors: dict[str, str]) -> str:
    return f"{len(errors)} field{'s need' if len(errors) > 1 else ' needs'} another look."


def _order(form: dict[str, str], lines: Sequence[Line]) -> dict[str, str]:
    """What the confirmation shows, label by label.

    The number follows from the content: the same order has the same number.
    """
    delivery = form.get("delivery", "standard")
    label, cost = DELIVERIES.get(delivery, DELIVERIES["standard"])
    gift = GIFT_WRAPPING if form.get("gift") == "yes" else 0
    told = {
        "Name": form["name"],
        "E-mail": form["email"],
        "Address": form["address"],
        "Country": form["country"],
        "Delivery": label,
        "Gift wrapping": "Yes" if gift else "No",
        "Items": ", ".join(_described(line) for line in lines)[:400],
        "Subtotal": money(_sum(lines)),
        "Delivery cost": money(cost),
        "Total": money(_sum(lines) + cost + gift),
    }
    number_of = zlib.crc32(json.dumps(told).encode()) % 900_000 + 100_000
    return {"Order number": f"NL-{number_of}", **told}


def _placed(request: Request) -> dict[str, str] | None:
    code = request.cookies.get(ORDER_COOKIE, "")
    try:
        found = json.loads(base64.urlsafe_b64decode(code))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else None


def _described(line: Line) -> str:
    return f"{line.quantity} × {line.product.name} ({line.colour})"


def _sum(lines: Sequence[Line]) -> int:
    return sum(line.total for line in lines)


ROUTES = [
    Route("/cart", cart),
    Route("/cart/add", add, methods=["POST"]),
    Route("/cart/update", update, methods=["POST"]),
    Route("/checkout", checkout, methods=["GET", "POST"]),
    Route("/order/{number}", order),
]
