"""An engine inside the calling process, without a port: for tests and benchmarks. A real one is served by server.py."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.applications import Starlette

from smooth_console.engine.app import create_app
from smooth_console.engine.engine import Engine
from smooth_console.engine.options import API_PREFIX, ServeOptions

ORIGIN = "http://127.0.0.1"


@dataclass(frozen=True, slots=True)
class RunningEngine:
    """An engine that runs.

    Attributes:
        app: For `httpx.ASGITransport(app)`.
        base_url: Where requests are addressed to, with the prefix of the API.
        api_key: What they carry in `apikey`.
        engine: What is behind the app.
    """

    app: Starlette
    base_url: str
    api_key: str
    engine: Engine


@contextlib.asynccontextmanager
async def engine_running(options: ServeOptions | None = None) -> AsyncIterator[RunningEngine]:
    """Start an engine, and end it with everything that it opened.

    Args:
        options: Its settings; host and port do not matter.
    """
    options = options or ServeOptions()
    app = create_app(options)
    async with app.router.lifespan_context(app):
        yield RunningEngine(app, ORIGIN + API_PREFIX, options.api_key, app.state.engine)
