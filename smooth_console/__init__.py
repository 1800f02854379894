"""Smooth console: one live session of the Smooth browser-automation API, in a terminal."""

__version__ = "0.1.0"
