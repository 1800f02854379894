"""Labels with their values: two-column tables, definition lists, `Label.

Value` text, paired elements, forms, headings. Not records.
"""

import re
from itertools import pairwise

from smooth_console.engine.extraction.lexicon import words
from smooth_console.engine.extraction.model import Pair
from smooth_console.engine.extraction.names import class_label, meaning
from smooth_console.engine.extraction.page import Node, Page
from smooth_console.engine.extraction.tables import Grid

_LINE = re.compile(r"^([^\W\d][^:：]{0,38}?)\s*[:：]\s+(\S.*)$")
_LABELLED = words("label key term caption th prop property dt field head legend")
_VALUED = words("value val dd data content")
_HEADINGS = words("h1 h2 h3 h4 h5 h6 legend summary")
_INLINE = words(
    """
    a b strong em i span small sup sub time abbr br u mark code data bdi s del ins img svg label wbr dfn cite q
    """
)
_LONGEST_LINE = 400


def pairs(page: Page, grids: list[Grid]) -> list[Pair]:
    """All label/value pairs of a page, in the order of their values."""
    found: list[Pair] = []
    for grid in grids:
        found += _of_table(page, grid)
    for node in page.nodes:
        if node.hidden:
            continue
        tag = node.tag
        if tag == "dl":
            found += _of_definitions(page, node)
        elif tag in ("input", "select", "textarea"):
            found += _of_control(page, node)
        elif tag == "label":
            found += _of_wrapping_label(page, node)
        if len(node.children) >= 2 and tag not in ("tr", "table", "tbody", "dl", "select", "ul", "ol", "thead"):
            found += _of_elements(page, node)
            found += _of_headings(page, node)
        if node.own or tag in ("p", "li", "div", "span", "td", "dd"):
            found += _of_lines(page, node)
    found.sort(key=lambda pair: pair.node.index)
    return found


def _of_table(page: Page, grid: Grid) -> list[Pair]:
    return [Pair(label, node, "table", 0.96) for label, node in grid.pairs(page)]


def _of_definitions(page: Page, node: Node) -> list[Pair]:
    found: list[Pair] = []
    terms: list[str] = []
    fresh = False
    for child in [inner for one in node.children for inner in (one.children if one.tag == "div" else [one])]:
        if child.tag == "dt":
            terms = [*(terms if fresh else []), page.text(child)]
            fresh = True
        elif child.tag == "dd" and terms:
            weight = 0.96 if fresh else 0.6
            found += [Pair(_clean(term), child, "label", weight) for term in terms if term]
            fresh = False
    return found


def _of_lines(page: Page, node: Node) -> list[Pair]:
    """`Label: value` in the text of a block that has no blocks within."""
    if node.stop - node.start > 2_000 or any(child.tag not in _INLINE for child in node.children):
        return []
    if node.tag in _INLINE - {"span", "small", "time", "a"}:
        return []
    found = []
    for line in page.lines(node):
        if (
            len(line) <= _LONGEST_LINE
            and (match := _LINE.match(line))
            and len(match[1].split()) <= 5
            and not match[2].startswith("//")
        ):
            found.append(Pair(_clean(match[1]), node, "label", 0.93, match[2].strip()))
    return found


def _of_elements(page: Page, node: Node) -> list[Pair]:
    """Elements side by side, one the other's label."""
    shown = [child for child in node.children if not child.hidden and child.tag not in ("br", "hr", "img", "svg")]
    if node.own and len(shown) > 1:
        return []
    found = []
    for first, second in pairwise(shown):
        if first.tag in _HEADINGS or page.size(first) > 60 or not page.size(second):
            continue
        text = page.text(first)
        if not text or len(text.split()) > 5:
            continue
        sure = _is(first, _LABELLED) or text.endswith((":", "：")) or (_is(second, _VALUED) and len(shown) == 2)
        if sure and not _is(second, _LABELLED):
            found.append(Pair(_clean(text), second, "label", 0.94))
        elif len(shown) == 2:
            value = page.text(second) if page.size(second) <= 200 else ""
            if (
                first.tag in ("b", "strong", "span", "dt", "div", "small", "p")
                and value
                and not any(c.isdigit() for c in text)
            ):
                found.append(Pair(_clean(text), second, "label", 0.85))
            if value and len(value) <= 30 and any(c.isdigit() for c in text) and not any(c.isdigit() for c in value):
                found.append(Pair(_clean(value), first, "label", 0.88))
            elif _is(second, _LABELLED) and value:
                found.append(Pair(_clean(value), first, "label", 0.94))
    return found


