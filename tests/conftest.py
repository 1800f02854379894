"""Fixtures that every test may use."""

import os

import pytest
from hypothesis import settings

# How long one example takes says how busy the machine is, and nothing about what is tested. Where nobody watches, the
# examples are the same each time: new ones are looked for by people, who can see to what they find.
settings.register_profile("any machine", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "any machine")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, which is what Textual and uvicorn run on."""
    return "asyncio"
