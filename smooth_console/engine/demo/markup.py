"""HTML from templates, with everything dynamic escaped.

Not a template language: no loops, no conditions, only filling in.
"""

import html
import json
from collections.abc import Iterable
from pathlib import Path

_FRAGMENTS = Path(__file__).parent / "fragments"


class Html(str):
    """Text that is already HTML. Everything that is not an `Html` is escaped when it is filled in."""

    __slots__ = ()


EMPTY = Html("")


def fill(template: str, **values: object) -> Html:
    """Fills `{name}` places of `template`:

    `Html` as it stands, None as nothing, an iterable joined, anything else escaped.
    """
    return Html(template.format_map({name: _shown(value) for name, value in values.items()}))


def fragment(name: str) -> Html:
    """A piece of HTML that ships with the site, from `fragments/`: as it stands, or as a template for `fill`."""
    return Html((_FRAGMENTS / name).read_text(encoding="utf-8"))


def join(parts: Iterable[object]) -> Html:
    """The parts one after another, each shown as `fill` would show it."""
    return Html("".join(_shown(part) for part in parts))


def json_ld(data: dict[str, object]) -> Html:
    """A JSON-LD data block (schema.org).

    `<`, `>` and `&` are written as JSON escapes, so that no text can end the element.
    """
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, indent=1)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Html(f'<script type="application/ld+json">{text}</script>')


def money(cents: int) -> str:
    """An amount in US dollars, as a shop shows it: 14900 -> "$149.00"."""
    return f"${cents / 100:,.2f}"


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Html):
        return str(value)
    if isinstance(value, list | tuple):
        return join(value)
    return html.escape(str(value), quote=True)
