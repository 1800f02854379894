"""Where the server is: one spelling for every way in which people write a server's address. No network here."""

import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

HOSTED_API = "https://api.smooth.sh/api/v1"

_VERSION = re.compile(r"/v\d+$")


class AddressError(ValueError):
    """An address that cannot be a server's. Says what is wrong with it and what one looks like."""


def normalise_base_url(given: str | None) -> str:
    """The base URL of a server, ready to be followed by "/task".

    With or without "/v1", a trailing slash, or a scheme: `https://host/api`, `https://host/api/v1/` and `host/api` are
    the same server. An address without a path gets the one that servers have, "/api/v1"; one without a scheme gets
    https, or http when it is this machine. Nothing given is the hosted API.

    Raises:
        AddressError: The scheme is neither http nor https, there is no host, or a user name, query or fragment.
    """
    text = (given or "").strip()
    if not text:
        return HOSTED_API
    if "://" not in text:
        text = f"{'http' if is_loopback('//' + text) else 'https'}://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as problem:
        raise AddressError(f"not a server address: {problem}") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise AddressError(f"a server address starts with http:// or https://, not {parts.scheme}://")
    if not parts.hostname or any(character.isspace() for character in text):
        raise AddressError("a server address needs a host, like https://api.smooth.sh/api/v1")
    if parts.username is not None or parts.password is not None:
        raise AddressError("a server address holds no user name or password; the key goes in CIRCLEMIND_API_KEY")
    if parts.query or parts.fragment:
        raise AddressError("a server address ends with its path: leave out what follows ? or #")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = parts.path.rstrip("/")
    if not path:
        path = "/api/v1"
    elif not _VERSION.search(path):
        path += "/v1"
    return urlunsplit((parts.scheme.lower(), host if port is None else f"{host}:{port}", path, "", ""))


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine: localhost, 127.0.0.0/8 or ::1."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
