"""The demo site, in this process for plain requests and on a real port for a real browser."""

import socket
import threading
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import uvicorn

from smooth_console.engine.demo import demo_app

BASE = "http://demo.test"


@pytest.fixture
async def site() -> AsyncIterator[httpx.AsyncClient]:
    """A visitor with a jar of cookies, who does not follow redirects."""
    transport = httpx.ASGITransport(app=demo_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


@pytest.fixture(scope="session")
def demo_address() -> Iterator[str]:
    """The site on a free port of the loopback, without a slash at the end."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(demo_app(), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(5)
