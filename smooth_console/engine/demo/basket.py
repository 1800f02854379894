"""What is in the cart, kept in the visitor's cookie so that the server remembers nothing.

Reading, changing, adding up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from smooth_console.engine.demo.catalogue import BY_SLUG, Product

CART_COOKIE = "demo_cart"
MOST_LINES = 20
MOST_OF_ONE = 99


@dataclass(frozen=True)
class Line:
    """So many of a product in one of its colours."""

    product: Product
    colour: str
    quantity: int

    @property
    def total(self) -> int:
        """Cents."""
        return self.product.price * self.quantity


def lines_of(request: Request) -> tuple[Line, ...]:
    """The cart of this visitor. Whatever in the cookie is not a line of a cart is left out."""
    found = (_line(text) for text in request.cookies.get(CART_COOKIE, "").split("_")[:MOST_LINES])
    return tuple(line for line in found if line)


def count_of(request: Request) -> int:
    """How many things are in the cart."""
    return sum(line.quantity for line in lines_of(request))


def changed(lines: Sequence[Line], product: Product, colour: str, quantity: int) -> tuple[Line, ...]:
    """The lines with `quantity` of one product and colour (0 takes it out); a new one goes to the end."""
    quantity = max(0, min(quantity, MOST_OF_ONE))
    new = Line(product, colour, quantity)
    known = any(_same(line, new) for line in lines)
    updated = [new if _same(line, new) else line for line in lines] + ([] if known else [new])
    return tuple(line for line in updated if line.quantity)[:MOST_LINES]


def quantity_in(lines: Sequence[Line], product: Product, colour: str) -> int:
    """How many of this product in this colour are in the cart."""
    return sum(line.quantity for line in lines if line.product is product and line.colour == colour)


def keep(response: Response, lines: Sequence[Line]) -> None:
    """Writes the cart into the answer's cookie; an empty one is removed."""
    if not lines:
        response.delete_cookie(CART_COOKIE, samesite="lax")
        return
    text = "_".join(f"{line.product.slug}.{line.product.colours.index(line.colour)}.{line.quantity}" for line in lines)
    response.set_cookie(CART_COOKIE, text, samesite="lax")


def _same(one: Line, other: Line) -> bool:
    return one.product is other.product and one.colour == other.colour


def _line(text: str) -> Line | None:
    slug, _, rest = text.partition(".")
    colour, _, quantity = rest.partition(".")
    product = BY_SLUG.get(slug)
    if product is None or not (_is_number(colour) and _is_number(quantity)):
        return None
    if int(colour) >= len(product.colours) or not 0 < int(quantity) <= MOST_OF_ONE:
        return None
    return Line(product, product.colours[int(colour)], int(quantity))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3
