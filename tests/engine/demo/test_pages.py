"""Every page of the demo site is there, is sound HTML, and says what it should."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from smooth_console.engine.demo.app import STATIC
from smooth_console.engine.demo.art import picture
from smooth_console.engine.demo.catalogue import PRODUCTS
from smooth_console.engine.demo.journal import ARTICLES
from smooth_console.engine.demo.layout import SITE_MAP
from smooth_console.engine.demo.markup import fill, json_ld
from smooth_console.engine.demo.trouble import HOSTILE_TEXTS

pytestmark = pytest.mark.anyio

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
PAGES = [
    *("/", "/products", "/products?page=2", "/products?q=lamp&sort=price-desc", "/articles", "/table", "/microdata"),
    *(
        "/contact",
        "/login",
        "/cart",
        "/widgets",
        "/widgets/frame",
        "/weather",
        "/late",
        "/slow?ms=0",
        "/hang",
        "/hostile",
    ),
    *(f"/products/{product.slug}" for product in PRODUCTS),
    *(f"/article/{article.slug}" for article in ARTICLES),
]


class Reader(HTMLParser):
    """Collects ids, labels and addresses, and remembers tags that do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.label_for: list[str] = []
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.unbalanced: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.inline += [name for name in found if name.startswith("on") or name == "style"]
        self.ids += [found["id"]] if "id" in found else []
        self.label_for += [found["for"]] if tag == "label" else []
        self.addresses += [found[name] for name in ("href", "src") if name in found and "itemprop" not in found]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(tag)

    def close(self) -> None:
        super().close()
        self.unbalanced += self._open


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def structured(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    assert found
    data = json.loads(found[1])
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_answers_and_is_sound_html(site: httpx.AsyncClient, path: str) -> None:
    answer = await site.get(path)
    reader = read(answer.text)
    assert answer.status_code == 200
    assert reader.unbalanced == []
    assert [key for key, times in Counter(reader.ids).items() if times > 1] == []
    assert set(reader.label_for) <= set(reader.ids)
    assert reader.inline == []


async def test_every_link_and_every_picture_leads_somewhere(site: httpx.AsyncClient) -> None:
    waiting, seen = ["/"], {"/"}
    meant = {"/status/404": 404}
    while waiting:
        path = waiting.pop()
        answer = await site.get(path.replace("ms=3000", "ms=0").replace("ms=8000", "ms=0").replace("ms=30000", "ms=0"))
        assert answer.status_code in {200, 302} or answer.status_code == meant.get(path), path
        if path == "/broken" or "html" not in answer.headers.get("content-type", ""):
            continue
        for address in read(answer.text).addresses:
            if address.startswith(("mailto:", "tel:", "#")):
                continue
            parts = urlsplit(urljoin(str(answer.url), address))
            assert parts.netloc == "demo.test", f"{path} reaches outside: {address}"
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    assert {stop.path for _, stops in SITE_MAP for stop in stops} <= seen
    assert {f"/products/{product.slug}" for product in PRODUCTS} <= seen


def test_nothing_that_ships_reaches_outside() -> None:
    for file in STATIC.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert "http:" not in text, file.name
        assert "https:" not in text, file.name


async def test_every_answer_carries_the_policy_and_is_not_kept(site: httpx.AsyncClient) -> None:
    for path in ("/", "/static/site.js", "/nope", "/account", "/late/data.json?delay=0"):
        headers = (await site.get(path)).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"


async def test_two_visits_see_the_same_page(site: httpx.AsyncClient) -> None:
    for path in ("/", "/products", "/products/walnut-desk", "/table"):
        assert (await site.get(path)).text == (await site.get(path)).text


async def test_the_listing_has_three_pages_of_twelve_and_they_are_all_different(site: httpx.AsyncClient) -> None:
    names: list[str] = []
    for number in (1, 2, 3):
        text = (await site.get(f"/products?page={number}")).text
        found = re.findall(r'class="product-name">([^<]+)<', text)
        assert len(found) == 12
        assert (">Next<" in text) == (number < 3)
        names += found
    assert len(set(names)) == 36


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "", "١"])
async def test_a_strange_page_number_still_shows_products(site: httpx.AsyncClient, page: str) -> None:
    assert "product-card" in (await site.get("/products", params={"page": page})).text


