"""A page of its own for each test, in the Chromium and beside the demo site of the engine's tests."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.engine.demo.conftest import demo_address
from tests.engine.evaluation.conftest import browser

__all__ = ["browser", "demo_address", "page"]


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A fresh page, wide enough for a desktop's layout."""
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    await page.close()
