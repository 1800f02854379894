"""Which server a console talks to, and the client for it: the hosted API, another address, or the engine we start."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from smooth_console.client.address import normalise_base_url
from smooth_console.client.credentials import ApiKey, find_api_key
from smooth_console.console.local_engine import LocalEngine
from smooth_console.output.sanitise import plain_address
from smooth_console.settings import Settings

if TYPE_CHECKING:
    from smooth_console.client.http import SmoothClient

BASE_URL_VARIABLE = "SMOOTH_BASE_URL"
DEMO_URL_VARIABLE = "SMOOTH_DEMO_URL"
"""Where the demo site is, of an engine that somebody else started: it is in the line that `serve` prints."""


class Server(Struct):
    """A server in use.

    Attributes:
        name: What the header calls it: "local", or the host.
        demo: The demo site's address, when it is our own engine or SMOOTH_DEMO_URL says it.
        why: Why it is this one, when nobody chose it.
    """

    name: str
    client: "SmoothClient"
    demo: str | None = None
    engine: LocalEngine | None = None
    why: str = ""

    def short_address(self, url: str) -> str:
        """An address as it would be typed: without its scheme, and `demo` for the demo site."""
        url, demo = plain_address(url), (self.demo or "").rstrip("/")
        if demo and (url == demo or url.startswith(f"{demo}/")):
            return f"demo{url.removeprefix(demo)}".rstrip("/")
        return url.removeprefix("https://").removeprefix("http://")

    async def close(self) -> None:
        """Close connections, and end the engine if it is ours."""
        await self.client.aclose()
        if self.engine is not None:
            await self.engine.stop()


class Choice(Struct, frozen=True):
    """The server that settings and environment choose.

    Attributes:
        engine: Ours, when it has been launched already to save time.
    """

    base_url: str
    key: ApiKey | None
    why: str = ""
    engine: LocalEngine | None = None

    @property
    def local(self) -> bool:
        """Whether it is the embedded engine."""
        return self.key is None and not self.base_url


def choose(settings: Settings) -> Choice:
    """Choose the server: the embedded engine when asked for, or when there is neither key nor address.

    Raises:
        CredentialsError: A key file cannot be used.
        AddressError: The address is not one.
    """
    if settings.local:
        return Choice("", None)
    given = settings.api or os.environ.get(BASE_URL_VARIABLE, "")
    key = find_api_key(Path(settings.api_key_file).expanduser() if settings.api_key_file else None)
    if key is None and not given:
        return Choice("", None, why="there is no API key, so this is the embedded engine on this machine")
    return Choice(normalise_base_url(given), key)


def launched(choice: Choice) -> Choice:
    """The same choice, with the engine launched if it is the local one."""
    if not choice.local or choice.engine is not None:
        return choice
    engine = LocalEngine()
    engine.launch()
    return replace(choice, engine=engine)


async def connect(choice: Choice) -> Server:
    """Make the client, starting the engine first when it is the local one.

    Raises:
        EngineError: The engine did not start.
    """
    from smooth_console.client.http import SmoothClient

    if choice.local:
        engine = choice.engine or LocalEngine()
        address = await engine.start()
        client = SmoothClient(address.url, ApiKey(address.api_key, "the engine"))
        return Server("local", client, demo=address.demo, engine=engine, why=choice.why)
    host = choice.base_url.split("//", 1)[-1].split("/", 1)[0]
    demo = os.environ.get(DEMO_URL_VARIABLE) or None
    return Server(host, SmoothClient(choice.base_url, choice.key), demo=demo)
