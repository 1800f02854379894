"""The articles of the demo site: typed data, original prose, nothing else."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Article:
    """One piece of the journal; `related` are slugs of products, `minutes` the time it takes to read."""

    slug: str
    title: str
    author: str
    published: date
    minutes: int
    tags: tuple[str, ...]
    lead: str
    body: tuple[tuple[str, str], ...]
    related: tuple[str, ...]


ARTICLES: tuple[Article, ...] = (
    Article(
        "where-the-light-falls",
        "Where the light falls",
        "Northlight Lighting Desk",
        date(2025, 3, 14),
        4,
        ("Light", "Home", "How to"),
        "Three lamps do more for a room than one bright one, and they cost less to run. A short guide to placing them.",
        (
            (
                "Begin with what you do",
                "A room is not lit; the things that happen in it are. Before you buy a lamp, sit where you sit and"
                " note what your"
                " hands are doing. Reading wants light over the shoulder. Cooking wants it from the front, low"
                " enough that your"
                " head does not shade the board. Talking wants hardly any at all.",
            ),
            (
                "Put light on walls",
                "A lamp in the middle of the ceiling lights the floor, which nobody looks at. Turn one towards a"
                " wall and the"
                " room grows: the eye measures space by its bright edges. A sconce or a floor lamp aimed away from you"
                " does this with fewer than eight watts.",
            ),
            (
                "Mind the height",
                "The lower edge of a pendant belongs about sixty centimetres above a table. Higher, and it shines in"
                " your eyes;"
                " lower, and it hides the person opposite. For a desk, the shade should end just below your line of"
                " sight.",
            ),
            (
                "Leave a corner dark",
                "Contrast is what makes light pleasant. A room that is evenly bright feels like a waiting room. Keep"
                " one corner"
                " quiet, and the lit chair beside it becomes the place where everyone wants to sit.",
            ),
        ),
        ("arc-desk-lamp", "reading-floor-lamp", "pebble-pendant"),
    ),
    Article(
        "a-desk-that-stays-clear",
        "A desk that stays clear",
        "Northlight Workshop",
        date(2025, 2, 3),
        3,
        ("Work", "Storage"),
        "Tidiness is not a virtue, it is a layout. What we learned from watching forty desks for a month.",
        (
            (
                "The hand's reach",
                "Everything you touch daily wants to be within sixty centimetres of your elbow, and nothing else"
                " does. On the"
                " desks that stayed clear, the things in reach numbered seven or fewer. On the others, we stopped"
                " counting.",
            ),
            (
                "Shallow beats deep",
                "A deep drawer is a place where things go to be forgotten. A shallow one holds a single layer, and a"
                " single layer can be seen. This is why our walnut desk has a drawer of only six centimetres.",
            ),
            (
                "A place for the unfinished",
                "Half-done work is what covers desks. Give it a tray, and let the tray be small. When it is full,"
                " something in it"
                " is either done or was never going to be.",
            ),
        ),
        ("walnut-desk", "stacking-boxes", "archive-cabinet"),
    ),
    Article(
        "the-life-of-a-pan",
        "The life of a pan",
        "Northlight Kitchen Desk",
        date(2025, 5, 21),
        5,
        ("Kitchen", "Care"),
        "Cast iron asks for five minutes of attention a week and repays it for a century.",
        (
            (
                "What seasoning is",
                "The black skin of a good pan is oil that has been heated until its molecules joined hands. It is"
                " closer to"
                " varnish than to grease, it does not wash off with a drop of soap, and each meal adds a little.",
            ),
            (
                "The weekly five minutes",
                "Rinse while it is warm, scrub with a brush, dry it on the flame. Rub in less oil than you think you"
                " need, then"
                " wipe off most of that. If the surface feels sticky the next day, there was too much.",
            ),
            (
                "Rust is not the end",
                "A pan left in a wet sink overnight turns orange and looks ruined. It is not. Steel wool, an hour in"
                " a hot"
                " oven with a thin coat of linseed oil, and it starts again, a little lighter than before.",
            ),
        ),
        ("cast-iron-pan", "end-grain-board", "copper-kettle"),
    ),
    Article(
        "how-to-measure-a-rug",
        "How to measure for a rug",
        "Northlight Textile Desk",
        date(2024, 11, 8),
        2,
        ("Textiles", "How to"),
        "Newspaper, tape and ten minutes: the cheapest way not to be wrong.",
        (
            (
                "Draw it on the floor",
                "Lay newspaper where the rug would go and live with it for an evening. You will learn which door no"
                " longer opens,"
                " which chair rocks on the edge, and that you wanted the larger size after all.",
            ),
            (
                "Front legs on",
                "In a sitting room the front legs of each seat should stand on the rug. It ties the group together,"
                " and it"
                " stops the sofa from creeping backwards.",
            ),
        ),
        ("meadow-wool-rug", "striped-runner"),
    ),
    Article(
        "chairs-and-backs",
        "Chairs, backs and an honest hour",
        "Northlight Workshop",
        date(2024, 9, 30),
        4,
        ("Seating", "Work"),
        "No chair is comfortable for eight hours. A good one reminds you to get up.",
        (
            (
                "The test that counts",
                "Every chair is pleasant for a minute. Sit for a whole hour with a book before you decide, and"
                " notice what moves"
                " first: your feet, your shoulders or your patience.",
            ),
            (
                "Height before shape",
                "Feet flat, thighs level, elbows at the height of the table. If those three are right, a wooden"
                " stool is"
                " better than a throne that is four centimetres too tall.",
            ),
            (
                "Change is the cushion",
                "We keep a stool, a bench and a chair around the same table, and swap at every pot of tea. It looks"
                " untidy. Nobody's back hurts.",
            ),
        ),
        ("three-leg-stool", "canteen-chair", "rocking-chair"),
    ),
)
BY_SLUG: dict[str, Article] = {article.slug: article for article in ARTICLES}
