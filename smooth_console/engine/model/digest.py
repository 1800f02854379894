"""A page in compact form, for a model to read: its text with headings, rows, links and what it says to machines."""

from smooth_console.engine.extraction.page import Node, Page

MOST_TEXT = 60_000  # characters
MOST_DATA = 8_000  # of structured data

_BEFORE = {
    **{f"h{level}": "\n" + "#" * level + " " for level in range(1, 7)},
    "li": "\n- ",
    "td": " | ",
    "th": " | ",
    "dt": "\n",
    "dd": ": ",
}
_META = ("description", "og:title", "og:description", "author", "article:published_time")


def digest(page: Page) -> tuple[str, bool]:
    """The page as text.

    Returns:
        The text, and whether a part of the page had to be left out.
    """
    head = [f"Address: {page.url}"]
    head += [f"Title: {page.text(node)}" for node in page.tags("title")[:1]]
    for node in page.tags("meta"):
        name = node.attrs.get("property") or node.attrs.get("name")
        if name in _META and node.attrs.get("content"):
            head.append(f"{name}: {' '.join(node.attrs['content'].split())}")
    data = "\n".join(" ".join(text.split()) for text in page.scripts.values())
    lines = (" ".join(line.split()) for line in _text(page, page.body).split("\n"))
    text = "\n".join(line for line in lines if line and line not in ("-", "|"))
    cut = len(text) > MOST_TEXT or len(data) > MOST_DATA
    parts = ["\n".join(head), text[:MOST_TEXT]]
    if data:
        parts.append(f"Structured data:\n{data[:MOST_DATA]}")
    return "\n\n".join(parts), cut


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
