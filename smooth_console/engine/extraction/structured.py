"""What a page says to machines: JSON-LD objects, and meta tags.

(Microdata and RDFa are attributes of nodes: see candidates.)
"""

import json
from collections.abc import Iterator
from typing import Any

from smooth_console.engine.extraction.lexicon import words
from smooth_console.engine.extraction.model import Candidate, Record, RecordSet
from smooth_console.engine.extraction.page import Node, Page

MOST_ENTITIES = 5_000
_DEEPEST = 8
# Keys whose objects describe the same thing, so that the key need not be named by the schema.
_SAME_THING = words(
    """
    offers aggregateRating address baseSalary value geo mainEntity item priceSpecification
    """
)
_LISTS = words("ItemList BreadcrumbList SearchResultsPage CollectionPage OfferCatalog")
_FRAME = words(
    """
    WebSite WebPage BreadcrumbList SearchAction SiteNavigationElement ImageObject Organization ListItem
    """
)


class Entity:
    """A JSON-LD object with a type: its `data`, the script's `node`, and its `path` in there."""

    __slots__ = ("data", "kinds", "node", "path", "top")

    def __init__(self, data: dict[str, Any], node: Node, path: str, top: bool) -> None:
        self.data = data
        self.node = node
        self.path = path
        self.top = top
        kinds = data.get("@type", ())
        listed = kinds if isinstance(kinds, list) else [kinds]
        self.kinds = frozenset(str(kind).rsplit("/", 1)[-1] for kind in listed if isinstance(kind, str))


def entities(page: Page) -> list[Entity]:
    """All JSON-LD objects of a page, @graph opened, in document order. What is not JSON is passed over."""
    found: list[Entity] = []
    for index, text in page.scripts.items():
        try:
            data = json.loads(text.strip().removeprefix("<!--").removesuffix("-->").strip(" ;\n\t"), strict=False)
        except (ValueError, RecursionError):
            page.notes.append(f"A JSON-LD script could not be read ({page.path(page.nodes[index])}).")
            continue
        stack: list[tuple[Any, str, bool, int]] = [(data, "", True, 0)]
        while stack and len(found) < MOST_ENTITIES:
            value, path, top, level = stack.pop()
            if level > _DEEPEST:
                continue
            if isinstance(value, list):
                stack += [(item, f"{path}[{n}]", top, level + 1) for n, item in reversed(list(enumerate(value)))]
            elif isinstance(value, dict):
                if "@graph" in value and len(value) <= 3:
                    stack.append((value["@graph"], f"{path}.@graph", top, level + 1))
                    continue
                found.append(Entity(value, page.nodes[index], path, top))
                inner = [
                    (item, f"{path}.{key}", False, level + 1)
                    for key, item in value.items()
                    if isinstance(item, (dict, list))
                ]
                stack += reversed(inner)
    return found


