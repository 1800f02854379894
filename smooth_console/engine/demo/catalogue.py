"""What the demo shop sells: typed data and nothing else.

Everything here is fixed, so that two visits see the same shop.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

BRAND = "Northlight"
CATEGORIES = ("Desks & tables", "Seating", "Lighting", "Kitchen", "Textiles", "Storage")


@dataclass(frozen=True)
class Review:
    """One buyer's opinion; `stars` is 1 to 5."""

    author: str
    written: date
    stars: int
    title: str
    text: str


@dataclass(frozen=True)
class Product:
    """One article of the shop. Prices are in cents of a US dollar, `was` is the price before a sale."""

    slug: str
    sku: str
    name: str
    category: str
    drawing: str
    colours: tuple[str, ...]
    price: int
    was: int | None
    stock: int
    summary: str
    specs: tuple[tuple[str, str], ...]
    reviews: tuple[Review, ...]

    @property
    def rating(self) -> float:
        """Mean stars, to one decimal."""
        return round(sum(review.stars for review in self.reviews) / len(self.reviews), 1)

    @property
    def availability(self) -> str:
        """What the shop says about stock."""
        if self.stock == 0:
            return "Sold out"
        return "In stock" if self.stock > 5 else f"Only {self.stock} left"


# name, category, drawing, colours, dollars, dollars before a sale (0: none), stock, size in cm, kg, material, summary
_Row = tuple[str, int, str, str, int, int, int, str, float, str, str]
_ROWS: tuple[_Row, ...] = (
    ("Walnut desk", 0, "desk", "Walnut Oak Black", 149, 0, 14, "120 × 60 × 74", 24.5, "Walnut veneer, solid legs",
     "A plain desk with one shallow drawer, sized for a laptop, a notebook and a cup."),
    ("Arc desk lamp", 2, "desklamp", "Clay Sage Ink", 64, 79, 32, "18 × 18 × 46", 1.9, "Powder-coated steel",
     "A weighted base, a stem that bends and a shade that keeps the light off the screen."),
    ("Harbour armchair", 1, "armchair", "Sage Ink Sand", 389, 0, 4, "78 × 82 × 80", 19.0, "Beech frame, wool blend",
     "Deep enough to read in, upright enough to get out of."),
    ("Stoneware mug", 3, "mug", "Clay Cream Slate", 18, 0, 120, "9 × 9 × 10", 0.4, "Stoneware, matt glaze",
     "Holds three decilitres and stays warm through a long telephone call."),
    ("Field shelf", 5, "shelf", "Oak Walnut Black", 219, 0, 9, "80 × 32 × 184", 27.0, "Solid oak, steel pins",
     "Five boards that move in steps of four centimetres, for books that do not agree in height."),
    ("Meadow wool rug", 4, "rug", "Rose Ink Sand", 275, 320, 7, "170 × 240", 11.5, "New wool, cotton backing",
     "Hand-woven stripes that hide crumbs and forgive muddy shoes."),
    ("Pebble pendant", 2, "pendant", "Cream Black Brass", 118, 0, 21, "36 × 36 × 24", 2.2, "Spun aluminium",
     "A wide, low shade for above a table; the inside is brushed to soften the light."),
    ("Oak dining table", 0, "table", "Oak Walnut", 649, 0, 3, "180 × 90 × 74", 48.0, "Solid oak, oiled",
     "Seats six in comfort and eight in good company."),
    ("Three-leg stool", 1, "stool", "Walnut Oak Black", 79, 0, 40, "36 × 36 × 45", 3.4, "Solid walnut",
     "Stands level on any floor, which is the whole point of three legs."),
    ("Copper kettle", 3, "kettle", "Clay Slate Black", 92, 0, 0, "24 × 19 × 22", 1.3, "Copper, tin-lined",
     "Boils a litre and a half, and hums a little before it does."),
    ("Lidded basket", 5, "basket", "Sand Slate", 46, 0, 26, "40 × 40 × 42", 1.6, "Seagrass",
     "For laundry, blankets or whatever was on the chair a minute ago."),
    ("Linen cushion", 4, "cushion", "Ink Sage Rose Sand", 34, 0, 88, "50 × 50", 0.7, "Washed linen, feather pad",
     "Soft from the first day because it was washed before it left us."),
    ("Standing desk", 0, "standing", "Oak Black", 529, 599, 11, "140 × 70 × 65–125", 38.0, "Oak top, steel frame",
     "Rises without a sound and remembers four heights."),
    ("Reading floor lamp", 2, "floorlamp", "Black Brass Sage", 159, 0, 13, "30 × 30 × 148", 5.1, "Steel, linen cord",
     "One switch at hand height and a shade that turns towards the page."),
    ("Window bench", 1, "bench", "Oak Walnut", 198, 0, 6, "110 × 36 × 44", 12.0, "Solid oak",
     "A long seat for a short rest; boots fit beneath."),
    ("Cast-iron pan", 3, "pan", "Black", 58, 0, 64, "28 × 46 × 6", 2.7, "Cast iron, seasoned",
     "Heavy, even and hard to ruin. It gets better each year."),
    ("Archive cabinet", 5, "cabinet", "Sage Black Cream", 340, 0, 5, "46 × 40 × 72", 22.0, "Sheet steel",
     "Three drawers with label holders, a lock and a quiet close."),
    ("Waffle throw", 4, "throw", "Rose Cream Sage", 69, 0, 33, "130 × 180", 1.2, "Organic cotton",
     "Light enough for summer, large enough for two."),
    ("Lantern No. 4", 2, "lantern", "Black Brass", 48, 0, 18, "16 × 16 × 28", 1.1, "Steel and glass",
     "Takes a candle or a small bulb, indoors or out on a still night."),
    ("Corner side table", 0, "sidetable", "Walnut Oak Black", 89, 0, 17, "40 × 40 × 52", 5.2, "Walnut veneer",
     "Slides over the arm of a sofa and holds a book, a glass and a lamp."),
    ("Canteen chair", 1, "chair", "Oak Black Clay", 129, 0, 52, "44 × 50 × 79", 4.8, "Bent beech, steel",
     "Stacks six high and is still pleasant after the second course."),
    ("End-grain board", 3, "board", "Walnut Oak", 74, 0, 12, "40 × 28 × 4", 2.9, "End-grain walnut",
     "Kind to knives, with a groove that catches what runs."),
    ("Stacking boxes", 5, "box", "Clay Ink Cream", 39, 49, 45, "32 × 24 × 18", 1.4, "Recycled board",
     "A set of three that nest when they are empty."),
    ("Linen towel set", 4, "towel", "Cream Slate Sage", 52, 0, 0, "70 × 140", 0.9, "Linen and cotton",
     "Two large and two small. They dry fast and so do you."),
    ("Dome table lamp", 2, "tablelamp", "Cream Clay Ink", 88, 0, 24, "28 × 28 × 36", 2.0, "Glazed ceramic",
     "A low glow for a sideboard, dimmed by touching the base."),
    ("Drafting table", 0, "drafting", "Oak Black", 415, 0, 2, "110 × 75 × 78", 31.0, "Beech, steel",
     "The top tilts to sixty degrees and the ledge stops the pencils."),
    ("Long sofa", 1, "sofa", "Ink Sand Sage", 1290, 1450, 3, "228 × 92 × 78", 62.0, "Beech frame, wool blend",
     "Three seats wide, with covers that come off and go in the wash."),
    ("Salad bowl", 3, "bowl", "Oak Walnut Cream", 44, 0, 29, "30 × 30 × 11", 0.9, "Turned ash",
     "Turned from one piece and finished with food-safe oil."),
    ("Hall hooks", 5, "hooks", "Oak Walnut Black", 36, 0, 71, "64 × 6 × 12", 0.8, "Oak, cast brass",
     "Five pegs on a rail; screws for brick and for plaster are in the bag."),
    ("Striped runner", 4, "runner", "Ink Clay Sage", 96, 0, 15, "70 × 200", 3.2, "Cotton, flat-woven",
     "For the hall, where everyone walks and nobody looks down."),
    ("Glass carafe", 3, "carafe", "Slate Sage Rose", 29, 0, 58, "10 × 10 × 27", 0.6, "Borosilicate glass",
     "A litre of water and a stopper that doubles as a cup."),
    ("Wall sconce", 2, "sconce", "Brass Black Cream", 72, 0, 19, "12 × 16 × 22", 0.9, "Brass, opal glass",
     "Washes the wall with light, up and down, and takes no room at all."),
    ("Record cabinet", 5, "sideboard", "Walnut Oak", 560, 0, 8, "120 × 42 × 66", 41.0, "Walnut veneer, brass",
     "Two sliding doors, a shelf of records behind each, space for a turntable on top."),
    ("Nesting tables", 0, "nesting", "Oak Walnut Black", 169, 189, 10, "50 × 50 × 48", 9.4, "Oak veneer, steel",
     "Three tables that take the floor of one."),
    ("Rocking chair", 1, "rocker", "Black Oak Sage", 310, 0, 0, "62 × 84 × 98", 11.2, "Solid ash",
     "Slow, steady and surprisingly good for thinking."),
    ("Bouclé blanket", 4, "throw", "Sand Slate Clay", 110, 0, 22, "140 × 200", 1.8, "Wool and mohair",
     "Heavy in the right way, for the evenings when the heating is late."),
)  # fmt: skip

