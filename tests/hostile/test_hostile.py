"""Nothing that a page or a server says acts on the terminal, in any front end; all of it can be read and copied."""

from pathlib import Path

import pytest

from smooth_console.output.sanitise import plain_address, sanitise, sanitise_line
from tests.hostile.corpus import HOSTS, TEXTS
from tests.hostile.fronts import FRONTS
from tests.hostile.recorded import active_in

SHORT_FORM = ("app, short", "repl", "do, terminal", "do, pipe", "do, pipe --jsonl")
HARMLESS = ("markup", "emoji", "percent", "newlines")


@pytest.mark.parametrize("front", SHORT_FORM)
def test_nothing_active_gets_through(front: str, tmp_path: Path) -> None:
    seen = FRONTS[front](tmp_path)
    assert seen.well, seen


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_looked_for_is_found(name: str) -> None:
    raw = TEXTS[name].encode("utf-8", "surrogatepass")
    assert (
        bool(active_in(raw, drawn=False)) != (name.startswith(HARMLESS) and "\x85" not in TEXTS[name])
        or "C0 0D" in name
    )
    assert not active_in(sanitise(TEXTS[name]).encode(), drawn=False)
    assert not active_in(sanitise_line(TEXTS[name]).encode(), drawn=True)


@pytest.mark.parametrize("address", HOSTS)
def test_a_host_that_looks_like_another_is_shown_as_it_is_asked_for(address: str) -> None:
    shown = plain_address(address)
    assert HOSTS[address] in shown
    assert shown.isascii()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.com/ä?ö#ü", "https://example.com/ä?ö#ü"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("https://user@BÜCHER.example:8080/x", "https://user@xn--bcher-kva.example:8080/x"),
        ("https://example。com。аррӏе.com/", "https://example.com.xn--80ak6aa92e.com/"),
        ("data:text/html,é", "data:text/html,é"),
        ("demo/products", "demo/products"),
        ("", ""),
        ("https://\ud800.example/", "https://xn--zn7c.example/"),
    ],
)
def test_only_hosts_are_written_otherwise(address: str, shown: str) -> None:
    assert plain_address(address) == shown
