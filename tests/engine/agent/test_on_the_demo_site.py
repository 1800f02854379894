"""Whole tasks on the demo site, from the front door to the result."""

import pytest

from tests.engine.agent.conftest import Workplace

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_logging_in_leads_to_the_account(work: Workplace) -> None:
    said = await work.do("log in with 'demo@example.com' and 'demo'", url=f"{work.site}/login")
    assert work.page.url == f"{work.site}/account"
    assert said.startswith("Did 1 step: logged in as 'demo@example.com'. Now on 'Account")


async def test_a_wrong_password_is_answered_with_what_the_page_says(work: Workplace) -> None:
    why = await work.refused("log in with 'demo@example.com' and 'wrong'", url=f"{work.site}/login")
    assert "it says: 'Wrong email or password.'" in why


async def test_a_search_a_result_and_its_price(work: Workplace) -> None:
    task = "Go to ${site}/products, search for lamp and open the first result, then get the price"
    assert await work.do(task, metadata={"site": work.site}) == {"price": 64}
    assert work.page.url.endswith("/products/arc-desk-lamp")


async def test_the_title_and_price_of_the_first_three_products(work: Workplace) -> None:
    await work.goto(f"{work.site}/products")
    assert await work.do("extract the title and price of the first 3 products") == [
        {"title": "Walnut desk", "price": 149},
        {"title": "Arc desk lamp", "price": 64},
        {"title": "Harbour armchair", "price": 389},
    ]


async def test_from_the_shelf_to_the_order(work: Workplace) -> None:
    await work.goto(f"{work.site}/products/walnut-desk")
    said = await work.do(
        """
        1. click "Add to cart"
        2. wait for "is in your cart"
        3. go to /cart
        4. click Check out
        5. fill "Name" with "Ada Lovelace"
        6. fill "E-mail" with "ada@example.com"
        7. fill "Address" with "12 St James's Square, London"
        8. select "United Kingdom" in "Country"
        9. check "Express"
        10. check "I accept the terms"
        11. click "Place order"
        """
    )
    assert said.startswith("Did 11 steps: clicked 'Add to cart', waited until")
    assert "/order/" in work.page.url
    assert "Thank you, your order is placed" in await work.text("h1")


async def test_pages_are_turned_until_something_is_there(work: Workplace) -> None:
    await work.goto(f"{work.site}/products?page=3")
    last = await work.text(".product-grid li:last-child h2, .product-grid li:last-child h3")
    await work.goto(f"{work.site}/products")
    await work.do(f'next page until "{last}"')
    assert work.page.url.endswith("page=3")


async def test_facets_are_ticked_and_applied(work: Workplace) -> None:
    await work.goto(f"{work.site}/products")
    await work.do("check 'Lighting' and 'In stock only', select 'Name' in 'Sort by', click 'Apply filters'")
    assert "category=Lighting&stock=yes&sort=name" in work.page.url


async def test_widgets_are_operated(work: Workplace) -> None:
    await work.goto(f"{work.site}/widgets")
    await work.do(
        "accept cookies; click the Wool tab; check 'Quiet hours'; select Study in Rooms; drag 'Lamp' to 'Room'; "
        "fill 'Newsletter email' with 'a@b.c'; click 'Subscribe'; wait for 'Subscribed'; click "
        "'Delete list'; click the Keep button"
    )
    assert await work.page.locator("#drop-room #part-lamp").count() == 1
    assert await work.page.locator("#panel-wool").is_visible()
    assert await work.text("#said") == "List kept"
    why = await work.refused("click 'Book'")
    assert "in 'Morning delivery'" in why
    assert "in 'Evening delivery'" in why
    await work.do("click 'Book' near 'Evening delivery'")
    assert await work.text("#said") == "Evening delivery booked"