_REVIEWS: tuple[tuple[str, int, str, str], ...] = (
    ("quiet_corner", 5, "Exactly as described", "Arrived on the day it was promised, well packed, nothing missing."),
    ("second_floor_left", 4, "Very good, one small thing", "I wish the manual had larger pictures. All else is right."),
    ("tea_at_four", 5, "Would buy again", "A year of daily use and it looks as it did on the first morning."),
    ("measure_twice", 3, "Smaller than I thought", "My own fault: the sizes are on the page. The quality is fine."),
    ("north_window", 5, "Lovely colour", "The shade is warmer than in the picture, which suits the room."),
    ("spare_screws", 4, "Solid", "No wobble, no smell, no drama. The edge could be a touch softer."),
    ("attic_studio", 4, "Easy to put together", "Twelve minutes with one key, and there was one screw to spare."),
    ("late_train", 2, "Box was damaged", "A dent in a corner. A replacement came in three days without a question."),
    ("garden_gate", 5, "A present that worked", "Given to my sister, who asked where to get a second one."),
    ("paper_and_ink", 4, "Good value", "It costs less than it looks, and I mean that kindly."),
    ("blue_door", 5, "Simple and right", "Nothing on it that does not need to be there."),
)

_CARE = (
    "Wipe with a damp cloth",
    "Vacuum weekly",
    "Dust with a dry cloth",
    "Wash by hand",
    "Wash at 30 °C",
    "Wipe clean",
)
_WARRANTY = ("10 years", "5 years", "3 years", "2 years", "1 year", "5 years")


