"""Everything in a stretch of a page that may be a value, with what the page calls it.

Gathering only; choosing is in `fit`.
"""

import re
from bisect import bisect_left
from collections import Counter

from smooth_console.engine.extraction.lexicon import words
from smooth_console.engine.extraction.model import Candidate, Pair, Record
from smooth_console.engine.extraction.names import class_label
from smooth_console.engine.extraction.page import Node, Page
from smooth_console.engine.extraction.structured import entity_candidates

_HEADINGS = words("h1 h2 h3 h4 h5 h6")
_OLD = words("del s strike")
_INLINE = words("b strong em i u mark small sup sub abbr wbr span font code data bdi cite q")
_MACHINE = ("content", "datetime", "value")
_SCOPES = words("offers aggregateRating address baseSalary geo mainEntity")
_LONG = 20_000
_BY = re.compile(r"^(?:written |posted |published |reviewed )?(?:by|von|par|por|di)\s+", re.I)


class Gatherer:
    """Gathers candidates on one page.

    Args:
        page: The page.
        pairs: Its label/value pairs, in the order of their values.
    """

    def __init__(self, page: Page, pairs: list[Pair]) -> None:
        self.page = page
        self.pairs = pairs
        self._starts = [pair.node.index for pair in pairs]
        # A class that the page has once cannot say that two places in two records are the same.
        self._classes = Counter(classes for node in page.nodes if (classes := _first_class(node)))

    def of_record(self, record: Record, only: frozenset[str] | None = None) -> list[Candidate]:
        """The candidates of one record; with `only`, those whose key begins with one of these places."""
        if record.data is not None:
            return entity_candidates(record.data, record.node, record.detail)
        found: list[Candidate] = []
        for pair in record.cells:
            found += self.of_pair(pair)
        if record.end > record.start:
            found += self.within(record.start, record.end, only)
        return found

    def within(self, start: int, end: int, only: frozenset[str] | None = None) -> list[Candidate]:
        """The candidates among the nodes [start, end); keys are paths from the first of them."""
        found: list[Candidate] = []
        keys: dict[int, str] = {}
        seen: dict[str, int] = {}
        nodes = self.page.nodes
        for node in nodes[start:end]:
            parent = node.parent
            above = keys.get(parent.index, "") if parent is not None else ""
            step = node.tag
            classes = _first_class(node)
            if classes and self._classes[classes] > 1:
                step += "." + classes
            key = f"{above}>{step}"
            if len(key) > 400:
                key = f"…{hash(key)}"
            keys[node.index] = key
            if node.hidden and "itemprop" not in node.attrs:
                continue
            times = seen.get(key, 0)
            seen[key] = times + 1
            if only is not None and key not in only:
                continue
            found += self.of_node(node, f"{key}#{times}" if times else key, start)
        low = bisect_left(self._starts, start)
        high = bisect_left(self._starts, end, low)
        for pair in self.pairs[low:high]:
            found += self.of_pair(pair)
        return found

    def of_pair(self, pair: Pair) -> list[Candidate]:
        """A labelled value, as text and, when it is or holds a link or a picture, as that."""
        node = pair.node
        labels = ((pair.label, pair.weight),)
        key = f"label:{pair.label}"
        text = pair.text if pair.text is not None else self.shown(node)
        found = []
        machine = _machine(node)
        if not machine and pair.text is None and node.end - node.index < 12:
            machine = next(
                (
                    m
                    for n in self.page.nodes[node.index : node.end]
                    if n.tag in ("time", "data", "meter") and (m := _machine(n))
                ),
                "",
            )
        if not text and pair.text is None:
            text = self.graphic_text(node)
        if text or machine:
            found.append(Candidate(key, labels, pair.kind, node, text, machine, role="pair"))
        if pair.text is None and node.end - node.index < 60:
            for inner in self.page.nodes[node.index : node.end]:
                for attr in ("href", "src"):
                    if inner.attrs.get(attr) and not inner.hidden:
                        address = self.page.absolute(inner.attrs[attr])
                        found.append(
                            Candidate(f"{key}@{attr}", labels, pair.kind, inner, address, "", attr, "pair", f"@{attr}")
                        )
        return found

    def of_node(self, node: Node, key: str, start: int) -> list[Candidate]:
        """The text, address and attributes of one element."""
        attrs, tag = node.attrs, node.tag
        found: list[Candidate] = []
        labels = self.labels(node, start) if attrs else ()
        kind = "microdata" if "itemprop" in attrs or "property" in attrs else "record"
        if tag == "img":
            if address := _picture(attrs):
                found.append(
                    Candidate(f"{key}@src", labels, kind, node, self.page.absolute(address), "", "src", "image", "@src")
                )
            if alt := " ".join(attrs.get("alt", "").split()):
                found.append(Candidate(f"{key}@alt", (("image alt", 0.9),), kind, node, alt, "", "alt", "alt", "@alt"))
            return found
        if "href" in attrs and attrs["href"] and tag != "base":
            address = self.page.absolute(attrs["href"])
            text = self.page.text(node) if self.page.size(node) < 200 else ""
            named = (*labels, (text, 0.85)) if text else labels
            if attrs.get("aria-label") or attrs.get("rel"):
                named = (*named, (attrs.get("aria-label") or attrs["rel"], 0.9))
            role = "link" if tag in ("a", "area") else ""
            if any(parent.tag in _HEADINGS for parent in _near(node, 2)) or any(
                child.tag in _HEADINGS for child in node.children
            ):
                role = "main link"
            found.append(Candidate(f"{key}@href", named, kind, node, address, "", "href", role, "@href"))
        machine = _machine(node)
        labelled = bool(labels)
        if (node.own or labelled or machine or tag == "time" or "aria-label" in attrs) and tag not in (
            "input",
            "select",
            "textarea",
            "option",
        ):
            size = self.page.size(node)
            text = self.shown(node) if size < _LONG else ""
            if not text and (labelled or attrs.get("role") == "img"):
                text = self.graphic_text(node)
            if text or machine:
                if self.is_old(node):
                    labels = (("old price", 0.9), *((f"old {label}", weight) for label, weight in labels))
                role = "group" if not node.own and len(node.children) > 1 else self.role(node, text)
                found.append(Candidate(key, labels, kind, node, text, machine, role=role))
            if (
                (aria := attrs.get("aria-label") or attrs.get("title"))
                and aria != text
                and tag not in ("a", "button", "section", "nav", "ul", "ol")
            ):
                extra = ((aria.split(":", 1)[0], 0.9),) if ":" in aria else labels
                shown = aria.split(":", 1)[1].strip() if ":" in aria else aria
                found.append(Candidate(f"{key}@aria", extra, "label", node, shown, "", "", "aria", "@aria-label"))
        for name, value in attrs.items():
            if (
                name.startswith("data-")
                and value
                and len(value) < 300
                and name not in ("data-testid", "data-test", "data-src", "data-v")
            ):
                address = self.page.absolute(value) if value.startswith(("/", "http")) else value
                found.append(
                    Candidate(
                        f"{key}@{name}", ((name[5:], 0.88),), "record", node, address, value, name, "data", f"@{name}"
                    )
                )
        return found

    def labels(self, node: Node, start: int) -> tuple[tuple[str, float], ...]:
        """What attributes call an element."""
        attrs = node.attrs
        labels: list[tuple[str, float]] = []
        if prop := attrs.get("itemprop") or attrs.get("property"):
            label, weight = prop.rsplit(":", 1)[-1].split(" ")[0], 0.99
            for parent in node.ancestors():
                if parent.index < start or parent.index == start:
                    break
                scope = parent.attrs.get("itemprop") or parent.attrs.get("property") or ""
                if scope and ("itemscope" in parent.attrs or "typeof" in parent.attrs) and scope not in _SCOPES:
                    labels.append((scope, 0.97 if label == "name" else 0.3))
                    label = f"{scope} {label}"
                    weight = 0.97 if label.endswith((" name", " url")) else 0.9
                    break
            labels.append((label, weight))
            if "itemscope" in attrs:
                labels[-1] = (label, 0.6)
        for token in attrs.get("class", "").split()[:8]:
            if label := class_label(token):
                labels.append((label, 0.92))
        for name, weight in (
            ("id", 0.88),
            ("data-testid", 0.88),
            ("data-test", 0.88),
            ("data-label", 0.9),
            ("data-field", 0.92),
            ("data-th", 0.9),
        ):
            if value := attrs.get(name):
                labels.append((class_label(value) or value, weight))
        if attrs.get("rel") == "author":
            labels.append(("author", 0.95))
        if attrs.get("rel") == "tag":
            labels.append(("tag", 0.95))
        return tuple(labels)

    def shown(self, node: Node) -> str:
        """The text of a node without prices that are struck out, unless that is all there is."""
        page = self.page
        if node.end - node.index > 1 and page.size(node) < 400:
            cuts = [
                n for n in page.nodes[node.index + 1 : node.end] if n.tag in _OLD or (n.attrs and self._says_old(n))
            ]
            if cuts:
                parts, place = [], node.start
                for cut in cuts:
                    if cut.start >= place:
                        parts.append(page.buffer[place : cut.start])
                        place = cut.stop
                parts.append(page.buffer[place : node.stop])
                text = " ".join(" ".join(parts).split())
                if text:
                    return text
        return page.text(node)

    def is_old(self, node: Node) -> bool:
        """Whether a node's text is struck out, or says it is a former value."""
        return node.tag in _OLD or any(parent.tag in _OLD for parent in _near(node, 3))

    def _says_old(self, node: Node) -> bool:
        names = node.attrs.get("class", "")
        return any(word in names for word in ("old", "was", "strike", "original-price", "list-price")) and any(
            word in class_label(name).lower().split()
            for name in names.split()
            for word in ("old", "was", "strike", "original")
        )

    def graphic_text(self, node: Node) -> str:
        """What a picture of a value says: aria-label, title or alt."""
        for inner in self.page.nodes[node.index : min(node.end, node.index + 6)]:
            for name in ("aria-label", "title", "alt"):
                if text := inner.attrs.get(name):
                    return " ".join(text.split())
        return ""

    def role(self, node: Node, text: str) -> str:
        """The part that an element plays by its tag."""
        if node.tag in _HEADINGS or any(parent.tag in _HEADINGS for parent in _near(node, 2)):
            return next(n.tag for n in (node, *_near(node, 2)) if n.tag in _HEADINGS)
        if node.tag in ("time", "a", "button"):
            return node.tag
        if _BY.match(text) and len(text) < 60:
            return "by"
        if node.tag in ("b", "strong"):
            return "strong"
        return "text"


