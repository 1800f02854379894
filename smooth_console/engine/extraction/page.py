"""A page as extraction reads it: a flat list of nodes in document order and one text buffer. Parsing only, no meaning.

Positions replace subtree walks: a node's subtree is `nodes[node.index:node.end]`, its text a slice of one string, so
that every question about a subtree is linear in its answer, however deep the page.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree

from smooth_console.engine.extraction.lexicon import words

MOST_CHARACTERS = 12_000_000  # beyond this the page is cut, and the extraction says so
MOST_NODES = 400_000
MOST_DEPTH = 400  # deeper nodes are taken as children of the last one allowed

_BLOCKS = words(
    """
    address article aside blockquote body br caption dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search
    section select shadow-root smooth-frame summary table tbody td textarea tfoot th thead title tr ul
    """
)
_SILENT = words("script style noscript template svg canvas object datalist head")
_VOID = words("area base br col embed hr img input link meta source track wbr")


class Node:
    """An element. `index` and `end` bound its subtree in `Page.nodes`.

    `start` and `stop` bound its text in `Page.buffer`.
    """

    __slots__ = ("attrs", "children", "end", "hidden", "index", "own", "parent", "start", "stop", "tag")

    def __init__(self, index: int, tag: str, attrs: dict[str, str], parent: "Node | None", start: int) -> None:
        self.index = index
        self.end = index + 1
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Node] = []
        self.start = start
        self.stop = start
        self.hidden: bool = parent is not None and parent.hidden
        self.own = False  # has text of its own, beside its children's

    @property
    def role(self) -> str:
        """The part it plays in a table (`table`, `tr`, `th`, `td`), from its tag or its ARIA role; else its tag."""
        role = self.attrs.get("role")
        return _ROLES.get(role, self.tag) if role else self.tag

    def ancestors(self) -> Iterator["Node"]:
        """Parents, from the nearest to the root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def holds(self, other: "Node") -> bool:
        """Whether `other` is this node or lies within it."""
        return self.index <= other.index < self.end

    def __repr__(self) -> str:
        return f"<{self.tag} #{self.index}>"


_ROLES = {
    "table": "table", "grid": "table", "treegrid": "table", "row": "tr", "cell": "td", "gridcell": "td",
    "columnheader": "th", "rowheader": "th", "heading": "h2", "listitem": "li", "list": "ul", "img": "img", "link": "a",
}  # fmt: skip


class Page:
    """A parsed page: `nodes`, the text `buffer` (lines are blocks), the `base` address of its links, and its `lang`."""

    def __init__(self, nodes: list[Node], buffer: str, url: str, scripts: dict[int, str], notes: list[str]) -> None:
        self.nodes = nodes
        self.buffer = buffer
        self.url = url
        self.scripts = scripts  # JSON-LD, by the index of its node
        self.notes = notes
        self._paths: dict[int, str] = {}
        self._places: dict[int, int] = {}
        self._numbered: set[int] = set()
        self.by_tag: dict[str, list[Node]] = {}
        for node in nodes:
            self.by_tag.setdefault(node.tag, []).append(node)
        self.base = self._base()
        html = self.by_tag.get("html")
        self.lang = (html[0].attrs.get("lang", "") if html else "").lower()
        self._tongues = sum("lang" in node.attrs for node in nodes) > 1
        bodies = self.by_tag.get("body")
        self.body = bodies[0] if bodies else nodes[0]

    def tags(self, *names: str) -> list[Node]:
        """All nodes with one of these tags, in document order."""
        if len(names) == 1:
            return self.by_tag.get(names[0], [])
        return sorted((node for name in names for node in self.by_tag.get(name, [])), key=lambda node: node.index)

    def within(self, start: int, end: int, *names: str) -> list[Node]:
        """The nodes with one of these tags whose index lies in [start, end)."""
        found: list[Node] = []
        for name in names:
            nodes = self.by_tag.get(name, [])
            low = bisect_left(nodes, start, key=lambda node: node.index)
            high = bisect_left(nodes, end, low, key=lambda node: node.index)
            found += nodes[low:high]
        return sorted(found, key=lambda node: node.index) if len(names) > 1 else found

    def text(self, node: Node) -> str:
        """Visible text of a node, blanks collapsed. A form control's is its value."""
        tag = node.tag
        if tag == "input":
            return " ".join(node.attrs.get("value", "").split())
        if tag in {"meter", "progress", "data"} and node.start == node.stop:
            return node.attrs.get("value", "")
        return " ".join(self.buffer[node.start : node.stop].split())

    def lines(self, node: Node) -> list[str]:
        """The node's text, block by block, blanks collapsed, empty ones left out."""
        lines = (" ".join(line.split()) for line in self.buffer[node.start : node.stop].split("\n"))
        return [line for line in lines if line]

    def size(self, node: Node) -> int:
        """Upper bound for the length of the node's text, without building it."""
        return node.stop - node.start

    def lang_of(self, node: Node) -> str:
        """Language of a node: its own, else the nearest parent's."""
        if self._tongues:
            for one in (node, *node.ancestors()):
                if language := one.attrs.get("lang"):
                    return language.lower()
        return self.lang

    def absolute(self, address: str) -> str:
        """An address resolved against the page's; unchanged if it cannot be."""
        if address.startswith(("https://", "http://")) and " " not in address:
            return address
        try:
            return urljoin(self.base, address.strip())
        except ValueError:
            return address.strip()

    def path(self, node: Node) -> str:
        """CSS path of a node in the live page; `>>>` goes into a frame or an open shadow root."""
        return self._path(node).replace("> >>> >", ">>>").removeprefix("html > ") or "html"

    def _path(self, node: Node) -> str:
        walked: list[Node] = []
        walk: Node | None = node
        while walk is not None and walk.index not in self._paths:
            walked.append(walk)
            walk = walk.parent
        path = self._paths[walk.index] if walk is not None else ""
        for one in reversed(walked):
            path = f"{path} > {self._step(one)}" if path else self._step(one)
            self._paths[one.index] = path
        return path

    def _step(self, node: Node) -> str:
        if node.tag == "shadow-root":
            return ">>>"
        name = "iframe" if node.tag == "smooth-frame" else node.tag
        if node.parent is not None and node.tag not in ("body", "head", "html"):
            self._number(node.parent)
            if place := self._places.get(node.index):
                name = f"{name}:nth-of-type({place})"
        return f"{name} > >>>" if node.tag == "smooth-frame" else name

    def _number(self, parent: Node) -> None:
        """Numbers the children of one node among those of their tag, once."""
        if parent.index in self._numbered:
            return
        self._numbered.add(parent.index)
        counts = Counter(child.tag for child in parent.children)
        seen: Counter[str] = Counter()
        for child in parent.children:
            seen[child.tag] += 1
            if counts[child.tag] > 1:
                self._places[child.index] = seen[child.tag]

    def _base(self) -> str:
        for node in self.by_tag.get("base", []):
            if address := node.attrs.get("href"):
                try:
                    urlsplit(address)
                    return urljoin(self.url, address)
                except ValueError:
                    break
        return self.url


