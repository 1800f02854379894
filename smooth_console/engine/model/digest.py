"""A page in compact form, for a model to read: its text with headings, rows, links and what it says to machines."""

from dataclasses import dataclass

from smooth_console.engine.extraction.page import Node, Page

MOST_DATA = 8_000  # characters of structured data

_BEFORE = {
    **{f"h{level}": "\n" + "#" * level + " " for level in range(1, 7)},
    "li": "\n- ",
    "td": " | ",
    "th": " | ",
    "dt": "\n",
    "dd": ": ",
}
_META = ("description", "og:title", "og:description", "author", "article:published_time")


@dataclass(frozen=True, slots=True)
class Digest:
    """A page as text.

    Attributes:
        head: Address, title, and what it says of itself.
        text: What it shows.
        data: Its structured data.
    """

    head: str
    text: str
    data: str

    def within(self, room: int) -> str:
        """As much of it as fits into about so many characters."""
        parts = [self.head, self.text[:room]]
        if self.data:
            parts.append(f"Structured data:\n{self.data[: _most_data(room)]}")
        return "\n\n".join(parts)

    def is_cut(self, room: int) -> bool:
        """Whether something of it has to be left out."""
        return len(self.text) > room or len(self.data) > _most_data(room)


def digest(page: Page) -> Digest:
    """The page as text."""
    head = [f"Address: {page.url}"]
    head += [f"Title: {page.text(node)}" for node in page.tags("title")[:1]]
    for node in page.tags("meta"):
        name = node.attrs.get("property") or node.attrs.get("name")
        if name in _META and node.attrs.get("content"):
            head.append(f"{name}: {' '.join(node.attrs['content'].split())}")
    data = "\n".join(" ".join(text.split()) for text in page.scripts.values())
    lines = (" ".join(line.split()) for line in _text(page, page.body).split("\n"))
    return Digest("\n".join(head), "\n".join(line for line in lines if line and line not in ("-", "|")), data)


def _most_data(room: int) -> int:
    return min(MOST_DATA, room // 4)


def _text(page: Page, node: Node) -> str:
    """A node's text, marked up; pages are 400 levels deep at most."""
    if node.hidden:
        return ""
    if node.tag == "img":
        alt = " ".join(node.attrs.get("alt", "").split())
        return f"![{alt}]({page.absolute(node.attrs['src'])})" if node.attrs.get("src") else alt
    if node.tag in ("input", "textarea", "select"):
        return f" [{page.text(node)}] "
    parts = []
    place = node.start
    for child in node.children:
        parts += [page.buffer[place : child.start], _text(page, child)]
        place = max(place, child.stop)
    inner = "".join([*parts, page.buffer[place : node.stop]])
    if node.tag == "a" and node.attrs.get("href") and (words := " ".join(inner.split())):
        return f"[{words}]({page.absolute(node.attrs['href'])})"
    return _BEFORE.get(node.tag, "") + inner
