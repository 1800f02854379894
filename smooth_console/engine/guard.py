"""Who may talk to the engine: Host, Origin, API key and body size. What a request then does is for app.py."""

import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smooth_console import wire
from smooth_console.engine.options import API_PREFIX, ServeOptions

KEY_HEADER = "apikey"


class Guard:
    """Refuses what does not come from here, or without the key.

    A browser that this engine drives, or the one its user reads mail in, may be told by any page to send requests to
    loopback; the Host header (DNS rebinding), the Origin header (foreign pages) and the key keep those out.
    """

    def __init__(self, app: ASGIApp, options: ServeOptions) -> None:
        self._app = app
        self._options = options
        self._hosts = {"localhost", options.host.lower(), *(name.lower() for name in options.allow_hosts)}
        self._public = not _is_loopback(options.host)
        self._key = options.api_key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008, "reason": refusal[1]})
            else:
                await problem_response(*refusal)(scope, receive, send)
            return
        if scope["type"] == "http":
            receive = _limited(receive, self._limit(scope))
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Status and detail of the refusal, or None when it may pass."""
        host = headers.get("host", "")
        if not self._is_our_host(host):
            return 403, f"this engine does not answer for the host {host[:100]!r}; address it as {self._options.host}"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return 403, f"requests from pages of {origin[:100]} are refused"
        if not scope["path"].startswith(API_PREFIX):
            return None
        key = headers.get(KEY_HEADER)
        if key is None:
            return 401, f"no API key: send it in the {KEY_HEADER} header"
        if not hmac.compare_digest(key.encode("utf-8", "replace"), self._key):
            return 403, "the API key is not this engine's; it printed its own when it started"
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._limit(scope):
            return 413, _too_large(self._limit(scope))
        return None

    def _is_our_host(self, host: str) -> bool:
        try:
            parts = urlsplit(f"//{host}")
            name, _ = parts.hostname, parts.port  # a port that is no number is a ValueError
        except ValueError:
            return False
        if name is None or parts.netloc != host or "@" in host:
            return False
        if name in self._hosts or _is_loopback(name):
            return True
        # Listening on all interfaces, any of our addresses will do; names could be anybody's.
        return self._public and _is_address(name)

    def _limit(self, scope: Scope) -> int:
        uploads = scope["path"] in (f"{API_PREFIX}/file", f"{API_PREFIX}/extension")
        return self._options.max_file_bytes if uploads else self._options.max_body_bytes


def _limited(receive: Receive, limit: int) -> Receive:
    """`receive`, ending a body that is larger than it said or than is taken."""
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise HTTPException(413, _too_large(limit))
        return message

    return counted


def _too_large(limit: int) -> str:
    return f"the body is larger than {limit:,} bytes"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return name == "localhost" or (_is_address(name) and ipaddress.ip_address(name).is_loopback)


def json_response(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A response that is JSON already."""
    return Response(body, status, headers, media_type="application/json")


def problem_response(status: int, detail: object, headers: dict[str, str] | None = None) -> Response:
    """A failure, as every failure looks: `{"detail": ...}`."""
    return json_response(wire.encode_json({"detail": detail}), status, headers)
