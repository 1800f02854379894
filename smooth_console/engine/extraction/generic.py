"""A page without a schema: what any page has, read as it stands. No guessing about its subject."""

from typing import Any

from smooth_console.engine.extraction.model import Extraction, Source
from smooth_console.engine.extraction.page import Page

MOST_TEXT = 100_000
_LEFT_OUT = ("nav", "header", "footer", "aside")


def read_generic(page: Page) -> Extraction:
    """Gives `{title, url, description, headings, text}` of a page.

    The title is that of <title>, else h1; the description is the meta tag's; the text that of <main>, else of the body.

    What the page does not have is null (an empty list for headings).
    """
    result = Extraction(None, {}, list(page.notes))
    value: dict[str, Any] = {"title": None, "url": page.url or None, "description": None, "headings": [], "text": None}
    for tag in ("title", "h1"):
        for node in page.tags(tag)[:1]:
            if value["title"] is None and (text := page.text(node)):
                value["title"] = text
                result.sources["/title"] = Source("meta" if tag == "title" else "text", page.path(node), text)
    for node in page.tags("meta"):
        if value["description"] is None and "description" in (
            node.attrs.get("name"),
            node.attrs.get("property", "").removeprefix("og:"),
        ):
            value["description"] = " ".join(node.attrs.get("content", "").split()) or None
            result.sources["/description"] = Source("meta", page.path(node) + "@content", value["description"] or "")
    for node in page.tags("h1", "h2", "h3"):
        if not node.hidden and (text := page.text(node)):
            result.sources[f"/headings/{len(value['headings'])}"] = Source("text", page.path(node), text)
            value["headings"].append(text)
    main = next((node for node in page.tags("main", "article") if not node.hidden), page.body)
    skipped = [node for node in page.tags(*_LEFT_OUT) if main.holds(node)] if main is page.body else []
    parts, place = [], main.start
    for node in skipped:
        if node.start >= place:
            parts.append(page.buffer[place : node.start])
            place = node.stop
    parts.append(page.buffer[place : main.stop])
    lines = (" ".join(line.split()) for line in "\n".join(parts).split("\n"))
    text = "\n".join(line for line in lines if line)
    if len(text) > MOST_TEXT:
        text = text[:MOST_TEXT]
        result.notes.append(
            f"The text is longer than {MOST_TEXT} characters: only its beginning is given. A schema reads the whole"
            f" page."
        )
    value["text"] = text or None
    if text:
        result.sources["/text"] = Source("text", page.path(main), text[:500])
    result.value = value
    return result
