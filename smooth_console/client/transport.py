"""One HTTP exchange over httpx, and what its failures mean. Knows nothing of tasks; the API's calls are in `http`.

httpx takes a tenth of a second to import, so this module is imported at the first request, off the event loop.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from smooth_console.client.address import is_loopback
from smooth_console.client.errors import ApiError, Kind, Taken

_KEEPALIVE_S = 30.0
_USER_AGENT = "smooth-console"


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response: status, headers with lower-case names, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds: to connect, between two reads or writes, and for the whole exchange."""

    connect: float
    read: float
    total: float


class Transport:
    """Connections to one server, kept open and used again.

    Args:
        base_url: Where every path is below.
        headers: Sent with every request.
        transport: What carries the requests instead of the network, for servers in this process.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str], transport: httpx.AsyncBaseTransport | None) -> None:
        self._base_url = base_url
        local = is_loopback(base_url)
        try:
            self._client = httpx.AsyncClient(
                headers={"user-agent": _USER_AGENT, "accept": "application/json", **headers},
                transport=transport,
                # Loading the certificate store takes 30 ms, which plain HTTP can do without. This trusts nothing.
                verify=True if base_url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                follow_redirects=False,
                trust_env=not local,
                limits=httpx.Limits(keepalive_expiry=_KEEPALIVE_S),
            )
        except (
            ValueError,
            ImportError,
            OSError,
        ) as problem:  # what the environment says of proxies or certificates is wrong
            raise ApiError(
                f"the HTTP client cannot be set up: {problem}",
                kind="unreachable",
                taken="no",
                advice="check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE",
            ) from None

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        timeouts: Timeouts,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        files: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Response:
        """Send one request and read its whole response, whatever its status.

        Raises:
            ApiError: There is no response: kind `unreachable` when no byte of the request was sent, else `broken`.
        """
        changes = method != "GET"
        try:
            async with asyncio.timeout(timeouts.total):
                response = await self._client.request(
                    method,
                    self._base_url + path,
                    params=params,
                    content=content,
                    files=files,
                    data=form,
                    headers={"content-type": "application/json"} if content is not None else None,
                    timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect, pool=timeouts.connect),
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as problem:
            raise self._failure("unreachable", "no", _why_no_connection(problem), method, path) from None
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError) as problem:
            raise self._failure("unreachable", "no", f"the request cannot be made: {problem}", method, path) from None
        except (httpx.ReadTimeout, TimeoutError):
            why = f"no answer from {self._host} in {_seconds(timeouts)}"
            raise self._failure("broken", "maybe" if changes else "no", why, method, path) from None
        except (httpx.HTTPError, OSError) as problem:
            why = f"the connection to {self._host} broke: {_words(problem)}"
            raise self._failure("broken", "maybe" if changes else "no", why, method, path) from None
        except RuntimeError as problem:  # used after aclose
            raise self._failure("unreachable", "no", str(problem), method, path) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Response(response.status_code, headers, response.content)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    @property
    def _host(self) -> str:
        return httpx.URL(self._base_url).netloc.decode("ascii", "replace")

    def _failure(self, kind: Kind, taken: Taken, detail: str, method: str, path: str) -> ApiError:
        if kind == "unreachable":
            detail = f"cannot reach {self._host}: {detail}"
        advice = "check the server address and the network" if kind == "unreachable" else ""
        return ApiError(detail, kind=kind, taken=taken, advice=advice, request=f"{method} {path}")


def _why_no_connection(problem: Exception) -> str:
    if isinstance(problem, httpx.ConnectTimeout):
        return "it does not answer"
    if isinstance(problem, httpx.PoolTimeout):
        return "all connections are in use"
    for cause in _causes(problem):
        if isinstance(cause, socket.gaierror):
            return "there is no such host"
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return f"no secure connection: {cause.reason or cause}"
    return _words(problem)


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """The exceptions that led to this one, groups opened."""
    waiting: list[BaseException | None] = [problem]
    while waiting:
        cause = waiting.pop(0)
        if cause is None:
            continue
        yield cause
        waiting += [cause.__cause__ or cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions


def _words(problem: Exception) -> str:
    """What an exception says; several of httpx's say nothing, then their name in words."""
    if isinstance(problem, httpx.ReadError | httpx.WriteError | httpx.CloseError) and not str(problem):
        return "it was cut off"
    return str(problem).rstrip(".") or type(problem).__name__


def _seconds(timeouts: Timeouts) -> str:
    return f"{min(timeouts.read, timeouts.total):g} s"
