"""One server, whatever way its address is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.client import HOSTED_API, AddressError, is_loopback, normalise_base_url


@pytest.mark.parametrize(
    ("given_address", "expected"),
    [
        (None, HOSTED_API),
        ("  ", HOSTED_API),
        ("https://api.smooth.sh/api", HOSTED_API),
        ("https://api.smooth.sh/api/", HOSTED_API),
        ("https://api.smooth.sh/api/v1", HOSTED_API),
        ("https://api.smooth.sh/api/v1//", HOSTED_API),
        ("HTTPS://API.smooth.sh/api/v1", HOSTED_API),
        ("api.smooth.sh/api", HOSTED_API),
        ("api.smooth.sh", HOSTED_API),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/api/v1"),
        ("127.0.0.1:8000/", "http://127.0.0.1:8000/api/v1"),
        ("localhost:8000/smooth", "http://localhost:8000/smooth/v1"),
        ("http://[::1]:8000", "http://[::1]:8000/api/v1"),
        ("https://host/api/v2/", "https://host/api/v2"),
    ],
)
def test_an_address_has_one_spelling(given_address: str | None, expected: str) -> None:
    assert normalise_base_url(given_address) == expected


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://host", "http:// or https://"),
        ("https://", "host"),
        ("https://ho st/api", "host"),
        ("https://user:word@host/api", "CIRCLEMIND_API_KEY"),
        ("https://host/api?key=1", "? or #"),
        ("https://host:port/api", "not a server address"),
        ("http://[::1/api", "not a server address"),
    ],
)
def test_what_is_no_address_is_said(address: str, said: str) -> None:
    with pytest.raises(AddressError, match=said.replace("?", r"\?")) as caught:
        normalise_base_url(address)
    assert "word" not in str(caught.value).replace("password", "")


@given(st.text(max_size=30))
def test_any_text_is_an_address_or_an_address_error_and_normalising_is_final(text: str) -> None:
    try:
        address = normalise_base_url(text)
    except AddressError:
        return
    assert normalise_base_url(address) == address


def test_this_machine_is_known() -> None:
    assert is_loopback("http://127.0.0.9:1")
    assert is_loopback("http://localhost")
    assert is_loopback("http://[::1]:5")
    assert not is_loopback("https://api.smooth.sh")
    assert not is_loopback("https://127.0.0.1.example.com")
