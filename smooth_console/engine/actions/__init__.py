"""What the engine does in a page, one file an action. Who is asked for which is in perform.py."""

from smooth_console.engine.actions.goto import goto

__all__ = ["goto"]