def leaves(data: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The scalars of a JSON-LD object as (label, path, text).

    Lists of one are opened, longer ones of text are joined by commas.
    """
    stack: list[tuple[dict[str, Any], str, str, int]] = [(data, "", "", 0)]
    while stack:
        found, label, path, level = stack.pop()
        for key, value in found.items():
            if key.startswith("@"):
                continue
            full = f"{label} {key}".strip() if key not in _SAME_THING else label
            where = f"{path}.{key}".lstrip(".")
            if isinstance(value, list):
                if value and all(isinstance(item, (str, int, float)) for item in value):
                    if key in ("image", "url", "sameAs") or len(value) == 1:
                        yield full or key, f"{where}[0]", _text(value[0])
                    else:
                        yield full or key, where, ", ".join(_text(item) for item in value)
                    continue
                if (value and key in ("image", "author", "offers", "brand", "location", "jobLocation")) or len(
                    value
                ) == 1:
                    value = value[0]
            if isinstance(value, dict):
                if "@value" in value:
                    yield full or key, where, _text(value["@value"])
                elif level < 4:
                    stack.append((value, full, where, level + 1))
            elif value is not None and not isinstance(value, list):
                yield full or key, where, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split())


def entity_candidates(data: dict[str, Any], node: Node, at: str = "") -> list[Candidate]:
    """The values of a JSON-LD object as candidates."""
    found = []
    for label, path, text in leaves(data):
        if not text:
            continue
        address = text.startswith(("http://schema.org/", "https://schema.org/"))
        shown = text.rsplit("/", 1)[-1] if address else text
        labels = [(label, 1.0)]
        last = label.rsplit(" ", 1)
        if len(last) == 2 and last[1] in ("name", "url", "@id"):
            labels.append((last[0], 0.97 if last[1] == "name" else 0.6))
        if label == "mainEntityOfPage":
            labels = [("url", 0.7)]
        found.append(
            Candidate(
                f"json:{path}",
                tuple(labels),
                "json-ld",
                node,
                shown,
                text if address else "",
                "",
                "json",
                f"#{at}{'.' if at else ''}{path}",
            )
        )
    return found


def entity_sets(found: list[Entity]) -> list[RecordSet]:
    """Lists of JSON-LD objects that are alike: list elements, and several of one type."""
    sets: list[RecordSet] = []
    for entity in found:
        for key, value in entity.data.items():
            if isinstance(value, list) and sum(isinstance(item, dict) for item in value) >= 1:
                records = []
                for number, item in enumerate(value):
                    if not isinstance(item, dict):
                        continue
                    inner = item.get("item") if isinstance(item.get("item"), dict) else None
                    data = {**{k: v for k, v in item.items() if k != "item"}, **inner} if inner else item
                    at = f"{entity.path}.{key}[{number}]".lstrip(".")
                    records.append(Record(entity.node, 0, 0, data=data, detail=at))
                kinds = [str(kind) for kind in entity.kinds]
                zone = 0.1 if "BreadcrumbList" in entity.kinds else 1.0
                kinds_within = {str(record.data.get("@type")) for record in records if record.data}
                sets.append(
                    RecordSet(
                        records, "json-ld", [key, *kinds_within, *(kinds if key == "itemListElement" else ())], zone
                    )
                )
    by_kind: dict[frozenset[str], list[Entity]] = {}
    for entity in found:
        if entity.top and entity.kinds and not entity.kinds & (_FRAME | _LISTS):
            by_kind.setdefault(entity.kinds, []).append(entity)
    for kinds_of, alike in by_kind.items():
        if len(alike) > 1:
            records = [Record(one.node, 0, 0, data=one.data, detail=one.path.lstrip(".")) for one in alike]
            sets.append(RecordSet(records, "json-ld", sorted(kinds_of)))
    return sets


def main_entities(found: list[Entity]) -> list[Entity]:
    """Objects that may be what the page is about: at the top, not furniture, and one of its type."""
    counts: dict[frozenset[str], int] = {}
    for entity in found:
        if entity.top:
            counts[entity.kinds] = counts.get(entity.kinds, 0) + 1
    chosen = [
        one
        for one in found
        if one.top and counts[one.kinds] == 1 and not one.kinds & (_LISTS | (_FRAME - {"Organization"}))
    ]
    if any("Organization" not in one.kinds for one in chosen):
        chosen = [one for one in chosen if "Organization" not in one.kinds]
    return chosen


def meta_candidates(page: Page) -> list[Candidate]:
    """<title>, meta tags and the canonical link as candidates."""
    found = []
    for node in page.tags("meta"):
        name = node.attrs.get("property") or node.attrs.get("name") or ""
        text = " ".join(node.attrs.get("content", "").split())
        if (
            not name
            or not text
            or node.attrs.get("itemprop")
            or name.startswith(("viewport", "csrf", "theme", "robots", "generator"))
        ):
            continue
        label = (
            name.replace("og:", "")
            .replace("twitter:", "")
            .replace("article:", "")
            .replace("product:", "")
            .replace(":", " ")
        )
        weight = 0.8 if name.startswith(("product:", "article:", "author", "citation")) else 0.66
        if name.startswith("twitter:") and name not in ("twitter:title", "twitter:description", "twitter:image"):
            continue
        found.append(
            Candidate(
                f"meta:{name}", ((label, weight),), "meta", node, text, attr="content", role="meta", detail="@content"
            )
        )
    told = any(one.key == "meta:og:title" for one in found)  # without the site's name, which <title> mostly ends with
    for node in page.tags("title"):
        if page.text(node):
            found.append(
                Candidate(
                    "title",
                    (("title", 0.6), ("page title", 0.7 if told else 0.98), ("document title", 1.0)),
                    "meta",
                    node,
                    page.text(node),
                )
            )
        break
    for node in page.tags("link"):
        if node.attrs.get("rel") == "canonical" and node.attrs.get("href"):
            text = page.absolute(node.attrs["href"])
            found.append(
                Candidate(
                    "canonical", (("url", 0.7), ("canonical url", 1.0)), "meta", node, text, attr="href", detail="@href"
                )
            )
    return found