def _of_headings(page: Page, node: Node) -> list[Pair]:
    """What follows a heading, up to the next one."""
    found = []
    children = [child for child in node.children if not child.hidden]
    for place, child in enumerate(children[:-1]):
        heading = child if child.tag in _HEADINGS else None
        if heading is None or page.size(heading) > 80:
            continue
        follower = children[place + 1]
        if follower.tag not in _HEADINGS and page.text(heading):
            found.append(Pair(_clean(page.text(heading)), follower, "label", 0.8))
    return found


def _of_control(page: Page, node: Node) -> list[Pair]:
    text = control_value(page, node)
    if text is None:
        return []
    found = []
    name = node.attrs.get("aria-label") or node.attrs.get("placeholder")
    if name:
        found.append(Pair(_clean(name), node, "label", 0.9, text))
    if node.attrs.get("type") == "search" or node.attrs.get("name") in ("q", "query", "s", "search"):
        found.append(Pair("query", node, "label", 0.9, text))
    elif node.attrs.get("name"):
        found.append(Pair(node.attrs["name"], node, "label", 0.88, text))
    return found


def _of_wrapping_label(page: Page, node: Node) -> list[Pair]:
    target = next((n for n in page.nodes[node.index + 1 : node.end] if n.tag in ("input", "select", "textarea")), None)
    if target is None and (wanted := node.attrs.get("for")):
        scope = node.parent.parent if node.parent is not None and node.parent.parent is not None else node.parent
        around = page.nodes[scope.index : scope.end] if scope is not None else []
        target = next((n for n in around[:2_000] if n.attrs.get("id") == wanted), None)
    if target is None or target.hidden:
        return []
    if target.tag in ("input", "select", "textarea"):
        text = control_value(page, target)
        if text is None:
            return []
        return [Pair(_clean(_label_text(page, node)), target, "label", 0.96, text)]
    return [Pair(_clean(page.text(node)), target, "label", 0.96)]


def _label_text(page: Page, node: Node) -> str:
    """A label's words without those of the control inside it."""
    start = node.start
    parts = []
    for inner in node.children:
        if inner.tag in ("select", "textarea"):
            parts.append(page.buffer[start : inner.start])
            start = inner.stop
    parts.append(page.buffer[start : node.stop])
    return " ".join(" ".join(parts).split())


def control_value(page: Page, node: Node) -> str | None:
    """What a form control holds; None for those that hold nothing to read (buttons, passwords, empty ones)."""
    if node.tag == "select":
        options = page.within(node.index, node.end, "option")
        chosen = [page.text(option) for option in options if "selected" in option.attrs]
        return ", ".join(chosen) or None
    if node.tag == "textarea":
        return page.text(node) or None
    kind = node.attrs.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        if kind == "radio":
            return node.attrs.get("value") if "checked" in node.attrs else None
        return "true" if "checked" in node.attrs else "false"
    if kind in ("submit", "button", "reset", "image", "password", "hidden", "file"):
        return None
    return " ".join(node.attrs.get("value", "").split()) or None


def _is(node: Node, words: frozenset[str]) -> bool:
    if node.tag in words:
        return True
    names = node.attrs.get("class", "")
    return any(not words.isdisjoint(meaning(class_label(name))) for name in names.split()[:4])


def _clean(label: str) -> str:
    return " ".join(label.split()).strip(" :：*\t-–•")[:80]
