"""Buying, signing in and writing to the demo site, as a visitor without JavaScript does it."""

import re

import httpx
import pytest

from smooth_console.engine.demo.inputs import local_path

pytestmark = pytest.mark.anyio

ORDER = {
    "name": "Zoë <b>",
    "email": "demo@example.com",
    "address": "14 Harbour Row",
    "country": "Portugal",
    "delivery": "express",
    "gift": "yes",
    "terms": "yes",
}


async def add(site: httpx.AsyncClient, slug: str, **more: str) -> httpx.Response:
    return await site.post("/cart/add", data={"slug": slug, **more})


async def test_from_the_cart_to_the_order(site: httpx.AsyncClient) -> None:
    assert (await add(site, "walnut-desk", colour="Oak", quantity="2")).headers["location"] == "/cart"
    cart = (await site.get("/cart")).text
    assert "$298.00" in cart
    assert 'id="cart-count">2<' in cart
    placed = await site.post("/checkout", data=ORDER)
    assert placed.status_code == 303
    confirmation = (await site.get(placed.headers["location"])).text
    assert re.search(r"<dt>Order number</dt><dd>NL-\d{6}</dd>", confirmation)
    assert "<dt>Total</dt><dd>$314.00</dd>" in confirmation
    assert "Zoë &lt;b&gt;" in confirmation
    assert "Nothing in it yet" in (await site.get("/cart")).text


async def test_the_same_order_has_the_same_number(site: httpx.AsyncClient) -> None:
    numbers = set()
    for _ in range(2):
        await add(site, "stoneware-mug")
        numbers.add((await site.post("/checkout", data=ORDER)).headers["location"])
    assert len(numbers) == 1


async def test_the_page_script_gets_the_count(site: httpx.AsyncClient) -> None:
    await add(site, "stoneware-mug")
    answer = await site.post(
        "/cart/add", data={"slug": "salad-bowl", "quantity": "3"}, headers={"accept": "application/json"}
    )
    assert answer.json() == {"count": 4, "message": "Salad bowl is in your cart"}


async def test_a_line_can_be_changed_and_removed(site: httpx.AsyncClient) -> None:
    await add(site, "stoneware-mug", colour="Clay")
    for quantity, shown in (("5", "$90.00"), ("0", "Nothing in it yet")):
        await site.post("/cart/update", data={"slug": "stoneware-mug", "colour": "Clay", "quantity": quantity})
        assert shown in (await site.get("/cart")).text


async def test_what_is_sold_out_or_unknown_cannot_be_bought(site: httpx.AsyncClient) -> None:
    assert (await add(site, "copper-kettle")).status_code == 400
    assert (await add(site, "no-such-thing")).status_code == 400


@pytest.mark.parametrize(
    "cookie", ["x", "walnut-desk.9.1", "walnut-desk.0.999", "walnut-desk.0", "_.._", "walnut-desk.-1.1"]
)
async def test_a_strange_cart_cookie_is_an_empty_cart(site: httpx.AsyncClient, cookie: str) -> None:
    site.cookies.set("demo_cart", cookie)
    assert "Nothing in it yet" in (await site.get("/cart")).text


@pytest.mark.parametrize("cookie", ["x", "%%%", "W10=", "eyJhIjoxfQ=="])
async def test_a_strange_order_cookie_is_no_order(site: httpx.AsyncClient, cookie: str) -> None:
    site.cookies.set("demo_order", cookie)
    assert (await site.get("/order/NL-123456")).status_code == 404


async def test_checkout_says_what_is_missing_and_keeps_the_rest(site: httpx.AsyncClient) -> None:
    await add(site, "stoneware-mug")
    answer = await site.post("/checkout", data={"name": "Zoë", "email": "no", "country": "Atlantis"})
    assert answer.status_code == 400
    assert "4 fields need another look." in answer.text
    assert 'value="Zoë"' in answer.text
    for message in ("Enter an e-mail address", "Enter an address.", "Choose a country.", "Accept the terms"):
        assert message in answer.text


async def test_checkout_of_an_empty_cart_goes_back_to_it(site: httpx.AsyncClient) -> None:
    assert (await site.get("/checkout")).headers["location"] == "/cart"


async def test_the_account_asks_to_sign_in_and_comes_back(site: httpx.AsyncClient) -> None:
    away = await site.get("/account")
    assert (away.status_code, away.headers["location"]) == (302, "/login?next=%2Faccount")
    wrong = await site.post(away.headers["location"], data={"email": "demo@example.com", "password": "guess"})
    assert wrong.status_code == 401
    assert "Wrong email or password." in wrong.text
    right = await site.post(away.headers["location"], data={"email": "demo@example.com", "password": "demo"})
    assert (right.status_code, right.headers["location"]) == (303, "/account")
    account = (await site.get("/account")).text
    assert account.count('<th scope="row">') == 4
    assert "NL-100482" in (await site.get("/order/NL-100482")).text
    await site.post("/logout")
    assert (await site.get("/account")).status_code == 302


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "account", "/a\r\nb", ""]
)
def test_signing_in_never_leads_to_another_site(elsewhere: str) -> None:
    assert local_path(elsewhere, "/account") == "/account"


async def test_a_message_is_thanked_for(site: httpx.AsyncClient) -> None:
    answer = await site.post("/contact", data={"name": "Zoë", "email": "z@example.com", "message": "Hello"})
    assert "Thank you, Zoë" in answer.text
    empty = await site.post("/contact", data={})
    assert empty.status_code == 400
    assert "Write a few words." in empty.text


async def test_a_weather_reading_is_shown(site: httpx.AsyncClient) -> None:
    text = (await site.post("/weather", data={"city": "Lisbon", "temperature": "21.5"})).text
    assert "<dt>Temperature</dt><dd>21.5 °C</dd>" in text


async def test_a_form_that_is_too_large_is_413(site: httpx.AsyncClient) -> None:
    assert (await site.post("/contact", data={"message": "x" * 70_000})).status_code == 413


async def test_the_endless_list_ends(site: httpx.AsyncClient) -> None:
    following: int | None = 0
    numbers: list[int] = []
    while following is not None:
        answer = (await site.get(f"/widgets/feed.json?from={following}")).json()
        numbers += [item["number"] for item in answer["items"]]
        following = answer["next"]
    assert numbers == list(range(1, 61))
