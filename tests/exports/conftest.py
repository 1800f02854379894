"""A folder and a home of its own for each test."""

from tests.console.conftest import elsewhere

__all__ = ["elsewhere"]
