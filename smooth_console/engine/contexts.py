"""From a task's request to the settings of its browser context: device, proxy, certificates. Nothing is opened here."""

import base64
import binascii
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smooth_console import wire

if TYPE_CHECKING:
    from playwright.async_api import ProxySettings

# Viewport in CSS pixels, as each device shows pages.
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "desktop-lg": {"viewport": {"width": 1920, "height": 1080}},
    "mobile": {
        "viewport": {"width": 412, "height": 839},
        "device_scale_factor": 2.625,
        "is_mobile": True,
        "has_touch": True,
    },
}
_MOBILE_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{version} Mobile Safari/537.36"
)
_DESKTOP_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version} Safari/537.36"


def context_settings(request: wire.TaskRequest, browser_version: str) -> dict[str, Any]:
    """What Playwright is to be told of a task's context."""
    settings: dict[str, Any] = dict(DEVICES[request.device]) | {"accept_downloads": True}
    version = browser_version.split(".")[0] + ".0.0.0"
    if request.device == "mobile":
        settings["user_agent"] = _MOBILE_AGENT.format(version=version)
    elif is_stealthy(request):
        settings["user_agent"] = _DESKTOP_AGENT.format(version=version)
    if (proxy := _proxy(request)) is not None:
        settings["proxy"] = proxy
    if request.certificates:
        settings["client_certificates"] = [
            {"origin": origin, "pfx": certificate_bytes(certificate), "passphrase": certificate.password or ""}
            for certificate in request.certificates
            for origin in certificate_origins(request)
        ]
    return settings


def is_stealthy(request: wire.TaskRequest) -> bool:
    """Whether it asks for stealth; official clients have another name for it besides the description's."""
    return request.stealth_mode or request.unknown.get("use_stealth") is True


def certificate_bytes(certificate: wire.Certificate) -> bytes:
    """The PKCS #12 file. Raises ValueError when it is not base64."""
    try:
        return base64.b64decode(certificate.file, validate=True)
    except binascii.Error as problem:
        raise ValueError(str(problem)) from None


def certificate_origins(request: wire.TaskRequest) -> list[str]:
    """The sites that a request's certificates are for: the one it starts at, and those that allowed_urls name whole."""
    origins = []
    for address in (request.url, *(request.allowed_urls or ())):
        parts = urlsplit(address or "")
        if parts.scheme == "https" and parts.netloc and not set("*?[{") & set(parts.netloc):
            origins.append(f"https://{parts.netloc.rpartition('@')[2].lower()}")
    return list(dict.fromkeys(origins))


def _proxy(request: wire.TaskRequest) -> "ProxySettings | None":
    if request.proxy_server is None:
        return None
    proxy: ProxySettings = {"server": request.proxy_server}
    if request.proxy_username is not None:
        proxy["username"] = request.proxy_username
    if request.proxy_password is not None:
        proxy["password"] = request.proxy_password
    return proxy