class _Builder:
    """Receives the parser's events and lays out nodes and text."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.stack: list[Node] = []
        self.overflow = 0  # open elements below MOST_DEPTH
        self.chunks: list[str] = []
        self.length = 0
        self.scripts: dict[int, list[str]] = {}
        self.cut = False

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:
        if len(self.stack) >= MOST_DEPTH or len(self.nodes) >= MOST_NODES:
            self.overflow += 1
            self.cut = True
            return
        tag = _as_text(tag)
        attrs = {_as_text(name): _as_text(value) for name, value in attrib.items()}
        if tag in _BLOCKS:
            self._add("\n")
        parent = self.stack[-1] if self.stack else None
        node = Node(len(self.nodes), tag, attrs, parent, self.length)
        if parent is not None:
            parent.children.append(node)
        node.hidden = node.hidden or tag in _SILENT or _is_hidden(tag, attrs)
        self.nodes.append(node)
        self.stack.append(node)

    def end(self, tag: str | bytes) -> None:
        if self.overflow:
            self.overflow -= 1
            return
        node = self.stack.pop()
        node.end = len(self.nodes)
        node.stop = self.length
        if tag in _BLOCKS:
            self._add("\n")

    def data(self, data: str | bytes) -> None:
        if not self.stack:
            return
        text = _as_text(data)
        node = self.stack[-1]
        if node.hidden and node.tag != "title":
            if node.tag == "script" and "ld+json" in node.attrs.get("type", ""):
                self.scripts.setdefault(node.index, []).append(text)
            return
        if not node.own and not text.isspace():
            node.own = True
        self._add(text.replace("\n", " "))

    def comment(self, text: str | bytes) -> None:
        """Comments are not content."""

    def close(self) -> None:
        while self.stack:
            self.overflow = 0
            self.end(self.stack[-1].tag)

    def _add(self, text: str) -> None:
        self.chunks.append(text)
        self.length += len(text)


def _as_text(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "replace")


def _is_hidden(tag: str, attrs: dict[str, str]) -> bool:
    if not attrs:
        return False
    if "hidden" in attrs:
        return True
    style = attrs.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return tag == "input" and attrs.get("type", "").lower() in {"hidden", "password"}


def parse(html: str, url: str) -> Page:
    """Reads HTML of any quality. Never raises: what cannot be read is an empty page.

    Args:
        html: The page's markup, as text.
        url: Its address, for links.
    """
    notes: list[str] = []
    if len(html) > MOST_CHARACTERS:
        html = html[:MOST_CHARACTERS]
        notes.append(f"The page is larger than {MOST_CHARACTERS} characters: only its beginning was read.")
    builder = _Builder()
    parser = etree.HTMLParser(target=builder, huge_tree=True, encoding="utf-8")
    try:
        parser.feed(html.encode("utf-8", "replace"))
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError):
        notes.append("The page's markup could not be read to its end.")
    builder.close()
    if builder.cut:
        notes.append("The page is nested too deeply or too large: some elements were taken together.")
    if not builder.nodes:
        builder.nodes.append(Node(0, "html", {}, None, 0))
    scripts = {index: "".join(parts) for index, parts in builder.scripts.items()}
    return Page(builder.nodes, "".join(builder.chunks), url, scripts, notes)
