"""The demo site's scripts, in a real Chromium."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SANE = ("/", "/products", "/products/walnut-desk", "/table", "/article/a-desk-that-stays-clear", "/contact", "/login")


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox"] if root else [],
        )
        yield await browser.new_page(viewport={"width": 390, "height": 800})
        await browser.close()


async def test_pages_load_without_errors_and_fit_a_telephone(page: Page, demo_address: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in (*SANE, "/widgets", "/weather", "/late?delay=0"):
        await page.goto(demo_address + path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert said == []


async def test_adding_to_the_cart_counts_and_says_so(page: Page, demo_address: str) -> None:
    await page.goto(f"{demo_address}/products/walnut-desk")
    await page.get_by_label("Colour").select_option("Oak")
    await expect(page.locator("#product-image")).to_have_attribute("src", "/art/walnut-desk.svg?colour=Oak")
    await page.get_by_label("Quantity").fill("2")
    await page.get_by_role("button", name="Add to cart").click()
    await expect(page.get_by_text("Walnut desk is in your cart")).to_be_visible()
    await expect(page.locator("#cart-count")).to_have_text("2")


async def test_late_records_take_the_place_of_the_skeleton(page: Page, demo_address: str) -> None:
    await page.goto(f"{demo_address}/late?delay=300")
    await expect(page.locator(".product-card")).to_have_count(6)
    await expect(page.locator(".skeleton")).to_have_count(0)
    await expect(page.get_by_role("status").first).to_have_text("6 picks loaded")


async def test_widgets_do_what_they_say(page: Page, demo_address: str) -> None:
    await page.goto(f"{demo_address}/widgets")
    said = page.locator("#said")
    await page.get_by_role("button", name="Accept all").click()
    await expect(said).to_have_text("Cookies accepted")
    await page.get_by_role("button", name="Book").nth(1).click()
    await expect(said).to_have_text("Evening delivery booked")
    await page.locator("#part-lamp").drag_to(page.locator("#drop-room"))
    await expect(said).to_have_text("Lamp is in Room")
    await page.get_by_role("button", name="Collections").hover()
    await page.get_by_role("button", name="Harvest").click()
    await expect(said).to_have_text("Opened Harvest")
    await page.get_by_role("button", name="Delete list").click()
    await page.get_by_role("button", name="Keep").click()
    await expect(said).to_have_text("List kept")
    await page.get_by_role("button", name="Add step").click()
    await expect(said).to_have_text("Step 1")
    await page.get_by_label("Attachment").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"abc"})
    await expect(page.get_by_text("a.txt, 3 bytes")).to_be_visible()
    frame = page.frame_locator("#newsletter")
    await frame.get_by_label("Newsletter email").fill("demo@example.com")
    await frame.get_by_role("button", name="Subscribe").click()
    await expect(frame.get_by_text("demo@example.com")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="Accept all")).to_have_count(0)


async def test_the_broken_page_is_broken_in_all_the_ways_it_promises(page: Page, demo_address: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    await page.goto(f"{demo_address}/broken")
    await page.get_by_role("button", name="Ask me").click()
    await expect(page.locator("#broken-status")).to_have_text("You said yes.")
    async with page.expect_popup() as popup:
        await page.get_by_role("button", name="Open a popup").click()
    assert (await popup.value).url in {"about:blank", f"{demo_address}/status/418"}
    async with page.expect_event("pageerror"):
        await page.get_by_role("button", name="Throw an error").click()
    assert any("nobody catches" in error for error in errors)
    assert await page.evaluate("document.querySelectorAll('#twice').length") == 2