async def test_search_facets_and_sorting_go_together(site: httpx.AsyncClient) -> None:
    asked = {"q": "lamp", "category": "Lighting", "stock": "yes", "sort": "price-asc"}
    text = (await site.get("/products", params=asked)).text
    assert re.findall(r'class="product-name">([^<]+)<', text) == [
        "Arc desk lamp",
        "Dome table lamp",
        "Reading floor lamp",
    ]
    assert re.findall(r'class="price">([^<]+)<', text) == ["$64.00", "$88.00", "$159.00"]
    assert text.count(" checked") == 2


async def test_what_is_searched_for_is_escaped(site: httpx.AsyncClient) -> None:
    text = (await site.get("/products", params={"q": '"><script>x</script>'})).text
    assert "<script>x" not in text
    assert "Nothing found" in text


async def test_the_product_says_the_same_in_its_structured_data_and_on_the_page(site: httpx.AsyncClient) -> None:
    for product in PRODUCTS:
        text = (await site.get(f"/products/{product.slug}")).text
        data = structured(text)
        offer, rating = data["offers"], data["aggregateRating"]
        assert isinstance(offer, dict)
        assert isinstance(rating, dict)
        assert f'<span class="price">${float(offer["price"]):,.2f}</span>' in text
        assert rating["reviewCount"] == text.count('class="review rev_9q2"')
        assert (offer["availability"].endswith("OutOfStock")) == (product.stock == 0)
        assert data["sku"] == product.sku


async def test_an_article_has_its_metadata(site: httpx.AsyncClient) -> None:
    text = (await site.get("/article/where-the-light-falls")).text
    assert structured(text)["datePublished"] == "2025-03-14"
    assert '<meta property="og:title" content="Where the light falls">' in text
    assert '<time datetime="2025-03-14">14 March 2025</time>' in text


def test_every_colour_of_every_product_has_a_picture_of_its_own() -> None:
    for product in PRODUCTS:
        pictures = {picture(product, colour) for colour in product.colours}
        assert len(pictures) == len(product.colours)
        assert not any("{" in drawn for drawn in pictures)
        assert picture(product, "no such colour") == picture(product)


@pytest.mark.parametrize(
    ("path", "code"), [("/nope", 404), ("/products/nope", 404), ("/order/NL-1", 404), ("/status/503", 503)]
)
async def test_an_error_page_lists_the_site(site: httpx.AsyncClient, path: str, code: int) -> None:
    answer = await site.get(path)
    assert answer.status_code == code
    assert 'href="/products/walnut-desk"' in answer.text


@pytest.mark.parametrize(
    ("code", "given"), [("400", 400), ("418", 418), ("499", 499), ("599", 599), ("200", 404), ("x", 404)]
)
async def test_status_gives_any_code_from_400_to_599(site: httpx.AsyncClient, code: str, given: int) -> None:
    assert (await site.get(f"/status/{code}")).status_code == given


async def test_a_method_that_is_not_there_is_405_with_allow(site: httpx.AsyncClient) -> None:
    answer = await site.post("/products")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_redirects_hop_as_often_as_asked(site: httpx.AsyncClient) -> None:
    answer = await site.get("/redirect?n=3", follow_redirects=True)
    assert len(answer.history) == 3
    assert answer.url.path == "/products"


async def test_hostile_text_is_on_the_page_as_text(site: httpx.AsyncClient) -> None:
    text = (await site.get("/hostile")).text
    assert "\x1b]52;c;" in text
    assert "[@click=app.bell]" in text
    assert "<script>alert" not in text
    assert len(HOSTILE_TEXTS) == text.count('class="payload"')


def test_filling_in_escapes_all_but_html() -> None:
    assert fill("<p>{x}</p>", x='<b a="1">&') == "<p>&lt;b a=&quot;1&quot;&gt;&amp;</p>"
    assert fill("{a}{b}{c}", a=None, b=[fill("<i>"), "<"], c=3) == "<i>&lt;3"


def test_json_ld_cannot_end_its_element() -> None:
    assert "</script>" not in json_ld({"name": "</script><b>"})[: -len("</script>")]