def _product(index: int, row: _Row) -> Product:
    name, category, drawing, colours, price, was, stock, size, weight, material, summary = row
    return Product(
        slug=slug_of(name),
        sku=f"NL-{category + 1}{index + 101}",
        name=name,
        category=CATEGORIES[category],
        drawing=drawing,
        colours=tuple(colours.split()),
        price=price * 100,
        was=was * 100 or None,
        stock=stock,
        summary=summary,
        specs=(
            ("Dimensions", f"{size} cm"),
            ("Weight", f"{weight} kg"),
            ("Material", material),
            ("Care", _CARE[category]),
            ("Warranty", _WARRANTY[category]),
            ("Assembly", "Required" if weight > 10 else "None"),
        ),
        reviews=_reviews(index),
    )


def _reviews(index: int) -> tuple[Review, ...]:
    first = date(2025, 1, 14) + timedelta(days=index * 5)
    chosen = [_REVIEWS[(index * 3 + step * 4) % len(_REVIEWS)] for step in range(3 + index % 3)]
    return tuple(
        Review(author, first + timedelta(days=step * 23), stars, title, text)
        for step, (author, stars, title, text) in enumerate(chosen)
    )


def slug_of(name: str) -> str:
    """The name as it stands in an address: lower case, ASCII letters, digits and hyphens."""
    plain = name.lower().replace("é", "e")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


PRODUCTS: tuple[Product, ...] = tuple(_product(index, row) for index, row in enumerate(_ROWS))
BY_SLUG: dict[str, Product] = {product.slug: product for product in PRODUCTS}
