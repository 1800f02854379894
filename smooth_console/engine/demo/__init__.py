"""The demo site: a small shop and a few deliberately odd pages, for demos, schema writing and tests.

Not part of the protocol.
"""

from smooth_console.engine.demo.app import demo_app

__all__ = ["demo_app"]
