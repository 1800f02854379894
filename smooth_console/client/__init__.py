"""The calls of the Smooth API over HTTP. What a session makes of them is in `session`."""

from typing import TYPE_CHECKING

from smooth_console.facade import names_of

if TYPE_CHECKING:
    from smooth_console.client.address import HOSTED_API, AddressError, is_loopback, normalise_base_url
    from smooth_console.client.credentials import API_KEY_VARIABLE, ApiKey, CredentialsError, find_api_key
    from smooth_console.client.errors import ApiError
    from smooth_console.client.http import HOLD_TIMEOUT_S, SmoothClient

__all__ = [
    "API_KEY_VARIABLE",
    "HOLD_TIMEOUT_S",
    "HOSTED_API",
    "AddressError",
    "ApiError",
    "ApiKey",
    "CredentialsError",
    "SmoothClient",
    "find_api_key",
    "is_loopback",
    "normalise_base_url",
]

__getattr__ = names_of(
    __name__,
    {
        "address": ("HOSTED_API", "AddressError", "is_loopback", "normalise_base_url"),
        "credentials": ("API_KEY_VARIABLE", "ApiKey", "CredentialsError", "find_api_key"),
        "errors": ("ApiError",),
        "http": ("HOLD_TIMEOUT_S", "SmoothClient"),
    },
)
