"""Which addresses a browser may be sent to, and which pages `allowed_urls` covers. Pure functions of text."""

import ipaddress
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from smooth_console.engine.errors import ActionError

SCHEMES = ("http", "https")
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Where clouds tell a machine its own credentials: link-local addresses, and those that some use instead.
_METADATA_NETS = tuple(
    ipaddress.ip_network(net)
    for net in ("169.254.0.0/16", "fe80::/10", "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128")
)
_METADATA_NAMES = ("metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal")
METADATA_HOSTS = (
    "169.254.*",
    "::ffff:a9fe:*",
    "fe80:*",
    "fd00:ec2::254",
    "100.100.100.200",
    "::ffff:6464:64c8",
    "168.63.129.16",
    "::ffff:a83f:8110",
    *_METADATA_NAMES,
)
"""The same as patterns of Chromium's resolver rules (IPv6 without brackets), which hold for whatever a page loads."""


def check_url(url: str) -> str:
    """An address that goto may be given: http, https, data: or about:blank.

    Raises:
        ActionError: It has no scheme, no host, or a scheme that is refused.
    """
    url = url.strip()
    if not url:
        raise ActionError("the url is empty")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as problem:
        raise ActionError(f"not a url: {shortened(url)} ({problem})") from None
    if url == "about:blank" or parts.scheme == "data":
        return url
    if parts.scheme in SCHEMES:
        if not parts.hostname:
            raise ActionError(f"the url has no host: {shortened(url)}")
        return url
    if not parts.scheme or _is_host_and_port(url):
        if url.startswith("/") or not re.match(r"[\w\[]", url):
            raise ActionError(f"the url must be a whole address, like https://example.com/page, not {shortened(url)}")
        raise ActionError(f"the url has no scheme: {shortened(url)}; did you mean https://{shortened(url)}?")
    raise ActionError(f"{parts.scheme}: addresses are refused; http, https, data: and about:blank are taken")


def _is_host_and_port(url: str) -> bool:
    """`localhost:8000/x` parses as the scheme `localhost`."""
    return re.match(r"[\w.-]+:\d+(?:[/?#]|$)", url) is not None


def shortened(text: str, limit: int = 200) -> str:
    """`text`, cut for use inside a sentence."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


class AllowedUrls:
    """The pages that a session may visit: glob patterns on domain and path.

    `*` and `**` match any run of characters; `**.` before a domain also matches none, so that
    `https://**.example.com/**` covers `https://example.com/`. A pattern without a port covers every port, one without a
    scheme http and https, one without a path every path.
    """

    def __init__(self, patterns: Sequence[str] | None, *, metadata: bool = False) -> None:
        """`metadata` lets in the metadata addresses of cloud machines, which are refused else."""
        self.patterns = tuple(patterns) if patterns is not None else None
        self._metadata = metadata

    @property
    def everything(self) -> bool:
        """Whether nothing is held back."""
        return self.patterns is None

    def allows(self, url: str) -> bool:
        """Whether a page at `url` may be shown. about:blank and what a page makes itself (blob:, data:) always may."""
        if not self._metadata and is_metadata(url):
            return False
        if self.patterns is None:
            return True
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES:
            return url.startswith(("about:", "blob:", "data:", "chrome-error:"))
        return any(_matches(pattern, parts) for pattern in self.patterns)

    def refusal(self, url: str) -> str:
        """The sentence that says no."""
        if not self._metadata and is_metadata(url):
            return f"{shortened(url)} is where a cloud keeps a machine's credentials; the engine does not open it"
        listed = ", ".join(self.patterns or ()) or "none"
        return f"{shortened(url)} is not among the session's allowed_urls ({listed})"


def is_metadata(url: str) -> bool:
    """Whether an address is, in any spelling, one at which a cloud tells machines their credentials."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    if host in _METADATA_NAMES:
        return True
    address = _address(host)
    return address is not None and any(address.version == net.version and address in net for net in _METADATA_NETS)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is, spelt as any browser takes it: 2852039166, 0xa9.0xfe.43518, ::ffff:a9fe:a9fe."""
    if ":" in host:
        try:
            address = ipaddress.IPv6Address(host.partition("%")[0])
        except ValueError:
            return None
        return address.ipv4_mapped or address
    parts = host.split(".")
    if not 1 <= len(parts) <= 4:
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    value = numbers[-1]
    for index, number in enumerate(numbers[:-1]):
        value += number << (24 - 8 * index)
    return ipaddress.IPv4Address(value) if value < 1 << 32 else None


def _number(part: str) -> int:
    """A part of an IPv4 address, which may be octal or hexadecimal (WHATWG URL, IPv4 number parser)."""
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and len(part) > 1 else int(part)


def _matches(pattern: str, url: SplitResult) -> bool:
    scheme, host, port, path = _compiled(pattern.strip())
    url_port = url.port or _DEFAULT_PORTS[url.scheme]
    if scheme is not None and not scheme.fullmatch(url.scheme):
        return False
    if port not in (None, "*") and port != str(url_port):
        return False
    rest = (url.path or "/") + (f"?{url.query}" if url.query else "")
    return (
        host.fullmatch(url.hostname or "") is not None
        and (path.fullmatch(rest) or path.fullmatch(url.path)) is not None
    )


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[re.Pattern[str] | None, re.Pattern[str], str | None, re.Pattern[str]]:
    """Scheme, host, port and path of a pattern, ready to match."""
    scheme, separator, rest = pattern.partition("://")
    if not separator:
        scheme, rest = "", pattern
    authority, slash, path = rest.partition("/")
    if pattern in ("*", "**"):
        authority = "*"
    host, port = authority, None
    if with_port := re.fullmatch(r"(.*):(\d+|\*)", authority):
        host, port = with_port[1], with_port[2]
    return (
        _glob(scheme) if scheme else None,
        _host_glob(host.strip("[]").lower()),
        port,
        _glob("/" + path) if slash and path else _glob("*"),
    )


def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(
        "".join(".*" if part.startswith("*") else re.escape(part) for part in re.split(r"(\*+)", pattern)), re.S
    )


def _host_glob(pattern: str) -> re.Pattern[str]:
    """A host pattern; a leading `*.` or `**.` also matches the bare domain."""
    bare = re.sub(r"^\*+\.", "", pattern)
    if bare == pattern:
        return _glob(pattern)
    return re.compile(rf"(?:.*\.)?(?:{_glob(bare).pattern})", re.S)
