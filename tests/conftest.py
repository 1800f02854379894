"""Fixtures that every test may use."""

import pytest
from hypothesis import settings

# How long one example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, which is what Textual and uvicorn run on."""
    return "asyncio"
