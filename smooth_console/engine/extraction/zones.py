"""How much each part of a page counts.

Navigation, footers, related items and advertisements say little about the page itself.
"""

import re

from smooth_console.engine.extraction.page import Node, Page

_TAGS = {"nav": 0.4, "footer": 0.55, "aside": 0.55, "dialog": 0.5}
_ROLES = {
    "navigation": 0.4,
    "contentinfo": 0.55,
    "complementary": 0.55,
    "dialog": 0.5,
    "alertdialog": 0.3,
    "search": 0.6,
    "banner": 0.8,
}
_APART = re.compile(
    r"\b(?:related|recommend(?:ed|ations?)|sponsored|similar|upsell|cross-?sell|also[- ](?:liked?|bought|viewed|looked)"
    r"|you[- ]may|more[- ]from|more[- ](?:stories|articles)"
    r"|advert(?:isement|s)?|ads?|promo|promoted|banner-ad|cookie|consent|newsletter|breadcrumbs?"
    r"|recently[- ]viewed|trending|popular|read[- ]next|keep[- ]reading"
    r"|from this story|goes well|ähnliche|vous aimerez|customers)\b",
    re.I,
)
_NO_BOX = frozenset(("body", "html", "main", "a", "span", "button", "em", "b"))
_WORDS = re.compile(r"[_\s]+|(?<=[a-z])(?=[A-Z])")
ADVERT = re.compile(
    r"^\s*(?:sponsored|ad|advertisement|promoted|anzeige|werbung|sponsorisé|gesponsert)\b[.:]?\s*$", re.I | re.M
)


def zones(page: Page) -> list[float]:
    """The weight of each node, 0 to 1, in the order of `page.nodes`: its own times its parents'."""
    factors = [1.0] * len(page.nodes)
    for node in page.nodes:
        factor = _TAGS.get(node.tag, 1.0)
        attrs = node.attrs
        if attrs:
            factor = min(factor, _ROLES.get(attrs.get("role", ""), 1.0))
            names = f"{attrs.get('class', '')} {attrs.get('id', '')} {attrs.get('aria-label', '')}"
            box = 4 < len(names) < 300 and node.tag not in _NO_BOX
            if box and _APART.search(_WORDS.sub(" ", names)):
                factor = min(factor, 0.25)
        if factor < 1:
            factors[node.index] *= factor
    for heading in page.tags("h1", "h2", "h3", "h4", "h5", "h6"):
        if not heading.hidden and page.size(heading) < 80 and _APART.search(page.text(heading)):
            _lower(heading, factors)
    for node in page.nodes:
        if node.parent is not None:
            factors[node.index] *= factors[node.parent.index]
    return factors


def _lower(heading: Node, factors: list[float]) -> None:
    """What a heading such as "You may also like" stands over."""
    parent = heading.parent
    while (
        parent is not None
        and parent.children[0] is heading
        and parent.tag in ("header", "div", "hgroup")
        and len(parent.children) == 1
    ):
        heading, parent = parent, parent.parent
    if parent is None:
        return
    if parent.tag in ("section", "aside", "div") and next(c for c in parent.children if not c.hidden) is heading:
        factors[parent.index] = min(factors[parent.index], 0.25)
        return
    after = parent.children[parent.children.index(heading) + 1 :]
    for node in [heading, *after]:
        if node is not heading and node.tag in ("h1", "h2", heading.tag, "footer"):
            break
        factors[node.index] = min(factors[node.index], 0.25)
