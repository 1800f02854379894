"""A page at a glance (address, title, sizes, counts), and how it differs from one moment to the next."""

from collections.abc import Mapping
from typing import Any

NAMES = (
    *("url", "title", "state", "elements", "text", "width", "height", "scroll", "links", "images", "fields", "forms"),
    *("tables", "frames", "dialogs", "requests", "cookies", "stored"),
)
_SAYS = {"text": "letters", "stored": "local storage"}


def read(output: Any) -> dict[str, Any]:
    """A fingerprint as the page gave it: known names, plain values."""
    given = output if isinstance(output, Mapping) else {}
    return {name: given[name] for name in NAMES if isinstance(given.get(name), str | int | float)}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What changed, a few words each: `elements 512 → 530 (+18)`. Untrusted words: sanitise them."""
    found = []
    for name in NAMES:
        old, new = before.get(name), after.get(name)
        if old == new or name not in after or name not in before:
            continue
        by = ""
        if isinstance(old, int) and isinstance(new, int):
            by = f" ({new - old:+d})"
        found.append(f"{_SAYS.get(name, name)} {old} → {new}{by}")
    return found


def lines(print_: Mapping[str, Any]) -> list[str]:
    """A fingerprint as text."""
    plain = [name for name in NAMES if name in print_ and name not in ("url", "title", "width", "height", "state")]
    counts = ", ".join(f"{print_[name]} {_SAYS.get(name, name)}" for name in plain if print_[name])
    size = f"{print_.get('width')}×{print_.get('height')}"
    return [f"{print_.get('url', '')}  {print_.get('title', '')!r}", f"{size}, {print_.get('state', '')}", counts]
