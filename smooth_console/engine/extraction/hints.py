"""Schema hints: `x-css` and `x-xpath` name the element of a field outright. Nothing else is decided here."""

import re

from lxml import etree
from lxml import html as lxml_html

from smooth_console.engine.errors import ActionError
from smooth_console.engine.extraction.page import Node, Page
from smooth_console.engine.extraction.schema import Field

_STEP = re.compile(
    r"(?P<tag>[\w-]+|\*)?(?P<rest>(?:#[\w-]+|\.[\w-]+|\[[\w:-]+(?:[~|^$*]?=(?:\"[^\"]*\"|'[^']*'|[\w-]+))?\]"
    r"|:nth-of-type\(\d+\)|:first-of-type)*)$"
)
_PART = re.compile(
    r"#([\w-]+)|\.([\w-]+)|\[([\w:-]+)(?:([~|^$*]?)=(?:\"([^\"]*)\"|'([^']*)'|([\w-]+)))?\]"
    r"|:nth-of-type\((\d+)\)|(:first-of-type)"
)


def hinted(page: Page, field: Field, html: str, root: Node) -> list[Node]:
    """The nodes that a field's hint selects, within `root`.

    Raises:
        ActionError: 400, for a selector that cannot be read.
    """
    if field.css:
        return select(page, field.css, root)
    tree = lxml_html.document_fromstring(html or "<html></html>", parser=lxml_html.HTMLParser(huge_tree=True))
    try:
        found = tree.xpath(field.xpath)
    except (etree.XPathError, ValueError) as problem:
        raise ActionError(
            f"The schema's x-xpath for {field.pointer or '/'} cannot be read: {field.xpath!r} ({problem})."
        ) from None
    elements = [one for one in (found if isinstance(found, list) else []) if isinstance(one, etree._Element)]
    order = {element: number for number, element in enumerate(tree.iter(etree.Element))}
    places = [order[element] for element in elements if element in order]
    return [page.nodes[place] for place in places if place < len(page.nodes) and root.holds(page.nodes[place])]


def select(page: Page, selector: str, root: Node) -> list[Node]:
    """Nodes within `root` by a CSS selector: tags, ids, classes, attributes, :nth-of-type(), descendants, children."""
    chains = [_chain(part.strip(), selector) for part in selector.split(",")]
    found = []
    for node in page.nodes[root.index : root.end]:
        if any(_matches(node, chain) for chain in chains):
            found.append(node)
    return found


_Chain = list[tuple[bool, str, list[tuple[str, ...]]]]


def _chain(text: str, selector: str) -> _Chain:
    chain: _Chain = []
    direct = False
    for token in re.sub(r"\s*>\s*", " > ", text).split():
        if token == ">":
            direct = True
            continue
        match = _STEP.match(token)
        if match is None:
            raise ActionError(f"The schema's x-css cannot be read: {selector!r} (at {token!r}).")
        chain.append((direct, match["tag"] or "*", [tuple(part) for part in _PART.findall(match["rest"])]))
        direct = False
    if not chain:
        raise ActionError(f"The schema's x-css cannot be read: {selector!r} is empty.")
    return chain


def _matches(node: Node, chain: _Chain) -> bool:
    direct, tag, parts = chain[-1]
    if not _one(node, tag, parts):
        return False
    if len(chain) == 1:
        return True
    if direct:
        return node.parent is not None and _matches(node.parent, chain[:-1])
    return any(_matches(parent, chain[:-1]) for parent in node.ancestors())


def _one(node: Node, tag: str, parts: list[tuple[str, ...]]) -> bool:
    if tag not in ("*", node.tag):
        return False
    for name, css, attr, operator, *values, nth, first in parts:
        wanted = "".join(values)
        if name and node.attrs.get("id") != name:
            return False
        if css and css not in node.attrs.get("class", "").split():
            return False
        if attr and not _attribute(node.attrs.get(attr), operator, wanted):
            return False
        if nth or first:
            same = (
                [child for child in node.parent.children if child.tag == node.tag]
                if node.parent is not None
                else [node]
            )
            if same.index(node) + 1 != int(nth or 1):
                return False
    return True


def _attribute(value: str | None, operator: str, wanted: str) -> bool:
    if value is None:
        return False
    if operator == "~":
        return wanted in value.split()
    if operator == "^":
        return value.startswith(wanted)
    if operator == "$":
        return value.endswith(wanted)
    if operator == "*":
        return wanted in value
    return not wanted or value == wanted
