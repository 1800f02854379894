"""What the parts of extraction hand to each other: candidates for a value, records, sources, the result. Data only."""

from dataclasses import dataclass, field
from typing import Any

from smooth_console.engine.extraction.page import Node


@dataclass(frozen=True)
class Source:
    """Where a value was read.

    `kind` is json-ld, microdata, table, label, record, meta or text; `path` a CSS path in the live page (`@name` at its
    end: that attribute; for JSON-LD `#key.key` inside the script); `text` what stood there, before conversion.
    """

    kind: str
    path: str
    text: str


@dataclass
class Extraction:
    """A value that fits the schema, `sources` by JSON Pointer of each value found, and `notes` for people.

    What was not done, and why.
    """

    value: Any
    sources: dict[str, Source] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Candidate:
    """Something on the page that may be a field's value.

    Args:
        key: Same for the same place in every record of a set.
        labels: What the page calls it, each with a weight of 0 to 1.
        kind: See `Source`.
        node: Where it is.
        text: As shown.
        machine: As said to machines, "" if not.
        attr: The attribute that `text` is from, "" for text.
        role: Part it plays: heading, link, image, time, text; "" for none.
        detail: Where in the node, for the source's path.
    """

    key: str
    labels: tuple[tuple[str, float], ...]
    kind: str
    node: Node
    text: str
    machine: str = ""
    attr: str = ""
    role: str = ""
    detail: str = ""


@dataclass(slots=True)
class Pair:
    """A label and its value on the page. `text` is the value when it is only part of the node's text, else None."""

    label: str
    node: Node
    kind: str
    weight: float
    text: str | None = None


@dataclass
class Record:
    """One of several alike: a stretch of nodes [start, end), or labelled `cells`, or `data` of a JSON-LD object."""

    node: Node
    start: int
    end: int
    cells: list[Pair] = field(default_factory=list)
    data: dict[str, Any] | None = None
    detail: str = ""


@dataclass
class RecordSet:
    """Records that are alike.

    Args:
        records: At least one.
        kind: How they were found: cards, flat, table, columns or json-ld.
        names: What the page calls them.
        zone: How much their part of the page counts.
        likeness: How alike they are built, 0 to 1.
        facts: How many texts, links and pictures one holds, on average.
    """

    records: list[Record]
    kind: str
    names: list[str]
    zone: float = 1.0
    likeness: float = 1.0
    facts: float = 0.0

    @property
    def start(self) -> int:
        """Index of the first node."""
        return self.records[0].start

    @property
    def stop(self) -> int:
        """Index after the last node."""
        return self.records[-1].end

    @property
    def span(self) -> int:
        """How many nodes the records are made of."""
        return sum(record.end - record.start + len(record.cells) + len(record.data or ()) for record in self.records)