def without_by(text: str) -> str:
    """The name in a line such as `by Ann Lee`."""
    return _BY.sub("", text)


def _near(node: Node, levels: int) -> list[Node]:
    found: list[Node] = []
    walk = node.parent
    while walk is not None and len(found) < levels:
        found.append(walk)
        walk = walk.parent
    return found


def _machine(node: Node) -> str:
    attrs = node.attrs
    if not attrs or (node.tag in ("input", "option", "button", "li", "meta") and "itemprop" not in attrs):
        return ""
    for name in _MACHINE:
        if value := attrs.get(name):
            return " ".join(value.split())
    if "itemprop" in attrs and node.tag == "link":
        return attrs.get("href", "")
    return ""


def _picture(attrs: dict[str, str]) -> str:
    for name in ("src", "data-src", "data-lazy-src", "data-original"):
        value = attrs.get(name, "")
        if value and not (
            value.startswith("data:") and any(attrs.get(other) for other in ("data-src", "data-lazy-src", "srcset"))
        ):
            return value
    sets = attrs.get("srcset") or attrs.get("data-srcset") or ""
    return sets.split(",")[0].split()[0] if sets.split(",")[0].split() else ""


def _first_class(node: Node) -> str:
    return next(iter(node.attrs.get("class", "").split(None, 1)), "")
