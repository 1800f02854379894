"""Pictures of the products.

The shapes are in `drawings/`, one file a kind of thing; here they get their colours and their ground.
"""

from functools import cache
from pathlib import Path

from smooth_console.engine.demo.catalogue import PRODUCTS, Product

_DRAWINGS = Path(__file__).parent / "drawings"

# colour: main, dark, light
PALETTE: dict[str, tuple[str, str, str]] = {
    "Walnut": ("#8a5a3c", "#633d27", "#b5835f"),
    "Oak": ("#c89a63", "#9b7142", "#e2c394"),
    "Black": ("#3b3f45", "#24272b", "#5e646c"),
    "Clay": ("#c8704f", "#9d4f33", "#e39c80"),
    "Sage": ("#8aa287", "#637b61", "#b3c5b0"),
    "Ink": ("#3d5a78", "#293f57", "#6d8aa8"),
    "Sand": ("#d6bf9b", "#b0976f", "#e9dac0"),
    "Cream": ("#efe5d3", "#cdbfa5", "#fbf6ec"),
    "Slate": ("#74808c", "#535d67", "#9eabb7"),
    "Brass": ("#c9a24d", "#987631", "#e4c884"),
    "Rose": ("#cd9791", "#a56d67", "#e5bfba"),
}
_GROUNDS = ("#e9e1d5", "#dfe6df", "#e0e4ea", "#efdfd5", "#e5dfe9", "#e4e5d8")
_NOT_ON_THE_FLOOR = {"pendant", "sconce", "rug", "runner", "hooks"}


def picture(product: Product, colour: str | None = None) -> str:
    """The product as an SVG document, in `colour` if it is made in that colour, else in its first one.

    Presentation attributes only: the site's Content-Security-Policy allows no inline style.
    """
    main, dark, light = PALETTE[colour if colour in product.colours and colour else product.colours[0]]
    ground = _GROUNDS[PRODUCTS.index(product) % len(_GROUNDS)]
    shadow = '<ellipse cx="200" cy="248" rx="136" ry="10" opacity=".12"/>'
    shapes = _shapes(product.drawing).format(main=main, dark=dark, light=light)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="800" height="600">'
        f'<rect width="400" height="300" fill="{ground}"/>'
        f"{'' if product.drawing in _NOT_ON_THE_FLOOR else shadow}{shapes}</svg>"
    )


@cache
def _shapes(drawing: str) -> str:
    return (_DRAWINGS / f"{drawing}.svg").read_text(encoding="utf-8")
