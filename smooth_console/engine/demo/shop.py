"""The shop's shelves: the listing with its search, facets and pages, a product's page, the pictures. Not the cart."""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smooth_console.engine.demo.art import picture
from smooth_console.engine.demo.catalogue import BRAND, BY_SLUG, CATEGORIES, PRODUCTS, Product
from smooth_console.engine.demo.inputs import choice, number, tick
from smooth_console.engine.demo.layout import crumbs, heading, page
from smooth_console.engine.demo.markup import EMPTY, Html, fill, json_ld, money

PAGE_SIZE = 12
SORTS = (
    ("featured", "Featured"),
    ("price-asc", "Price, low to high"),
    ("price-desc", "Price, high to low"),
    ("rating", "Best rated"),
    ("name", "Name"),
)


async def listing(request: Request) -> Response:
    """`/products?q=&category=&stock=&sort=&page=`: what matches, twelve a page."""
    query = request.query_params
    words = query.get("q", "").strip()[:100]
    categories = [name for name in query.getlist("category") if name in CATEGORIES]
    in_stock = query.get("stock") == "yes"
    order = query.get("sort", "featured")
    matching = _sorted(_matching(words, categories, in_stock), order)
    pages = max(1, -(-len(matching) // PAGE_SIZE))
    current = number(query.get("page"), 1, 1, pages)
    shown = matching[(current - 1) * PAGE_SIZE : current * PAGE_SIZE]
    asked = [("q", words)] * bool(words) + [("category", name) for name in categories]
    asked += [("stock", "yes")] * in_stock + [("sort", order)] * (order != "featured")
    body = fill(
        '{crumbs}{head}<form class="shop" action="/products" role="search">'
        '<div class="searchbar"><label for="q">Search</label><input id="q" name="q" type="search" value="{words}" '
        'placeholder="desk, lamp, oak …" autocomplete="off"><button class="button" type="submit">Search</button></div>'
        '<aside class="facets" aria-label="Filters"><fieldset><legend>Category</legend>{facets}</fieldset>'
        "<fieldset><legend>Availability</legend>{stock}</fieldset>{sort}"
        '<div class="facet-actions"><button class="button quiet" type="submit">Apply filters</button> '
        '<a href="/products">Clear</a></div></aside>'
        '<section class="results" aria-label="Products"><p class="result-count">{count}</p>'
        '<ul class="product-grid grid_a81kq">{cards}</ul>{pager}</section></form>',
        crumbs=crumbs(("/", "Home"), ("/products", "Products")),
        head=heading("Products", "Thirty-six things for a calm house."),
        words=words,
        facets=[_facet(name, name in categories) for name in CATEGORIES],
        stock=tick("In stock only", "stock", on=in_stock),
        sort=choice("Sort by", "sort", SORTS, order),
        count=_count(len(matching), current, words),
        cards=[card(product) for product in shown],
        pager=_pager(current, pages, asked),
    )
    return page(
        request, "Products", body, description="Furniture, light and kitchen things, 36 of them.", kind="listing"
    )


async def product_page(request: Request) -> Response:
    """`/products/<slug>`: one product with everything that is known about it."""
    product = BY_SLUG.get(request.path_params["slug"])
    if product is None:
        raise HTTPException(404)
    body = fill(
        '{crumbs}<article class="product" data-sku="{sku}">'
        '<div class="product-art"><img id="product-image" src="/art/{slug}.svg" alt="{name}" width="800"'
        ' height="600"></div>'
        '<div class="product-info"><p class="eyebrow">{category}</p><h1>{name}</h1>'
        '<p class="rating-row">{stars} <a href="#reviews">{reviews} reviews</a></p>'
        '<p class="lead">{summary}</p><p class="price-row">{price}</p><p class="stock {stock_kind}">{stock}'
        "</p>{form}{facts}</div>"
        '<section class="specs"><h2>Specifications</h2><table class="spec-table"><caption'
        ' class="hidden">Specifications of {name}'
        "</caption><tbody>{specs}</tbody></table></section>"
        '<section class="reviews" id="reviews"><h2>Reviews</h2><ol class="review-list">{review_list}</ol></section>'
        "</article>"
        '<section><h2>Goes well with</h2><ul class="product-grid small">{others}</ul></section>',
        crumbs=crumbs(("/", "Home"), ("/products", "Products"), ("", product.name)),
        sku=product.sku,
        slug=product.slug,
        name=product.name,
        category=product.category,
        stars=_stars(product.rating),
        reviews=len(product.reviews),
        summary=product.summary,
        price=_price(product),
        stock=product.availability,
        stock_kind="out" if not product.stock else "low" if product.stock <= 5 else "in",
        form=_buy(product),
        facts=_facts(product),
        specs=[
            fill('<tr><th scope="row">{label}</th><td>{value}</td></tr>', label=label, value=value)
            for label, value in product.specs
        ],
        review_list=_reviews(product),
        others=[card(other) for other in _others(product)],
    )
    return page(
        request,
        product.name,
        body,
        description=product.summary,
        head=json_ld(_structured(product, str(request.base_url))),
        scripts=("product.js",),
        kind="product-page",
    )


async def art(request: Request) -> Response:
    """`/art/<slug>.svg?colour=`: the picture of a product."""
    product = BY_SLUG.get(request.path_params["slug"])
    if product is None:
        raise HTTPException(404)
    return Response(picture(product, request.query_params.get("colour")), media_type="image/svg+xml")


def card(product: Product) -> Html:
    """A product in a list, as a list item."""
    return fill(
        '<li class="product-card card_x7f2a" data-sku="{sku}"><a class="card-link" href="/products/{slug}">'
        '<img src="/art/{slug}.svg" alt="" width="400" height="300"><h3 class="product-name">{name}'
        "</h3></a>"
        '<p class="card-meta">{stars}<span class="stock {kind}">{stock}</span></p><p class="price_k1m9">{price}</p>'
        "</li>",
        sku=product.sku,
        slug=product.slug,
        name=product.name,
        stars=_stars(product.rating),
        kind="out" if not product.stock else "low" if product.stock <= 5 else "in",
        stock=product.availability,
        price=_price(product),
    )


def _matching(words: str, categories: list[str], in_stock: bool) -> list[Product]:
    wanted = words.casefold().split()
    return [
        product
        for product in PRODUCTS
        if (not categories or product.category in categories)
        and (product.stock or not in_stock)
        and all(word in _searchable(product) for word in wanted)
    ]


def _searchable(product: Product) -> str:
    return f"{product.name} {product.category} {product.summary} {' '.join(product.colours)}".casefold()


def _sorted(products: list[Product], order: str) -> list[Product]:
    match order:
        case "price-asc":
            return sorted(products, key=lambda product: product.price)
        case "price-desc":
            return sorted(products, key=lambda product: -product.price)
        case "rating":
            return sorted(products, key=lambda product: -product.rating)
        case "name":
            return sorted(products, key=lambda product: product.name.casefold())
        case _:
            return products


def _facet(name: str, on: bool) -> Html:
    count = sum(product.category == name for product in PRODUCTS)
    return fill(
        '<div class="facet">{tick}<span class="facet-count" aria-hidden="true">{count}</span></div>',
        tick=tick(name, "category", name, on=on),
        count=count,
    )


def _count(found: int, current: int, words: str) -> str:
    of_what = f" for “{words}”" if words else ""
    if not found:
        return f"Nothing found{of_what}. Try a shorter word or fewer filters."
    first = (current - 1) * PAGE_SIZE + 1
    return f"{first} to {min(found, first + PAGE_SIZE - 1)} of {found} products{of_what}"


def _pager(current: int, pages: int, asked: list[tuple[str, str]]) -> Html:
    if pages == 1:
        return EMPTY

    def link(to: int, label: str, more: str) -> Html:
        href = "/products?" + urlencode([*asked, ("page", str(to))])
        return fill('<a href="{href}"{more}>{label}</a>', href=href, label=label, more=Html(more))

    numbers = [link(to, str(to), ' aria-current="page"' if to == current else "") for to in range(1, pages + 1)]
    before = link(current - 1, "Previous", ' rel="prev"') if current > 1 else EMPTY
    after = link(current + 1, "Next", ' rel="next"') if current < pages else EMPTY
    return fill('<nav class="pager" aria-label="Pages">{links}</nav>', links=[before, *numbers, after])


def _price(product: Product) -> Html:
    now = fill('<span class="price">{price}</span>', price=money(product.price))
    if product.was is None:
        return now
    return fill('{now} <s class="old-price">{was}</s> <span class="badge">Sale</span>', now=now, was=money(product.was))


def _stars(rating: float) -> Html:
    return fill(
        '<span class="rating"><span class="star" aria-hidden="true">★</span> <span class="rating-value">{rating}'
        "</span></span>",
        rating=rating,
    )


def _buy(product: Product) -> Html:
    return fill(
        '<form class="buy" id="buy" method="post" action="/cart/add"><input type="hidden" name="slug"'
        ' value="{slug}">{colour}'
        '<div class="field"><label for="quantity">Quantity</label>'
        '<input id="quantity" name="quantity" type="number" min="1" max="99" value="1"></div>'
        '<button class="button" type="submit"{off}>{label}</button></form>',
        slug=product.slug,
        colour=choice("Colour", "colour", [(colour, colour) for colour in product.colours], product.colours[0]),
        off=EMPTY if product.stock else Html(" disabled"),
        label="Add to cart" if product.stock else "Sold out",
    )


def _facts(product: Product) -> Html:
    return fill(
        '<dl class="facts"><dt>Brand</dt><dd>{brand}</dd><dt>Article number</dt><dd>{sku}</dd>'
        "<dt>Colours</dt><dd>{colours}</dd><dt>Delivery</dt><dd>3 to 5 working days</dd></dl>",
        brand=BRAND,
        sku=product.sku,
        colours=", ".join(product.colours),
    )


def _reviews(product: Product) -> list[Html]:
    return [
        fill(
            '<li class="review rev_9q2"><h3>{title}</h3><p class="review-meta"><span class="review-stars">{stars}'
            " out of 5</span>"
            ' · <span class="review-author">{author}</span> · <time datetime="{iso}">{day}</time></p>'
            '<p class="review-text">{text}</p></li>',
            title=review.title,
            stars=review.stars,
            author=review.author,
            iso=review.written.isoformat(),
            day=f"{review.written.day} {review.written:%B %Y}",
            text=review.text,
        )
        for review in product.reviews
    ]


def _others(product: Product) -> list[Product]:
    start = PRODUCTS.index(product)
    return [PRODUCTS[(start + step) % len(PRODUCTS)] for step in (1, 2, 3, 5)]


def _structured(product: Product, base: str) -> dict[str, object]:
    return {
        "@type": "Product",
        "name": product.name,
        "description": product.summary,
        "sku": product.sku,
        "category": product.category,
        "image": f"{base}art/{product.slug}.svg",
        "url": f"{base}products/{product.slug}",
        "brand": {"@type": "Brand", "name": BRAND},
        "offers": {
            "@type": "Offer",
            "price": f"{product.price / 100:.2f}",
            "priceCurrency": "USD",
            "availability": f"https://schema.org/{'InStock' if product.stock else 'OutOfStock'}",
        },
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": product.rating,
            "reviewCount": len(product.reviews),
        },
    }


ROUTES = [
    Route("/products", listing),
    Route("/products/{slug}", product_page),
    Route("/art/{slug}.svg", art),
]
